from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from trainer.audio.speech import Segment, Vad, segments, speech_seconds, utterances

KOKORO = Path(__file__).parents[3] / "shared" / "audio" / "kokoro"
needs_kokoro = pytest.mark.skipif(not KOKORO.is_dir(), reason=f"no test speech at {KOKORO}")


def load(name):
    samples, rate = soundfile.read(KOKORO / name, dtype="float32")
    assert rate == 16000
    return samples


def truth(samples):
    """First and last 20 ms frame above −46 dBFS, in seconds."""
    whole = len(samples) // 320
    level = 20 * np.log10(np.sqrt((samples[: whole * 320].reshape(whole, 320) ** 2).mean(axis=1)) + 1e-9)
    loud = np.flatnonzero(level > -46)
    return loud[0] * 0.02, (loud[-1] + 1) * 0.02


@needs_kokoro
def test_edges_are_good_enough_for_pace():
    errors, edges = [], []
    table = (KOKORO / "kokoro.tsv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(table, delimiter="\t"):
        samples = load(row["file"])
        found = segments(samples)
        first, last = truth(samples)
        errors.append(abs((last - first) / (found[-1].end - found[0].start) - 1))
        edges += [abs(found[0].start - first), abs(found[-1].end - last)]
    assert len(errors) == 48
    assert np.median(errors) <= 0.03
    assert np.percentile(errors, 90) <= 0.08
    assert np.percentile(edges, 95) < 0.06


@needs_kokoro
@pytest.mark.parametrize("size", [160, 512, 777, 16000])
def test_pieces_of_any_length_give_the_same_segments(size):
    samples = load("dv01_jm_kumo.flac")
    vad = Vad()
    found = [s for i in range(0, len(samples), size) for s in vad.feed(samples[i : i + size])]
    assert (*found, *vad.finish()) == segments(samples)


@needs_kokoro
def test_after_finish_a_new_stream_starts_at_zero():
    samples = load("dv03_jf_nezumi.flac")
    vad = Vad()
    first = (*vad.feed(samples), *vad.finish())
    assert (*vad.feed(samples), *vad.finish()) == first


@needs_kokoro
def test_live_state():
    samples = load("dv03_jf_nezumi.flac")
    vad = Vad()
    vad.feed(samples[:32000])
    assert vad.now == pytest.approx(2.0, abs=0.04)
    assert vad.open_since is not None
    assert vad.silent_since == pytest.approx(vad.now, abs=0.2)
    vad.feed(np.concatenate((samples[32000:], np.zeros(16000, dtype=np.float32))))
    assert vad.open_since is None
    assert vad.silent_since == pytest.approx(truth(samples)[1], abs=0.06)


@needs_kokoro
def test_speech_under_noise_is_still_found():
    samples = load("dv02_jm_kumo.flac")
    noise = np.random.default_rng(1).normal(0, 0.005, len(samples)).astype(np.float32)
    first, last = truth(samples)
    found = segments(samples + noise)
    assert found[0].start == pytest.approx(first, abs=0.15)
    assert found[-1].end == pytest.approx(last, abs=0.15)


@needs_kokoro
def test_speech_without_a_pause_is_cut_before_memory_grows():
    samples = load("dv19_jf_nezumi.flac")[1600:40000]
    found = segments(np.tile(samples, 30))
    assert max(s.seconds for s in found) <= 28.5
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0, dtype=np.float32),
        np.zeros(100, dtype=np.float32),
        np.zeros(48000, dtype=np.float32),
        np.random.default_rng(1).normal(0, 0.001, 48000).astype(np.float32),
    ],
    ids=["nothing", "under a window", "silence", "faint noise"],
)
def test_no_speech(samples):
    assert segments(samples) == ()


@pytest.mark.parametrize(
    ("found", "seconds"),
    [
        ([], 0.0),
        ([(1, 2)], 1.0),
        ([(1, 2), (2.1, 3)], 2.0),
        ([(1, 2), (2.2, 3)], 1.8),
        ([(2.5, 3), (1, 2)], 1.5),
    ],
)
def test_speech_time_leaves_out_pauses_from_200_ms(found, seconds):
    assert speech_seconds([Segment(*pair) for pair in found]) == pytest.approx(seconds)


def test_speech_time_between_two_instants():
    assert speech_seconds([Segment(0, 2), Segment(3, 5)], 1.0, 4.0) == pytest.approx(2.0)


def test_a_pause_ends_an_utterance():
    found = [Segment(0, 1), Segment(2, 3), Segment(5, 6)]
    assert [len(group) for group in utterances(found, pause=1.8)] == [2, 1]
    assert utterances([]) == ()


def test_a_long_utterance_is_cut_in_its_longest_pause():
    found = [Segment(0, 10), Segment(10.3, 15), Segment(16, 20), Segment(20.3, 30)]
    assert utterances(found, pause=1.8, longest=28) == (tuple(found[:2]), tuple(found[2:]))


def test_speech_that_never_pauses_is_cut_at_the_quietest_frame(monkeypatch):
    vad = Vad()
    monkeypatch.setattr(vad, "_net", AlwaysSpeech())
    samples = np.random.default_rng(1).normal(0, 0.1, 16000 * 60).astype(np.float32)
    samples[16000 * 26 : 16000 * 26 + 480] = 0
    found = (*vad.feed(samples), *vad.finish())
    assert [round(s.end) for s in found] == [26, pytest.approx(53, abs=2), 60]
    assert found[0].end == pytest.approx(26.0, abs=0.04)
    assert all(a.end <= b.start for a, b in pairwise(found))


class AlwaysSpeech:
    """A network that hears speech in everything."""

    def process(self, _window):
        return 1.0

    def reset(self):
        """Nothing to forget."""
