"""A live stream cut into utterances: the VAD's segments, grouped, with their sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.audio.speech import MAX_SEGMENT, Segment, Vad, split_at_longest_pause

PAUSE = 1.8  # s; people who speak slowly on purpose pause up to 1.7 s inside a reply
MARGIN = 0.4  # s of sound kept before and after an utterance; 0.2 costs Whisper .004 of CER
KEEP = 32.0  # s of sound kept: one utterance and its margins

Ends = Callable[[Segment, Segment], bool]  # whether an utterance ends between two neighbours despite a short pause


def never(_before: Segment, _after: Segment) -> bool:
    """Only the length of the pause counts."""
    return False


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """One utterance of the stream. Times in seconds from the stream's start."""

    segments: tuple[Segment, ...]  # at least one
    samples: Samples  # 16 kHz mono, with margins
    offset: float  # s; the instant of samples[0]

    @property
    def start(self) -> float:
        """First speech."""
        return self.segments[0].start

    @property
    def end(self) -> float:
        """Last speech."""
        return self.segments[-1].end


class Ring:
    """Recent samples of a 16 kHz mono stream. Memory is what `forget` leaves."""

    def __init__(self) -> None:
        """Start at 0 s with nothing."""
        self._pieces: list[Samples] = []
        self._first = 0  # number of the first sample still here
        self._length = 0

    @property
    def now(self) -> float:
        """Seconds fed so far."""
        return (self._first + self._length) / SPEECH_RATE

    def feed(self, samples: Samples) -> None:
        """Append to the stream."""
        self._pieces.append(samples)
        self._length += len(samples)

    def forget(self, before: float) -> None:
        """Whole pieces that end before that instant (s) are dropped."""
        limit = int(before * SPEECH_RATE)
        while self._pieces and self._first + len(self._pieces[0]) <= limit:
            dropped = len(self._pieces.pop(0))
            self._first += dropped
            self._length -= dropped

    def cut(self, start: float, end: float) -> Samples:
        """The samples between two instants (s), as far as they are still here."""
        low = max(0, round(start * SPEECH_RATE) - self._first)
        high = max(low, round(end * SPEECH_RATE) - self._first)
        whole = np.concatenate(self._pieces) if self._pieces else np.zeros(0, dtype=np.float32)
        return whole[low:high]


class Utterances:
    """Feed sound, get utterances. Memory stays below a minute of sound however long the stream is."""

    def __init__(self, pause: float = PAUSE, longest: float = MAX_SEGMENT) -> None:
        """A pause of `pause` s ends an utterance; none spans more than `longest` s."""
        self._pause = pause
        self._longest = longest
        self._vad = Vad()
        self._start_over()

    def _start_over(self) -> None:
        self._ring = Ring()
        self._group: tuple[Segment, ...] = ()
        self._last_end = 0.0
        self._silence = 0.0  # s; the instant up to which nobody speaks, 0 while somebody does

    @property
    def ring(self) -> Ring:
        """The recent sound."""
        return self._ring

    @property
    def vad(self) -> Vad:
        """The detector, for its live state."""
        return self._vad

    @property
    def waiting(self) -> Segment | None:
        """From the first to the last speech of the utterance that is not over yet; None in a pause."""
        return Segment(self._group[0].start, self._group[-1].end) if self._group else None

    @property
    def going_on(self) -> Cut | None:
        """The utterance that is not over yet, with its sound so far; None in a pause.

        From MARGIN s of silence on it is what `group` will give, unless somebody speaks on.
        """
        since = self._vad.open_since
        group = self._group if since is None else (*self._group, Segment(since, self._vad.now))
        return self._cut(group) if group else None

    def feed(self, samples: Samples) -> list[Cut]:
        """The utterances that ended in these samples."""
        return self.group(self.listen(samples))

    def finish(self) -> list[Cut]:
        """The stream is over: the utterances still open. Ready for a new stream that starts at 0 s."""
        return self.group(self.stop_listening(), last=True)

    def listen(self, samples: Samples) -> tuple[Segment, ...]:
        """First half of `feed`, for callers who look at several streams before they group: the speech that ended."""
        self._ring.feed(samples)
        found = self._vad.feed(samples)
        self._silence = 0.0 if self._vad.open_since is not None else self._vad.now
        return found

    def stop_listening(self) -> tuple[Segment, ...]:
        """First half of `finish`."""
        return self._vad.finish()

    def group(self, found: tuple[Segment, ...], ends: Ends = never, *, last: bool = False) -> list[Cut]:
        """Second half of `feed` and, with `last`, of `finish`."""
        done: list[Cut] = []
        for segment in found:
            before = self._group[-1] if self._group else None
            if before is not None and (segment.start - before.end >= self._pause or ends(before, segment)):
                done.append(self._close())
            self._group = (*self._group, segment)
            while len(self._group) > 1 and self._group[-1].end - self._group[0].start > self._longest:
                self._group, rest = split_at_longest_pause(self._group)
                done.append(self._close(before=rest[0].start))
                self._group = rest
        if self._group and (last or self._silence - self._group[-1].end >= self._pause):
            done.append(self._close())
        if last:
            self._start_over()
        else:
            first = self._group[0].start if self._group else self._ring.now
            self._ring.forget(min(first - MARGIN, self._ring.now - KEEP))
        return done

    def _close(self, before: float = float("inf")) -> Cut:
        """The waiting group with its sound; the margin stays clear of the neighbours' speech."""
        cut = self._cut(self._group, before)
        self._group, self._last_end = (), cut.end
        return cut

    def _cut(self, group: tuple[Segment, ...], before: float = float("inf")) -> Cut:
        offset = max(0.0, group[0].start - MARGIN, min(self._last_end, group[0].start))
        until = min(group[-1].end + MARGIN, before, self._ring.now)
        return Cut(group, self._ring.cut(offset, until), offset)
