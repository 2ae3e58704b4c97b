from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import soundfile

from trainer.batch.export_audio import LEVEL, MARGIN, TONE, beeped, export, spans
from trainer.batch.jobs import Failure, Options, score_all
from trainer.call import Call, Utterance, Word
from trainer.recognition.engines import open_recogniser
from trainer.recognition.models import Models
from trainer.recognition.scripted import ScriptedRecogniser
from trainer.scenario.resolved import Scenario
from trainer.text.digit_groups import Line
from trainer.text.private_numbers import PrivateNumbers, find_private

from .calls import SPEECH, TEXT
from .conftest import Make

DATA = Path(__file__).parents[1] / "data" / "mask"
PHONE = "13812340008"


@pytest.fixture
def scenario(make: Make) -> Scenario:
    return make(TEXT)


def call_of(*utterances: Utterance) -> tuple[Call, PrivateNumbers]:
    return Call(utterances), find_private([Line(one.speaker, one.text) for one in utterances])


def heard(text: str, *words: Word, start: float | None = 1.0, end: float | None = 6.0) -> Utterance:
    return Utterance("agent", text, start=start, end=end, recognised=True, words=words)


def test_a_number_is_covered_from_its_first_to_its_last_digit() -> None:
    words = Word("电话", 1.0, 2.0), Word("138", 2.0, 2.5), Word("，", 2.5, 2.6), Word("12340008", 4.0, 5.0)
    assert spans(*call_of(heard("电话138，12340008好", *words))) == [(2.0 - MARGIN, 5.0 + MARGIN)]


def test_without_times_of_words_the_utterance_is_covered() -> None:
    whole = [(1.0 - MARGIN, 6.0 + MARGIN)]
    assert spans(*call_of(heard(f"电话{PHONE}"))) == whole
    assert spans(*call_of(heard(f"电话{PHONE}", Word("电话", 1.0, 2.0), Word("138", 2.0, 2.5)))) == whole
    assert spans(*call_of(heard(f"电话{PHONE}", start=None, end=None), heard("您好"))) == []


def test_times_that_touch_become_one() -> None:
    one, two = heard(PHONE, start=0.1, end=2.0), heard(PHONE, start=2.3, end=4.0)
    assert spans(*call_of(one, two)) == [(0.0, 4.0 + MARGIN)]


def test_the_tone_takes_the_place_of_the_sound_on_every_channel() -> None:
    block = np.full((800, 2), 0.5, np.float32)
    out = beeped(block, 800, 8000, [(0.11, 0.12), (0.0, 0.05), (0.19, 9.0)])
    assert (out[:80] == 0.5).all()
    assert (out[160:720] == 0.5).all()
    time = (800 + np.arange(80, 160)) / 8000
    assert np.allclose(out[80:160], LEVEL * np.sin(2 * np.pi * TONE * time)[:, None], atol=1e-6)
    assert np.abs(out[720:]).max() <= LEVEL
    assert (block == 0.5).all()


@pytest.mark.parametrize(
    ("name", "channels", "ending"), [("a.wav", 2, ".wav"), ("a.flac", 1, ".flac"), ("a.ogg", 2, ".flac")]
)
def test_the_copy_has_the_length_and_the_kind_of_the_recording(
    tmp_path: Path, name: str, channels: int, ending: str
) -> None:
    path = tmp_path / f"{PHONE}_{name}"
    wave = np.tile(np.sin(np.arange(16_000 * 21) / 9).astype(np.float32)[:, None] / 3, (1, channels))
    soundfile.write(path, wave, 16_000)
    call, private = call_of(heard(f"电话{PHONE}", start=11.0, end=13.0))
    written = export(str(path), None, call, private, str(tmp_path / "新" / "出"))
    assert written.parent == tmp_path / "新" / "出"
    assert written.name.startswith("xxxxxxxxxxx_a~")
    assert written.suffix == ending
    assert [one.name for one in written.parent.iterdir()] == [written.name]
    copy, rate = soundfile.read(written, always_2d=True, dtype="float32")
    assert (copy.shape, rate) == (wave.shape, 16_000)
    assert np.abs(copy[11 * rate : 13 * rate]).max() <= LEVEL + 1e-3
    assert np.abs(copy[: 10 * rate]).max() > 0.3
    assert export(str(path), None, call, private, str(written.parent)) == written


def test_a_recording_that_cannot_be_copied_is_a_failure(scenario: Scenario, tmp_path: Path) -> None:
    recording = str(shutil.copy(SPEECH, tmp_path / "一.opus"))
    (tmp_path / "文件").write_text("", encoding="utf-8")
    options = Options(export_audio=str(tmp_path / "文件" / "出"))
    says = partial(ScriptedRecogniser.says, *["您好海棠苑，再见"] * 9)
    (result,) = score_all([recording], scenario, says, options)
    assert isinstance(result, Failure)
    assert (result.code, "请给 --export-audio 换一个能写的文件夹" in result.message) == ("export", True)


def test_scoring_exports_on_the_way(scenario: Scenario, tmp_path: Path) -> None:
    recording = str(shutil.copy(SPEECH, tmp_path / "一.opus"))
    says = partial(ScriptedRecogniser.says, *[f"您好海棠苑，{PHONE}，再见"] * 9)
    (card,) = score_all([recording], scenario, says, Options(export_audio=str(tmp_path / "出")))
    assert not isinstance(card, Failure)
    assert PHONE in card.call.utterances[0].text  # only --mask takes it from the text
    (copy,) = (tmp_path / "出").iterdir()
    assert copy.suffix == ".flac"


@pytest.mark.model
@pytest.mark.parametrize("model", ["whisper-base"])
def test_tones_cover_spoken_numbers(scenario: Scenario, tmp_path: Path, model: str) -> None:
    if not any(one.name == model for one in Models().installed()):
        pytest.skip(f"model {model} is not installed: trainer models pull {model}")
    truth = json.loads((DATA / "numbers.json").read_text(encoding="utf-8"))
    recording = str(DATA / "numbers.opus")
    options = Options(export_audio=str(tmp_path / "出"), mask=True)
    (card,) = score_all([recording], scenario, lambda: open_recogniser("whisper", model), options)
    assert not isinstance(card, Failure)
    (copy,) = (tmp_path / "出").iterdir()
    before, rate = soundfile.read(recording, dtype="float32")
    after, _ = soundfile.read(copy, dtype="float32")
    covered = np.abs(after[: len(before)] - before[: len(after)]).max(axis=1) > 1e-3
    said = np.zeros(len(covered), bool)
    for one in truth["numbers"]:
        said[int(one["start"] * rate) : int(one["end"] * rate)] = True
    assert covered[said].mean() >= 0.95
    assert covered[~said].mean() <= 0.3  # most of the call can still be listened to
