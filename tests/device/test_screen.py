"""The voice screen as a person at a terminal of 80 × 24 sees it, with a real microphone, engine and voice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from pulse import SoundCard, missing
from rich.cells import cell_len
from terminal import ROOT, Terminal, needs_tmux

from trainer.audio.decode import blocks
from trainer.history.opened import opened
from trainer.recognition.models import Models

MINI = ROOT / "tests" / "practice" / "mini.yaml"
MODEL = "whisper-base"

pytestmark = [
    pytest.mark.model,
    needs_tmux,
    pytest.mark.skipif(
        MODEL not in [model.name for model in Models().installed()],
        reason=f"{MODEL} is not installed: trainer models pull {MODEL}",
    ),
]

Start = Callable[..., Terminal]


@pytest.fixture
def card() -> Iterator[SoundCard]:
    if reason := missing():
        pytest.skip(reason)
    with SoundCard() as card:
        card.hiss()
        yield card


@pytest.fixture
def start(tmp_path: Path, card: SoundCard) -> Iterator[Start]:
    def practice(*args: str, new: bool = True, settings: str = 'device = "pulse"\n') -> Terminal:
        words = ("practice", *((str(MINI), "--by", "voice") if new else ()), "--engine", "whisper", *args)
        env = {**card.environment, "TRAINER_MODELS": str(ROOT / "models")}
        return running.enter_context(Terminal(tmp_path, *words, settings=settings, **env))

    with ExitStack() as running:
        yield practice


@pytest.fixture(scope="module")
def greeting() -> np.ndarray:
    """您好，海棠苑售后服务中心 … of the sample call."""
    left = np.concatenate([b[:, 0] for b in blocks(ROOT / "scenarios" / "samples" / "in-aftersales.opus", 5.0)])
    return left[round(0.4 * 16000) : round(12.2 * 16000)]


def pick_up(terminal: Terminal) -> None:
    terminal.see("准备好了按空格")
    terminal.press("Space")
    terminal.see("第 1 声")
    terminal.press("Space")
    terminal.see("● 请说话")


def is_full(bar: str) -> bool:
    return "████" in bar


def test_a_reply_is_heard_and_feedback_comes(start: Start, card: SoundCard, greeting: np.ndarray, tmp_path: Path):
    terminal = start("--voice", "silent")
    terminal.see("回答会录音，只存在这台电脑上")
    pick_up(terminal)
    player = card.speak(greeting, wait=False)
    listening = terminal.see("████")
    player.wait()
    terminal.see("秒就算说完")
    heard = terminal.see("我：")
    terminal.see("Tab 重说这一句")

    lines = listening.splitlines()
    assert len(lines) <= 24
    assert max(cell_len(line) for line in lines) <= 80
    assert any(line.startswith("空格 说完 · r 重录") for line in lines)
    assert any("● 请说话  0:0" in line and "音量" in line for line in lines)
    assert "您好" in heard
    assert "● 请说话" not in terminal.screen()  # the meter is gone, the text stays
    assert "做到：先问好" in terminal.screen()

    terminal.press("p")  # hear oneself …
    time.sleep(1)
    terminal.press("Space")  # … long enough
    terminal.see_often("p 听自己说的", 2)
    terminal.press("Enter")
    terminal.see("厨房漏水")
    terminal.press("h")
    terminal.see("1/3 房号")
    for _ in range(3):
        terminal.press("Enter")
        time.sleep(0.3)
    card_text = terminal.see("先改这一点")
    terminal.see("条的录音")
    assert max(cell_len(line) for line in card_text.splitlines()) <= 80
    terminal.type("p 1")
    terminal.see("▶ 0:0")
    terminal.press("C-d")
    terminal.see("EXIT 0")

    with opened(tmp_path / "data") as store:
        assert len(store.results()) == 1
    assert len(list((tmp_path / "data" / "recordings").rglob("*.flac"))) == 1


def test_ctrl_c_while_listening_gives_the_terminal_back(start: Start):
    terminal = start("--voice", "silent")
    pick_up(terminal)
    terminal.press("C-c")
    terminal.see("EXIT 130")
    shown = terminal.see("icanon")

    assert "-icanon" not in shown
    assert "Traceback" not in shown
    assert "接着练：trainer practice --resume" in shown


def test_without_the_named_microphone_the_call_goes_on_by_keyboard(start: Start):
    terminal = start(settings='device = "蓝牙耳麦"\n')
    shown = terminal.see("准备好了按空格")

    assert "没有找到名叫“蓝牙耳麦”的麦克风" in shown
    assert "这次先用键盘练" in shown
    terminal.press("Space")
    terminal.see("第 1 声")
    terminal.press("Space")
    terminal.see("我：")


def test_a_microphone_pulled_out_is_chosen_again_and_the_turn_repeated(start: Start, card: SoundCard, greeting):
    terminal = start("--voice", "silent")
    pick_up(terminal)
    card.unplug()
    shown = terminal.see("输入数字选麦克风")
    assert "麦克风“pulse”断开了" in shown
    assert "前面说的都留着" in shown

    card.plug()
    card.hiss()
    terminal.press("Enter")
    terminal.see("● 请说话")
    card.speak(greeting)
    terminal.see("我：您好")


def test_a_call_that_was_killed_goes_on_with_what_was_said(start: Start, card: SoundCard, greeting: np.ndarray):
    terminal = start("--voice", "silent")
    pick_up(terminal)
    card.speak(greeting)
    terminal.see("Tab 重说这一句")
    terminal.close()

    again = start("--resume", "--voice", "silent", new=False)
    shown = again.see("Tab 重说这一句")
    assert "接着上次：报修小练习" in shown
    assert "我：您好" in shown
    again.press("Enter")
    again.see("● 请说话")


def test_with_no_save_nothing_is_kept(start: Start, card: SoundCard, greeting: np.ndarray, tmp_path: Path):
    terminal = start("--voice", "silent", "--no-save")
    pick_up(terminal)
    assert "回答会录音" not in terminal.screen()
    card.speak(greeting)
    terminal.see("我：您好")
    terminal.see("Tab 重说这一句")  # an interrupt while coverage takes note of a new file would leave its lock taken
    terminal.press("C-c")
    terminal.see("EXIT 130")

    assert not (tmp_path / "data").exists()
