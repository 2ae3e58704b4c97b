from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from rich.console import Console
from trainer.practice.sessions import Session, Sessions

from trainer import scoring
from trainer.call import Call
from trainer.cli import results
from trainer.practice.conversation import State
from trainer.scenario.load import load
from trainer.scorecard import Review

from .helpers import ROOT

MINI = ROOT / "tests" / "practice" / "mini.yaml"
TYPED = Session(
    path=Path("a.json"),
    started=datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
    scenario="mini",
    scenario_path=str(MINI),
    sha256="",
    title="[b]打字",
    mode="practice",
    slots={},
    variant=None,
    trainee=None,
    source="keyboard",
    state=State(),
    card=scoring.score(load(MINI), Call()),
)


def shown(kept: Sessions) -> str:
    out = StringIO()
    results.show(Console(file=out, width=80, markup=False, highlight=False), kept)
    return out.getvalue()


def test_keyboard_and_voice_stand_apart():
    spoken = replace(TYPED, source="voice", title="说话", mode="exam")

    keyboard, _, voice = (
        shown(Sessions((TYPED, spoken), (Path("坏.json"),))).partition("键盘练习")[2].partition("语音练习")
    )

    assert "[b]打字" in keyboard
    assert "不出分" in keyboard
    assert "说话" not in keyboard
    assert "说话" in voice
    assert "考核" in voice
    assert "坏.json" in voice


def test_no_results_yet_says_how_to_get_one():
    assert "trainer practice" in shown(Sessions(()))


def test_a_call_that_passed_with_marks_is_to_be_reviewed():
    card = replace(scoring.score(load(MINI), Call()), passed=True, review=(Review("manners", 0, 0, 1, "哦"),))

    assert "通过·待复核" in shown(Sessions((replace(TYPED, card=card),), ()))
