"""`add`: a scenario's own phrases in the lists of packs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from trainer.call import Call, Utterance
from trainer.scenario.load import load
from trainer.scenario.restore import restore
from trainer.scoring import score

from .conftest import GOOD, Problems

TEXT = GOOD.replace("required: [很抱歉, 对不起]", "required: <致歉>") + "use: [taboo]\nadd: {致歉: 给您赔不是}\n"


def test_what_is_added_counts_beside_what_the_pack_has(write: Callable[..., Path]) -> None:
    scenario = load(write(TEXT))
    assert scenario.lists["致歉"] == ("很抱歉", "对不起", "给您赔不是")
    for words in ("给您赔不是", "对不起"):
        card = score(scenario, Call((Utterance("agent", words, "hear"),), path=("hear",)))
        assert {v.id: v.outcome for v in card.verdicts}["hear.sorry"] == "met"


def test_it_makes_another_version_that_is_restored_as_it_was(write: Callable[..., Path]) -> None:
    scenario, plain = load(write(TEXT)), load(write(TEXT.partition("add:")[0]))
    assert scenario.sha256 != plain.sha256
    kept = restore(scenario.written)
    assert kept is not None
    assert (kept.lists, kept.sha256) == (scenario.lists, scenario.sha256)


def test_a_list_that_no_pack_has_is_a_mistake(problems: Problems) -> None:
    ((_, _, message),) = problems(TEXT.replace("add: {致歉", "add: {致谦"))
    assert message == "规则包里没有说法表“致谦”（自己的说法表写在 lists 里），是不是“致歉”？"


def test_phrases_are_checked_where_they_stand(problems: Problems) -> None:
    found = problems(TEXT.replace("给您赔不是", "(给您"))
    assert [message for _, _, message in found if "没有配对" in message]


def test_without_the_pack_only_the_pack_is_missing(problems: Problems) -> None:
    found = problems(TEXT.replace("use: [taboo]", "use: [tabu]"))
    assert len(found) == 1
    assert "没有规则包“tabu”" in found[0][2]
