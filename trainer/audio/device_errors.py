"""Messages about microphones and loudspeakers that do not work: what is wrong, what to do next."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Literal

What = Literal["麦克风", "扬声器"]
MICROPHONE: What = "麦克风"
SPEAKER: What = "扬声器"

BUSY, BAD_RATE, BAD_CHANNELS = -9985, -9997, -9998  # PortAudio's error codes
DENIED = ("denied", "permission", "not permitted", "0x80070005", "eacces")  # in the text of the host's error


def no_library() -> str:
    """The Python package is missing."""
    return f"没装 sounddevice，用不了麦克风和耳机。请运行：{sys.executable} -m pip install sounddevice"


def no_portaudio(platform: str = sys.platform) -> str:
    """The package is there, the library under it is not."""
    if platform.startswith("linux"):
        return "系统里没有 PortAudio，用不了麦克风和耳机。请运行：sudo apt-get install libportaudio2"
    fix = f"{sys.executable} -m pip install --force-reinstall sounddevice"
    return f"系统里没有 PortAudio，用不了麦克风和耳机。请运行：{fix}"


def no_sound_system(reason: object) -> str:
    """PortAudio is there, but it does not start."""
    return f"电脑的声音系统打不开（{reason}）。请检查声卡和驱动，或先用键盘练习。"


def none_there(what: What) -> str:
    """There is no such device."""
    if what == MICROPHONE:
        return "没有找到麦克风。请插上耳麦再试，也可以先用键盘练习。"
    return "没有找到扬声器或耳机。请插上耳机再试；要说的话会照样显示在屏幕上。"


def unknown(what: What, wanted: str, names: Sequence[str]) -> str:
    """No device has that name."""
    return f"没有找到名叫“{wanted}”的{what}。现在有：{'、'.join(names)}。请写其中一个的名字。"


def ambiguous(what: What, wanted: str, names: Sequence[str]) -> str:
    """Several devices have that name."""
    return f"有 {len(names)} 个{what}的名字里都有“{wanted}”：{'、'.join(names)}。请把名字写全一些。"


def gone(what: What, name: str) -> str:
    """It worked and works no more."""
    return f"{what}“{name}”断开了。请重新插好，或换一个{what}。"


def cannot_open(what: What, name: str, error: Exception, platform: str = sys.platform) -> str:
    """The device is there, opening it failed."""
    code = error.args[1] if len(error.args) > 1 else None
    reason = " ".join(map(str, error.args)).casefold()
    if code == BUSY:
        return f"{what}“{name}”正被别的程序占用。请关掉正在用它的程序（例如会议软件）再试。"
    if any(word in reason for word in DENIED):
        return f"系统不允许使用{what}“{name}”。{_permission(platform)}"
    if code == BAD_RATE:
        return f"{what}“{name}”不支持常用的采样率。请在系统的声音设置里改成 48000 Hz，或换一个{what}。"
    return f"{what}“{name}”打不开（{error.args[0] if error.args else error}）。请拔下重新插好，或换一个{what}。"


def _permission(platform: str) -> str:
    if platform == "darwin":
        return "请在“系统设置 → 隐私与安全性 → 麦克风”里允许终端使用麦克风，再重新打开终端。"
    if platform == "win32":
        return "请在“设置 → 隐私和安全性 → 麦克风”里允许桌面应用访问麦克风。"
    return "请运行 sudo usermod -aG audio $USER，然后重新登录。"
