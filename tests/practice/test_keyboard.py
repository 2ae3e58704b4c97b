"""Keys as a terminal sends them, by prompt_toolkit's own pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from trainer.practice.keyboard import AGAIN, Keyboard, TerminalKeys

Press = Callable[[str], Keyboard]


@pytest.fixture
def press() -> Iterator[Press]:
    seconds = count(0, 7)
    with create_pipe_input() as pipe:

        def keys(text: str) -> Keyboard:
            pipe.send_text(text)
            return Keyboard(clock=lambda: float(next(seconds)), input=pipe, output=DummyOutput())

        yield keys


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("您好\r", "您好"),
        ("您你好\x1b[D\x7f\r", "您好"),
        ("您好\x1b\r请稍等\r", "您好\n请稍等"),
        ("\r", ""),
        ("😀谢谢\r", "😀谢谢"),
    ],
    ids=["Enter ends it", "whole characters are deleted", "Alt-Enter goes on", "nothing", "emoji"],
)
def test_a_reply(press: Press, keys: str, said: str):
    assert press(keys).reply("我：") == said


@pytest.mark.parametrize(
    ("keys", "chosen"), [("\r", ""), ("\t", AGAIN), (" /挂机 \r", "/挂机")], ids=["Enter", "Tab", "a command"]
)
def test_a_choice(press: Press, keys: str, chosen: str):
    assert press(keys).choice("回车 继续") == chosen


@pytest.mark.parametrize("key", [" ", "\r"], ids=["Space", "Enter"])
def test_the_phone_rings_until_it_is_picked_up(press: Press, key: str):
    assert press("喂x" + key).ring() > 0


def test_ctrl_d_is_the_end(press: Press):
    with pytest.raises(EOFError):
        press("\x04").reply("我：")


def test_ctrl_c_interrupts_even_the_waiting(press: Press):
    with pytest.raises(KeyboardInterrupt):
        press("\x03").wait("准备好了按空格")


def test_the_same_keyboard_asks_again(press: Press):
    keyboard = press("一\r二\r")

    assert [keyboard.reply(""), keyboard.reply("")] == ["一", "二"]


def test_keys_come_by_name_and_only_once():
    with create_pipe_input() as pipe, TerminalKeys(pipe) as keys:
        pipe.send_text(" r\r\t？\x04h")
        assert keys.pressed() == (" ", "r", "enter", "tab", "？", "c-d", "h")
        assert keys.pressed() == ()


def test_what_was_typed_before_is_dropped():
    with create_pipe_input() as pipe:
        pipe.send_text("\r\r")
        with TerminalKeys(pipe) as keys:
            assert keys.pressed() == ()


def test_ctrl_c_stops():
    with create_pipe_input() as pipe, TerminalKeys(pipe) as keys:
        pipe.send_text("\x03")
        with pytest.raises(KeyboardInterrupt):
            keys.pressed()


@pytest.mark.parametrize("key", ["\x1b", "q", "\x04"], ids=["Esc", "q", "Ctrl-D"])
@pytest.mark.parametrize("waits", [lambda k: k.wait("准备好了按空格"), lambda k: k.ring()], ids=["brief", "ringing"])
def test_there_is_a_way_back_before_the_call(press: Press, waits: Callable[[Keyboard], object], key: str):
    with pytest.raises(EOFError):
        waits(press(key))


@pytest.mark.parametrize("keys", ["p", "n"])
def test_a_letter_that_is_offered_needs_no_enter(press: Press, keys: str):
    assert press(keys).choice("回车 继续　p 听自己说的", "pn") == keys


def test_a_letter_in_the_middle_of_a_word_is_a_letter(press: Press):
    assert press("/p\r").choice("回车 继续", "p") == "/p"


def test_ctrl_c_in_a_sentence_asks_once(press: Press):
    assert press("我这就\x03去问\r").reply("我：") == "我这就去问"
    with pytest.raises(KeyboardInterrupt):
        press("我这就\x03\x03").reply("我：")


def test_ctrl_c_on_an_empty_line_interrupts(press: Press):
    with pytest.raises(KeyboardInterrupt):
        press("\x03").reply("我：")
