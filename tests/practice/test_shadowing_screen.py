"""Saying the model answer after, inside a spoken call: real VAD on real (synthetic) speech; the engine is scripted."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from trainer.audio.speech import Segment
from trainer.practice.shadowing import compare
from trainer.practice.shadowing_screen import advice, show

from .room import Doing, FakeVoice, Room
from .test_spoken_events import END, GOOD, LINE, SPEECH, Failing, voice_call

ANSWER = "您好，海棠苑客户服务中心，工号幺零零八"
HEAR = Doing()  # the keys are looked at while it is played
SPEAKS = Doing(SPEECH)


def call(env, mini, *between: Doing, texts=(), typed=("g", ""), **more):
    """Greet badly, then what is typed at the feedback; the rest of the call is good."""
    tries = [SPEAKS, *between, SPEAKS, SPEAKS]
    return voice_call(env, mini, tries, ("喂", *texts, *GOOD[1:]), (*typed, *END), **more)


def test_both_texts_paces_and_pauses_stand_side_by_side(env, mini, screen_text: StringIO):
    voice = FakeVoice(LINE)
    card, _, room = call(env, mini, HEAR, SPEAKS, texts=("您好海棠苑客户服务中心",), voice=voice)

    shown = screen_text.getvalue()
    assert card is not None
    assert ANSWER in [line.text for line in voice.lines]
    assert len(room.played[0][0]) > len(LINE)  # slowly
    assert f"参考：{ANSWER}" in shown
    assert "您说：您好海棠苑客户服务中心" in shown
    assert "漏了：工号幺零零八" in shown
    assert len(re.findall(r"\d+ 字/分", shown)) == 4
    assert "停顿" in shown


def test_the_call_goes_on_as_if_nobody_had_said_it_after(env, mini):
    card, _, _ = call(env, mini, HEAR, SPEAKS, texts=(ANSWER,))
    plain, _, _ = voice_call(env, mini, [SPEAKS] * 3, ("喂", *GOOD[1:]), ("", *END))

    assert [one.text for one in card.call.utterances] == [one.text for one in plain.call.utterances]
    assert [one.start for one in card.call.utterances] == pytest.approx(
        [one.start for one in plain.call.utterances], abs=0.2
    )
    assert card.total == plain.total


def test_r_records_again_l_plays_again_q_leaves(env, mini, screen_text: StringIO):
    keys = [Doing(keys=[(0.5, "r")]), Doing(keys=[(0.5, "l")]), HEAR, Doing(keys=[(0.5, "q")])]
    card, _, room = call(env, mini, HEAR, *keys)

    assert card is not None
    assert len(room.played) == 2 + 2  # the caller's two lines, and the answer twice
    assert "跟读到这里" in screen_text.getvalue()


def test_silence_and_a_failing_engine_are_told(env, mini, screen_text: StringIO):
    call(env, mini, HEAR, Doing())
    assert "没有听到您跟读" in screen_text.getvalue()


def test_what_the_engine_could_not_write_is_told(env, mini, screen_text: StringIO):
    class Second(Failing):
        """Fails at the second reply only."""

        def open(self, *, cut: bool = True):
            self.opened = getattr(self, "opened", 0) + 1
            self.times = 1 if self.opened == 2 else 0
            return super().open(cut=cut)

    call(env, mini, HEAR, SPEAKS, recogniser=Second(0, "喂", *GOOD[1:]))
    assert "识别出错了" in screen_text.getvalue()


def test_a_microphone_that_goes_meanwhile_costs_no_more_than_the_repetition(env, mini, screen_text: StringIO):
    room = Room([])

    class Loose(FakeVoice):
        """The plug comes out while the answer is fetched, and is back in before the caller's next line."""

        def sound(self, line):
            room.gone_at = room.now if line.text == ANSWER else None
            return super().sound(line)

    card, _, _ = call(env, mini, HEAR, room=room, voice=Loose(LINE))

    assert "麦克风不见了" in screen_text.getvalue()
    assert [one.text for one in card.call.utterances if one.speaker == "agent"] == ["喂", *GOOD[1:]]


@pytest.mark.parametrize(
    ("said", "speech", "words"),
    [
        pytest.param("您好请稍等", [(0, 2)], "快慢也合适", id="all of it"),
        pytest.param("您好", [(0, 2)], "先把字说全", id="not all"),
        pytest.param("您好请稍等", [(0, 1)], "再慢一点", id="hurried"),
        pytest.param("您好请稍等", [(0, 3)], "说顺一点", id="slow"),
        pytest.param("您好请稍等", [(0, 0.8), (1.8, 2)], "再连贯些", id="a long pause"),
    ],
)
def test_one_sentence_says_what_to_look_at(said: str, speech, words: str):
    own = [Segment(float(start), float(end)) for start, end in speech]
    assert words in advice(compare("您好，请稍等", (Segment(0.0, 2.0),), said, own))


def test_a_long_answer_fits_80_columns():
    out = StringIO()
    long = "您好，海棠苑客户服务中心，我是客户专员小王，工号1008，请问有什么可以帮到您？" * 3
    found = compare(long, (Segment(0.0, 30.0),), "喂你找谁" * 20, (Segment(0.0, 9.0), Segment(12.0, 20.0)))

    show(Console(file=out, width=80, markup=False, highlight=False), found)

    assert max(map(cell_len, out.getvalue().splitlines())) <= 80
    assert re.search(r"等 \d+ 处|漏了", out.getvalue())
