"""The progress bar over recordings, the console, and a choice by number."""

from __future__ import annotations

import io
import sys

import pytest

from tests.practice.conftest import Scripted
from trainer.cli.terminal import WIDTH_WHEN_PIPED, Listening, console, pick, waiting


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_silent_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with Listening(["甲.wav", "乙.wav"]) as listening:
        for _ in listening.each(["甲.wav", "乙.wav"]):
            listening.progress(5.0)
    assert sys.stderr.getvalue() == ""  # type: ignore[attr-defined]


def test_names_the_recording_and_its_time_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(sys, "stderr", Terminal())
    with Listening(["录音/甲[1].wav", "乙.wav"]) as listening:
        for recording in listening.each(["录音/甲[1].wav", "乙.wav"]):
            listening.progress(65.0)
            assert listening._bar.tasks[0].description.endswith("（1:05）")
            assert recording.endswith(".wav")
        listening._bar.refresh()
    shown = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "正在听 乙.wav（1:05）" in shown
    assert "1/2" in shown
    assert shown.rstrip().endswith("\x1b[2K") or "\x1b[?25h" in shown  # the cursor is back


def test_the_cursor_is_back_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Terminal())
    with pytest.raises(KeyboardInterrupt), Listening(["甲.wav"]):
        raise KeyboardInterrupt
    assert "\x1b[?25h" in sys.stderr.getvalue()  # type: ignore[attr-defined]


def test_a_pipe_is_80_columns_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert console().width == WIDTH_WHEN_PIPED


def test_what_is_waited_for_is_told_in_a_terminal_and_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", Terminal())
    with waiting("正在打开情景……"):
        pass
    shown = sys.stdout.getvalue()  # type: ignore[attr-defined]
    assert "正在打开情景……" in shown
    assert shown.rpartition("正在打开情景……")[2].count("\x1b[2K")  # the line is wiped


def test_a_pipe_is_not_told_what_is_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    with waiting("正在打开情景……"):
        pass
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("typed", ["q", "/退出", ""])
def test_going_back_picks_nothing(typed: str):
    assert pick(Scripted([typed]), 3, "？") is None


def test_nothing_to_pick_from_asks_nothing():
    reader = Scripted(["1"])

    assert pick(reader, 0, "？") is None
    assert reader.asked == []
