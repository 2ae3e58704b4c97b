from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.voice.helpers import SCENARIO, scenario, speech, write
from trainer.audio.decode import blocks
from trainer.checking.check import check
from trainer.errors import AudioError, Problem
from trainer.voice import manifest
from trainer.voice.lines import recordings_folder
from trainer.voice.new_recording import keep


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The recordings of a scenario whose line hear-1 is recorded."""
    folder = recordings_folder(scenario(tmp_path))
    keep(folder, "hear-1", "我家漏水了。", speech())
    return folder


def warnings(folder: Path, text: str = SCENARIO) -> list[Problem]:
    """What `trainer check` says about recordings."""
    scenario(folder.parents[1], text)
    report = check([folder.parents[1] / "talk.yaml"])
    assert report.errors == []
    return [problem for problem in report.warnings if "录音" in problem.message]


def test_good_recordings_are_not_worth_a_word(folder: Path):
    keep(folder, "hear-2", "喂，是海棠苑吗？", speech())
    (folder / "readme.txt").touch()

    assert warnings(folder) == []


def test_a_scenario_without_recordings_is_not_worth_a_word(tmp_path: Path):
    assert warnings(tmp_path / "voices" / "talk") == []


def test_a_stale_recording_is_told_where_the_line_was_changed(folder: Path):
    (problem,) = warnings(folder, SCENARIO.replace("[我家漏水了。,", "[我家漏水三天了。,"))

    assert problem.warning
    assert (Path(problem.path).name, problem.line, problem.column) == ("talk.yaml", 12, 12)
    assert "后来改过" in problem.message
    assert "hear-1.flac" in problem.message
    assert "--only hear" in problem.message


def test_another_company_makes_a_recording_stale(folder: Path):
    keep(folder, "hear-2", "喂，是海棠苑吗？", speech())

    (problem,) = warnings(folder, SCENARIO.replace("公司: 海棠苑", "公司: 翠湖"))

    assert "hear-2.flac" in problem.message
    assert "里面的内容" in problem.message


def test_a_recording_without_entry_can_be_entered(folder: Path):
    write(folder / "goodbye.opus", speech())

    (problem,) = warnings(folder)

    assert problem.path.endswith("goodbye.opus")
    assert (problem.line, problem.column, problem.warning) == (1, 1, True)
    assert "--register" in problem.message


def test_a_recording_for_no_line_is_offered_the_nearest_name(folder: Path):
    write(folder / "goodby.flac", speech())

    (problem,) = warnings(folder)

    assert "没有哪句台词叫“goodby”" in problem.message
    assert "是不是“goodbye”" in problem.message


def test_a_second_recording_of_a_line_is_superfluous(folder: Path):
    write(folder / "hear-1.wav", speech())
    entries = manifest.read(folder)
    manifest.write(folder, {**entries, "hear-1.wav": entries["hear-1.flac"]})

    (problem,) = warnings(folder)

    assert problem.path.endswith("hear-1.wav")
    assert "已经有 hear-1.flac" in problem.message


@pytest.mark.parametrize("name", ["goodbye.mp3", "goodbye.WAV", "goodbye.m4a"])
def test_a_kind_that_is_never_played(folder: Path, name):
    (folder / name).write_bytes(b"x")

    (problem,) = warnings(folder)

    assert ".flac" in problem.message


def test_a_broken_recording(folder: Path):
    (folder / "hear-1.flac").write_bytes(b"")

    (problem,) = warnings(folder)

    assert "空文件" in problem.message
    assert "--only hear" in problem.message


def test_a_recording_that_is_gone(folder: Path):
    (folder / "hear-1.flac").unlink()

    (problem,) = warnings(folder)

    assert "“hear-1.flac”不见了" in problem.message


def test_an_unreadable_manifest_is_the_only_thing_said(folder: Path):
    (folder / "lines.json").write_text("[]", encoding="utf-8")

    (problem,) = warnings(folder)

    assert problem.path.endswith("lines.json")
    assert "--register" in problem.message


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda data: data[:40],
        lambda data: data[: len(data) // 2],
        lambda data: b"\0" * len(data),
        lambda data: data.replace(b"OpusHead", b"OpusHeap"),
        lambda data: data[:-9] + b"\0" * 9,
    ],
    ids=["header only", "half", "zeros", "foreign", "a little damage"],
)
def test_a_damaged_opus_file_is_judged_by_decoding_it(folder: Path, spoilt: Callable[[bytes], bytes]):
    path = write(folder / "goodbye.opus", speech())
    manifest.write(folder, {**manifest.read(folder), path.name: manifest.digest("好，再见。")})
    path.write_bytes(spoilt(path.read_bytes()))
    try:
        list(blocks(path))
        expected = []
    except AudioError as error:
        expected = [error.message.partition("。")[0]]

    found = [problem.message.partition("，播放不了")[0] for problem in warnings(folder) if "goodbye" in problem.path]

    assert found == expected
