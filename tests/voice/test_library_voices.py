"""The library's recordings: the caller's lines complete, model answers as far as rendered; all of them speech."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.voice.helpers import ROOT
from trainer import scoring
from trainer.checking.line_recordings import check_recordings
from trainer.practice.model_answers import answers_of
from trainer.scenario.load import Loaded
from trainer.text.count import chars
from trainer.voice import manifest
from trainer.voice.interface import Line
from trainer.voice.lines import ANSWERS, answer_line, possible_lines, recordings_folder
from trainer.voice.read_aloud import without_directions

LIBRARY = ROOT / "scenarios"
LARGEST = 16_000_000  # bytes of the whole library's recordings
FASTEST, SLOWEST = 0.11, 0.55  # s a 字; natural Mandarin has 0.2 to 0.25
PAUSES = 2.0  # s on top: a word alone is spoken slowly, and pauses count
RENDER = "render it: scripts/make_voices.py (see scenarios/voices/README.md)"


Lines = tuple[tuple[str, Line], ...]


@pytest.fixture(scope="module")
def callers(loaded_library: Mapping[Path, Loaded]) -> tuple[Loaded, ...]:
    """Every scenario with a caller."""
    return tuple(one for one in loaded_library.values() if one.scenario and one.scenario.file.kind != "quiz")


@pytest.fixture(scope="module")
def lines(callers: tuple[Loaded, ...]) -> Lines:
    """(scenario/line, what is said) of all that is spoken, slots as the scenarios give them."""
    found: list[tuple[str, Line]] = []
    for one in callers:
        assert one.scenario is not None
        said = possible_lines(one.scenario, one.scenario.slots())
        spoken = (line for line in said if re.search(r"\w", without_directions(line.text)))
        found += [(f"{one.scenario.id}/{line.name}", line) for line in spoken]
    return tuple(found)


@pytest.fixture(scope="module")
def answers(callers: tuple[Loaded, ...]) -> Lines:
    """The same of the model answers that have a recording; the others are synthesised."""
    found: list[tuple[str, Line]] = []
    for one in callers:
        assert one.scenario is not None
        if (recordings_folder(one.scenario) / ANSWERS).is_dir():
            spoken = (answer_line(one.scenario, turn, text) for turn, text in answers_of(one.scenario, scoring))
            found += [
                (f"{one.scenario.id}/{line.name}", line) for line in spoken if manifest.files(line.folder, line.name)
            ]
    return tuple(found)


def recordings(inside: str = "*/*") -> list[Path]:
    return [path for path in (LIBRARY / "voices").glob(inside) if path.suffix in manifest.SUFFIXES]


def test_every_line_has_a_recording_of_just_that_text(lines: Lines):
    entries = {folder: manifest.read(folder) for folder in {line.folder for _, line in lines}}

    silent = [
        label
        for label, line in lines
        if not any(
            entries[line.folder].get(path.name) == manifest.digest(line.text)
            for path in manifest.files(line.folder, line.name)
        )
    ]

    assert lines
    assert silent == [], RENDER


def test_the_check_of_scenarios_has_nothing_to_say_about_them(callers: tuple[Loaded, ...]):
    assert [str(problem) for one in callers for problem in check_recordings(one)] == []


def test_no_folder_belongs_to_nobody(callers: tuple[Loaded, ...]):
    ids = {one.scenario.id for one in callers if one.scenario is not None}

    assert {path.name for path in (LIBRARY / "voices").iterdir() if path.is_dir()} <= ids


def test_all_of_them_stay_small():
    files = [path for path in (LIBRARY / "voices").rglob("*") if path.is_file()]

    assert sum(path.stat().st_size for path in files) <= LARGEST
    assert [path for path in files if path.suffix in (".part", ".tmp")] == []


def test_every_recorded_answer_is_one_that_the_program_gives(answers: Lines):
    entries = {folder: manifest.read(folder) for folder in {line.folder for _, line in answers}}
    played = {path for _, line in answers for path in manifest.files(line.folder, line.name)}

    assert played == {*recordings(f"*/{ANSWERS}/*")}, RENDER
    assert sum(map(len, entries.values())) == len(played)
    for label, line in answers:
        assert [entries[line.folder][path.name] for path in manifest.files(line.folder, line.name)] == [
            manifest.digest(line.text)
        ], label


def test_each_is_speech_of_a_likely_length(lines: Lines, answers: Lines):
    odd: list[str] = []
    for label, line in (*lines, *answers):
        for path in manifest.files(line.folder, line.name):
            samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
            seconds, count = len(samples) / rate, chars(without_directions(line.text))
            peak = float(np.abs(samples).max(initial=0.0))
            loud = float(np.sqrt((samples**2).mean())) if len(samples) else 0.0
            if (rate, samples.shape[1]) != (16_000, 1):
                odd.append(f"{label}: {rate} Hz, {samples.shape[1]} channels")
            if not 0.1 < peak < 1 or loud < 0.01:
                odd.append(f"{label}: peak {peak:.2f}, mean {loud:.3f}")
            if not FASTEST * count <= seconds <= SLOWEST * count + PAUSES:
                odd.append(f"{label}: {seconds:.1f} s for {count} characters")

    assert recordings()
    assert odd == []


@pytest.mark.parametrize("voice", ["female", "male"])
def test_women_and_men_call(lines: Lines, voice: str):
    assert any(line.voice == voice for _, line in lines)
