"""What a trainee can type besides speech: words that start with a slash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Command = Literal["hangup", "hint", "again", "quit", "help", "unknown"]

COMMANDS: Mapping[str, Command] = {
    "挂机": "hangup",
    "挂断": "hangup",
    "交卷": "hangup",
    "提示": "hint",
    "重说": "again",
    "退出": "quit",
    "帮助": "help",
}
HELP = "/提示 看提示 · /重说 再说一次（练习时）· /挂机 挂断电话 · /退出 先存起来，下次接着练"


def command(text: str) -> Command | None:
    """The command typed, or None where it is speech."""
    word = text.strip()
    if not word.startswith(("/", "／")):
        return None
    return COMMANDS.get(word[1:].strip(), "unknown")
