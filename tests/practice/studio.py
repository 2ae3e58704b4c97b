"""A recording studio without devices: what the microphone hears and which keys are pressed stand in one script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import numpy as np

from trainer.audio.resample import Samples
from trainer.errors import DeviceError
from trainer.practice.record_lines import Studio

BLOCK = 800  # samples, 50 ms
Step = str | tuple[Samples, str]  # a key at once, or a key when that has been heard


class Script:
    """Steps that the microphone and the keys go through together; after the last one Ctrl-D."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = [("", step) if isinstance(step, str) else step for step in steps]
        self._at = 0

    def block(self) -> Samples:
        """The next 50 ms."""
        quiet = np.zeros(BLOCK, dtype=np.float32)
        if not self._steps or isinstance(self._steps[0][0], str):
            return quiet
        sound = self._steps[0][0]
        block = sound[self._at : self._at + BLOCK]
        self._at += BLOCK
        return np.concatenate((block, quiet[len(block) :]))

    def key(self) -> tuple[str, ...]:
        """The key, as soon as its sound has been heard."""
        if not self._steps:
            return ("c-d",)
        sound, key = self._steps[0]
        if len(sound) > self._at:
            return ()
        self._steps.pop(0)
        self._at = 0
        if key == "^C":
            raise KeyboardInterrupt
        return (key,) if key else ()


@dataclass
class ScriptedKeys:
    script: Script
    held: bool = False

    def pressed(self) -> tuple[str, ...]:
        return self.script.key()

    def __enter__(self) -> Self:
        self.held = True
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.held = False


@dataclass
class ScriptedMicrophone:
    script: Script
    name: str = "耳麦"
    latency: float = 0.0
    overflows: int = 0
    lost_after: int | None = None  # reads
    reads: int = 0
    closed: bool = False

    def read(self, timeout: float = 0.0) -> Samples:
        self.reads += 1
        if self.lost_after is not None and self.reads > self.lost_after:
            raise DeviceError("麦克风拔掉了。")
        return self.script.block()

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


@dataclass
class Earpiece:
    latency: float = 0.0
    playing: bool = False
    played: list[float] = field(default_factory=list)  # s
    stopped: int = 0
    fails: bool = False
    closed: bool = False

    def play(self, samples: Samples, rate: int, *, loop: bool = False) -> None:
        if self.fails:
            raise DeviceError("耳机拔掉了。")
        self.played.append(len(samples) / rate)

    def stop(self) -> None:
        self.stopped += 1

    def close(self) -> None:
        self.closed = True


@dataclass
class Room:
    """Everything in one place."""

    studio: Studio
    script: Script
    microphone: ScriptedMicrophone
    earpiece: Earpiece
    said: list[str]
    status: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.said)


def room(*steps: Step, microphone: bool = True, speaker: bool = True) -> Room:
    """A studio in which that happens."""
    script = Script(steps)
    mic, earpiece = ScriptedMicrophone(script), Earpiece()
    said: list[str] = []
    status: list[str] = []
    studio = Studio(
        ScriptedKeys(script),
        said.append,
        status.append,
        mic if microphone else None,
        earpiece if speaker else None,
        sleep=lambda seconds: None,
    )
    return Room(studio, script, mic, earpiece, said, status)
