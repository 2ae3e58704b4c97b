from __future__ import annotations

from fractions import Fraction

import pytest

from trainer.call import Utterance

from .helpers import agent, call_of, context, judged, part_of, rule_of

OCTAVE = 12


def spoken(*hertz: float | None, **more: str) -> list[Utterance]:
    return [agent("好的", 2 * n, 2 * n + 1, pitch=one, **more) for n, one in enumerate(hertz)]


@pytest.mark.parametrize(
    ("highest", "outcome", "fraction"),
    [
        pytest.param(120.0, "met", Fraction(1), id="lower is fine"),
        pytest.param(251.98, "met", Fraction(1), id="four semitones"),
        pytest.param(200 * 2 ** (6 / OCTAVE), "partly", Fraction(1, 2), id="six: half way"),
        pytest.param(200 * 2 ** (8 / OCTAVE), "missed", Fraction(0), id="eight"),
        pytest.param(400.0, "missed", Fraction(0), id="an octave"),
    ],
)
def test_the_highest_reply_decides(highest: float, outcome: str, fraction: Fraction) -> None:
    judgement = judged(rule_of(pitch="4"), *spoken(200, highest, 200, 200))
    assert judgement.outcome == outcome
    assert judgement.fraction == pytest.approx(fraction, abs=0.001)
    assert [(e.utterance, e.start, e.end) for e in judgement.evidence] == ([] if outcome == "met" else [(1, 2, 3)])


def test_why_says_how_much_higher_and_what_to_do() -> None:
    judgement = judged(rule_of(pitch="4"), *spoken(180, 200, 220, 300))
    assert judgement.why == "有一句的语调比平时高 6.2 个半音，听着着急；缓一口气，放低声音再说"
    assert judged(rule_of(pitch="4"), *spoken(200, 200, 200)).why == "语调平稳"


def test_the_usual_pitch_is_that_of_the_whole_call() -> None:
    call = call_of(*spoken(200, 200, 200, turn="before"), agent("你听着", 9, 10, pitch=400.0))
    rule = rule_of(pitch="4")
    assert rule.judge(part_of(call), context()).outcome == "missed"
    assert rule.judge(part_of(call, "before"), context()).outcome == "met"


@pytest.mark.parametrize(
    ("said", "outcome", "reason"),
    [
        pytest.param([agent("好")], "not_measured", "keyboard", id="typed"),
        pytest.param(spoken(None, 0, 0.0001), "not_measured", "no_pitch", id="whispered"),
        pytest.param(spoken(200, 400), "not_measured", "too_few", id="two replies"),
        pytest.param(spoken(200, 200, None, 400), "missed", None, id="three of four"),
        pytest.param(spoken(200, 200, 400, gate="voices"), "unclear", "audio", id="bad audio"),
        pytest.param(
            [*spoken(200, 200, 200), agent("好", 9, 10, pitch=400.0, gate="voices")], "met", None, id="partly bad"
        ),
    ],
)
def test_what_cannot_be_measured_costs_nothing(said: list[Utterance], outcome: str, reason: str | None) -> None:
    judgement = judged(rule_of(pitch="4"), *said)
    assert (judgement.outcome, judgement.reason) == (outcome, reason)
