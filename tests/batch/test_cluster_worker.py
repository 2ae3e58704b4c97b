"""What a worker does, in this process."""

from __future__ import annotations

import json
import os
import pickle
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from trainer.batch import cluster_worker
from trainer.batch.cluster_worker import UNSENT, Desk, Task, differences, equip, hear, in_memory, refusal, software
from trainer.batch.jobs import Job
from trainer.batch.score_batch import with_key
from trainer.batch.workers import Equipment
from trainer.errors import ModelError
from trainer.scenario.resolved import Scenario

from . import engines_for_workers as engines
from .calls import SPEECH, TEXT, job, store
from .conftest import Make

MEMORY = pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="files in memory are Linux's")
HEARD = "scripted", "scripted"


@pytest.fixture
def scenario(make: Make) -> Scenario:
    return make(TEXT)


def desk(scenario: Scenario, opened: object = engines.scripted) -> Desk:
    equipment = Equipment({scenario.sha256: scenario}, opened)  # type: ignore[arg-type]
    made = equip(software(None), pickle.dumps((equipment, None)))
    assert isinstance(made, Desk)
    made.model = HEARD
    return made


def keyed(recording: str, scenario: Scenario) -> Job:
    return with_key(job(recording, scenario), lambda: HEARD)


@pytest.fixture
def whisper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like a model."""
    folder = tmp_path / "models" / "whisper-base"
    folder.mkdir(parents=True)
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (folder / name).write_text(name, encoding="utf-8")
    monkeypatch.setenv("TRAINER_MODELS", str(folder.parent))
    return folder


def test_software_names_program_engine_and_model(whisper: Path) -> None:
    pytest.importorskip("faster_whisper")
    first = software(("whisper", "whisper-base"))
    assert list(first) == ["trainer", "识别引擎", "语音模型"]
    assert first["trainer"].startswith("0.1.0（")
    assert "ctranslate2" in first["识别引擎"]
    (whisper / "model.json").write_text("{}", encoding="utf-8")  # our own notes about it are no part of a model
    assert software(("whisper", "whisper-base")) == first
    (whisper / "model.bin").write_text("other", encoding="utf-8")
    other = software(("whisper", "whisper-base"))
    assert differences(first, other) == f"语音模型 是 {other['语音模型']}，应当是 {first['语音模型']}"


def test_software_names_the_engine_sensevoice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sherpa_onnx")
    folder = tmp_path / "models" / "sensevoice"
    folder.mkdir(parents=True)
    for name in ("model.int8.onnx", "tokens.txt"):
        (folder / name).write_text(name, encoding="utf-8")
    monkeypatch.setenv("TRAINER_MODELS", str(folder.parent))
    found = software(("sensevoice", "sensevoice"))
    assert found["识别引擎"].startswith("sherpa-onnx ")
    assert found["语音模型"].startswith("sensevoice（")
    with pytest.raises(ModelError, match="属于 sensevoice"):
        software(("whisper", "sensevoice"))


def test_a_model_that_is_missing_is_told(whisper: Path) -> None:
    with pytest.raises(ModelError, match="trainer models pull vosk-cn"):
        software(("vosk", "vosk-cn"))


def test_only_the_same_software_opens_what_was_sent(whisper: Path) -> None:
    pytest.importorskip("faster_whisper")
    told = equip({"trainer": "9.9.9（abc）"}, b"no pickle")
    assert isinstance(told, str)
    assert told.startswith("trainer 是 0.1.0（")
    assert "应当是 9.9.9（abc）" in told
    assert refusal(told) == told
    model = "whisper", "whisper-base"
    packed = pickle.dumps((Equipment({}, engines.scripted), model))
    good = software(model)
    assert isinstance(equip(good, packed), Desk)
    told = equip({**good, "识别引擎": "faster-whisper 0.1"}, packed)
    assert isinstance(told, str)
    assert "应当是 faster-whisper 0.1。" in told
    assert equip(good, pickle.dumps((Equipment({}, engines.none), model))) == "模型坏了"


def test_what_cannot_be_opened_is_no_exception() -> None:
    assert equip(software(None), b"no pickle") == "准备不好（UnpicklingError）。请在那台机器上运行 trainer doctor。"


def test_a_desk_is_sent_as_how_to_make_it(scenario: Scenario) -> None:
    first = desk(scenario)
    second = pickle.loads(pickle.dumps(first))
    assert second.equipment == first.equipment
    assert second.opened is not first.opened


def test_a_worker_that_would_write_to_the_disk_is_refused(scenario: Scenario) -> None:
    pytest.importorskip("distributed")
    assert refusal(desk(scenario), SimpleNamespace(data={})) is None
    assert "--memory-limit 0" in str(refusal(desk(scenario), SimpleNamespace(data=object())))


def test_a_recording_that_the_worker_sees_is_read_there(tmp_path: Path, scenario: Scenario) -> None:
    one = keyed(store(tmp_path, "a.json", "您好海棠苑", "再见"), scenario)
    line = hear(desk(scenario), Task(one))
    assert json.loads(line.text)["total"] == 100  # type: ignore[union-attr]


def test_another_file_of_that_name_is_not_taken_for_the_recording(tmp_path: Path, scenario: Scenario) -> None:
    one = keyed(store(tmp_path, "a.json", "您好海棠苑", "再见"), scenario)
    store(tmp_path, "a.json", "喂", "再见")
    assert hear(desk(scenario), Task(one)) is None
    Path(one.recording).unlink()
    assert hear(desk(scenario), Task(one)) is None


def test_without_a_key_the_worker_tells_what_is_wrong_with_the_file(tmp_path: Path, scenario: Scenario) -> None:
    line = hear(desk(scenario), Task(job(str(tmp_path / "a.json"), scenario)))
    assert "找不到这个文件" in line.text  # type: ignore[union-attr]


@MEMORY
@pytest.mark.parametrize("name", ["a.json", "录音.opus"])
def test_bytes_give_the_same_line_as_the_file(tmp_path: Path, scenario: Scenario, name: str) -> None:
    store(tmp_path, name, "您好海棠苑", "再见")
    if name.endswith("opus"):
        (tmp_path / name).write_bytes(SPEECH.read_bytes())
    one = keyed(str(tmp_path / name), scenario)
    there = hear(desk(scenario), Task(one))
    sound = Path(one.recording).read_bytes()
    Path(one.recording).unlink()
    assert there is not None
    assert hear(desk(scenario), Task(one, sound)) == there


@MEMORY
def test_a_failure_names_the_recording_and_not_the_file_in_memory(tmp_path: Path, scenario: Scenario) -> None:
    one = job(str(tmp_path / "a.wav"), scenario)
    line = hear(desk(scenario), Task(one, b"RIFF"))
    told = json.loads(line.text)  # type: ignore[union-attr]
    assert told["source"] == told["job"]["recording"] == one.recording
    assert told["error"]["message"].startswith(f"录音 {one.recording} 打不开")


@MEMORY
def test_a_file_in_memory_is_on_no_disk_and_gone_afterwards() -> None:
    before = {*Path("/proc/self/fd").iterdir()}
    with in_memory(b"x" * 100_000, ".json") as path:
        assert Path(path).stat().st_nlink == 0  # no folder has it
        assert Path(path).read_bytes() == b"x" * 100_000
        folder = Path(path).parent
    assert not folder.exists()
    assert {*Path("/proc/self/fd").iterdir()} == before


def test_a_system_without_files_in_memory_says_so(
    tmp_path: Path, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    one = job(store(tmp_path, "a.json", "您好"), scenario)
    line = hear(desk(scenario), Task(one, b"{}"))
    assert line.code == UNSENT  # type: ignore[union-attr]


def test_an_engine_that_cannot_be_loaded_is_a_value(tmp_path: Path, scenario: Scenario) -> None:
    told = hear(desk(scenario, engines.none), Task(keyed(str(SPEECH), scenario)))
    assert isinstance(told, ModelError)
    assert isinstance(pickle.loads(pickle.dumps(told)), ModelError)


def test_nothing_that_goes_to_a_worker_shows_what_is_in_it(scenario: Scenario) -> None:
    one = replace(job("/13800001111.wav", scenario), trainee="小李")
    assert "138" not in repr(Task(one))
    assert "海棠" not in repr(desk(scenario))


def test_the_source_is_part_of_the_version_as_it_was_when_the_worker_began(monkeypatch: pytest.MonkeyPatch) -> None:
    first = software(None)
    monkeypatch.setattr(cluster_worker, "sha256", lambda path: "0")
    assert software(None) == first
    cluster_worker._source.cache_clear()
    assert software(None) != first
    cluster_worker._source.cache_clear()
