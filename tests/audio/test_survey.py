from __future__ import annotations

import numpy as np
import pytest
import soundfile
from synthetic import RATE, at_level, noise, silence, spoken
from test_readers import given

from trainer.audio.speech import segments
from trainer.audio.survey import survey


def decibels(gain: float) -> float:
    """Of a factor."""
    return 20 * float(np.log10(gain))


@pytest.fixture
def kept(tmp_path):
    """Write channels as 16-bit wav: `kept(left, right, rate=16000)`."""

    def write(*channels, rate=RATE, subtype="PCM_16"):
        path = tmp_path / "通话.wav"
        length = max(map(len, channels))
        whole = np.stack([np.pad(one, (0, length - len(one))) for one in channels], axis=1)
        soundfile.write(path, whole, rate, subtype=subtype)
        return path

    return write


def spoken_call(leak: float, music: float = 0.0):
    """Two people in turn, each also in the other's channel, so many dB softer; first s of a tone that both hear."""
    agent = np.concatenate((spoken("jf_nezumi", 6.0), silence(6.0)))
    caller = np.concatenate((silence(6.0), spoken("jm_kumo", 6.0)))
    weak = np.float32(10 ** (leak / 20))
    tone = np.sin(2 * np.pi * 440 * np.arange(round(music * RATE)) / RATE).astype(np.float32) / 3
    return (np.concatenate((tone, one)) for one in (agent + weak * caller, caller + weak * agent))


def test_usual_speech_is_left_alone(kept):
    assert survey(kept(at_level(spoken("jm_kumo", 6.0), -23))).gains == (1.0,)


@pytest.mark.parametrize("level", [-33, -43, -53])
@pytest.mark.parametrize("rate", [8000, 16000, 48000])
def test_soft_speech_is_brought_to_the_usual_loudness(kept, level, rate):
    speech = at_level(spoken("jm_kumo", 6.0), level)
    path = kept(np.interp(np.arange(6 * rate) / rate, np.arange(len(speech)) / RATE, speech), rate=rate)
    assert decibels(survey(path).gains[0]) == pytest.approx(-22 - level, abs=3)


def test_each_channel_has_its_own(kept):
    left, right = spoken_call(-200)
    gains = survey(kept(at_level(left, -25), at_level(right, -45))).gains
    assert gains[0] == 1.0
    assert decibels(gains[1]) == pytest.approx(19, abs=3)


def test_noise_is_not_made_loud(kept):
    only_noise = noise(6.0, -60)
    assert decibels(survey(kept(only_noise)).gains[0]) == pytest.approx(10, abs=1)
    assert survey(kept(noise(6.0, -45) + at_level(spoken("jm_kumo", 6.0), -40))).gains == (1.0,)


def test_silence_stays_silence(kept):
    found = survey(kept(silence(2.0), silence(2.0)))
    assert found.gains == (1.0, 1.0)
    assert not found.one_recording


def test_pauses_of_soft_speech_are_those_of_the_loud(kept):
    """The detector hears fewer pauses the softer somebody speaks."""
    loud = at_level(spoken("jm_kumo", 20.0), -23)
    soft = at_level(loud, -48)
    found = segments(soft * np.float32(survey(kept(soft)).gains[0]))
    wanted = segments(loud)
    assert len(found) == pytest.approx(len(wanted), abs=1)
    assert sum(one.seconds for one in found) == pytest.approx(sum(one.seconds for one in wanted), rel=0.03)


@pytest.mark.parametrize(
    ("gain", "hiss"), [(1.0, -200), (0.7, -60), (0.1, -70), (1.0, -43)], ids=["equal", "softer", "much softer", "noisy"]
)
def test_one_recording_in_two_channels(kept, gain, hiss):
    speech = at_level(spoken("jf_nezumi", 10.0), -23)
    path = kept(speech + noise(10.0, -60), speech * np.float32(gain) + noise(10.0, hiss)[::-1], subtype="FLOAT")
    assert survey(path).one_recording


@pytest.mark.parametrize(("leak", "music"), [(-200, 0), (-200, 60), (-20, 60), (-10, 60), (-3, 0)])
def test_two_people_who_leak_are_two(kept, leak, music):
    assert not survey(kept(*spoken_call(leak, music))).one_recording


def test_a_memo_that_a_codec_stored_twice():
    pytest.importorskip("av", reason="the extra [media] is not installed")
    assert survey(given("05_memo_same_voice_both_channels.m4a")).one_recording


def test_less_than_a_second_is_looked_at_too(kept):
    speech = at_level(spoken("jf_nezumi", 0.7), -45)
    found = survey(kept(speech, speech))
    assert found.one_recording
    assert decibels(found.gains[0]) > 15
