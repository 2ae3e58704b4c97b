"""When a reply is recognised ahead of its end: in a pause that is long enough."""

from __future__ import annotations

import numpy as np
import pytest
from clips import clip, spoken_part

from trainer.practice.reply_recording import AHEAD, ReplyRecording
from trainer.recognition.scripted import ScriptedRecogniser

RATE = 16_000
WORDS = spoken_part(clip("f001"))[:RATE]
NOISE = np.random.default_rng(1).normal(0, 1e-4, 40 * RATE).astype(np.float32)


class Whole(ScriptedRecogniser):
    streams = False


def expected(monkeypatch: pytest.MonkeyPatch, *pauses: float) -> list[float]:
    """The ends of what was recognised ahead while somebody spoke with these pauses (s)."""
    parts = [np.zeros(RATE, np.float32)]
    for pause in (*pauses, 3.0):
        parts += [WORDS, np.zeros(round(pause * RATE), np.float32)]
    sound = np.concatenate(parts)
    recording = ReplyRecording(Whole([]), 0.0, 2.5)
    found: list[float] = []
    monkeypatch.setattr(recording._live, "expect", lambda cut: found.append(cut.end))
    for at in range(0, len(sound), 800):
        recording.feed(sound[at : at + 800] + NOISE[at : at + len(sound[at : at + 800])])
    recording.abandon()
    return found


def test_a_reply_is_recognised_in_the_pause_at_its_end(monkeypatch):
    (end,) = expected(monkeypatch)
    assert end == pytest.approx(2.0, abs=0.2)


def test_short_pauses_inside_are_none_of_its_business(monkeypatch):
    assert len(expected(monkeypatch, AHEAD - 0.3, AHEAD - 0.3)) == 1


def test_in_each_longer_pause_it_is_recognised_so_far(monkeypatch):
    assert len(expected(monkeypatch, 1.2, 1.2)) == 3
