from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from evaluations import measured

from trainer.recognition.checksum import sha256
from trainer.recognition.copy_folder import copy_folder
from trainer.recognition.evaluation import ENOUGH, read_evaluation, write_evaluation
from trainer.recognition.installed import Installed, check, read_installed, write_manifest


@pytest.fixture
def model(tmp_path: Path) -> Installed:
    folder = tmp_path / "whisper-x"
    folder.mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (folder / name).write_text(name, encoding="utf-8")
    write_manifest(folder, "whisper-x", "whisper", "multi")
    found = read_installed(folder, None)
    assert found is not None
    return found


def test_what_was_found_is_read_again(model: Installed) -> None:
    evaluation = measured(model)
    path = write_evaluation(model, evaluation)
    assert read_evaluation(model) == evaluation
    assert json.loads(path.read_text(encoding="utf-8"))["files"]["model.bin"]["sha256"] == sha256(
        model.folder / "model.bin"
    )


def test_nothing_was_measured(model: Installed) -> None:
    assert read_evaluation(model) is None


@pytest.mark.parametrize("fault", ["other size", "other time", "file gone", "another list", "no JSON", "another shape"])
def test_it_counts_for_the_same_files_only(model: Installed, fault: str) -> None:
    path = write_evaluation(model, measured(model))
    weights = model.folder / "model.bin"
    if fault == "other size":
        state = weights.stat()
        weights.write_text("longer than it was", encoding="utf-8")
        os.utime(weights, ns=(state.st_atime_ns, state.st_mtime_ns))
    elif fault == "other time":
        os.utime(weights, ns=(1, 1))
    elif fault == "file gone":
        weights.unlink()
    elif fault == "another list":
        data = json.loads(path.read_text(encoding="utf-8"))
        data["files"].pop("config.json")
        path.write_text(json.dumps(data), encoding="utf-8")
    else:
        path.write_text("{" if fault == "no JSON" else '{"cer": 1}', encoding="utf-8")
    assert read_evaluation(model) is None


def test_it_is_no_part_of_the_model(model: Installed) -> None:
    write_evaluation(model, measured(model))
    assert check(model, {}).ok
    write_manifest(model.folder, "whisper-x", "whisper", "multi")
    assert "evaluation.json" not in (model.folder / "model.json").read_text(encoding="utf-8")


def test_a_copy_was_not_measured_here(model: Installed, tmp_path: Path) -> None:
    write_evaluation(model, measured(model))
    for name in ("model.bin", "config.json", "tokenizer.json"):
        os.utime(model.folder / name, ns=(1, 1))  # installed long ago
    write_evaluation(model, measured(model))
    assert read_evaluation(model) is not None
    copy = tmp_path / "elsewhere"
    copy_folder(model.folder, copy, lambda _size: None, lambda _done, _total: None)
    assert read_evaluation(Installed(model.name, model.engine, model.language, copy)) is None


def test_a_few_recordings_are_not_enough(model: Installed) -> None:
    assert measured(model).enough
    assert not measured(model, recordings=ENOUGH - 1).enough
