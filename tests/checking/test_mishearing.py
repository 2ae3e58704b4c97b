"""Short phrases that another word would meet by its sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checking.test_fairness import BAD_CALL
from tests.scenario.conftest import GOOD
from tests.scenario.helpers import RULE, changed
from trainer.call import Call, Utterance
from trainer.checking.check import check
from trainer.checking.mishearing import check_mishearing, check_pack_mishearing
from trainer.scenario.load import examine, load, packs_folder
from trainer.scenario.packs import PackFolder, read_pack
from trainer.scoring import score

FULL = GOOD.replace(RULE, RULE + "        points: 98\n") + BAD_CALL


def found(tmp_path: Path, phrases: str, more: str = "") -> list[tuple[int, int, str]]:
    path = tmp_path / "good.yaml"
    text = changed("[很抱歉, 对不起]", phrases, FULL).replace("title: 报修", f"title: 报修{more}")
    path.write_text(text, encoding="utf-8")
    loaded = examine(path, PackFolder(packs_folder(path)))
    assert loaded.scenario is not None
    return [(one.line, one.column, one.message) for one in check_mishearing(loaded, loaded.rules)]


def test_a_neighbour_is_named_at_the_phrase(tmp_path: Path) -> None:
    line, column, message = found(tmp_path, "[很抱歉, 对不起, 核实]")[0]
    assert (line, column) == (17, 30)
    assert message.startswith("“核实”和“")
    assert "同音" in message
    assert "写长一些" in message


@pytest.mark.parametrize(
    ("phrases", "named"),
    [
        ("[很抱歉, 核实]", "合适 何时"),
        ("[很抱歉, (哪|几)栋]", "激动"),
        ("[很抱歉, 好吗]", "号码"),
        ("[很抱歉, 您核实一下]", ""),
        ("[很抱歉, 对不起]", ""),
        ("很抱歉", ""),
    ],
)
def test_only_short_phrases_with_a_neighbour_are_named(tmp_path: Path, phrases: str, named: str) -> None:
    messages = [message for _, _, message in found(tmp_path, phrases)]
    assert len(messages) == bool(named)
    assert all(any(word in message for word in named.split()) for message in messages)


def test_the_warning_is_true(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(changed("[很抱歉, 对不起]", "[很抱歉, 核实]", FULL), encoding="utf-8")
    said = tuple(Utterance("agent", "您看什么时间合适", "hear", recognised=heard) for heard in (True,))
    card = score(load(path), Call(utterances=said, path=("hear",), source="test", mode="example"))
    assert next(one.outcome for one in card.verdicts if one.id == "hear.sorry") == "met"


def test_a_rare_neighbour_counts_where_the_scenario_says_it(tmp_path: Path) -> None:
    assert found(tmp_path, "[很抱歉, 心领]") == []
    assert "“心领”和“心灵”同音" in found(tmp_path, "[很抱歉, 心领]", "，心灵手巧，心灵")[0][2]
    assert found(tmp_path, "[很抱歉, 心领]", "，中心灵活") == []  # 心 and 灵 stand there, but not as that word


def test_a_phrase_that_must_be_exact_has_no_neighbours(tmp_path: Path) -> None:
    assert found(tmp_path, "[很抱歉, 核实]\n        match: exact") == []


def test_what_the_caller_has_to_say_is_left_alone(tmp_path: Path) -> None:
    assert found(tmp_path, "[很抱歉, 核实]\n        speaker: caller") == []


def test_check_tells_it_for_scenarios_and_packs(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    pack = tmp_path / "packs" / "mine.yaml"
    pack.write_text(
        "pack: mine\nlists:\n  核实: [我跟您核实, 核实]\n  别的: [<核实>, 好不好]\n  除外: [核实]\n"
        "rules:\n  - {id: no, banned: 不知道, unless: <除外>}\n"
        "examples: [{text: 好, expect: {<核实>: missed, <别的>: missed}}]\n",
        encoding="utf-8",
    )
    report = check([tmp_path])
    assert [(one.path, one.line, one.column) for one in report.warnings] == [(str(pack), 3, 15)]
    assert "“核实”和“" in report.warnings[0].message


def test_what_cannot_be_read_is_not_judged(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text("title: [", encoding="utf-8")
    assert list(check_mishearing(examine(path, PackFolder(packs_folder(path))), [])) == []
    assert list(check_pack_mishearing(read_pack(path))) == []
