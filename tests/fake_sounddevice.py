"""A sounddevice without PortAudio: lists the devices it is told, and streams whose callback a test calls by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray


class PortAudioError(Exception):
    """As sounddevice's: (message, code)."""


def entry(name: str, inputs: int = 1, outputs: int = 0, rate: float = 44_100.0, hostapi: int = 0) -> dict[str, Any]:
    return {
        "name": name,
        "hostapi": hostapi,
        "max_input_channels": inputs,
        "max_output_channels": outputs,
        "default_samplerate": rate,
    }


@dataclass
class FakeStream:
    """What was asked for, and what happened to it."""

    options: dict[str, Any]
    latency: float = 0.05
    log: list[str] = field(default_factory=list)
    start_fails: Exception | None = None

    @property
    def samplerate(self) -> float:
        return float(self.options["samplerate"])

    @property
    def channels(self) -> int:
        return int(self.options["channels"])

    def start(self) -> None:
        self.log.append("start")
        if self.start_fails is not None:
            raise self.start_fails

    def abort(self, ignore_errors: bool = True) -> None:
        self.log.append("abort")

    def close(self, ignore_errors: bool = True) -> None:
        self.log.append("close")

    def send(self, block: NDArray[np.float32], overflow: bool = False) -> None:
        """One block of [frames, channels] from the microphone."""
        self.options["callback"](block, len(block), None, SimpleNamespace(input_overflow=overflow))

    def pull(self, frames: int) -> NDArray[np.float32]:
        """The next frames the loudspeaker would play."""
        out = np.full((frames, self.channels), np.nan, dtype=np.float32)
        self.options["callback"](out, frames, None, SimpleNamespace(output_underflow=False))
        return out

    def end(self) -> None:
        """The device goes."""
        self.options["finished_callback"]()


class FakeSound:
    """`refuses(rate, channels)` gives the error of opening with those, or None."""

    PortAudioError = PortAudioError

    def __init__(
        self,
        devices: Sequence[dict[str, Any]],
        default: tuple[int, int] = (0, 0),
        hostapi: int = 0,
        refuses: Callable[[int, int], Exception | None] = lambda rate, channels: None,
    ) -> None:
        self.devices = list(devices)
        self.default = SimpleNamespace(device=default, hostapi=hostapi)
        self.refuses = refuses
        self.streams: list[FakeStream] = []
        self.start_fails: Exception | None = None
        self.log: list[str] = []

    def query_devices(self) -> list[dict[str, Any]]:
        return [{**device, "index": index} for index, device in enumerate(self.devices)]

    def InputStream(self, **options: Any) -> FakeStream:  # noqa: N802 - sounddevice's name
        if (error := self.refuses(options["samplerate"], options["channels"])) is not None:
            raise error
        stream = FakeStream(options, start_fails=self.start_fails)
        self.streams.append(stream)
        return stream

    OutputStream = InputStream

    def _terminate(self) -> None:
        self.log.append("terminate")

    def _initialize(self) -> None:
        self.log.append("initialize")

    def __call__(self) -> FakeSound:
        """As the loader of itself."""
        return self


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now
