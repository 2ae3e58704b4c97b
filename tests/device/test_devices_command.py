"""`trainer devices` with a virtual sound card, as a person at a terminal sees it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
import soundfile
from cli.helpers import process
from pulse import SoundCard, missing
from rich.cells import cell_len
from terminal import ROOT, Terminal, needs_tmux

from trainer.audio.level import dbfs
from trainer.audio.resample import Samples

CLIP = ROOT / "tests" / "data" / "match" / "m001.opus"
MODEL = "whisper-base"

Start = Callable[..., Terminal]


@pytest.fixture
def card() -> Iterator[SoundCard]:
    if reason := missing():
        pytest.skip(reason)
    with SoundCard() as card:
        yield card


@pytest.fixture
def start(tmp_path: Path, card: SoundCard) -> Iterator[Start]:
    def devices(*args: str, models: Path = tmp_path) -> Terminal:
        terminal = Terminal(tmp_path, "devices", *args, TRAINER_MODELS=str(models), **card.environment)
        return running.enter_context(terminal)

    with ExitStack() as running:
        yield devices


def sentence(level: float = -22.0) -> Samples:
    """A man says something, over the hiss of a line."""
    clip, _ = soundfile.read(CLIP, dtype="float32")
    clip = clip * 10 ** ((level - dbfs(clip)) / 20)
    return (clip + np.random.default_rng(1).standard_normal(len(clip)) * 1e-4).astype(np.float32)


def say_it(card: SoundCard, terminal: Terminal) -> None:
    terminal.see("请说一句话：“您好，很高兴为您服务。”")
    terminal.see("● 正在录音")
    card.speak(sentence())


@needs_tmux
def test_a_microphone_is_chosen_tried_played_back_and_remembered(start: Start, card: SoundCard, tmp_path: Path):
    terminal = start()
    before = terminal.see("试哪个麦克风？")
    assert "   1  pulse" in before
    assert "   2  default（系统默认）" in before
    terminal.type("1")
    with card.listen() as heard:
        say_it(card, terminal)
        terminal.see("听得清，音量合适。")
        terminal.see("现在放给您听。")
        after = terminal.see("以后就用“pulse”？")
    assert all(cell_len(line) <= 80 for line in after.splitlines())
    assert "正在录音" not in after
    terminal.type("1")
    assert "记住了：以后用“pulse”" in terminal.see("EXIT 0")

    assert 'device = "pulse"' in (tmp_path / "trainer.toml").read_text(encoding="utf-8")
    loud = np.abs(heard.samples.astype(np.float32) / 32768) > 0.05
    assert np.count_nonzero(loud) > 1_000


@needs_tmux
def test_the_user_can_leave_without_choosing(start: Start, tmp_path: Path):
    terminal = start()
    terminal.see("试哪个麦克风？")
    terminal.press("Enter")
    terminal.see("EXIT 0")

    assert "device" not in (tmp_path / "trainer.toml").read_text(encoding="utf-8")


@needs_tmux
def test_a_microphone_pulled_out_during_the_test_brings_the_list_back(start: Start, card: SoundCard):
    terminal = start()
    terminal.see("试哪个麦克风？")
    terminal.type("1")
    terminal.see("● 正在录音")
    card.unplug()
    terminal.see("麦克风“pulse”断开了。请重新插好")
    card.plug()
    terminal.see("试哪个麦克风？输入数字")
    time.sleep(0.2)
    terminal.type("1")
    say_it(card, terminal)
    screen = terminal.see("听得清")

    assert "Expression" not in screen
    assert "Traceback" not in screen


def environment(card: SoundCard, models: Path) -> dict[str, str]:
    return {**card.environment, "TRAINER_MODELS": str(models)}


def test_a_test_without_a_terminal_tells_and_fails_where_nothing_is_heard(card: SoundCard, tmp_path: Path):
    done = process("devices", "--test", "pulse", cwd=tmp_path, **environment(card, tmp_path))

    assert done.returncode == 1
    assert "麦克风一点声音也没有" in done.stdout.decode()
    assert done.stderr == b""


@pytest.mark.model
def test_what_was_heard_is_shown_where_a_model_is_installed(start: Start, card: SoundCard):
    from trainer.recognition.models import Models

    if MODEL not in [model.name for model in Models().installed()]:
        pytest.skip(f"{MODEL} is not installed: trainer models pull {MODEL}")
    terminal = start("--test", "pulse", models=Path(os.environ.get("TRAINER_MODELS", ROOT / "models")))
    say_it(card, terminal)
    text = terminal.see("EXIT 0")

    heard = next(line for line in text.splitlines() if line.startswith("识别出来的是："))
    assert len(heard) > len("识别出来的是：") + 3
