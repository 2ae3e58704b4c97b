"""The check of a headset: real speech and the real VAD, from a tape in place of a device."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pytest
import soundfile

from trainer.audio.level import dbfs
from trainer.audio.resample import Samples
from trainer.errors import DeviceError, RecognitionError
from trainer.practice.check_microphone import SENTENCE, first_check, judge, record
from trainer.recognition.interface import Heard
from trainer.recognition.scripted import ScriptedRecogniser, ScriptedSession

CLIP = Path(__file__).resolve().parents[1] / "data" / "match" / "m001.opus"
RATE = 16_000
STEP = 800  # samples


def spoken(level: float = -22.0, after: float = 0.5, hiss: float = -75.0) -> Samples:
    """A sentence of a man at that level (dBFS), after some quiet, on a hissing line."""
    clip, _ = soundfile.read(CLIP, dtype="float32")
    clip = clip * 10 ** ((level - dbfs(clip)) / 20)
    quiet = np.zeros(round(after * RATE))
    sound = np.concatenate((quiet, clip, np.zeros(6 * RATE)))
    noise = np.random.default_rng(5).standard_normal(len(sound)) * 10 ** (hiss / 20)
    return np.clip(sound + noise, -1, 1).astype(np.float32)


class Tape:
    """A microphone that gives a tape in small pieces, and what `hears` plays while that plays."""

    name = "耳麦"
    latency = 0.0

    def __init__(self, sound: Samples, lost: int = 0, ends: bool = False) -> None:
        self.sound, self.at = sound, 0
        self.lost, self.ends = lost, ends
        self.hears: Earpiece | None = None
        self.reads = 0

    @property
    def overflows(self) -> int:
        return self.lost if self.at else 0

    def read(self, timeout: float = 0.0) -> Samples:
        self.reads += 1
        if not timeout or self.reads % 3 == 0:
            return np.zeros(0, np.float32)
        if self.hears is not None and self.hears.playing:
            return self.hears.next(STEP)
        piece = self.sound[self.at : self.at + STEP]
        self.at += STEP
        if self.ends and not len(piece):
            raise DeviceError("麦克风“耳麦”断开了。")
        return piece if len(piece) else np.zeros(STEP, np.float32)

    def close(self) -> None:
        """Nothing to close."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Nothing to close."""


class Earpiece:
    """A loudspeaker; whoever reads `next` hears it."""

    latency = 0.0

    def __init__(self, heard: float) -> None:
        self.played = np.zeros(0, np.float32)
        self.heard, self.at, self.polls = heard, 0, 0
        self.stopped = False

    @property
    def playing(self) -> bool:
        self.polls += 1
        return self.at < len(self.played)

    def play(self, samples: Samples, rate: int, *, loop: bool = False) -> None:
        assert (rate, loop) == (RATE, False)
        self.played = samples

    def next(self, count: int) -> Samples:
        piece = self.played[self.at : self.at + count]
        self.at += count
        hiss = np.random.default_rng(self.at).standard_normal(len(piece)) * 1e-4
        return (self.heard * piece + hiss).astype(np.float32)

    def stop(self) -> None:
        self.stopped = True

    def close(self) -> None:
        """Nothing to close."""


class Broken(ScriptedRecogniser):
    """An engine that fails."""

    def open(self, *, cut: bool = True) -> ScriptedSession:
        raise RecognitionError("语音识别出错了。")


def test_a_clear_sentence_is_heard_recognised_and_played_back():
    said: list[str] = []
    shown: list[tuple[float, float]] = []
    tape, ear = Tape(spoken()), Earpiece(0.0)
    tape.hears = ear

    result = first_check(
        tape,
        ear,
        ScriptedRecogniser([[Heard("您好", final=False), Heard("您好，"), Heard("很高興為您服務")]]),
        said.append,
        lambda level, left: shown.append((level, left)),
    )

    assert said == [
        f"请说一句话：“{SENTENCE}”",
        "听得清，音量合适。",
        "识别出来的是：您好，很高兴为您服务",
        "现在放给您听。",
    ]
    assert (result.sounds, result.good, result.echo, result.lost) == ("good", True, False, 0)
    assert result.heard == "您好，很高兴为您服务"
    assert abs(result.level.speech - -22) < 3
    assert np.array_equal(ear.played, result.samples)
    assert ear.stopped
    assert -30 < max(level for level, _ in shown) < -5
    assert shown[-1][1] == 0.0


def test_three_seconds_are_recorded_from_the_first_word_on():
    samples, segments = record(Tape(spoken(after=2.0)), lambda level, left: None)

    assert 2.0 < segments[0].start < 2.3
    assert abs(len(samples) / RATE - segments[0].start - 3.0) < 0.15


def test_without_a_word_five_seconds_are_enough():
    samples, segments = record(Tape(np.full(20 * RATE, 1e-4, np.float32)), lambda level, left: None)

    assert (len(samples), segments) == (5 * RATE, ())


def static() -> Samples:
    return (np.random.default_rng(2).standard_normal(12 * RATE) * 0.01).astype(np.float32)


@pytest.mark.parametrize(
    ("sound", "sounds", "says"),
    [
        (np.zeros(RATE, np.float32), "dead", "一点声音也没有"),
        (static(), "nothing", "没有听到说话，是不是选错了麦克风"),
        (spoken(-46, hiss=-90), "soft", "有点轻"),
        (spoken(-56, hiss=-100), "quiet", "声音太小"),
        (np.clip(spoken() * 40, -1, 1), "clipped", "爆音"),
        (spoken(-24, hiss=-26), "noisy", "太吵"),
    ],
    ids=["dead", "nothing", "soft", "quiet", "clipped", "noisy"],
)
def test_what_is_wrong_is_told_with_what_to_do(sound: Samples, sounds: str, says: str):
    said: list[str] = []

    result = first_check(Tape(sound), None, None, said.append)

    assert result.sounds == sounds
    assert says in said[1]
    assert result.message == said[1]
    assert result.good == (sounds == "soft")


def test_where_nobody_spoke_nothing_is_recognised_or_played():
    said: list[str] = []
    ear = Earpiece(0.0)

    result = first_check(Tape(static()), ear, ScriptedRecogniser.says("噪音"), said.append)

    assert len(said) == 2
    assert result.heard is None
    assert not len(ear.played)


def test_loudspeakers_in_place_of_a_headset_are_noticed():
    said: list[str] = []
    tape, ear = Tape(spoken()), Earpiece(0.1)
    tape.hears = ear

    assert first_check(tape, ear, None, said.append).echo
    assert said[-1] == "麦克风听到了喇叭的声音；戴上耳机，抢话才量得准。"


def test_lost_sound_is_told():
    said: list[str] = []

    assert first_check(Tape(spoken(), lost=2), None, None, said.append).lost == 2
    assert "丢了 2 次声音" in said[2]


def test_nothing_recognised_is_told_and_so_is_an_engine_that_fails():
    said: list[str] = []

    assert first_check(Tape(spoken()), None, ScriptedRecogniser.says(""), said.append).heard == ""
    assert "没有识别出文字" in said[-1]
    assert first_check(Tape(spoken()), None, Broken([]), said.append).heard is None
    assert said[-1] == "语音识别出错了。"


def test_a_microphone_that_goes_is_no_result():
    with pytest.raises(DeviceError, match="断开了"):
        first_check(Tape(spoken()[: RATE // 2], ends=True), None, None, lambda line: None)


def test_two_voices_and_holes_are_told_by_name():
    speech = spoken(hiss=-100)[: 4 * RATE].copy()
    for at in range(0, len(speech), 2400):
        speech[at : at + 800] = 0

    samples, segments = record(Tape(speech), lambda level, left: None)

    assert judge(samples, segments)[0] == "gated"
