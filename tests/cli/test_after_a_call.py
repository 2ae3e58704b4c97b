"""What a trainee reads at the end of a call of his own: how it stands beside the one before."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from .helpers import trainer

Capture = pytest.CaptureFixture[str]
MINI = str(Path(__file__).parents[1] / "practice" / "mini.yaml")
NOTE = "3栋2单元501\n13800138000\n"


def practise(capfd: Capture, monkeypatch: pytest.MonkeyPatch, *lines: str, options: tuple[str, ...] = ()) -> str:
    """A whole call, its lines from a pipe."""
    typed = io.TextIOWrapper(io.BytesIO("".join(f"{line}\n" for line in lines).encode() + NOTE.encode()), "utf-8")
    monkeypatch.setattr(sys, "stdin", typed)
    return trainer(capfd, "practice", MINI, "--trainee", "小王", *options).out


def test_the_second_call_says_how_many_points_more_and_what_changed(
    capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = practise(capfd, monkeypatch, "喂", "非常抱歉", "好")
    assert "比上次" not in first
    assert "这是第 1 号成绩。以后再看：trainer results show 1" in first

    better = practise(capfd, monkeypatch, "您好，海棠苑客户服务中心", "非常抱歉", "再见")
    told = better[better.index("比上次高") :]
    assert "是最好的一次！" in told
    assert "变好了：报单位（没做到 → 做到，+" in told

    worse = practise(capfd, monkeypatch, "您好", "非常抱歉", "再见")
    told = worse[worse.index("比上次低") :]
    assert "最好" not in told
    assert "变差了：报单位（做到 → 没做到，−" in told

    assert "和上次一样" in practise(capfd, monkeypatch, "您好", "非常抱歉", "再见")


def test_an_exam_is_not_compared_with_practice_nor_what_is_not_kept(
    capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    practise(capfd, monkeypatch, "喂", "嗯", "好")
    said = ("您好，海棠苑客户服务中心", "非常抱歉", "再见")
    assert "比上次" not in practise(capfd, monkeypatch, *said, options=("--mode", "exam"))
    assert "号成绩" not in practise(capfd, monkeypatch, *said, options=("--no-save",))
