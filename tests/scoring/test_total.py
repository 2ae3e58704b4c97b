"""From verdicts to a total (docs/SCORING.md): denominators, deductions, fatal rules, second chances, hints."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nearly import PHRASE, text_graded

from trainer.report.display import portion
from trainer.rules.interface import Judgement
from trainer.scenario.keys import KEYS
from trainer.scorecard import OUTCOME_NAMES
from trainer.scoring import judge_turn, points, score
from trainer.scoring.second_chance import RECOVERED

from .conftest import Make
from .helpers import call, heard, line, outcomes, typed, verdict

F = Fraction

TWO_TURNS = """
turns:
  - id: a
    cue: ring
    rules:
      - required: 您好
      - required: 工号
        points: 3
  - id: b
    line: 再见
    rules:
      - required: 再见
        points: 4
"""


@pytest.mark.parametrize(
    ("said", "path", "total"),
    [
        ((typed("您好，工号8"), typed("再见", "b")), "a b", 100),
        ((typed("您好"), typed("再见", "b")), "a b", F(125, 2)),
        ((typed("您好"), typed("嗯", "b")), "a b", F(25, 2)),
        ((typed("喂"), typed("嗯", "b")), "a b", 0),
        ((typed("您好"),), "a", 25),
        ((typed("您好，工号8"),), "a", 100),
    ],
    ids=["all", "5 of 8", "1 of 8", "nothing", "turn b not visited", "a only, all"],
)
def test_total_is_earned_of_possible(make: Make, said: Any, path: str, total: Any) -> None:
    card = score(make(TWO_TURNS), call(*said, path=path))
    assert card.total == total
    assert card.total_without_fatal == card.first_total == total
    assert card.judged == 1.0


def test_verdicts_stand_in_file_order_with_points_and_earned(make: Make) -> None:
    card = score(make(TWO_TURNS), call(typed("工号8")))
    rows = [(v.id, v.turn, v.operator, v.outcome, v.reason, v.points, v.earned, v.deducted) for v in card.verdicts]
    assert rows == [
        ("a.required-1", "a", "required", "missed", None, 1, 0, 0),
        ("a.required-2", "a", "required", "met", None, 3, 3, 0),
        ("b.required-1", "b", "required", "not_measured", "not_visited", 4, 0, 0),
    ]
    assert (card.verdicts[1].evidence[0].char_start, card.verdicts[1].evidence[0].char_end) == (0, 2)


def test_partly_earns_its_fraction(make: Make) -> None:
    scenario = make("turns: [{id: a, cue: ring, rules: [{required: [甲方, 乙方, 丙方], all: true, points: 6}]}]")
    card = score(scenario, call(typed("甲方，丙方")))
    assert (card.total, verdict(card, "a.required-1").earned) == (F("66.7"), 4)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("79.95", "80"), ("79.949", "79.9"), ("0.05", "0.1"), ("0.049", "0"), ("100", "100"), ("66.6667", "66.7")],
)
def test_half_is_rounded_up_to_one_decimal(value: str, rounded: str) -> None:
    assert points.round_half_up(F(value)) == F(rounded)


@given(st.fractions(0, 100))
def test_rounding_moves_by_at_most_a_twentieth(value: F) -> None:
    rounded = points.round_half_up(value)
    assert (rounded * 10).denominator == 1
    assert -F(1, 20) < rounded - value <= F(1, 20)


def test_pass_is_decided_on_the_rounded_figure(make: Make) -> None:
    text = """
    pass_mark: 80
    turns:
      - id: a
        cue: ring
        rules:
          - {required: 您好, points: 79.95}
          - {required: 再见, points: 20.05}
    """
    card = score(make(text), call(typed("您好")))
    assert (card.total, card.passed) == (80, True)
    text = text.replace("79.95", "79.94").replace("20.05", "20.06")
    card = score(make(text), call(typed("您好")))
    assert (card.total, card.passed) == (F("79.9"), False)


# --- what could not be judged ---------------------------------------------------------------------------------------


def mixed(unclear_points: str, *, fatal: str = "") -> str:
    return f"""
    turns:
      - id: a
        cue: ring
        rules: [{{required: 您好, points: 7}}]
      - id: b
        line: 喂
        rules: [{{required: 再见, points: {unclear_points}{fatal}}}]
    """


@pytest.mark.parametrize(
    ("unclear_points", "total", "judged"), [("3", 100, 0.7), ("3.01", None, 0.6993), ("0", 100, 1.0)]
)
def test_unclear_leaves_the_denominator_until_too_little_is_judged(
    make: Make, unclear_points: str, total: Any, judged: float
) -> None:
    card = score(make(mixed(unclear_points)), call(typed("您好"), heard("嗯", "b", gate="noisy"), path="a b"))
    assert outcomes(card) == {"a.required-1": "met", "b.required-1": "unclear"}
    assert (card.total, card.passed) == (total, None if total is None else True)
    assert card.judged == pytest.approx(judged, abs=1e-4)


def test_unclear_speech_leaves_the_denominator_too(make: Make) -> None:
    text = f"turns: [{{id: a, cue: ring, rules: [{{required: 您好, points: 9}}, {{required: {PHRASE}}}]}}]"
    card = score(make(text), call(heard(text_graded("unclear")), heard("您好", start=6.0, end=9.0)))
    assert (card.total, outcomes(card)["a.required-2"]) == (100, "unclear")
    assert verdict(card, "a.required-2").earned == 0


def test_what_a_keyboard_cannot_measure_does_not_count_against_it(make: Make) -> None:
    text = "turns: [{id: a, cue: ring, rules: [{required: 您好}, {pace: 120, points: 90}]}]"
    card = score(make(text), call(typed("您好")))
    assert outcomes(card) == {"a.required-1": "met", "a.pace-1": "not_measured"}
    assert (card.total, card.judged) == (100, 1.0)


def test_nothing_judged_gives_no_total(make: Make) -> None:
    card = score(make(TWO_TURNS), call(path=""))
    assert (card.total, card.passed, card.first_total, card.total_without_fatal) == (None, None, None, None)


def test_all_unclear_gives_no_total(make: Make) -> None:
    card = score(make(TWO_TURNS), call(heard("嗯", gate="noisy")))
    assert (card.total, card.judged) == (None, 0.0)


def test_rules_that_only_deduct_start_from_100(make: Make) -> None:
    text = "turns: [{id: a, cue: ring, rules: [{banned: 不行}]}]"
    assert score(make(text), call(typed("好"))).total == 100
    assert score(make(text), call(typed("不行"))).total == 95
    assert score(make(text), call()).total is None


# --- fatal ----------------------------------------------------------------------------------------------------------

FATAL = """
turns:
  - id: a
    cue: ring
    rules:
      - required: 您好
      - {banned: 没办法, fatal: true}
"""


@pytest.mark.parametrize("mode", ["exam", "recording", "example"])
def test_a_fatal_hit_ends_with_zero(make: Make, mode: str) -> None:
    card = score(make(FATAL), call(typed("您好，没办法"), mode=mode))
    assert (card.total, card.passed) == (0, False)
    assert card.total_without_fatal is not None
    assert card.total_without_fatal > 0
    assert "一票否决" in verdict(card, "a.banned-1").why


def test_a_fatal_hit_only_warns_in_practice(make: Make) -> None:
    card = score(make(FATAL), call(typed("您好，没办法"), mode="practice"))
    assert card.total == card.total_without_fatal == 100 - verdict(card, "a.banned-1").deducted
    assert verdict(card, "a.banned-1").deducted > 0
    assert "考核时这一条直接 0 分" in verdict(card, "a.banned-1").why


def test_total_without_fatal_is_the_total_as_if_the_rule_were_not_there(make: Make) -> None:
    """Hit.deduct: `0 with fatal`: the fatal rule costs all or nothing."""
    card = score(make(FATAL), call(typed("您好，没办法")))
    assert card.total_without_fatal == 100
    assert verdict(card, "a.banned-1").deducted == 0


def test_a_doubtful_fatal_gives_no_total(make: Make) -> None:
    card = score(make(FATAL), call(heard("您好没伴法")))
    assert (card.total, card.passed, card.total_without_fatal) == (None, None, None)
    assert outcomes(card) == {"a.required-1": "met", "a.banned-1": "unclear"}


def test_a_doubtful_fatal_says_so(make: Make) -> None:
    assert verdict(score(make(FATAL), call(heard("您好没伴法"))), "a.banned-1").why.startswith("疑似·待复核")


def test_a_doubtful_fatal_by_severity_says_so_too(make: Make) -> None:
    scenario = make(FATAL.replace("fatal: true", "severity: 甲"))
    assert verdict(score(scenario, call(heard("您好没伴法"))), "a.banned-1").why.startswith("疑似·待复核")


def test_a_sure_fatal_beats_a_doubtful_one(make: Make) -> None:
    text = FATAL + "      - {banned: 滚蛋, fatal: true}\n"
    assert score(make(text), call(heard("您好没伴法滚蛋"))).total == 0


def test_a_sure_fatal_beats_bad_audio(make: Make) -> None:
    card = score(make(FATAL), call(typed("没办法"), heard("嗯", gate="noisy")))
    assert card.total == 0


def test_a_fatal_required_rule_fires_when_missed(make: Make) -> None:
    text = "turns: [{id: a, cue: ring, rules: [{required: 您好, fatal: true}, {required: 工号, points: 9}]}]"
    assert score(make(text), call(typed("工号"))).total == 0
    assert score(make(text), call(typed("工号"))).total_without_fatal == 90
    assert score(make(text), call(typed("您好工号"))).total == 100
    assert score(make(text), call(heard("工号", gate="noisy"))).total is None


def test_a_fatal_rule_of_a_turn_not_visited_does_nothing(make: Make) -> None:
    card = score(make(mixed("3", fatal=", fatal: true")), call(typed("您好")))
    assert (card.total, outcomes(card)["b.required-1"]) == (100, "not_measured")


# --- deductions -----------------------------------------------------------------------------------------------------


def deductions(rules: str, *said: Any, packs: dict[str, str] | None = None) -> Any:
    indented = "".join(f"\n      - {rule}" for rule in rules.split("\n"))
    return f"turns:\n  - id: a\n    cue: ring\n    rules:\n      - required: 您好{indented}\n"


CASES: dict[str, tuple[str, tuple[str, ...], dict[str, Any], Any]] = {
    "one hit": ("{banned: 不行}", ("您好不行",), {"banned-1": 5}, 95),
    "two phrases": ("{banned: [不行, 不懂]}", ("您好不行不懂",), {"banned-1": 10}, 90),
    "the same phrase once a turn": ("{banned: 不行}", ("您好不行，不行", "不行"), {"banned-1": 5}, 95),
    "cap of the rule": ("{banned: [不行, 不懂, 没空], max_deduct: 8}", ("您好不行不懂没空",), {"banned-1": 8}, 92),
    "cap of 丙": (
        "{banned: [不行, 不懂, 没空, 随便], severity: 丙}", ("您好不行不懂没空随便",), {"banned-1": 6}, 94,
    ),
    "乙 has no cap of its own, all together 30": (
        "{banned: [不行, 不懂, 没空, 随便], severity: 乙}", ("您好不行不懂没空随便",), {"banned-1": 30}, 70,
    ),
    "all together 30, in file order": (
        "{banned: [不行, 不懂], severity: 乙}\n{banned: [没空, 随便], severity: 乙}",
        ("您好没空随便不行不懂",), {"banned-1": 20, "banned-2": 10}, 70,
    ),
    "overlapping hits deduct the largest": (
        "{banned: 不行, deduct: 3}\n{banned: 这个不行, deduct: 7}", ("您好这个不行",), {"banned-1": 0, "banned-2": 7},
        93,
    ),
    "overlapping, the other one first": (
        "{banned: 不行, deduct: 7}\n{banned: 这个不行, deduct: 3}", ("您好这个不行",), {"banned-1": 7, "banned-2": 0},
        93,
    ),
    "beside each other both count": (
        "{banned: 不行, deduct: 3}\n{banned: 没空, deduct: 7}", ("您好不行没空",), {"banned-1": 3, "banned-2": 7}, 90,
    ),
    "corrected costs half": ("{banned: 不行}", ("您好不行。我说错了",), {"banned-1": F(5, 2)}, F("97.5")),
    "the same place in another utterance is no overlap": (
        "{banned: 不行, deduct: 3}\n{banned: 没空, deduct: 7}", ("您好，不行", "您好，没空"),
        {"banned-1": 3, "banned-2": 7}, 90,
    ),
    "said again after the correction costs in full": (
        "{banned: 不行}", ("您好不行。我说错了，不行",), {"banned-1": 5}, 95,
    ),
    "half a point": ("{banned: 不行, deduct: 0.5}", ("您好不行",), {"banned-1": F(1, 2)}, F("99.5")),
}  # fmt: skip


@pytest.mark.parametrize(("rules", "said", "deducted", "total"), CASES.values(), ids=CASES)
def test_deductions(make: Make, rules: str, said: tuple[str, ...], deducted: dict[str, Any], total: Any) -> None:
    card = score(make(deductions(rules)), call(*map(typed, said)))
    assert {v.id.removeprefix("a."): v.deducted for v in card.verdicts if v.operator == "banned"} == deducted
    assert card.total == total


def test_the_same_phrase_in_two_turns_costs_twice(make: Make) -> None:
    text = """
    turns:
      - {id: a, cue: ring, rules: [{required: 您好}]}
      - {id: b, line: 喂, rules: [{required: 您好}]}
    rules:
      - banned: 不行
    """
    card = score(make(text), call(typed("您好不行"), typed("您好不行，不行", "b"), path="a b"))
    assert (verdict(card, "call.banned-1").deducted, card.total) == (10, 90)


def test_rules_of_a_pack_and_of_the_turn_overlap(make: Make) -> None:
    text = "use: [taboo]\nturns: [{id: a, cue: ring, rules: [{required: 您好}, {banned: 真不行, deduct: 3}]}]"
    card = score(make(text, taboo="rules: [{id: no, banned: 不行, severity: 乙}]\n"), call(typed("您好真不行")))
    assert {v.id: v.deducted for v in card.verdicts if v.deducted} == {"taboo.no": 10}
    assert card.total == 90


def test_deductions_never_go_below_zero(make: Make) -> None:
    text = deductions("{banned: [不行, 不懂, 没空, 随便], severity: 乙}")
    assert score(make(text), call(typed("不行不懂没空随便"))).total == 0


# --- second chances -------------------------------------------------------------------------------------------------

RECOVERY = """
turns:
  - id: a
    cue: ring
    rules:
      - {id: sorry, required: [抱歉, 对不起], points: 8}
      - {required: 您好, points: 2}
    next:
      - {if: {missed: sorry}, go: angrier}
      - {go: end}
  - id: angrier
    recovery: sorry
    line: 你就一句话都不说？
    rules:
      - {required: [抱歉, 对不起], points: 3}
      - {required: 马上安排, points: 1}
"""


@pytest.mark.parametrize(
    ("second", "total", "earned"),
    [("抱歉，马上安排", 60, (3, 1)), ("抱歉", 50, (3, 0)), ("马上安排", 30, (0, 1)), ("嗯", 20, (0, 0))],
    ids=["half of the lost", "three quarters of the half", "a quarter of the half", "nothing"],
)
def test_a_recovery_turn_wins_back_up_to_half(make: Make, second: str, total: Any, earned: Any) -> None:
    card = score(make(RECOVERY), call(typed("您好"), typed(second, "angrier"), path="a angrier"))
    assert card.total == total
    assert tuple(verdict(card, f"angrier.required-{n}").points for n in (1, 2)) == (0, 0)
    assert tuple(verdict(card, f"angrier.required-{n}").earned for n in (1, 2)) == earned


def test_a_recovery_turn_brings_nothing_where_nothing_was_lost(make: Make) -> None:
    card = score(make(RECOVERY), call(typed("您好抱歉"), typed("抱歉马上安排", "angrier"), path="a angrier"))
    assert card.total == 100


def test_a_recovery_turn_not_visited_changes_nothing(make: Make) -> None:
    assert score(make(RECOVERY), call(typed("您好"))).total == 20
    assert score(make(RECOVERY), call(typed("您好抱歉"))).total == 100


def test_nothing_is_won_back_of_what_was_unclear(make: Make) -> None:
    card = score(make(RECOVERY), call(heard("您好", gate="noisy"), typed("抱歉马上安排", "angrier"), path="a angrier"))
    assert outcomes(card)["a.sorry"] == "unclear"
    assert all(v.earned == 0 for v in card.verdicts if v.turn == "angrier")


def test_recovery_by_full_id_is_the_same(make: Make) -> None:
    said = call(typed("您好"), typed("抱歉，马上安排", "angrier"), path="a angrier")
    assert score(make(RECOVERY.replace("recovery: sorry", "recovery: a.sorry")), said).total == 60


def test_recovery_may_have_a_rule_of_the_same_name(make: Make) -> None:
    text = RECOVERY.replace("{required: 马上安排, points: 1}", "{id: sorry, required: 马上安排, points: 1}")
    text = text.replace("recovery: sorry", "recovery: a.sorry")
    said = call(typed("您好"), typed("抱歉，马上安排", "angrier"), path="a angrier")
    assert score(make(text), said).total == 60


# --- hints ----------------------------------------------------------------------------------------------------------

HINTS = "turns:\n  - id: a\n    cue: ring\n    rules:\n" + "".join(
    f"      - {{required: {word}, points: 5, hint: 提示}}\n" for word in ("甲方", "乙方", "丙方", "丁方", "戊方")
)
IDS = [f"a.required-{n}" for n in range(1, 6)]


@pytest.mark.parametrize(
    ("hints", "said", "total"),
    [
        (IDS[:3], "甲方乙方丙方丁方戊方", 100),
        (IDS[:4], "甲方乙方丙方丁方戊方", 96),
        (IDS, "甲方乙方丙方丁方戊方", 92),
        ([IDS[0]] * 5 + IDS[1:3], "甲方乙方丙方丁方戊方", 100),
        (IDS[:4], "甲方乙方丙方", 60),
        (["a.unknown", *IDS[:3]], "甲方乙方丙方丁方戊方", 96),
    ],
    ids=[
        "three are free",
        "the fourth costs",
        "two cost",
        "the same again is one",
        "a missed rule costs no more",
        "any",
    ],
)
def test_hints(make: Make, hints: list[str], said: str, total: Any) -> None:
    card = score(make(HINTS), call(typed(said), hints=tuple(hints), mode="practice"))
    assert card.total == total


def test_a_paid_hint_takes_a_fifth_of_the_rules_points(make: Make) -> None:
    card = score(make(HINTS), call(typed("丁方"), hints=tuple(IDS[:4]), mode="practice"))
    assert [verdict(card, one).earned for one in IDS] == [0, 0, 0, 4, 0]


# --- attempts -------------------------------------------------------------------------------------------------------


def test_the_first_attempt_gives_the_first_total(make: Make) -> None:
    assert score(make(TWO_TURNS), call(typed("您好"))).first_total == 25


def test_a_later_attempt_keeps_the_given_first_total(make: Make) -> None:
    again = call(typed("您好工号"), attempt=2)
    assert score(make(TWO_TURNS), again, first_total=F(25)).first_total == 25
    assert score(make(TWO_TURNS), again, first_total=F(25)).total == 100
    assert score(make(TWO_TURNS), again).first_total is None


def test_feedback_on_one_turn_has_its_verdicts_only(make: Make) -> None:
    found = judge_turn(make(TWO_TURNS), call(typed("您好"), mode="practice"), "a")
    assert [(v.id, v.outcome, v.earned) for v in found] == [("a.required-1", "met", 1), ("a.required-2", "missed", 0)]


def test_pace_is_that_of_the_agents_long_replies(make: Make) -> None:
    long = "您好这里是海棠苑客户服务中心请问有什么可以帮您的吗"
    card = score(make(TWO_TURNS), call(heard(long, end=12.0), heard("好的", start=20.0, end=21.0)))
    assert (card.pace.chars, card.pace.seconds) == (len(long), 12.0)
    assert card.pace.gross == pytest.approx(len(long) * 60 / 12)
    assert score(make(TWO_TURNS), call(typed(long))).pace.gross is None


@pytest.mark.parametrize("outcome", OUTCOME_NAMES)
def test_only_judged_outcomes_are_possible_points(outcome: Any) -> None:
    judged = {"r": Judgement(outcome, "因为")}
    found = {"r": points.Entry(F(4), F(0), F(0))}
    assert points.possible(found, judged) == (4 if outcome in ("met", "partly", "missed") else 0)


@pytest.mark.parametrize(
    ("said", "total"),
    [
        (("您好绝对不行啊",), 95),
        (("您好绝对不行不行啊",), 92),
        (("您好绝对不行", "您好啊，不行啊"), 92),
    ],
    ids=["sharing characters", "side by side", "at the same place of another reply"],
)
def test_words_that_two_rules_forbid_are_charged_once(make: Make, said: tuple[str, ...], total: int) -> None:
    text = deductions("{banned: 绝对不行, deduct: 5}\n{banned: 不行啊, deduct: 3}")
    assert score(make(text), call(*(typed(one) for one in said))).total == total


def test_silence_is_charged_besides_the_words_after_it(make: Make) -> None:
    said = (heard("您好"), heard("没空", start=30.0, end=32.0))
    card = score(make(deductions("{banned: 没空, deduct: 3}\n{silence: 10, deduct: 4}")), call(*said, both_sides=True))
    assert {v.operator: v.deducted for v in card.verdicts if v.deducted} == {"banned": 3, "silence": 4}


def test_two_recovery_turns_win_back_no_more_than_half_together(make: Make) -> None:
    text = (
        RECOVERY
        + """
  - id: boss
    recovery: a.sorry
    line: 叫你们领导来！
    rules:
      - {required: 抱歉}
"""
    )
    text = text.replace("recovery: sorry", "recovery: a.sorry")
    said = call(typed("您好"), typed("抱歉", "angrier"), typed("抱歉", "boss"), path="a angrier boss")
    card = score(make(text), said)
    assert card.total == 60
    assert (verdict(card, "angrier.required-1").earned, verdict(card, "boss.required-1").earned) == (3, 1)


def test_without_the_fatal_rule_bad_audio_still_gives_no_total(make: Make) -> None:
    text = """
turns:
  - {id: a, cue: ring, rules: [{banned: 滚蛋, fatal: true}, {required: 您好}]}
  - {id: b, line: 喂, rules: [{required: 再见, points: 3}]}
"""
    said = call(typed("您好，滚蛋"), heard("嗯", "b", gate="noisy"), path="a b")
    card = score(make(text), said)
    assert (card.total, card.total_without_fatal) == (0, None)


def test_where_only_the_agent_was_recorded_nothing_is_said_of_the_caller(make: Make) -> None:
    text = "turns:\n  - id: a\n    cue: ring\n    rules: [{required: 谢谢, speaker: caller}, {required: 您好}]\n"
    card = score(make(text), call(typed("您好")))
    assert (card.total, verdict(card, "a.required-1").reason) == (100, "one_side")
    assert verdict(score(make(text), call(line("喂"), typed("您好"))), "a.required-1").outcome == "missed"


PASTED = "您好，非常抱歉给您带来不便，已经给您记录下来，感谢您的来电，再见"


def test_one_speech_pasted_into_every_turn_answers_only_the_first(make: Make) -> None:
    scenario = make(
        "turns: [{id: a, cue: ring, rules: [{required: 您好}]}, {id: b, line: 喂, rules: [{required: 再见}]}]"
    )
    card = score(scenario, call(typed(PASTED), typed(PASTED, "b"), path="a b"))
    assert outcomes(card) == {"a.required-1": "met", "b.required-1": "missed"}
    assert (verdict(card, "b.required-1").reason, card.total) == ("repeated", 50)


def test_a_short_reply_may_be_said_again(make: Make) -> None:
    scenario = make(
        "turns: [{id: a, cue: ring, rules: [{required: 您好}]}, {id: b, line: 喂, rules: [{required: 您好}]}]"
    )
    assert score(scenario, call(typed("您好"), typed("您好", "b"), path="a b")).total == 100


def test_nothing_said_in_the_place_asked_for_is_told_as_such(make: Make) -> None:
    rules = "[{id: hello, required: 您好}, {id: ask, required: 请问, where: before hello}]"
    card = score(make(f"turns: [{{id: a, cue: ring, rules: {rules}}}]"), call(typed("您好")))
    assert (verdict(card, "a.ask").reason, verdict(card, "a.ask").why) == ("said_elsewhere", "在要求的位置没有说话")


@pytest.mark.parametrize("said", [typed("您好，我的工号是六啊"), heard("您好，我的工号是六啊")], ids=["typed", "heard"])
def test_without_explanation_only_what_came_closest_is_left_out(make: Make, said: Any) -> None:
    scenario = make("turns: [{id: a, cue: ring, rules: [{required: 您好}, {required: 我的工号是八, points: 3}]}]")
    told, untold = (score(scenario, call(said), explain=explain) for explain in (True, False))
    assert told != untold
    assert verdict(told, "a.required-2").evidence
    missed = [replace(one, evidence=()) if one.outcome == "missed" else one for one in told.verdicts]
    assert untold == replace(told, verdicts=tuple(missed))


def test_authors_are_told_the_share_that_a_second_chance_wins_back() -> None:
    assert f"最多拿回{portion(RECOVERED)}" in KEYS["recovery"]
