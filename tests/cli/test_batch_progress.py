from __future__ import annotations

import io
import sys

import pytest

from trainer.batch.score_batch import Counts
from trainer.cli.batch_progress import EVERY, BatchProgress

from .test_listening import Terminal


class Clock:
    time = 0.0

    def __call__(self) -> float:
        return self.time


def test_calls_a_minute_time_left_and_failures() -> None:
    clock, counts = Clock(), Counts()
    progress = BatchProgress(200, counts, clock)
    assert progress.text() == "正在打分……"
    counts.known, counts.scored, counts.failed = 50, 9, 1
    clock.time = 60.0
    assert progress.text() == "每分钟 10 通，还要 14 分钟，失败 1 通"
    clock.time = 3600.0
    assert progress.text() == "每分钟 0.167 通，还要 14.0 小时，失败 1 通"
    counts.scored = 149
    assert progress.text().split("，")[1] == "还要 不到 1 分钟"


def test_a_line_a_minute_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    clock, counts = Clock(), Counts(scored=1)
    with BatchProgress(3, counts, clock) as progress:
        for clock.time in (0.0, EVERY - 1, EVERY, EVERY + 1, 2 * EVERY):
            progress.show()
    assert sys.stderr.getvalue().splitlines() == [  # type: ignore[attr-defined]
        "1/3 通，每分钟 1 通，还要 2 分钟",
        "1/3 通，每分钟 0.5 通，还要 4 分钟",
    ]


def test_a_bar_in_a_terminal_which_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(sys, "stderr", Terminal())
    clock, counts = Clock(), Counts(scored=1)
    with BatchProgress(3, counts, clock) as progress:
        clock.time = 60.0
        progress.show()
        progress._bar.refresh()
    shown = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "1/3" in shown
    assert "每分钟 1 通，还要 2 分钟" in shown
    assert "\x1b[?25h" in shown
