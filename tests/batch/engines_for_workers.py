"""Engines that a worker can open, and how they die: functions of a module, so that another process finds them."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.errors import ModelError
from trainer.recognition.interface import Heard, Recogniser
from trainer.recognition.scripted import ScriptedRecogniser, ScriptedSession

SAYS = "您好，海棠苑，再见"
DEADLY = 20.0  # s of sound of one utterance that the engine does not survive


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL if os.name != "nt" else signal.SIGTERM)


def scripted() -> Recogniser:
    return ScriptedRecogniser.says(*[SAYS] * 1000)


def none() -> Recogniser:
    raise ModelError("模型坏了")


def dead_on_arrival() -> Recogniser:
    die()
    raise AssertionError


class _Fragile(ScriptedSession):
    def feed(self, chunk: Samples) -> list[Heard]:
        if len(chunk) > DEADLY * SPEECH_RATE:
            die()
        return super().feed(chunk)


class Fragile(ScriptedRecogniser):
    """Dies of a long utterance."""

    def open(self, *, cut: bool = True) -> ScriptedSession:
        return _Fragile(self)


def fragile() -> Recogniser:
    return Fragile.says(*[SAYS] * 1000)


class Unlucky(ScriptedRecogniser):
    """Dies once: while the file is there."""

    marker: Path

    def open(self, *, cut: bool = True) -> ScriptedSession:
        if self.marker.exists():
            self.marker.unlink()
            die()
        return super().open(cut=cut)


def unlucky(marker: str) -> Recogniser:
    recogniser = Unlucky.says(*[SAYS] * 1000)
    recogniser.marker = Path(marker)
    return recogniser
