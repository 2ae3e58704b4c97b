"""`trainer devices`: list microphones and loudspeakers, try one with a sentence, remember it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.cli.terminal import LevelBar, open_reader, pick
from trainer.errors import DeviceError, TrainerError
from trainer.output.say import say

if TYPE_CHECKING:
    from trainer.audio.interface import Device, Speaker
    from trainer.practice.check_microphone import CheckResult
    from trainer.practice.reader import Reader
    from trainer.recognition.interface import Recogniser
    from trainer.settings import Settings

ANY = "\0"  # --test without a name


@click.command("devices", help="麦克风和扬声器：列出、说一句话试音、记住要用的那个。")
@click.option("--list", "only_list", is_flag=True, help="只列出来。")
@click.option("--test", is_flag=False, flag_value=ANY, metavar="[名称]", help="试音；不写名称就试现在用的麦克风。")
@click.option("--use", metavar="名称", help="记住用这个麦克风，写名字里的几个字就行。")
def command(only_list: bool, test: str | None, use: str | None) -> None:
    """One of the three; without options in a terminal all of them in turn."""
    if sum((only_list, test is not None, use is not None)) > 1:
        raise click.UsageError("--list、--test、--use 一次只用一个。")
    settings = user_settings.load()
    if use is not None:
        remember(use)
    elif test is not None:
        result = check(settings, settings.device if test == ANY else test)
        if not result.good:
            raise click.exceptions.Exit(1)
    elif only_list or not (sys.stdin.isatty() and sys.stdout.isatty()):
        show(settings)
    else:
        choose(open_reader(), settings)


def choose(reader: Reader, settings: Settings) -> None:
    """List, ask which, try it, offer to remember it; again until the user leaves or keeps one."""
    from trainer.audio.device import refresh

    while True:
        refresh()
        microphones = show(settings)
        place = pick(reader, len(microphones), "试哪个麦克风？输入数字（直接回车 返回）：")
        if place is None:
            break
        name = microphones[place].name
        try:
            check(settings, name)
        except DeviceError as error:
            say(error.message, err=True)
            continue
        if pick(reader, 1, f"以后就用“{name}”？输入 1 记住，直接回车 再选一个：") == 0:
            remember(name)
            break


def show(settings: Settings) -> tuple[Device, ...]:
    """Print what there is; the microphones in the order of their numbers. Raises DeviceError where there is none."""
    from trainer.audio import device
    from trainer.audio.device_errors import MICROPHONE, none_there

    microphones, speakers = device.inputs(), device.outputs()
    if microphones:
        say("麦克风：")
        _print(microphones, settings.device, numbered=True)
    if speakers:
        say("扬声器和耳机：")
        _print(speakers, settings.speaker)
    if not microphones:
        raise DeviceError(none_there(MICROPHONE))
    return microphones


def check(settings: Settings, name: str | None) -> CheckResult:
    """Try the microphone of that name; None: the system's default. Raises DeviceError."""
    from trainer.audio import device
    from trainer.practice.check_microphone import first_check

    with ExitStack() as held:
        microphone = held.enter_context(device.open_microphone(name))
        say(f"麦克风：{microphone.name}")
        speaker = _speaker(settings.speaker, held)
        recogniser = _recogniser()
        bar = held.enter_context(LevelBar())
        return first_check(microphone, speaker, recogniser, bar.say, bar.show)


def remember(name: str) -> None:
    """Write the microphone into trainer.toml. Raises DeviceError where there is none of that name."""
    from trainer.audio import device

    chosen = device.choose(name, device.inputs())
    path = user_settings.remember(device=chosen.name)
    say(f"记住了：以后用“{chosen.name}”（写在 {path}）。")


def _print(devices: Sequence[Device], wanted: str | None, *, numbered: bool = False) -> None:
    """One line each; the one in use is marked."""
    from trainer.audio import device

    try:
        used = device.choose(wanted, devices)
    except DeviceError:
        used = None
    for number, one in enumerate(devices, 1):
        marks = ("（系统默认）" if one.default else "") + ("（现在用的）" if wanted and one is used else "")
        place = f"{number:>2}" if numbered else "  "
        say(f"  {place}  {one.name}{marks}")
    if used is None:
        say(f"      设置里的“{wanted}”现在没有插上，或者不止一个。")


def _recogniser() -> Recogniser | None:
    """The engine, where a model is installed; without one the rest of the check goes on."""
    from trainer.recognition.engines import open_recogniser

    try:
        return open_recogniser()
    except TrainerError:
        return None


def _speaker(name: str | None, held: ExitStack) -> Speaker | None:
    """What to play back with; without one that is said and left out."""
    from trainer.audio import device

    try:
        speaker = device.open_speaker(name)
    except DeviceError as error:
        say(f"{error.message}\n这次不能回放。", err=True)
        return None
    held.callback(speaker.close)
    return speaker
