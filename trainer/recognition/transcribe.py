"""A recording becomes a Call: channels to roles, speech to utterances, utterances to text.

Decoded in blocks and recognised a few windows at a time: memory does not grow with the recording's length.
"""

from __future__ import annotations

import platform
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from trainer.audio import recording_errors
from trainer.audio.decode import Channel, blocks, channel
from trainer.audio.leak import without_leaks
from trainer.audio.level import frames_dbfs, measure
from trainer.audio.pitch_tracker import pitch
from trainer.audio.quality import fault
from trainer.audio.readers import Raw
from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.audio.speech import Segment, speech_seconds
from trainer.audio.stream import Cut, Utterances
from trainer.audio.survey import survey
from trainer.audio.voice_print import Print, two_people, voice_print
from trainer.call import Call, Speaker, Utterance
from trainer.errors import AudioError
from trainer.recognition.interface import Heard, Recogniser, confidence_of, hypotheses_of, shift
from trainer.recognition.packing import Packer, Window

BLOCK = 5.0  # s decoded at a time
BLEED = 18.0  # dB softer than the other channel at the same time: its echo, not speech
YIELD = 0.4  # s of pause in which the other side's speech ends an utterance
SPOKE = 0.2  # s the other side must speak in that pause
BOTH_IN_ONE = 2  # utterances of one channel with two voices each: both sides of the call are in it
UNHEARD = 1.0  # s of speech; without words it is kept as unheard, anything shorter was a cough
AT_ONCE = 4  # windows given to the engine; utterances in doubt among them are heard alone together

Progress = Callable[[float], None]  # seconds of the recording done


def transcribe(
    path: Path | str,
    recogniser: Recogniser,
    agent_channel: Channel | None = None,
    raw: Raw | None = None,
    progress: Progress | None = None,
) -> Call:
    """The call in a recording, `mode="recording"`, turns not yet assigned.

    Two channels: the agent's is `agent_channel` (default: left), the other one is the caller's, `both_sides` is set
    and the utterances of both are ordered by their start. One channel, or two that hold one recording: everything is
    the agent's; where two people take turns in it every utterance has the gate `mixed`. More than two: `agent_channel`
    must be given, the others are ignored. Silence gives a Call without utterances. Raises AudioError,
    RecognitionError.
    """
    first = survey(path, raw)
    roles = _roles(str(path), first.channels, agent_channel)
    both = len(roles) == 2 and not first.one_recording
    if not both:
        roles = {"agent": roles["agent"]}
    gains = {speaker: first.gains[number - 1] for speaker, number in roles.items()}
    hearing = _Hearing(recogniser, gains, both=both)
    lines = {speaker: _Line(speaker, hearing, gains[speaker]) for speaker in roles}
    pairs = [(line, next((o for o in lines.values() if o is not line), None)) for line in lines.values()]
    seconds = 0.0
    for block in without_leaks(blocks(path, BLOCK, raw=raw), first.leaks if both else ()):
        for speaker, line in lines.items():
            line.listen(np.ascontiguousarray(channel(block, roles[speaker], str(path))))
        for line, other in pairs:
            line.drop_bleed(other)
        for line, other in pairs:
            line.group(other)
        seconds += len(block) / SPEECH_RATE
        if progress is not None:
            progress(min([seconds, *(line.waits_since for line in lines.values()), hearing.waits_since]))
    for line in lines.values():
        line.stop_listening()
    for line, other in pairs:
        line.drop_bleed(other)
    for line, other in pairs:
        line.group(other, last=True)
    said = hearing.finish()
    if not both and (two_people(hearing.prints) or [one.gate for one in said].count("voices") >= BOTH_IN_ONE):
        said = [replace(one, gate="mixed") for one in said]
    if progress is not None:
        progress(seconds)
    return Call(
        utterances=tuple(sorted(said, key=lambda u: (u.start or 0.0, u.speaker))),
        source=str(path),
        mode="recording",
        engine=recogniser.engine,
        model=recogniser.model,
        engine_version=recogniser.version,
        cpu=_cpu(),
        duration=round(seconds, 3),
        both_sides=both,
    )


class _Line:
    """One speaker's channel: what is found in a block waits until both channels have been listened to."""

    def __init__(self, speaker: Speaker, hearing: _Hearing, gain: float) -> None:
        """`gain`: × the samples brings soft speech to the usual loudness."""
        self._speaker, self._hearing, self._gain = speaker, hearing, gain
        self._stream = Utterances()
        self._packer = Packer()
        self._new: tuple[Segment, ...] = ()
        self._recent: deque[Segment] = deque(maxlen=64)  # speech, for the other line's question whether we spoke

    def listen(self, samples: Samples) -> None:
        """Take a block; its speech waits in `_new`."""
        self._new = self._stream.listen(samples * np.float32(self._gain))

    def stop_listening(self) -> None:
        """The recording is over."""
        self._new = self._stream.stop_listening()

    def drop_bleed(self, other: _Line | None) -> None:
        """Segments that are the other channel's echo are no speech."""
        if other is not None:
            self._new = tuple(s for s in self._new if not self._is_bleed(s, other))
        self._recent.extend(self._new)

    def _is_bleed(self, segment: Segment, other: _Line) -> bool:
        """Most of the time BLEED dB softer than the other channel."""
        ours = frames_dbfs(self._stream.ring.cut(segment.start, segment.end))
        theirs = frames_dbfs(other._stream.ring.cut(segment.start, segment.end))
        both = min(len(ours), len(theirs))
        louder = 20 * float(np.log10(other._gain / self._gain))  # dB that are not in the recording
        return both > 0 and float(np.median(theirs[:both] - ours[:both])) - louder > BLEED

    def group(self, other: _Line | None, *, last: bool = False) -> None:
        """Put what was found into utterances, and those that are over into windows."""

        def ends(before: Segment, after: Segment) -> bool:
            pause = Segment(before.end, after.start)
            return other is not None and pause.seconds >= YIELD and other.spoke(pause)

        for cut in self._stream.group(self._new, ends, last=last):
            self._hear(self._packer.add(cut))
        if last:
            self._hear(self._packer.flush())
        self._new = ()

    def _hear(self, window: Window | None) -> None:
        if window is not None:
            self._hearing.add(self._speaker, window)

    @property
    def waits_since(self) -> float:
        """Start of the first utterance whose window is not full, in s; infinite where there is none."""
        return self._packer.since

    def spoke(self, pause: Segment) -> bool:
        """Whether this speaker said something in the other one's pause."""
        return speech_seconds(self._recent, pause.start, pause.end) >= SPOKE


class _Hearing:
    """Gives windows to the engine, some at once, and keeps what was said."""

    def __init__(self, recogniser: Recogniser, gains: Mapping[Speaker, float], *, both: bool) -> None:
        """`gains`: what the samples of each were multiplied with; `both`: each has a channel, so no prints are made."""
        self.prints: list[Print | None] = []  # of every utterance in one channel
        self._both = both
        self._recogniser, self._gains = recogniser, gains
        self._waiting: list[tuple[Speaker, Window]] = []
        self._said: list[Utterance] = []

    @property
    def waits_since(self) -> float:
        """Start of the first utterance that was not heard yet, in s; infinite where there is none."""
        return min((window.cuts[0].start for _, window in self._waiting), default=float("inf"))

    def add(self, speaker: Speaker, window: Window) -> None:
        """Take a speaker's next window."""
        self._waiting.append((speaker, window))
        if len(self._waiting) >= AT_ONCE:
            self._hear()

    def finish(self) -> list[Utterance]:
        """Everything that was said, in no order."""
        self._hear()
        return self._said

    def _hear(self) -> None:
        cuts = [(speaker, cut) for speaker, window in self._waiting for cut in window.cuts]
        heard = self._recogniser.transcribe_many([window for _, window in self._waiting])
        self._waiting = []
        for (speaker, cut), finals in zip(cuts, heard, strict=True):
            if (utterance := _utterance(speaker, cut, finals, self._gains[speaker])) is not None:
                self._said.append(utterance)
                if not self._both:
                    self.prints.append(voice_print(cut.samples, cut.segments, cut.offset))


def _utterance(speaker: Speaker, cut: Cut, heard: Sequence[Heard], gain: float) -> Utterance | None:
    """What was heard with what was measured; None of a mere cough. `gain`: what its samples were multiplied with."""
    text = "".join(h.text for h in heard)
    speech = speech_seconds(cut.segments)
    if not text and speech < UNHEARD:
        return None
    sound = (cut.samples, cut.segments, cut.offset)
    hertz = pitch(*sound)
    return Utterance(
        speaker,
        text,
        start=round(cut.start, 3),
        end=round(cut.end, 3),
        recognised=True,
        words=tuple(word for h in heard for word in shift(h, cut.offset).words),
        speech=round(speech, 3),
        gate=fault(*sound) or (None if text else "unheard"),
        loudness=round(measure(*sound).speech - 20 * float(np.log10(gain)), 3),
        pitch=None if hertz is None else round(hertz, 3),
        hypotheses=hypotheses_of(heard),
        confidence=confidence_of(heard),
    )


@cache
def _cpu() -> str:
    """The type of processor: rounding differs between them, and with it now and then a character."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def _roles(name: str, count: int, agent: Channel | None) -> dict[Speaker, int]:
    """Speaker → channel, counted from 1. Raises AudioError where the choice is not clear."""
    if agent is None:
        if count > 2:
            raise AudioError(recording_errors.which_channel(name, count))
        return {"agent": 1, "caller": 2} if count == 2 else {"agent": 1}
    number = {"left": 1, "right": 2}.get(agent, 0) if isinstance(agent, str) else agent
    if not 1 <= number <= count:
        raise AudioError(recording_errors.no_such_channel(name, agent, count))
    return {"agent": number, "caller": 3 - number} if count == 2 else {"agent": number}
