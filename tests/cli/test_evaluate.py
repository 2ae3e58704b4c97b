from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trainer.recognition import engines
from trainer.recognition.evaluation import read_evaluation
from trainer.recognition.installed import Installed, needed_files, write_manifest
from trainer.recognition.models import Models
from trainer.recognition.scripted import ScriptedRecogniser

from .helpers import trainer

Capture = pytest.CaptureFixture[str]
CLIPS = Path(__file__).parents[1] / "data" / "match"
HEARS = {"whisper-base": "您好", "whisper-own": "您号"}


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder with two models that hear what HEARS says, whatever the sound."""
    folder = tmp_path / "models"
    for name in HEARS:
        for file in needed_files("whisper", folder):
            (folder / name).mkdir(parents=True, exist_ok=True)
            (folder / name / file).write_text(file, encoding="utf-8")
        write_manifest(folder / name, name, "whisper", "multi")
    monkeypatch.setenv("TRAINER_MODELS", str(folder))

    def load(installed: Installed, **_: Any) -> ScriptedRecogniser:
        made = ScriptedRecogniser.says(*[HEARS[installed.name]] * 40)
        made.model = installed.name
        return made

    monkeypatch.setattr(engines, "load", load)
    return folder


@pytest.fixture
def recordings(tmp_path: Path) -> Callable[..., str]:
    """`recordings("您好", …)`: a folder with a recording for each text."""

    def make(*texts: str) -> str:
        folder = tmp_path / "录音"
        folder.mkdir(exist_ok=True)
        for number, text in enumerate(texts):
            shutil.copy(CLIPS / "m001.opus", folder / f"{number:02}.opus")
            (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
        return str(folder)

    return make


def installed(name: str) -> Installed:
    return next(one for one in Models().installed() if one.name == name)


def test_every_model_is_measured_and_the_figures_kept(capfd: Capture, models: Path, recordings: Any) -> None:
    ran = trainer(capfd, "evaluate", recordings("您好", "您好"))
    assert ran.code == 0
    assert ran.err.splitlines() == [
        "语音模型 whisper-base：正在听 2 段录音……", "语音模型 whisper-own：正在听 2 段录音……",
    ]  # fmt: skip
    lines = ran.out.splitlines()
    assert lines[0].startswith("2 段录音，长 0:")
    assert "whisper-base" in lines
    assert any(line.startswith("  字错率  0.0%") for line in lines)
    assert lines[-1] == "最准的是 whisper-base。"
    assert all(sum(2 if ord(char) > 0x2E80 else 1 for char in line) <= 80 for line in lines)
    kept = read_evaluation(installed("whisper-base"))
    assert kept is not None
    assert (kept.cer.value, kept.recordings) == (0.0, 2)
    assert [one.ok for one in Models().verify("whisper-own")] == [True]


def test_one_model_some_recordings_and_a_scenario(capfd: Capture, models: Path, recordings: Any) -> None:
    folder = recordings(*["您好"] * 4)
    ran = trainer(capfd, "evaluate", folder, "--model", "whisper-own", "--limit", "1", "-s", "in-aftersales")
    assert (ran.code, "whisper-base" in ran.out) == (0, False)
    assert "说了 1 句，听出 1 句：100.0%" in ran.out
    assert read_evaluation(installed("whisper-base")) is None


def test_json_is_one_line(capfd: Capture, models: Path, recordings: Any) -> None:
    ran = trainer(capfd, "evaluate", recordings("您好"), "--format", "json")
    data = json.loads(ran.out)
    assert (data["format"], len(ran.out.splitlines())) == (1, 1)
    assert [one["model"] for one in data["evaluations"]] == ["whisper-base", "whisper-own"]
    assert data["evaluations"][1]["worst"][0]["heard"] == "您号"


def test_rows_for_the_record(capfd: Capture, models: Path, recordings: Any) -> None:
    ran = trainer(capfd, "evaluate", recordings("您好"), "--format", "markdown", "--model", "whisper-base")
    assert [line.split(" | ")[0] for line in ran.out.splitlines()] == ["| CER whisper-base", "| RTF whisper-base"]


def test_every_recording_without_its_text_is_told_and_nothing_is_heard(
    capfd: Capture, models: Path, recordings: Any
) -> None:
    folder = recordings("您好", "", "您好")
    (Path(folder) / "02.txt").unlink()
    ran = trainer(capfd, "evaluate", folder)
    assert (ran.code, ran.out) == (1, "")
    assert [line[-40:] for line in ran.err.splitlines()] != []
    assert "01.opus：文字稿是空的" in ran.err
    assert "02.opus：旁边没有文字稿。请把说的话写进 02.txt" in ran.err


def test_recordings_that_cannot_be_read_are_all_told(capfd: Capture, models: Path, recordings: Any) -> None:
    folder = recordings("您好", "您好", "您好")
    for name in ("00.opus", "02.opus"):
        (Path(folder) / name).write_bytes(b"no sound")
    ran = trainer(capfd, "evaluate", folder)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (1, "", 2)
    assert "00.opus" in ran.err
    assert "02.opus" in ran.err


@pytest.mark.parametrize("there", [True, False], ids=["empty", "gone"])
def test_a_folder_without_recordings(capfd: Capture, models: Path, tmp_path: Path, there: bool) -> None:
    if there:
        (tmp_path / "x").mkdir()
        (tmp_path / "x" / "a.json").write_text("{}", encoding="utf-8")
    ran = trainer(capfd, "evaluate", str(tmp_path / "x"))
    assert (ran.code, ran.out) == (1, "")
    assert ("里面没有录音" if there else "找不到") in ran.err


def test_a_model_that_is_not_there(capfd: Capture, models: Path, recordings: Any) -> None:
    ran = trainer(capfd, "evaluate", recordings("您好"), "--model", "vosk-cn")
    assert (ran.code, ran.err) == (1, "没有安装语音模型 vosk-cn。请运行：trainer models pull vosk-cn\n")
    shutil.rmtree(models)
    assert "trainer models pull" in trainer(capfd, "evaluate", recordings("您好")).err


def test_a_model_folder_that_is_read_only_is_told_and_no_failure(
    capfd: Capture, models: Path, recordings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr("trainer.atomic.write", refuse)  # root may write anywhere
    ran = trainer(capfd, "evaluate", recordings("您好"), "--model", "whisper-base")
    assert ran.code == 0
    assert "结果没有记下来" in ran.err
    assert "whisper-base 写不进去（没有权限）" in ran.err


def test_a_model_that_cannot_be_read(
    capfd: Capture, models: Path, recordings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> str:
        raise OSError(5, "no")

    monkeypatch.setattr("trainer.recognition.evaluation.sha256", refuse)
    ran = trainer(capfd, "evaluate", recordings("您好"))
    assert (ran.code, ran.out) == (1, "")
    assert "语音模型 whisper-base 读不了（磁盘读写出错）" in ran.err


def test_stopped_in_the_middle(capfd: Capture, models: Path, recordings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ScriptedRecogniser, "transcribe_many", stop)
    ran = trainer(capfd, "evaluate", recordings("您好"))
    assert (ran.code, ran.out) == (130, "")
    assert read_evaluation(installed("whisper-base")) is None


@pytest.mark.model
def test_real_speech_by_the_real_model(capfd: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("faster_whisper", reason="the extra [whisper] is not installed")
    model = next((one for one in Models().installed() if one.name == "whisper-base"), None)
    if model is None:
        pytest.skip("model whisper-base is not installed: trainer models pull whisper-base")
    shutil.copytree(model.folder, tmp_path / "models" / model.name)  # figures are written beside it
    monkeypatch.setenv("TRAINER_MODELS", str(tmp_path / "models"))
    folder = tmp_path / "clips"
    folder.mkdir()
    rows = [line.split("\t") for line in (CLIPS / "texts.tsv").read_text(encoding="utf-8").splitlines()]
    at = rows[0].index("text")
    for row in rows[1:4]:
        shutil.copy(CLIPS / f"{row[0]}.opus", folder)
        (folder / f"{row[0]}.txt").write_text(row[at], encoding="utf-8")
    ran = trainer(capfd, "evaluate", str(folder), "--format", "json")
    found = json.loads(ran.out)["evaluations"][0]
    assert found["recordings"] == 3
    assert found["cer"]["value"] < 0.3
    assert found["rtf"] > 0
    assert read_evaluation(installed("whisper-base")) is not None
