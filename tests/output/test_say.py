from __future__ import annotations

import click
import pytest

from trainer.output.say import ask, say, status

Capture = pytest.CaptureFixture[str]


def test_what_is_said_is_marked_on_both_streams(capsys: Capture) -> None:
    say("甲\x1b[31m乙")
    say("丙\u202e\n丁", err=True, end="")
    say()
    assert capsys.readouterr() == ("甲‹U+001B›[31m乙\n\n", "丙‹U+202E›\n丁")


def test_a_status_is_drawn_only_on_a_terminal(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    status("甲")
    assert capsys.readouterr() == ("", "")
    import sys

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(click.utils, "should_strip_ansi", lambda *_: False)
    status("甲\r乙")
    assert capsys.readouterr().err == "\r\x1b[K甲‹U+000D›乙"


def test_a_question_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click, "prompt", lambda text, **more: f" {text}{more['default']} ")
    assert ask("盖掉 a\x1b？", "n") == "盖掉 a‹U+001B›？n"
