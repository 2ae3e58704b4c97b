from __future__ import annotations

import numpy as np
import pytest
from synthetic import RATE, at_level, by_voice, clip, clips, gated, heard, holes, noise, raised, silence, spoken

from trainer.audio.quality import fault
from trainer.audio.resample import resample
from trainer.audio.speech import Segment

SOME = clips()[::4]


@pytest.fixture(scope="module")
def reply():
    """Twelve seconds of one voice."""
    return spoken("jf_nezumi", 12)


def test_good_recordings_of_one_voice_raise_no_alarm():
    assert len(SOME) == 120
    assert {name: reason for name in SOME if (reason := fault(clip(name)))} == {}


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        pytest.param(lambda one: at_level(one, -55), "quiet", id="too soft"),
        pytest.param(lambda one: np.clip(20 * one, -1, 1), "clipped", id="too loud"),
        pytest.param(lambda one: one + noise(len(one) / RATE, -22), "noisy", id="too much noise"),
        pytest.param(lambda one: gated(one, -15), "gated", id="a noise gate"),
        pytest.param(lambda one: np.concatenate([one[: 6 * RATE], spoken("jm_kumo", 6)]), "voices", id="two people"),
    ],
)
def test_each_fault_has_its_name(reply, spoil, reason):
    assert fault(*heard(at_level(reply, -24))) is None
    assert fault(*heard(spoil(at_level(reply, -24)))) == reason


def test_what_is_heard_first_is_told_first(reply):
    assert fault(*heard(at_level(gated(reply, -15), -55))) == "quiet"


@pytest.mark.parametrize("below", [-20, -15, -12, -10])
def test_a_gate_that_eats_speech_is_noticed(below):
    samples = [gated(clip(name), below) for name in by_voice("jm_kumo")[:20]]
    found = sum(fault(*heard(one)) == "gated" for one in samples)
    assert found >= (17 if below == -20 else 19)


@pytest.mark.parametrize(("share", "least"), [(0.02, 12), (0.05, 18), (0.1, 20)])
def test_a_line_that_loses_packets_is_noticed(share, least):
    samples = [holes(clip(name), share) for name in by_voice("jf_gongitsune")[:20]]
    assert sum(fault(*heard(one)) == "gated" for one in samples) >= least


@pytest.mark.parametrize("rate", [8000, 48000])
def test_resampling_does_not_hide_the_holes(reply, rate):
    cut = gated(resample(resample(reply, RATE, rate), rate), -12)
    assert fault(*heard(resample(resample(cut, RATE, rate), rate))) == "gated"


def between_sentences(samples):
    """Digital silence wherever nobody speaks, with a margin: what a virtual sound card gives."""
    out = np.zeros_like(samples)
    for one in heard(samples)[1]:
        low, high = max(0, round((one.start - 0.1) * RATE)), round((one.end + 0.1) * RATE)
        out[low:high] = samples[low:high]
    return out


def faded(samples):
    """Holes into which the sound fades within 20 ms, and out of which it comes so."""
    open_ = np.ones(len(samples))
    for start in range(RATE, len(samples) - RATE, RATE):
        open_[start : start + RATE // 20] = 0
    ramp = np.convolve(open_, np.hanning(RATE // 25) / np.hanning(RATE // 25).sum(), "same")
    return (samples * np.where(ramp < 1e-3, 0, ramp)).astype(np.float32)


def one_block_lost(samples):
    out = samples.copy()
    loudest = int(np.argmax(np.abs(samples)))
    out[loudest - 200 : loudest + 200] = 0
    return out


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(between_sentences, id="digital silence between sentences"),
        pytest.param(lambda one: gated(one, -45, hold=10), id="a gate that only cuts noise"),
        pytest.param(lambda one: np.round(one * 1024) / 1024, id="few bits, so that soft sounds are nothing"),
        pytest.param(faded, id="fading to nothing"),
        pytest.param(one_block_lost, id="one lost block"),
        pytest.param(lambda one: np.concatenate([silence(1.0), one, silence(1.0)]), id="silence around"),
    ],
)
def test_harmless_nothing_is_no_fault(reply, change):
    samples = change(reply).astype(np.float32)
    assert (np.abs(samples) <= 2**-16).any()
    assert fault(*heard(samples)) is None


def test_holes_outside_of_the_utterance_are_not_its_fault(reply):
    samples = np.concatenate([holes(reply, 0.1), silence(2.0), reply])
    start = len(reply) / RATE + 2.0
    whole = heard(samples)[1]
    late = tuple(Segment(one.start + 50, one.end + 50) for one in whole if one.start >= start)
    assert fault(samples, late, offset=50.0) is None
    assert fault(*heard(samples)) == "gated"


def test_a_raised_voice_is_one_person(reply):
    assert fault(*heard(np.concatenate([reply, raised(reply[: 4 * RATE], 6), reply]))) is None
