"""What a microphone and a loudspeaker offer. `trainer.audio.device` holds the real ones."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from trainer.audio.resample import Samples


@dataclass(frozen=True, slots=True)
class Device:
    """A sound device of this computer. Users choose by name; numbers change when something is plugged in."""

    name: str
    channels: int  # at most
    rate: int  # Hz, its usual one
    default: bool = False


class Microphone(Protocol):
    """A running capture: 16 kHz mono whatever the device gives. Read by one thread."""

    name: str

    @property
    def latency(self) -> float:
        """Seconds between a sound and its sample's arrival."""
        ...

    @property
    def overflows(self) -> int:
        """How often sound was lost because the computer was too busy."""
        ...

    def read(self, timeout: float = 0.0) -> Samples:
        """All samples since the last read; waits up to `timeout` s for the first one, then gives an empty array.

        Raises DeviceError when the device is gone.
        """
        ...

    def close(self) -> None:
        """Stop; may be called twice."""
        ...

    def __enter__(self) -> Self:
        """For `with`."""
        ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close."""
        ...


class Speaker(Protocol):
    """Plays one sound at a time in the background."""

    @property
    def latency(self) -> float:
        """Seconds between `play` and the first sample that is heard."""
        ...

    @property
    def playing(self) -> bool:
        """Whether any of the last sound is still to be heard."""
        ...

    def play(self, samples: Samples, rate: int, *, loop: bool = False) -> None:
        """Start mono samples, in place of what is playing. Raises DeviceError."""
        ...

    def stop(self) -> None:
        """Silence at once."""
        ...

    def close(self) -> None:
        """Free the device; may be called twice."""
        ...
