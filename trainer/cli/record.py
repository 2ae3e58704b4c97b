"""`trainer record`: speak the caller's lines yourself."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.cli.options import find
from trainer.errors import DeviceError, TrainerError
from trainer.output.say import say, status

if TYPE_CHECKING:
    from trainer.audio.interface import Microphone, Speaker
    from trainer.practice.keyboard import Keys
    from trainer.practice.record_lines import Summary
    from trainer.scenario.resolved import Scenario
    from trainer.settings import Settings

AGAIN = "前面录好的都已经存好，再运行一次就接着录。"


@click.command("record", help="自己录客户的台词：录好的会代替合成的声音。一句一句来，录一句存一句。")
@click.argument("scenario", metavar="情景")
@click.option("--only", metavar="回合", help="只录这一回合的台词。")
@click.option("--all", "every", is_flag=True, help="录好的也重录。")
@click.option("--register", "registering", is_flag=True, help="登记别处录好、放进文件夹的录音：听一遍，没问题就用。")
@click.option("--device", metavar="麦克风", help="用哪个麦克风（名称或名称的一部分）。")
def command(scenario: str, only: str | None, every: bool, registering: bool, device: str | None) -> None:
    """Check what can be checked, then open the devices and the terminal."""
    from trainer.audio.device import open_microphone, open_speaker
    from trainer.practice.keyboard import TerminalKeys
    from trainer.practice.record_lines import ready
    from trainer.scenario.load import load

    if registering and every:
        raise click.UsageError("--register 是登记已有的录音，不能和 --all 一起用。")
    settings = user_settings.load()
    loaded = load(find(scenario))
    ready(loaded, only)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise TrainerError("录台词要按键，请在终端窗口里运行 trainer record。")
    run(
        loaded,
        settings,
        TerminalKeys(),
        (lambda: None) if registering else (lambda: open_microphone(device or settings.device)),
        lambda: open_speaker(settings.speaker),
        only=only,
        every=every,
    )


def run(
    scenario: Scenario,
    settings: Settings,
    keys: Keys,
    open_microphone: Callable[[], Microphone | None],
    open_speaker: Callable[[], Speaker],
    *,
    only: str | None = None,
    every: bool = False,
) -> None:
    """Record, or register where there is no microphone, and print what came of it."""
    from trainer.practice.record_lines import Studio, record, register
    from trainer.voice.lines import recordings_folder

    slots = scenario.slots({name: value for name, value in settings.slots.items() if name in scenario.file.slots})
    with ExitStack() as held:
        microphone = open_microphone()
        if microphone is not None:
            held.callback(microphone.close)
        studio = Studio(held.enter_context(keys), _say, status, microphone, _speaker(open_speaker, held))
        try:
            if microphone is None:
                summary = register(scenario, slots, studio, only=only)
            else:
                summary = record(scenario, slots, studio, only=only, every=every)
        except (KeyboardInterrupt, DeviceError):
            _say(AGAIN)
            raise
    _say(_told(summary, "录好" if microphone is not None else "登记"))
    if summary.kept:
        _say(f"录音在 {recordings_folder(scenario)}")


def _speaker(open_speaker: Callable[[], Speaker], held: ExitStack) -> Speaker | None:
    """The earpiece; without one there is nothing to play back with."""
    try:
        speaker = open_speaker()
    except DeviceError as error:
        _say(f"{error.message}\n现在不能回放。")
        return None
    held.callback(speaker.close)
    return speaker


def _told(summary: Summary, done: str) -> str:
    if not (summary.kept or summary.skipped or summary.ended):
        return "都录好了，没有要做的。" if summary.there else "没有要登记的录音。"
    parts = [f"{done} {summary.kept} 句"]
    if summary.skipped:
        parts.append(f"跳过 {summary.skipped} 句")
    if summary.there:
        parts.append(f"原来就有 {summary.there} 句")
    return "，".join(parts) + "。"


def _say(text: str) -> None:
    status("")
    say(text, err=True)
