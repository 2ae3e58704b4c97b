"""Single keys through prompt_toolkit's own decoder."""

from __future__ import annotations

import pytest
from prompt_toolkit.input import create_pipe_input

from trainer.practice.keys import TerminalKeys


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
