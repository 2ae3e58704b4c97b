"""One open PortAudio stream: opened with what the device takes, watched, closed once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from trainer.audio.device_errors import BUSY, What, cannot_open
from trainer.audio.resample import SPEECH_RATE
from trainer.errors import DeviceError

BLOCK = 0.02  # s of sound per callback
LATENCY = 0.1  # s asked for: how long Python may be held up before sound is lost; with less ALSA's pulse plugin spins
STALLED = 1.0  # s without a callback after which the device counts as gone
STARTING = 3.0  # s that the first callback may take; a Bluetooth headset changes its profile first
COMMON_RATES = (48_000, 44_100)  # Hz, tried after 16 kHz and the device's own rate

Callback = Callable[[Any, int, Any, Any], None]  # PortAudio's: (frames, count, times, status)

_portaudio = threading.RLock()  # opening, closing and initialising are not thread-safe
_open: set[Stream] = set()  # also keeps the callbacks of a forgotten stream alive: PortAudio would call freed memory


@dataclass(frozen=True, slots=True)
class Target:
    """The device to open."""

    what: What
    name: str
    index: int  # PortAudio's number, good until the next restart
    rate: int  # Hz, its own


class Stream:
    """A running stream of float32 frames; `callback` is called in PortAudio's thread."""

    def __init__(
        self,
        make: Callable[..., Any],
        target: Target,
        channels: Sequence[int],
        callback: Callback,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open with sounddevice's class `make` and start; `channels` are tried in turn. Raises DeviceError."""
        self._clock = clock
        self._user = callback
        self._last = clock() + STARTING - STALLED
        self._ended = False
        self._stream: Any = None
        with _portaudio:
            self._stream = self._start(make, target, channels)
            _open.add(self)
        self.rate = int(self._stream.samplerate)  # Hz
        self.channels = int(self._stream.channels)
        self.latency = float(self._stream.latency)  # s

    @property
    def gone(self) -> bool:
        """Whether the device has stopped calling, or the stream is closed."""
        return self._ended or self._stream is None or self._clock() - self._last > STALLED

    def close(self) -> None:
        """Stop at once and free the device; may be called twice."""
        with _portaudio:
            stream, self._stream = self._stream, None
            _open.discard(self)
            if stream is not None:
                stream.abort(ignore_errors=True)
                stream.close(ignore_errors=True)

    def _start(self, make: Callable[..., Any], target: Target, channels: Sequence[int]) -> Any:
        """The first combination of rate and channels that the device takes."""
        first: Exception | None = None
        for rate in dict.fromkeys((SPEECH_RATE, target.rate, *COMMON_RATES)):
            for count in dict.fromkeys(channels):
                try:
                    return self._try(make, target.index, rate, count)
                except Exception as error:  # PortAudioError, ValueError: it has no stable base class
                    first = first or error
                    if BUSY in error.args:
                        raise DeviceError(cannot_open(target.what, target.name, error)) from error
        assert first is not None
        raise DeviceError(cannot_open(target.what, target.name, first)) from first

    def _try(self, make: Callable[..., Any], index: int, rate: int, channels: int) -> Any:
        stream = make(
            device=index,
            samplerate=rate,
            channels=channels,
            dtype="float32",
            blocksize=round(rate * BLOCK),
            latency=LATENCY,
            callback=self._callback,
            finished_callback=self._finished,
        )
        try:
            stream.start()
        except Exception:
            stream.close(ignore_errors=True)
            raise
        return stream

    def _callback(self, data: Any, frames: int, at: Any, status: Any) -> None:
        self._last = self._clock()
        self._user(data, frames, at, status)

    def _finished(self) -> None:
        self._ended = True


def restart(sound: Any) -> None:
    """Close every stream, then let PortAudio look for devices again."""
    with _portaudio:
        for stream in tuple(_open):
            stream.close()
        with suppress(Exception):  # it was not running: an earlier start failed
            sound._terminate()
        sound._initialize()
