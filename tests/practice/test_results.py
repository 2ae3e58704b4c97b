from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from trainer.practice import results, system_checks
from trainer.practice.sessions import Sessions

from .conftest import Scripted
from .test_practice_run import GOOD, NOTE, play


def test_keyboard_and_voice_stand_apart(env, mini, screen_text):
    card, session = play(env, mini, [*GOOD, "", *NOTE])
    typed = replace(session, card=card, title="[b]打字")
    spoken = replace(typed, source="voice", title="说话", mode="exam")

    results.show(env.console, Sessions((typed, spoken), (Path("坏.json"),)))

    keyboard, _, voice = screen_text.getvalue().partition("键盘练习")[2].partition("语音练习")
    assert "[b]打字" in keyboard
    assert "说话" not in keyboard
    assert "说话" in voice
    assert "考核" in voice
    assert "坏.json" in voice


def test_no_results_yet_says_how_to_get_one(env, screen_text):
    results.show(env.console, Sessions(()))

    assert "trainer practice" in screen_text.getvalue()


@pytest.mark.parametrize(
    ("typed", "shown", "hidden"),
    [
        (["", "嗯", "/重说", "再见"], "没有说到“再见”", None),
        (["", "/提示", "再见"], "这一轮没有提示", None),
        (["", "/退出"], "补练结束", None),
        (["/退出"], "先改这一点", "补练结束"),
        ([], "先改这一点", "补练结束"),
    ],
    ids=["once more until it is right", "hint", "enough", "no drill by command", "no drill by Ctrl-D"],
)
def test_drill(env, mini, screen_text, typed, shown, hidden):
    play(env, mini, [GOOD[0], GOOD[1], "嗯", "", "", *NOTE, *typed])

    text = screen_text.getvalue().partition("成绩单")[2]
    assert shown in text
    assert hidden is None or hidden not in text


def test_speech_model_finding_is_never_needed_for_the_keyboard():
    finding = system_checks.speech_model()

    assert not finding.needed
    assert finding.good or finding.fix


def test_the_scripted_reader_is_a_reader():
    assert Scripted(["喂"]).reply("") == "喂"
