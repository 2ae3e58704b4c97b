"""The model answer as it leaves the loudspeaker: a recording and espeak, at their pace and slowly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from clips import clip, spoken_part
from pulse import SoundCard

from trainer.audio import device
from trainer.practice.headphones import Headphones
from trainer.practice.spoken_answers import SLOWLY, SpokenAnswers
from trainer.scenario.load import load
from trainer.voice import manifest
from trainer.voice.lines import answer_line
from trainer.voice.open_voice import open_voice

ROOT = Path(__file__).resolve().parents[2]
ANSWER = "您好，海棠苑客户服务中心，工号幺零零八"
RATE = 16_000


class NoKeys:
    """Nobody presses anything."""

    def __enter__(self):
        return self

    def __exit__(self, *given):
        pass

    def pressed(self) -> tuple[str, ...]:
        return ()


class Trainee:
    """Headphones on the virtual sound card, and what is said meanwhile."""

    def __init__(self, folder: Path) -> None:
        path = folder / "mini.yaml"
        path.write_bytes((ROOT / "tests" / "practice" / "mini.yaml").read_bytes())
        self.scenario = load(path)
        self.said: list[str] = []
        self.headphones = Headphones(
            device.open_speaker, lambda: open_voice("auto", folder / "cache", self.said.append), NoKeys
        )
        self.spoken = SpokenAnswers(self.scenario, lambda text, style: self.said.append(text), self.headphones)

    def record(self, samples) -> None:
        """The answer's recording."""
        line = answer_line(self.scenario, "greet", ANSWER)
        line.folder.mkdir(parents=True)
        soundfile.write(line.folder / f"{line.name}.flac", samples, RATE)
        manifest.write(line.folder, {f"{line.name}.flac": manifest.digest(ANSWER)})

    def hears(self, card: SoundCard, key: str, answer: str = ANSWER):
        """What leaves the loudspeaker, from its first to its last sound."""
        with card.listen() as heard:
            assert self.spoken.choose(key, "greet", answer)
        samples = heard.samples.astype(np.float32) / 32767
        loud = np.flatnonzero(np.abs(samples) > 0.01)
        assert len(loud), self.said
        return samples[loud[0] : loud[-1] + 1]


@pytest.fixture
def trainee(sound_card: SoundCard, tmp_path: Path):
    made = Trainee(tmp_path)
    yield made
    made.headphones.close()


def test_a_recording_is_heard_as_it_is_and_slowly(sound_card: SoundCard, trainee: Trainee):
    speech = spoken_part(clip("f001"))
    trainee.record(speech)

    plain, slow = trainee.hears(sound_card, "c"), trainee.hears(sound_card, "m")

    assert len(plain) / RATE == pytest.approx(len(speech) / RATE, rel=0.05)
    assert len(slow) / len(plain) == pytest.approx(SLOWLY, rel=0.02)
    assert np.abs(np.diff(slow)).max() < 1.2 * np.abs(np.diff(plain)).max()  # no clicks


def test_another_company_is_spoken_by_the_computers_voice(sound_card: SoundCard, trainee: Trainee):
    trainee.record(spoken_part(clip("f001"))[:RATE])  # a second; espeak takes longer

    heard = trainee.hears(sound_card, "c", ANSWER.replace("海棠苑", "翠湖"))

    assert len(heard) / RATE > 2
    assert "翠湖" in trainee.said[-1]


def test_without_a_loudspeaker_that_is_told(trainee: Trainee, monkeypatch: pytest.MonkeyPatch):
    trainee.record(spoken_part(clip("f001")))
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    device.refresh()

    assert trainee.spoken.choose("c", "greet", ANSWER)

    assert "扬声器" in trainee.said[-1]
