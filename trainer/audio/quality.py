"""Whether an utterance can be judged at all, by its sound. Each reason has a name; `report.display` explains it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from trainer.audio.level import dbfs, gate, measure, speech
from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.audio.second_speaker import two_voices
from trainer.audio.speech import Segment

NOTHING = 2.0**-16  # of full scale, sample to sample: half a step of 16 bits; resampling leaves no exact zeros
HOLE = int(0.005 * SPEECH_RATE)  # samples of nothing that make a hole
RING = int(0.002 * SPEECH_RATE)  # samples beside a hole in which a filter rings on
BESIDE = int(0.005 * SPEECH_RATE)  # samples after those whose level tells how abruptly the speech breaks off
ABRUPT = -15.0  # dB to the speech; what fades into silence, or comes from it, is softer
CUTS, CUTS_A_SECOND = 3, 0.6  # at least; one lost block makes two, which no listener minds


def fault(samples: Samples, segments: tuple[Segment, ...] = (), offset: float = 0.0) -> str | None:
    """Why 16 kHz mono samples that begin at `offset` s are too bad to judge what was said in them; None: good enough.

    quiet, clipped, noisy: see `level.gate`. gated: a noise gate or a lossy line cuts holes into the speech. voices: a
    second person speaks. The first that holds. Conservative on purpose: speech that engines still understand passes.
    """
    reason = gate(measure(samples, segments, offset))
    if reason is not None:
        return reason
    if _has_holes(samples, segments, offset):
        return "gated"
    return "voices" if two_voices(samples, segments, offset) else None


def _has_holes(samples: Samples, segments: tuple[Segment, ...], offset: float) -> bool:
    """Whether loud speech breaks off to nothing, or comes out of nothing, again and again.

    Only inside the utterance, and only at once: pauses of digital silence, and what a virtual sound card adds between
    two sounds, begin and end softly.
    """
    spoken = speech(samples, segments, offset)
    seconds = len(spoken) / SPEECH_RATE
    first, last = (segments[0].start - offset, segments[-1].end - offset) if segments else (0.0, seconds)
    loud = dbfs(spoken) + ABRUPT
    cuts = sum(dbfs(edge) > loud for edge in _edges(samples[round(first * SPEECH_RATE) : round(last * SPEECH_RATE)]))
    return cuts >= max(CUTS, CUTS_A_SECOND * seconds)


def _edges(samples: Samples) -> Iterator[Samples]:
    """What is heard just before and just after every hole: where the sound does not move at all."""
    nothing = np.concatenate(([0], (np.abs(np.diff(samples, append=0)) <= NOTHING).astype(np.int8), [0]))
    turns = np.flatnonzero(np.diff(nothing))
    for start, end in zip(turns[::2], turns[1::2], strict=True):
        if end - start >= HOLE and start > 0 and end < len(samples):
            yield samples[max(0, start - RING - BESIDE) : max(0, start - RING)]
            yield samples[end + RING : end + RING + BESIDE]
