"""What every voice offers: the sound of one of the caller's lines. The contract tests run over each implementation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, get_args

from trainer.errors import TrainerError

if TYPE_CHECKING:
    from trainer.audio.resample import Samples

VoiceKind = Literal["auto", "recorded", "pyttsx3", "silent"]  # auto: the best there is, in this order
VOICES: tuple[VoiceKind, ...] = get_args(VoiceKind)


class VoiceError(TrainerError):
    """A voice cannot speak; the message says what to install or do. The text on the screen is always there."""

    code = "voice"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the caller says, and how."""

    text: str  # slots filled in
    name: str  # <turn>[-<variant>][-<n>]: what its recording is called, without the extension
    folder: Path  # where the scenario's recordings are: <folder of the file>/voices/<scenario id>
    voice: Literal["female", "male"] = "female"
    pace: int = 220  # 字 a minute


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """Mono samples, ready to be played."""

    samples: Samples
    rate: int  # Hz

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / self.rate


class Voice(Protocol):
    """One way to let the caller speak."""

    name: str  # recorded, pyttsx3, silent: what --voice calls it

    def sound(self, line: Line) -> Sound | None:
        """The line spoken; None where this voice has nothing for it. Raises VoiceError where the engine fails."""
        ...


class Silent:
    """The smallest voice: no sound, the caller's lines are only shown."""

    name = "silent"

    def sound(self, line: Line) -> Sound | None:
        """Never a sound."""
        return None
