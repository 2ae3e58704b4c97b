"""The real loudspeaker: one stream that runs all the time and plays silence or the sound of the moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import numpy as np

from trainer.audio.device_stream import Callback, Stream
from trainer.audio.resample import Samples, resample


class Playback:
    """A Speaker (trainer.audio.interface). The device plays all sounds at one rate; others are resampled."""

    def __init__(self, open_stream: Callable[[Callback], Stream], clock: Callable[[], float] = time.monotonic) -> None:
        """`open_stream` opens the device with a callback; it is asked again after the device was lost."""
        self._open_stream = open_stream
        self._clock = clock
        self._sound: _Sound | None = None
        self._stream = open_stream(self._fill)

    @property
    def latency(self) -> float:
        """Seconds between `play` and the first sample that is heard, as PortAudio reports it."""
        return self._stream.latency

    @property
    def playing(self) -> bool:
        """Whether any of the last sound is still to be heard; False once the device is gone."""
        sound = self._sound
        if sound is None or self._stream.gone:
            return False
        return sound.ended is None or self._clock() < sound.ended + self.latency

    def play(self, samples: Samples, rate: int, *, loop: bool = False) -> None:
        """Start mono samples, in place of what is playing. Opens the device again where it was lost.

        Raises DeviceError.
        """
        if self._stream.gone:
            self._sound = None
            self._stream.close()
            self._stream = self._open_stream(self._fill)
        ready = np.ascontiguousarray(resample(samples, rate, self._stream.rate), dtype=np.float32)
        self._sound = _Sound(ready, loop) if len(ready) else None

    def stop(self) -> None:
        """Silence as soon as what the device already has is out."""
        self._sound = None

    def close(self) -> None:
        """Free the device; may be called twice. `play` would open it again."""
        self._sound = None
        self._stream.close()

    def __enter__(self) -> Self:
        """For `with`."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close."""
        self.close()

    def _fill(self, out: Any, _frames: int, _at: Any, _status: Any) -> None:
        """In PortAudio's thread: the next piece, on every channel."""
        sound = self._sound
        if sound is None:
            out.fill(0)
        elif sound.fill(out) and sound.ended is None:
            sound.ended = self._clock()


class _Sound:
    """One sound and how far it has been played."""

    def __init__(self, samples: Samples, loop: bool) -> None:
        self.samples = samples
        self.loop = loop
        self.at = 0
        self.ended: float | None = None  # when its last sample went to the device

    def fill(self, out: Any) -> bool:
        """Write the next frames; whether the sound is over."""
        done = 0
        while done < len(out):
            if self.at == len(self.samples):
                if not self.loop:
                    out[done:] = 0
                    break
                self.at = 0
            piece = self.samples[self.at : self.at + len(out) - done]
            out[done : done + len(piece)] = piece[:, None]
            done += len(piece)
            self.at += len(piece)
        return not self.loop and self.at == len(self.samples)
