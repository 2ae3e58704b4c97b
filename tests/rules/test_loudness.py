from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import ValidationError

from trainer.call import Utterance

from .helpers import agent, call_of, context, judged, part_of, rule_of

RANGE = ["-30", "-12"]


@pytest.mark.parametrize(
    ("level", "outcome", "piece"),
    [
        pytest.param(-30.0, "met", "音量合适", id="just loud enough"),
        pytest.param(-30.001, "missed", "有的话声音太小（-30 dB，合适的是 -30 到 -12）", id="a bit too soft"),
        pytest.param(-12.0, "met", "音量合适", id="just soft enough"),
        pytest.param(-8.26, "missed", "有的话声音太大（-8.3 dB，合适的是 -30 到 -12）", id="too loud"),
    ],
)
def test_within_the_range(level: float, outcome: str, piece: str) -> None:
    judgement = judged(rule_of(loudness=RANGE), agent("您好", 1, 3, loudness=level))
    assert judgement.outcome == outcome
    assert piece in judgement.why
    assert [(e.utterance, e.start, e.end) for e in judgement.evidence] == ([] if outcome == "met" else [(0, 1, 3)])


def test_the_time_that_was_fine_earns_its_part() -> None:
    said = (
        agent("甲", 0, 6, loudness=-20.0),
        agent("乙", 7, 8, loudness=-5.0),
        agent("丙", 9, 12, loudness=-40.0),
        agent("打的字"),
        agent("没量", 13, 19),
    )
    judgement = judged(rule_of(loudness=RANGE), *said)
    assert (judgement.outcome, judgement.fraction) == ("partly", Fraction(6, 10))
    assert [e.utterance for e in judgement.evidence] == [1, 2]
    assert "声音太小（-40 dB" in judgement.why  # what took the longest


@pytest.mark.parametrize(
    ("levels", "fraction"),
    [
        pytest.param([-25, -25, -15], Fraction(1), id="exactly ten more"),
        pytest.param([-25, -25, -14.9], Fraction(2, 3), id="more"),
        pytest.param([-25, -14], Fraction(1), id="two replies tell nothing"),
        pytest.param([-29, -25, -23, -13], Fraction(3, 4), id="an even number: half way between the middle two"),
    ],
)
def test_a_sudden_jump_is_a_raised_voice(levels: list[float], fraction: Fraction) -> None:
    said = [agent("好", 2 * n, 2 * n + 1, loudness=level) for n, level in enumerate(levels)]
    judgement = judged(rule_of(loudness=RANGE, jump="10"), *said)
    assert judgement.fraction == fraction
    assert ("突然提高了音量" in judgement.why) == (fraction < 1)
    assert judged(rule_of(loudness=RANGE), *said).outcome == "met"


def test_the_usual_loudness_is_that_of_the_whole_call() -> None:
    before = [agent("好", n, n + 1, loudness=-28.0, turn="before") for n in (0, 2)]
    call = call_of(*before, agent("吵", 4, 5, loudness=-14.0), agent("杂", 6, 7, loudness=-13.0, gate="noisy"))
    judgement = rule_of(loudness=RANGE, jump="10").judge(part_of(call), context())
    assert (judgement.outcome, judgement.why) == (
        "missed",
        "有的话突然提高了音量（-14 dB，平时 -28）；缓一口气，平稳地说",
    )


@pytest.mark.parametrize(
    ("said", "outcome", "reason"),
    [
        pytest.param([agent("好")], "not_measured", "keyboard", id="typed"),
        pytest.param([agent("好", 0, 1)], "not_measured", "no_level", id="an old recording"),
        pytest.param([agent("好", 0, 1, gate="quiet", loudness=-60.0)], "unclear", "audio", id="bad audio"),
        pytest.param([agent("好", 1, 1.0004, loudness=-60.0)], "unclear", "audio", id="no time at all"),
        pytest.param(
            [agent("好", 0, 1, gate="clipped", loudness=-2.0), agent("好", 2, 3, loudness=-20.0)],
            "met", None, id="the good part counts",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_costs_nothing(said: list[Utterance], outcome: str, reason: str | None) -> None:
    judgement = judged(rule_of(loudness=RANGE), *said)
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("-30", id="one number"),
        pytest.param(["-12", "-30"], id="the wrong way round"),
        pytest.param(["-30"], id="no loudest"),
        pytest.param(["-30", "-12", "0"], id="three"),
        pytest.param(["-95", "-12"], id="softer than silence"),
        pytest.param(["-30", "3"], id="louder than possible"),
        pytest.param(["轻", "响"], id="words"),
        pytest.param(["nan", "-1"], id="no number"),
    ],
)
def test_any_other_range_is_refused(value: object) -> None:
    with pytest.raises(ValidationError, match=r"例如 loudness: \[-30, -12\]"):
        rule_of(loudness=value)


def test_minus_signs_of_other_keyboards_are_read() -> None:
    assert rule_of(loudness=["−30", "－12"]).loudness == (-30, -12)  # type: ignore[attr-defined]
