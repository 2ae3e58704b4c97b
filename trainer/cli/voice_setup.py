"""Opening what a spoken call needs: microphone, earpiece, engine, the caller's voice; or saying why that fails."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from trainer import folders
from trainer import settings as user_settings
from trainer.cli.terminal import LevelBar
from trainer.errors import DeviceError, TrainerError
from trainer.output.say import say

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from trainer.audio.interface import Microphone, Speaker
    from trainer.history.values import Session
    from trainer.practice.headphones import Headphones
    from trainer.practice.practice_run import Environment
    from trainer.practice.reader import Reader
    from trainer.practice.voice_setup import VoiceSetup
    from trainer.recognition import Engine
    from trainer.recognition.installed import Installed
    from trainer.recognition.interface import Recogniser
    from trainer.scenario.resolved import Scenario
    from trainer.settings import Settings, Way
    from trainer.voice.interface import VoiceKind


@dataclass(frozen=True, slots=True)
class PracticeOptions:
    """What the command line says about speaking; None: as the settings say."""

    by: Way | None = None
    device: str | None = None
    engine: Engine = "auto"
    model: str | None = None
    voice: VoiceKind | None = None
    pause: float | None = None  # s
    listen_only: bool = False
    repeat_missed: bool = False

    @property
    def spoken(self) -> bool:
        """An option was given that means nothing at the keyboard."""
        given = (self.device, self.model, self.voice, self.pause)
        return self.engine != "auto" or self.listen_only or any(one is not None for one in given)


def way(options: PracticeOptions, settings: Settings, reader: Reader) -> Way:
    """By voice or by keyboard. A pipe has nobody who speaks."""
    by = options.by or ("voice" if options.spoken else None) or settings.by
    if not reader.interactive:
        if options.by == "voice" or options.spoken:
            raise click.UsageError("语音练习要在终端窗口里做，输入不能来自文件或管道。")
        return "keyboard"
    return by or ("voice" if voice_works() else "keyboard")


def voice_works() -> bool:
    """A microphone and a speech model are there."""
    from trainer.audio.device import inputs
    from trainer.recognition.engines import choose
    from trainer.recognition.models import Models

    try:
        choose("auto", None, Models())
        return bool(inputs())
    except TrainerError:
        return False


def open_voice_setup(
    scenario: Scenario, options: PracticeOptions, settings: Settings, session: Session, env: Environment
) -> VoiceSetup | None:
    """Everything opened and, the first time, tried out.

    None, after a sentence about what is missing: the call goes on by keyboard.
    """
    from trainer.audio import device
    from trainer.recognition.choosing import caveat
    from trainer.recognition.engines import choose
    from trainer.recognition.models import Models

    console = env.console
    try:
        installed = choose(options.engine, options.model, Models())
        microphone = device.open_microphone(options.device or settings.device)
    except TrainerError as error:
        _by_keyboard(console, error)
        return None
    try:
        speaker = device.open_speaker(settings.speaker)
    except DeviceError as error:
        console.print(error.message, style="yellow")
        speaker = None
    if told := caveat(installed):
        console.print(told, style="yellow")
    setup = _setup(scenario, options, settings, session, console, installed, microphone, speaker)
    try:
        try_out(setup, settings, options, env.reader)
    except TrainerError as error:
        setup.close()
        _by_keyboard(console, error)
        return None
    except BaseException:
        setup.close()
        raise
    return setup


def _by_keyboard(console: Console, error: TrainerError) -> None:
    console.print(error.message, style="yellow")
    console.print("这次先用键盘练。", style="yellow")


def _setup(
    scenario: Scenario,
    options: PracticeOptions,
    settings: Settings,
    session: Session,
    console: Console,
    installed: Installed,
    microphone: Microphone,
    speaker: Speaker | None,
) -> VoiceSetup:
    from trainer.practice.keyboard import TerminalKeys
    from trainer.practice.meter import Meter
    from trainer.practice.phone import Phone
    from trainer.practice.voice_setup import VoiceSetup
    from trainer.recognition.choosing import choose_live
    from trainer.recognition.engines import load
    from trainer.recognition.models import Models
    from trainer.voice.lines import possible_lines
    from trainer.voice.open_voice import open_voice

    pool = ThreadPoolExecutor(1, thread_name_prefix="model")
    loading = pool.submit(load, installed)
    writes_along = choose_live(Models(), installed)
    ear = pool.submit(_loaded, writes_along)
    pool.shutdown(wait=False)

    def warn(message: str) -> None:
        console.print(message, style="yellow")

    kind = options.voice or "auto"
    voice = open_voice(kind if speaker is not None else "silent", voice_cache(), warn)
    voice.prepare(possible_lines(scenario, session.slots, session.variant))
    return VoiceSetup(
        phone=Phone(microphone, speaker),
        recogniser=loading.result,
        voice=voice,
        keys=TerminalKeys,
        meter=Meter(console, time.monotonic),
        recordings=None,
        microphones=_microphones,
        reopen=_reopen,
        pause=options.pause or settings.pause,
        target=target(scenario),
        engine=installed.engine,
        model=installed.name,
        listen_only=options.listen_only,
        on_close=voice.close,
        ear=lambda: ear.result() if ear.done() else None,  # a reply never waits for it
    )


def _loaded(model: Installed | None) -> Recogniser | None:
    """The engine that writes along; without it the scored one guesses."""
    from trainer.recognition.engines import load

    try:
        return None if model is None else load(model)
    except TrainerError:
        return None


def headphones(settings: Settings, console: Console) -> Headphones:
    """What model answers are heard with in keyboard practice; nothing is opened yet."""
    from trainer.audio import device
    from trainer.practice.headphones import Headphones
    from trainer.practice.keyboard import TerminalKeys
    from trainer.voice.open_voice import Voices, open_voice

    def voice() -> Voices:
        return open_voice("auto", voice_cache(), lambda message: console.print(message, style="yellow"))

    def speaker() -> Speaker:
        device.refresh()  # they may have been plugged in after the last try
        return device.open_speaker(settings.speaker)

    return Headphones(speaker, voice, TerminalKeys)


def try_out(setup: VoiceSetup, settings: Settings, options: PracticeOptions, reader: Reader) -> None:
    """The first time: one sentence, how it arrived, again if need be; then the microphone is remembered.

    Raises DeviceError when the microphone goes meanwhile, ModelError where the model cannot be loaded.
    """
    from trainer.practice.check_microphone import first_check

    if options.device is not None or settings.device is not None:
        return
    microphone = setup.phone.microphone
    say(f"第一次用耳麦，先试一下（麦克风：{microphone.name}）。换一个：trainer devices")
    while True:
        with LevelBar() as bar:
            result = first_check(microphone, setup.phone.speaker, setup.recogniser(), bar.say, bar.show)
        if result.good:
            break
        try:
            if reader.choice("回车 再试一次　1 就这样开始：") == "1":
                return
        except EOFError:
            return
    try:
        user_settings.remember(device=microphone.name)
    except TrainerError as error:
        say(error.message, err=True)
    say("")


def keep_recordings(setup: VoiceSetup, session: Session, settings: Settings) -> None:
    """Replies are saved from now on, if the settings allow it."""
    from trainer.practice import kept_audio

    days = settings.keep_recordings_days
    if days:
        folder = kept_audio.of_session(settings.data_folder, session.key)
        setup.recordings = kept_audio.Recordings(folder)
        setup.consent = f"回答会录音，只存在这台电脑上，{days} 天后自动删除；不想留就加 --no-save。"


def target(scenario: Scenario) -> int | None:
    """The pace the scenario asks for, 字 a minute."""
    return next((goal for bound in scenario.rules if (goal := bound.rule.pace_target)), None)


def voice_cache() -> Path:
    """Where synthetic speech is kept."""
    return folders.cache() / "voice"


def _microphones() -> tuple[str, ...]:
    from trainer.audio import device

    try:
        device.refresh()
        return tuple(one.name for one in device.inputs())
    except DeviceError:
        return ()


def _reopen(name: str | None) -> Microphone:
    from trainer.audio import device

    return device.open_microphone(name)
