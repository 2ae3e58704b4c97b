"""Rendering the caller's lines: only what is missing or stale, nobody's own recording. A tone stands in for Kokoro."""

from __future__ import annotations

from pathlib import Path

import make_voices
import numpy as np
import pytest
import soundfile

from trainer.voice import manifest
from trainer.voice.new_recording import keep
from trainer.voice.recorded import Recorded

SCENARIO = """\
id: talk
title: 说话
kind: inbound
slots: {公司: 海棠苑}
caller: {name: 陈女士, voice: female, pace: 200}
turns:
  - id: greet
    cue: ring
    rules: [{required: 您好}]
  - id: hear
    line: [我家漏水了。, "（沙沙声）喂，是{公司}吗？"]
    rules: [{required: 您好}]
  - id: wait
    line: （他等着）
    rules: [{required: 您好}]
"""
TONE = (np.sin(np.arange(16_000) / 10) / 10).astype(np.float32)


class Tone:
    """Speaks everything as one second of a tone."""

    def __init__(self):
        self.said: list[tuple[str, str, float]] = []

    def speak(self, text: str, voice: str, speed: float):
        self.said.append((text, voice, speed))
        return TONE


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "talk.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "packs").mkdir()
    return tmp_path


def rendered(library: Path, *arguments: str) -> list[str]:
    """The texts that this run speaks."""
    tone = Tone()
    assert make_voices.main(["--library", str(library), *arguments], tone) == 0
    return [text for text, _, _ in tone.said]


def edit(library: Path, old: str, new: str) -> None:
    path = library / "talk.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_every_line_is_spoken_once_without_stage_directions(library):
    assert rendered(library) == ["我家漏水了。", "喂，是海棠苑吗？"]
    assert rendered(library) == []


def test_the_program_plays_what_was_rendered(library):
    rendered(library)

    for scenario in make_voices.scenarios(library):
        sounds = [Recorded().sound(line) for line in make_voices.lines(scenario)]

    assert [round(sound.seconds, 1) for sound in sounds] == [1.2, 1.2]


def test_a_recording_is_opus_at_16_khz_and_says_who_spoke(library):
    rendered(library)

    with soundfile.SoundFile(library / "voices" / "talk" / "hear-1.opus") as file:
        assert (file.samplerate, file.channels, file.subtype) == (16_000, 1, "OPUS")
        assert make_voices.TAG.fullmatch(file.comment)


def test_an_edited_line_is_rendered_again(library):
    rendered(library)

    edit(library, "我家漏水了。", "我家漏水三天了。")

    assert rendered(library) == ["我家漏水三天了。"]


def test_another_caller_speaks_all_lines_again(library):
    rendered(library)

    edit(library, "voice: female", "voice: male")

    tone = Tone()
    make_voices.main(["--library", str(library)], tone)
    assert {voice for _, voice, _ in tone.said} == {"jm_kumo"}
    assert len(tone.said) == 2


def test_the_pace_becomes_the_speed_within_limits(library):
    edit(library, "pace: 200", "pace: 400")

    tone = Tone()
    make_voices.main(["--library", str(library)], tone)

    assert {speed for _, _, speed in tone.said} == {1.25}


def test_a_line_that_is_no_more_loses_its_recording(library):
    rendered(library)

    edit(library, "[我家漏水了。, ", "[")  # the line left over is called `hear`

    assert rendered(library) == ["喂，是海棠苑吗？"]
    assert sorted(path.name for path in (library / "voices" / "talk").iterdir()) == ["hear.opus", "lines.json"]
    assert list(manifest.read(library / "voices" / "talk")) == ["hear.opus"]


def test_a_scenario_that_is_no_more_loses_its_folder(library):
    rendered(library)

    (library / "talk.yaml").unlink()

    assert rendered(library) == []
    assert list((library / "voices").iterdir()) == []


def test_a_scenario_with_errors_keeps_its_recordings(library, capsys):
    rendered(library)

    edit(library, "kind: inbound", "kind: nothing")

    assert rendered(library) == []
    assert "talk: left out" in capsys.readouterr().err
    assert len(list((library / "voices" / "talk").glob("*.opus"))) == 2


def test_somebodys_own_recording_stays_and_is_not_replaced(library):
    folder = library / "voices" / "talk"
    keep(folder, "hear-1", "我家漏水了。", TONE)
    before = (folder / "hear-1.flac").read_bytes()

    assert rendered(library) == ["喂，是海棠苑吗？"]
    assert (folder / "hear-1.flac").read_bytes() == before


def test_a_recording_that_somebody_replaced_is_deleted(library):
    rendered(library)
    keep(library / "voices" / "talk", "hear-1", "我家漏水了。", TONE)

    assert rendered(library) == []
    assert list(manifest.read(library / "voices" / "talk")) == ["hear-1.flac", "hear-2.opus"]
    assert not (library / "voices" / "talk" / "hear-1.opus").exists()


def test_what_an_interrupted_run_left_goes_away(library):
    rendered(library)
    left = library / "voices" / "talk" / "hear-1.opus.part"
    left.write_bytes(b"half")

    rendered(library)

    assert not left.exists()


def test_a_named_line_is_rendered_again_in_the_voice_asked_for(library):
    rendered(library)

    tone = Tone()
    make_voices.main(
        ["--library", str(library), "--only", "talk/hear-1", "--voice", "jf_nezumi", "--speed", "0.9"], tone
    )

    assert tone.said == [("我家漏水了。", "jf_nezumi", 0.9)]
    assert rendered(library) == []


def test_a_list_changes_nothing(library, capsys):
    assert rendered(library, "--list") == []
    assert "talk/hear-1" in capsys.readouterr().out
    assert not (library / "voices").exists()


def test_two_processes_share_the_scenarios(library):
    text = SCENARIO.replace("id: talk", "id: other")
    (library / "other.yaml").write_text(text, encoding="utf-8")

    assert len(rendered(library, "--share", "1/2")) == 2
    assert len(rendered(library, "--share", "2/2")) == 2
    assert rendered(library) == []


def test_quizzes_are_left_to_synthetic_speech(library):
    edit(library, "kind: inbound", "kind: quiz")

    assert rendered(library) == []


EXAMPLE = "examples: [{name: 标准, replies: {greet: 您好，海棠苑。, hear: 您好，请讲。}}]\n"


@pytest.fixture
def exemplary(library: Path) -> Path:
    """The library, with model answers."""
    path = library / "talk.yaml"
    path.write_text(path.read_text(encoding="utf-8") + EXAMPLE, encoding="utf-8")
    return library


def test_model_answers_come_after_the_lines_by_another_voice(exemplary):
    tone = Tone()
    make_voices.main(["--library", str(exemplary)], tone)

    assert [text for text, _, _ in tone.said][2:] == ["您好，海棠苑。", "您好，请讲。"]
    assert len({voice for _, voice, _ in tone.said[:2]}) == len({voice for _, voice, _ in tone.said[2:]}) == 1
    assert tone.said[0][1] != tone.said[-1][1]
    assert rendered(exemplary) == []


def test_the_program_plays_the_answer_that_was_rendered(exemplary):
    rendered(exemplary)

    for scenario in make_voices.scenarios(exemplary):
        sounds = [Recorded().sound(line) for line in make_voices.answers(scenario)]

    assert [round(sound.seconds, 1) for sound in sounds] == [1.2, 1.2]


def test_an_edited_answer_is_rendered_again_and_the_old_one_goes(exemplary):
    rendered(exemplary)
    folder = exemplary / "voices" / "talk" / "answers"
    before = {path.name for path in folder.glob("*.opus")}

    edit(exemplary, "您好，请讲。", "您好，您请讲。")

    assert rendered(exemplary) == ["您好，您请讲。"]
    after = {path.name for path in folder.glob("*.opus")}
    assert len(before & after) == 1
    assert set(manifest.read(folder)) == after


def test_a_scenario_that_is_no_more_loses_its_answers_too(exemplary):
    rendered(exemplary)

    (exemplary / "talk.yaml").unlink()

    assert rendered(exemplary) == []
    assert list((exemplary / "voices").iterdir()) == []


def test_a_scenario_with_errors_keeps_its_answers(exemplary):
    rendered(exemplary)

    edit(exemplary, "kind: inbound", "kind: nothing")

    assert rendered(exemplary) == []
    assert len(list((exemplary / "voices" / "talk" / "answers").glob("*.opus"))) == 2
