"""Overlaps, silences and charts are those of the call; what was not timed is not drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report.html import made
from trainer.call import Call, Utterance
from trainer.report.html.timeline import loudness_chart, overlaps, pace_chart, replies, silences, timeline


def said(speaker: str, start: float, end: float, text: str = "您好") -> Utterance:
    return Utterance(speaker, text, "a", start=start, end=end, speech=end - start, recognised=True)


CALL = Call(
    (
        said("caller", 0, 5),
        said("agent", 4.5, 8),
        said("agent", 8.1, 9),
        said("caller", 20, 21),
        said("agent", 20.9, 22),
    ),
    both_sides=True,
)


def test_overlaps_and_silences():
    assert overlaps(CALL) == ((4.5, 5.0),)  # a tenth of a second is chance
    assert silences(CALL) == ((9.0, 20.0),)


@pytest.mark.parametrize("change", [{"echo": True}, {"both_sides": False}])
def test_what_cannot_be_told_is_not_told(change):
    assert overlaps(replace(CALL, **change)) == ()
    assert silences(replace(CALL, both_sides=False)) == ()


def test_the_timeline_says_in_words_what_it_draws():
    drawn = timeline(CALL)
    assert "共 0:22" in drawn
    assert "抢话 1 处，冷场 1 处" in drawn
    assert "冷场 11 秒" in drawn
    assert "抢话 0.5 秒" in drawn
    assert drawn.count("<svg") == 1


def test_a_long_call_stands_on_several_lines_but_no_more_than_fit():
    assert timeline(Call((said("agent", 100, 130),))).count("<svg") == 3
    hour = timeline(Call((said("agent", 0, 3600), said("agent", 3600, 7200)), both_sides=True))
    assert hour.count("<svg") == 12


def test_nothing_timed_nothing_drawn():
    typed = Call((Utterance("agent", "您好", "a"),))
    assert timeline(typed) == ""
    assert replies(typed) == ()
    assert pace_chart((), made.scenario("in-hold")) == ""
    assert loudness_chart(()) == ""


@pytest.mark.parametrize(("name", "band"), [("in-hold", True), ("quiz-phone", False)])
def test_the_pace_stands_against_the_band_of_the_scenario(name, band):
    text = "您好，这里是海棠苑售后服务中心，很高兴为您服务"
    many = Call(tuple(said("agent", 20 * n, 20 * n + 10 + n % 3, text) for n in range(30)))
    drawn = pace_chart(replies(many), made.scenario(name))
    assert ('class="band"' in drawn) == band
    assert ("满分的范围" in drawn) == band
    assert "第 1 句 126，第 2 句 115" in drawn
    assert drawn.count("<circle") == 30
