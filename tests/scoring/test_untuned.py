"""What an engine without thresholds of its own wrote proves no fault (text/engine_thresholds.py)."""

from __future__ import annotations

from typing import Any

import pytest

from trainer.call import Call
from trainer.scorecard import Scorecard
from trainer.scoring import score

from .conftest import Make
from .helpers import call, heard, outcomes, typed, verdict

SCENARIO = """
turns:
  - id: a
    cue: ring
    rules:
      - {id: hello, required: 您好}
      - {id: number, required: 工号}
      - {id: shares, required: [工号, 稍等, 再见], at_least: 2}
      - {id: banned, banned: 不知道}
      - {id: rude, banned: 你有病, fatal: true}
      - {id: pace, pace: 200}
      - {id: either, any_of: [{required: 谢谢}, {required: 抱歉}]}
"""
UNTUNED = {"engine": "vosk", "model": "vosk-cn"}
TUNED = {"engine": "whisper", "model": "whisper-base"}
UNSURE = "语音模型没有调过，不扣分，请人复核"
SAID = "您好，这个我不知道"


def scored(make: Make, *said: Any, yaml: str = SCENARIO, path: str = "a", **more: Any) -> Scorecard:
    return score(make(yaml), call(*said, path=path, **more))


@pytest.mark.parametrize(
    "engine", [TUNED, {"engine": "scripted", "model": "script"}, {}], ids=["tuned", "test", "none"]
)
def test_a_tuned_engine_charges_and_misses(make: Make, engine: dict[str, str]) -> None:
    card = scored(make, heard(SAID), **engine)
    found = outcomes(card)
    assert (found["a.number"], found["a.banned"], found["a.either"]) == ("missed", "missed", "missed")
    assert verdict(card, "a.banned").deducted


def test_an_untuned_one_leaves_both_to_a_person_and_says_why(make: Make) -> None:
    card = scored(make, heard(SAID), **UNTUNED)
    found = outcomes(card)
    assert (found["a.hello"], found["a.rude"]) == ("met", "met")
    assert [found[f"a.{one}"] for one in ("number", "shares", "banned", "either")] == ["unclear"] * 4
    banned = verdict(card, "a.banned")
    assert (banned.reason, banned.deducted, banned.evidence[0].counted) == ("untuned", 0, False)
    assert banned.why == f"可能是：说了“不知道”，换一种能帮到客户的说法。{UNSURE}"
    assert verdict(card, "a.number").why == f"可能是：没有说到“工号”。{UNSURE}"


def test_a_part_is_left_to_a_person_too(make: Make) -> None:
    said = heard("您好，工号三号")
    assert outcomes(scored(make, said, **TUNED))["a.shares"] == "partly"
    assert outcomes(scored(make, said, **UNTUNED))["a.shares"] == "unclear"


def test_a_fatal_word_ends_nothing_but_gives_no_total(make: Make) -> None:
    said = heard("您好，你有病")
    assert scored(make, said, **TUNED).total == 0
    card = scored(make, said, **UNTUNED)
    assert card.total is None
    assert verdict(card, "a.rude").why.startswith("疑似·待复核：可能是：说了“你有病”")


def test_what_was_measured_stays_measured(make: Make) -> None:
    slow = heard("您好，请您稍等一下，我马上为您查询这个订单的情况", end=60.0)
    assert outcomes(scored(make, slow, **UNTUNED))["a.pace"] == "partly"


def test_silence_is_no_matter_of_the_engine(make: Make) -> None:
    assert verdict(scored(make, **UNTUNED), "a.number").reason == "no_reply"


def test_typed_words_in_between_are_charged(make: Make) -> None:
    card = scored(make, heard("您好，这个我不知道"), typed("我不知道"), **UNTUNED)
    banned = verdict(card, "a.banned")
    assert (banned.outcome, [one.utterance for one in banned.evidence]) == ("missed", [1])
    assert outcomes(scored(make, typed("我不知道"), **UNTUNED))["a.number"] == "missed"


def test_the_same_reply_again_is_a_doubt(make: Make) -> None:
    two = SCENARIO + "  - {id: b, line: 喂, rules: [{id: bye, required: 再见}]}\n"
    again = "您好，我是工号三号，请问有什么可以帮您的呢，您请说"
    said = heard(again), heard(again, "b", 9.0, 14.0)
    for engine, outcome in ((TUNED, "missed"), (UNTUNED, "unclear")):
        assert outcomes(scored(make, *said, yaml=two, path="a b", **engine))["b.bye"] == outcome


def test_words_that_were_charged_because_they_were_typed_earn_nothing(make: Make) -> None:
    rules = "[{id: ways, required: 或者您}, {id: scorn, banned: 或者您别来}]"
    yaml = f"turns: [{{id: a, cue: ring, rules: {rules}}}]"
    words = "或者您别来"

    def found(*said: Any) -> tuple[str, str]:
        card = scored(make, *said, yaml=yaml, **UNTUNED)
        return verdict(card, "a.ways").outcome, verdict(card, "a.scorn").outcome

    assert found(heard(words)) == ("met", "unclear")
    assert found(typed(words)) == ("missed", "missed")
    assert found(typed(words), heard("喂")) == ("unclear", "missed")


def test_a_call_knows_whether_its_engine_was_tuned() -> None:
    assert Call(**TUNED).tuned
    assert not Call(**UNTUNED).tuned
