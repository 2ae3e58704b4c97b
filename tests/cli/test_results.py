from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from rich.console import Console

from trainer.cli import results
from trainer.history.opened import opened
from trainer.history.values import Result

from .helpers import ROOT, trainer

MINI = ROOT / "tests" / "practice" / "mini.yaml"
TYPED = Result(
    number=1,
    key="a",
    started=datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
    trainee=None,
    scenario="mini",
    sha256="",
    title="[b]打字",
    variant=None,
    mode="practice",
    source="keyboard",
    total=None,
    first_total=None,
    passed=None,
    marked=False,
    pace=None,
)


def shown(*kept: Result, broken: tuple[Path, ...] = ()) -> str:
    out = StringIO()
    results.show(Console(file=out, width=80, markup=False, highlight=False), kept, broken)
    return out.getvalue()


def test_keyboard_and_voice_stand_apart():
    spoken = replace(TYPED, source="voice", title="说话", mode="exam")

    keyboard, _, voice = shown(TYPED, spoken, broken=(Path("坏.json"),)).partition("键盘练习")[2].partition("语音练习")

    assert "[b]打字" in keyboard
    assert "不出分" in keyboard
    assert "说话" not in keyboard
    assert "说话" in voice
    assert "考核" in voice
    assert "坏.json" in voice


def test_no_results_yet_says_how_to_get_one():
    assert "trainer practice" in shown()


def test_a_call_that_passed_with_marks_is_to_be_reviewed():
    assert "通过·待复核" in shown(replace(TYPED, total=100.0, passed=True, marked=True))


def test_results_of_an_earlier_version_are_shown(capfd, tmp_path: Path, monkeypatch):
    (tmp_path / "trainer.toml").write_text('data_folder = "."\n', encoding="utf-8")
    shutil.copytree(ROOT / "tests" / "data" / "history" / "sessions", tmp_path / "sessions")
    (tmp_path / "sessions" / "0.json").write_text("{", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    done = trainer(capfd, "results")

    assert "键盘练习，最近 2 次" in done.out
    assert "2026-11-21 09:00" in done.out
    assert "0.json" in done.out
    with opened(tmp_path) as store:
        assert len(store.unfinished()) == 1
