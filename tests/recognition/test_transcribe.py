from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from trainer.audio.readers import Raw
from trainer.call import from_json, to_json
from trainer.errors import AudioError
from trainer.recognition.scripted import ScriptedRecogniser
from trainer.recognition.transcribe import transcribe

SHARED = Path(__file__).parents[3] / "shared" / "audio"
A, B = "kokoro/dv03_jf_nezumi.flac", "kokoro/dv06_jm_kumo.flac"  # speech .24–4.62 s and .18–3.02 s


def test_mono_is_the_agent(bursts):
    path = bursts([[(0.5, A, 1), (8.0, B, 1)]], 12.0)
    seen = []
    call = transcribe(path, ScriptedRecogniser.says("好的", "再见"), progress=seen.append)
    assert [(u.speaker, u.text, u.recognised, u.gate) for u in call.utterances] == [
        ("agent", "好的", True, None),
        ("agent", "再见", True, None),
    ]
    first, second = call.utterances
    assert (first.start, first.end) == (pytest.approx(0.74, abs=0.06), pytest.approx(5.12, abs=0.06))
    assert second.start == pytest.approx(8.18, abs=0.06)
    assert first.speech == pytest.approx(4.3, abs=0.3)
    assert (first.loudness, second.loudness) == (pytest.approx(-23.4, abs=0.5), pytest.approx(-23.4, abs=0.5))
    assert (first.pitch, second.pitch) == (pytest.approx(242, abs=6), pytest.approx(92, abs=4))  # a woman, a man
    assert (call.mode, call.engine, call.model, call.duration) == ("recording", "scripted", "script", 12.0)
    assert (call.source, call.both_sides) == (str(path), False)
    assert call.engine_version == "1"
    assert call.cpu
    assert seen[-1] == 12.0


@pytest.mark.parametrize(
    ("agent", "speakers"),
    [
        (None, ["agent", "caller"]),
        ("left", ["agent", "caller"]),
        ("right", ["caller", "agent"]),
        (2, ["caller", "agent"]),
    ],
)
def test_stereo_channels_are_roles_in_order_of_time(bursts, agent, speakers):
    path = bursts([[(0.5, A, 1)], [(6.0, B, 1)]], 10.0)
    call = transcribe(path, ScriptedRecogniser.says("甲", "乙"), agent)
    assert [u.speaker for u in call.utterances] == speakers
    assert [u.start for u in call.utterances] == sorted(u.start for u in call.utterances)
    assert call.both_sides


def test_an_answer_in_a_pause_ends_the_utterance(bursts):
    pause = [(0.0, B, 1), (4.4, B, 1)]  # 1.56 s between: one utterance if nobody answers
    alone = transcribe(bursts([pause, [(9.0, B, 1)]], 13.0), ScriptedRecogniser.says(*"甲乙丙丁"))
    answered = transcribe(
        bursts([pause, [(3.0, "kokoro/dv43_jf_nezumi.flac", 1)]], 13.0), ScriptedRecogniser.says(*"甲乙丙丁")
    )
    assert [u.speaker for u in alone.utterances] == ["agent", "caller"]
    assert [u.speaker for u in answered.utterances] == ["agent", "caller", "agent"]


def test_echo_of_the_other_channel_is_no_speech(bursts):
    path = bursts([[(0.5, A, 1), (6.0, B, 0.03)], [(0.5, A, 0.03), (6.0, B, 1)]], 10.0)
    call = transcribe(path, ScriptedRecogniser.says(*"甲乙丙丁"))
    assert [(u.speaker, round(u.start)) for u in call.utterances] == [("agent", 1), ("caller", 6)]


def test_both_speaking_at_once_is_kept(bursts):
    path = bursts([[(0.5, A, 1)], [(1.0, B, 0.5)]], 7.0)
    call = transcribe(path, ScriptedRecogniser.says(*"甲乙"))
    assert [u.speaker for u in call.utterances] == ["agent", "caller"]


def test_two_equal_channels_are_mono(bursts):
    call = transcribe(bursts([[(0.5, A, 1)], [(0.5, A, 1)]], 6.0), ScriptedRecogniser.says("甲", "乙"))
    assert [u.speaker for u in call.utterances] == ["agent"]
    assert not call.both_sides


def test_more_channels_need_a_name(bursts):
    path = bursts([[], [], [(0.5, A, 1)], [], [], []], 6.0)
    with pytest.raises(AudioError, match=r"通话\.wav 有 6 个声道.*--agent-channel"):
        transcribe(path, ScriptedRecogniser.says("甲"))
    assert len(transcribe(path, ScriptedRecogniser.says("甲"), 3).utterances) == 1
    with pytest.raises(AudioError, match="没有第 7 声道"):
        transcribe(path, ScriptedRecogniser.says("甲"), 7)


def test_mono_has_no_right(bursts):
    with pytest.raises(AudioError, match=r"没有右声道.*去掉 --agent-channel"):
        transcribe(bursts([[(0.5, A, 1)]], 6.0), ScriptedRecogniser.says("甲"), "right")


def test_silence_is_a_call_without_words(tmp_path):
    path = tmp_path / "静.wav"
    soundfile.write(path, np.zeros(32000), 16000)
    call = transcribe(path, ScriptedRecogniser.says("幻听"))
    assert (call.utterances, call.duration) == ((), 2.0)


def test_speech_without_words_is_told_and_a_cough_is_not(bursts):
    call = transcribe(bursts([[(0.5, A, 1)]], 6.0), ScriptedRecogniser.says(""))
    assert [(u.text, u.gate) for u in call.utterances] == [("", "unheard")]
    short = transcribe(bursts([[(0.5, "kokoro/dv43_jf_nezumi.flac", 1)]], 3.0), ScriptedRecogniser.says(""))
    assert short.utterances == ()


@pytest.mark.parametrize(
    ("gain", "noise", "gate"), [(0.02, 0, None), (0.003, 0, None), (0.02, 1e-3, "noisy"), (40, 0, "clipped")]
)
def test_bad_sound_is_marked(bursts, gain, noise, gate, tmp_path):
    """Soft speech is none: what counts is how far it rises over the noise."""
    samples, _ = soundfile.read(bursts([[(0.5, A, gain)]], 6.0))
    samples += np.random.default_rng(1).normal(0, noise, len(samples))
    path = tmp_path / "差.wav"
    soundfile.write(path, np.clip(samples, -1, 1), 16000)
    assert {u.gate for u in transcribe(path, ScriptedRecogniser.says("甲", "乙")).utterances} == {gate}


def test_two_people_in_one_utterance_are_noticed(bursts):
    call = transcribe(bursts([[(0.5, A, 1), (5.4, B, 1)]], 10.0), ScriptedRecogniser.says("甲"))
    assert [u.gate for u in call.utterances] == ["voices"]


def test_a_word_too_short_to_be_measured_has_no_pitch(bursts):
    call = transcribe(bursts([[(0.5, B, 1)]], 0.95), ScriptedRecogniser.says("喂"))
    assert [(u.text, u.pitch) for u in call.utterances] == [("喂", None)]
    assert call.utterances[0].loudness < -10


def test_holes_in_the_speech_are_noticed(bursts, tmp_path):
    samples, _ = soundfile.read(bursts([[(0.5, A, 1)]], 6.0))
    samples.reshape(-1, 320)[::8] = 0  # one packet of 20 ms in eight is lost
    path = tmp_path / "断.wav"
    soundfile.write(path, samples, 16000)
    assert [u.gate for u in transcribe(path, ScriptedRecogniser.says("甲")).utterances] == ["gated"]


def test_headerless_recordings(bursts, tmp_path):
    samples, _ = soundfile.read(bursts([[(0.5, A, 1)]], 6.0))
    path = tmp_path / "a.pcm"
    path.write_bytes((samples * 32767).astype("<i2").tobytes())
    call = transcribe(path, ScriptedRecogniser.says("甲"), raw=Raw(rate=16000))
    assert (len(call.utterances), call.duration) == (1, 6.0)


@pytest.mark.model
def test_a_stereo_call_with_whisper(whisper):
    path = SHARED / "kokoro/dev_call_01_good_aftersales.flac"
    if not path.is_file():
        pytest.skip(f"no test speech at {path}")
    truth = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["utterances"]
    call = transcribe(path, whisper)
    assert [u.speaker for u in call.utterances] == [
        {"agent": "agent", "customer": "caller"}[one["speaker"]] for one in truth
    ]
    for said, one in zip(call.utterances, truth, strict=True):
        assert said.start == pytest.approx(one["start"], abs=0.15)
        assert said.end == pytest.approx(one["end"], abs=0.15)
    assert "3026" in call.utterances[0].text
    assert all(said.confidence is not None and 0 < said.confidence <= 1 for said in call.utterances)
    assert from_json(to_json(call)) == call
