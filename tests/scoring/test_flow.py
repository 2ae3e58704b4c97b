"""The way of a conversation, and which part of it a rule sees."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from patience import PATIENCE

from trainer.call import Call
from trainer.scenario.resolved import Scenario
from trainer.scorecard import dumps
from trainer.scoring import next_turn, score
from trainer.scoring.judge import Judge

from .conftest import Make
from .helpers import call, heard, line, outcomes, typed, verdict

BRANCHES = """
slots: {公司: 海棠苑}
variants: {旧: 老客户, 新: 新客户}
facts: {房号: 3号楼2单元501, 日期: 8月6日}
turns:
  - id: a
    cue: ring
    rules:
      - {id: sorry, required: 抱歉}
      - {id: name, required: "{公司}"}
    next:
      - {if: CONDITION, go: b}
      - {go: end}
  - id: b
    line: 喂
    rules: [{required: 再见}]
"""
UNCLEAR = heard("嗯", gate="noisy")

CONDITIONS: dict[str, tuple[str, tuple[Any, ...], bool]] = {
    "met, and it was": ("{met: sorry}", (typed("抱歉"),), True),
    "met, but it was not": ("{met: sorry}", (typed("喂"),), False),
    "met, but unclear": ("{met: sorry}", (UNCLEAR,), False),
    "met by full id": ("{met: a.sorry}", (typed("抱歉"),), True),
    "all of several met": ("{met: [sorry, name]}", (typed("抱歉海棠苑"),), True),
    "one of several met": ("{met: [sorry, name]}", (typed("抱歉"),), False),
    "missed, and it was": ("{missed: sorry}", (typed("喂"),), True),
    "missed, but it was met": ("{missed: sorry}", (typed("抱歉"),), False),
    "missed, but only unclear": ("{missed: sorry}", (UNCLEAR,), False),
    "missed, because silent": ("{missed: sorry}", (), True),
    "said": ("{said: [稍等, 等一下]}", (typed("您等一下"),), True),
    "said, with a slot": ('{said: "{公司}"}', (typed("海棠苑"),), True),
    "not said": ("{said: 稍等}", (typed("喂"),), False),
    "said, but negated": ("{said: 给您答复}", (typed("不会给您答复"),), False),
    "not_said, and it was not": ("{not_said: 稍等}", (typed("喂"),), True),
    "not_said, but it was": ("{not_said: 稍等}", (typed("稍等"),), False),
    "not_said, silent": ("{not_said: 稍等}", (), True),
    "not_said, but the audio was too bad to tell": ("{not_said: 稍等}", (UNCLEAR,), False),
    "wrong, and it was": ("{wrong: 房号}", (typed("3号楼2单元502，对吗"),), True),
    "wrong, but put right": ("{wrong: [房号, 日期]}", (typed("3号楼2单元502，不对，501"),), False),
    "wrong, but perhaps misheard": ("{wrong: 房号}", (heard("3号楼2单元507"),), False),
    "silent": ("{silent: true}", (), True),
    "silent, but something was said": ("{silent: true}", (typed("喂"),), False),
    "silent, only the caller spoke": ("{silent: true}", (line("喂"),), True),
    "not silent": ("{silent: false}", (typed("喂"),), True),
    "not silent, but silent": ("{silent: false}", (), False),
    "all of a list": ("[{met: sorry}, {said: 稍等}]", (typed("抱歉稍等"),), True),
    "one of a list": ("[{met: sorry}, {said: 稍等}]", (typed("抱歉"),), False),
    "variant": ("{variant: 新}", (), False),
    "variant by default the first": ("{variant: 旧}", (), True),
    "one of several variants": ("{variant: [新, 旧]}", (), True),
}


@pytest.mark.parametrize(("condition", "said", "holds"), CONDITIONS.values(), ids=CONDITIONS)
def test_condition_of_a_branch(make: Make, condition: str, said: tuple[Any, ...], holds: bool) -> None:
    scenario = make(BRANCHES.replace("CONDITION", condition))
    assert next_turn(scenario, call(*said), "a") == ("b" if holds else None)


def test_variant_played(make: Make) -> None:
    scenario = make(BRANCHES.replace("CONDITION", "{variant: 新}"))
    assert next_turn(scenario, call(variant="新"), "a") == "b"
    assert next_turn(scenario, call(variant="旧"), "a") is None


def test_first_branch_that_holds_is_taken(make: Make) -> None:
    text = """
    turns:
      - id: a
        cue: ring
        rules: [{required: 您好}]
        next: [{if: {said: 一}, go: b}, {if: {said: 二}, go: c}, {go: a}]
      - {id: b, line: 喂, rules: [{required: 您好}], next: [{go: end}]}
      - {id: c, line: 喂, rules: [{required: 您好}]}
    """
    scenario = make(text)
    assert [next_turn(scenario, call(typed(said)), "a") for said in ("一二", "二", "三")] == ["b", "c", "a"]
    assert (next_turn(scenario, call(), "b"), next_turn(scenario, call(), "c")) == (None, None)


def test_without_next_the_following_turn(make: Make) -> None:
    scenario = make(PLAIN)
    assert [next_turn(scenario, call(), turn) for turn in "abc"] == ["b", "c", None]


PLAIN = """
turns:
  - {id: a, cue: ring, rules: [{required: 您好}]}
  - {id: b, line: 喂, rules: [{required: 请问}, {banned: 不行}]}
  - {id: c, line: 好的, rules: [{required: 再见}]}
"""


def test_a_visited_turn_without_a_reply_is_missed(make: Make) -> None:
    card = score(make(PLAIN), call(typed("您好"), path="a b"))
    assert outcomes(card) == {
        "a.required-1": "met", "b.required-1": "missed", "b.banned-1": "not_measured", "c.required-1": "not_measured",
    }  # fmt: skip
    assert [v.reason for v in card.verdicts] == [None, "no_reply", "no_reply", "not_visited"]
    assert card.total == 50


def test_turns_skipped_by_hanging_up_are_missed(make: Make) -> None:
    card = score(make(PLAIN), call(typed("您好"), ended_by="agent"))
    assert outcomes(card) == {
        "a.required-1": "met", "b.required-1": "missed", "b.banned-1": "not_measured", "c.required-1": "missed",
    }  # fmt: skip
    assert [v.reason for v in card.verdicts[1:]] == ["no_reply"] * 3


@pytest.mark.parametrize("more", [{"ended_by": "caller"}, {}], ids=["the caller hung up", "not known"])
def test_turns_not_reached_otherwise_are_not_measured(make: Make, more: dict[str, Any]) -> None:
    assert outcomes(score(make(PLAIN), call(typed("您好"), **more)))["c.required-1"] == "not_measured"


def test_hanging_up_at_the_end_skips_nothing(make: Make) -> None:
    said = (typed("您好"), typed("请问", "b"), typed("再见", "c"))
    assert Judge(make(PLAIN), call(*said, path="a b c", ended_by="agent")).skipped == ()
    assert Judge(make(PLAIN), call(path="", ended_by="agent")).skipped == ()
    assert Judge(make(PLAIN), call(path="unknown", ended_by="agent")).skipped == ()


def test_hanging_up_follows_the_way_without_conditions(make: Make) -> None:
    text = """
    variants: {旧: 老客户, 新: 新客户}
    turns:
      - id: a
        cue: ring
        rules: [{required: 您好}]
        next: [{if: {said: 一}, go: b}, {if: {variant: 新}, go: d}, {go: c}]
      - {id: b, line: 喂, rules: [{required: 您好}], next: [{go: end}]}
      - {id: c, line: 喂, rules: [{required: 您好}], next: [{go: a}]}
      - {id: d, line: 喂, rules: [{required: 您好}], next: [{go: end}]}
    """
    scenario = make(text.replace("[{go: a}]", "[{if: {said: 二}, go: a}, {go: end}]"))
    assert Judge(scenario, call(ended_by="agent")).skipped == ("c",)
    assert Judge(scenario, call(ended_by="agent", variant="新")).skipped == ("d",)


def test_hanging_up_where_the_conversation_ends_skips_nothing(make: Make) -> None:
    scenario = make(
        BRANCHES.replace("{if: CONDITION, go: b}", "{if: {met: sorry}, go: end}").replace(
            "{go: end}\n  -", "{go: b}\n  -"
        )
    )
    assert next_turn(scenario, call(typed("抱歉")), "a") is None
    assert Judge(scenario, call(typed("抱歉"), ended_by="agent")).skipped == ()


def test_a_turn_reached_again_sees_all_its_replies(make: Make) -> None:
    card = score(make(PLAIN), call(typed("喂"), typed("请问", "b"), typed("您好"), path="a b a"))
    assert outcomes(card)["a.required-1"] == "met"
    assert verdict(card, "a.required-1").evidence[0].utterance == 2


APPLIES = """
turns:
  - id: a
    cue: ring
    rules:
      - {id: later, required: 稍等, applies_when: {met: ask}}
      - {id: ask, required: 请问}
"""


@pytest.mark.parametrize(("said", "outcome"), [("请问稍等", "met"), ("请问", "missed"), ("喂", "not_measured")])
def test_applies_when(make: Make, said: str, outcome: str) -> None:
    found = verdict(score(make(APPLIES), call(typed(said))), "a.later")
    assert (found.outcome, found.reason) == (outcome, "not_applicable" if outcome == "not_measured" else None)
    assert found.why


def test_applies_when_of_the_call_and_the_variant(make: Make) -> None:
    text = BRANCHES.replace("CONDITION", "{met: sorry}") + "rules:\n  - {required: 您好, applies_when: {variant: 新}}\n"
    assert outcomes(score(make(text), call(typed("您好"), variant="新")))["call.required-1"] == "met"
    assert outcomes(score(make(text), call(typed("您好"))))["call.required-1"] == "not_measured"


# --- where ----------------------------------------------------------------------------------------------------------


def where(value: str, extra: str = "") -> str:
    return f"""
    turns:
      - id: a
        cue: ring
        rules:
          - {{id: here, required: 您好, where: {value}{extra}}}
          - {{id: anchor, required: 工号}}
      - {{id: b, line: 喂, rules: [{{required: 再见}}]}}
    """


def place(card: Any) -> Any:
    found = verdict(card, "a.here")
    counted = [(e.utterance, e.char_start) for e in found.evidence if e.counted]
    return (found.outcome, found.reason, counted)


EIGHT = "嗯嗯嗯嗯嗯嗯您好"  # 1 s a character from 0 s
WHERE: dict[str, tuple[str, tuple[Any, ...], Any]] = {
    "first, inside": ("first 6s", (heard(EIGHT, end=8.0),), ("missed", None, [])),
    "first, both characters begin inside": ("first 7s", (heard(EIGHT, end=8.0),), ("met", None, [(0, 6)])),
    "last, inside": ("last 2s", (heard("您好" + EIGHT, end=10.0),), ("met", None, [(0, 8)])),
    "last, too early": ("last 3s", (heard("您好嗯嗯嗯嗯", end=6.0),), ("missed", None, [])),
    "first over two utterances": (
        "first 5s", (heard("嗯嗯", end=2.0), heard("您好", start=4.0, end=5.0)), ("met", None, [(1, 0)]),
    ),
    "first counts from the start of speech": (
        "first 5s", (heard("嗯嗯", start=100.0, end=102.0), heard("您好", start=103.0, end=104.0)),
        ("met", None, [(1, 0)]),
    ),
    "first, next utterance too late": (
        "first 3s", (heard("嗯嗯", end=2.0), heard("您好", start=4.0, end=5.0)), ("missed", None, []),
    ),
    "first, typed": ("first 5s", (typed("您好"),), ("not_measured", "keyboard", [])),
    "last, one of two typed": ("last 5s", (heard("您好"), typed("您好")), ("not_measured", "keyboard", [])),
    "first, no reply": ("first 5s", (), ("missed", "no_reply", [])),
    "after the anchor": ("after anchor", (typed("您好工号8，您好"),), ("met", None, [(0, 6)])),
    "after, only before": ("after anchor", (typed("您好工号8"),), ("missed", None, [])),
    "after, in the next utterance": ("after anchor", (typed("工号8"), typed("您好")), ("met", None, [(1, 0)])),
    "after, only in the one before": ("after anchor", (typed("您好"), typed("工号8")), ("missed", None, [])),
    "before the anchor": ("before anchor", (typed("您好，工号8，您好"),), ("met", None, [(0, 0)])),
    "before, only after": ("before anchor", (typed("喂工号8您好"),), ("missed", None, [])),
    "before, in the utterance before": ("before anchor", (typed("您好"), typed("工号8")), ("met", None, [(0, 0)])),
    "the anchor was missed": ("after anchor", (typed("您好"),), ("not_measured", "no_anchor", [])),
    "the anchor was unclear": ("before anchor", (heard("您好", gate="noisy"),), ("not_measured", "no_anchor", [])),
    "nothing after the anchor": ("after anchor", (typed("您好工号"),), ("missed", "said_elsewhere", [])),
    "the whole call": ("call", (typed("喂"), typed("您好", "b")), ("met", None, [(1, 0)])),
    "this turn": ("turn", (typed("喂"), typed("您好", "b")), ("missed", None, [])),
}  # fmt: skip


@pytest.mark.parametrize(("value", "said", "wanted"), WHERE.values(), ids=WHERE)
def test_where(make: Make, value: str, said: tuple[Any, ...], wanted: Any) -> None:
    assert place(score(make(where(value)), call(*said, path="a b"))) == wanted


def test_where_by_full_id_in_another_turn(make: Make) -> None:
    text = """
    turns:
      - {id: a, cue: ring, rules: [{id: anchor, required: 工号}]}
      - {id: b, line: 喂, rules: [{id: here, required: 您好, where: after a.anchor}]}
    """
    card = score(make(text), call(typed("工号"), typed("您好", "b"), path="a b"))
    assert outcomes(card) == {"a.anchor": "met", "b.here": "met"}


def test_the_callers_words(make: Make) -> None:
    scenario = make(where("turn", ", speaker: caller"))
    assert place(score(scenario, call(line("您好"), typed("工号")))) == ("met", None, [(0, 0)])
    assert place(score(scenario, call(line("喂"), typed("您好工号")))) == ("missed", None, [])


def test_an_anchor_needed_both_ways_is_not_measured(make: Make) -> None:
    text = """
    turns:
      - id: a
        cue: ring
        rules:
          - {id: one, required: 您好}
          - {id: two, required: 工号, where: after one}
          - {id: three, required: 再见, where: after two}
    """
    card = score(make(text), call(typed("您好工号再见")))
    assert outcomes(card) == {"a.one": "met", "a.two": "met", "a.three": "met"}
    card = score(make(text), call(typed("您好再见工号")))
    assert outcomes(card) == {"a.one": "met", "a.two": "met", "a.three": "missed"}


def test_order_of_all_required_phrases_is_judged_after_them(make: Make) -> None:
    text = "turns: [{id: a, cue: ring, rules: [{order: all}, {required: 您好}, {required: 工号}]}]"
    assert outcomes(score(make(text), call(typed("您好工号"))))["a.order-1"] == "met"
    assert outcomes(score(make(text), call(typed("工号您好"))))["a.order-1"] == "missed"


# --- the same everywhere --------------------------------------------------------------------------------------------

PROGRAM = """
import sys
from pathlib import Path
from trainer.batch.jobs import read_call
from trainer.scenario.load import load
from trainer.scorecard import dumps
from trainer.scoring import score
sys.stdout.buffer.write(dumps(score(load(Path(sys.argv[1])), read_call(sys.argv[2]))).encode())
"""
MANY = """
use: [taboo]
slots: {公司: 海棠苑, 工号: "1008"}
facts: {房号: 3栋2单元501, 电话: "13800138000"}
turns:
  - id: a
    cue: ring
    rules:
      - {required: ["您好", "(早上|下午)好", <致歉>], all: true}
      - required: 工号{工号}
      - banned: [不行, 不知道, 没办法, 随便]
      - order: all
  - {id: b, line: [喂, 你好], rules: [{required: 感谢您的来电祝您生活愉快}, {repeat: all}]}
rules: [{courtesy: {请: 2, 您好: 1}}, {pace: 120}]
"""


def test_two_processes_write_the_same_bytes(make: Make, tmp_path: Any) -> None:
    from trainer.call import to_json

    scenario: Scenario = make(MANY, taboo="lists: {致歉: [抱歉, 对不起]}\nrules: [{id: no, banned: [不行, 没空]}]\n")
    said: Call = call(
        heard("您好海棠苑工号幺零零八，不行，没伴法"),
        heard("感谢您的来店祝您生活与快，三栋二单元五零一", "b", 6.0, 14.0),
        path="a b",
    )
    stored = tmp_path / "call.json"
    stored.write_text(json.dumps(to_json(said), ensure_ascii=False), encoding="utf-8")
    outputs = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM, scenario.path, str(stored)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=PATIENCE,
        ).stdout
        for seed in ("0", "4242")
    ]
    assert outputs[0] == outputs[1] == dumps(score(scenario, said)).encode()
    assert json.loads(outputs[0])["verdicts"]


def test_a_turn_whose_conditions_all_fail_ends_the_call(make: Make) -> None:
    """The loader asks for a last `next` without `if`; without it the conversation ends."""
    from dataclasses import replace

    scenario = make(BRANCHES.replace("CONDITION", "{met: sorry}"))
    first = scenario.file.turns[0]
    turns = (first.model_copy(update={"next": first.next[:1]}), *scenario.file.turns[1:])
    scenario = replace(scenario, file=scenario.file.model_copy(update={"turns": turns}))
    assert next_turn(scenario, call(typed("喂")), "a") is None
    assert Judge(scenario, call(typed("喂"), ended_by="agent")).skipped == ()


def test_rules_that_need_each_other_end(make: Make) -> None:
    """The loader refuses such a circle; the judge does not hang on one."""
    from dataclasses import replace

    scenario = make(where("turn"))
    one, two, *rest = scenario.rules
    circle = (
        replace(one, rule=one.rule.model_copy(update={"where": "after anchor"})),
        replace(two, rule=two.rule.model_copy(update={"where": "after here"})),
    )
    card = score(replace(scenario, rules=(*circle, *rest)), call(typed("您好工号您好")))
    assert {outcomes(card)["a.here"], outcomes(card)["a.anchor"]} == {"not_measured"}
