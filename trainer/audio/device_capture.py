"""The real microphone: PortAudio's callback puts blocks into a queue, `read` makes 16 kHz mono of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self

import numpy as np

from trainer.audio.device_errors import gone
from trainer.audio.device_stream import BLOCK, Stream, Target
from trainer.audio.resample import SPEECH_RATE, Resampler, Samples
from trainer.errors import DeviceError

KEEP = 60.0  # s of sound kept where nobody reads; the oldest is dropped and counted
CHECK = 0.1  # s between two looks at a device that sends nothing
GRACE = 0.2  # s for sound to come after the whole program was held up (^Z, a sleeping computer)
MOST_CHANNELS = 2  # asked for where one is refused


class Capture:
    """A Microphone (trainer.audio.interface).

    One channel is asked for, so that the system picks or mixes as it does for every program. Where the device insists
    on more they are averaged: a headset may be on either side, and two equal channels keep their level.
    """

    def __init__(
        self,
        make: Callable[..., Any],
        target: Target,
        channels: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open with sounddevice's `InputStream` and start. Raises DeviceError."""
        self.name = target.name
        self._target = target
        self._clock = clock
        self._blocks: SimpleQueue[Samples] = SimpleQueue()
        self._overflows = 0
        self._dropping = False
        self._stream = Stream(make, target, (1, min(channels, MOST_CHANNELS), channels), self._take, clock)
        self._resampler = Resampler(self._stream.rate, SPEECH_RATE, 1)

    @property
    def latency(self) -> float:
        """Seconds between a sound and its sample's arrival, as PortAudio reports it."""
        return self._stream.latency

    @property
    def overflows(self) -> int:
        """How often sound was lost: the system's own count and runs of blocks that nobody read in time."""
        return self._overflows

    def read(self, timeout: float = 0.0) -> Samples:
        """All samples since the last read; waits up to `timeout` s for the first, then gives an empty array.

        Raises DeviceError when the device is gone and everything it sent has been read.
        """
        blocks = self._wait(timeout)
        if not blocks:
            return np.zeros(0, dtype=np.float32)
        return self._resampler.feed(_mono(np.concatenate(blocks)))[:, 0]

    def close(self) -> None:
        """Stop; may be called twice. What was not read is dropped."""
        self._stream.close()

    def __enter__(self) -> Self:
        """For `with`."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close."""
        self.close()

    def _take(self, data: Any, _frames: int, _at: Any, status: Any) -> None:
        """In PortAudio's thread: copy and leave. Nothing here waits for anybody."""
        if status.input_overflow:
            self._overflows += 1
        self._blocks.put(data.copy())
        if self._blocks.qsize() > KEEP / BLOCK:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        if not self._dropping:
            self._dropping = True
            self._overflows += 1
        with suppress(Empty):  # the reader was faster
            self._blocks.get_nowait()

    def _wait(self, timeout: float) -> list[Samples]:
        """The blocks that are there, or the first ones to come within `timeout` s."""
        until = self._clock() + timeout
        blocks = self._drain()
        while not blocks:
            left = until - self._clock()
            if self._stream.gone:
                blocks = self._drain(GRACE)
                if not blocks:
                    raise DeviceError(gone(self._target.what, self.name))
            elif left <= 0:
                break
            else:
                blocks = self._drain(min(left, CHECK))
        return blocks

    def _drain(self, wait: float = 0.0) -> list[Samples]:
        self._dropping = False
        blocks: list[Samples] = []
        try:
            blocks.append(self._blocks.get(timeout=wait) if wait else self._blocks.get_nowait())
            while True:
                blocks.append(self._blocks.get_nowait())
        except Empty:
            return blocks


def _mono(block: Samples) -> Samples:
    """[frames, 1]."""
    return block if block.shape[1] == 1 else block.mean(axis=1, keepdims=True, dtype=np.float32)
