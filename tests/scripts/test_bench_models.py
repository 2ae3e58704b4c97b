"""Figures of `trainer evaluate` for the record."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

import bench_models
import pytest
from _setup import SetupError
from evaluations import measured

from trainer.recognition.evaluation import write_evaluation
from trainer.recognition.installed import Installed, needed_files


def test_what_was_kept_beside_a_model_becomes_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_MODELS", str(tmp_path))
    bench_models.add_options(ArgumentParser())
    with pytest.raises(SetupError, match="trainer evaluate"):
        bench_models.run(Namespace())
    model = Installed("whisper-own", "whisper", "multi", tmp_path / "whisper-own")
    model.folder.mkdir()
    for name in needed_files("whisper", model.folder):
        (model.folder / name).write_text(name, encoding="utf-8")
    write_evaluation(model, measured(model))
    figures = {one.name: one for one in bench_models.run(Namespace())}
    assert list(figures) == ["CER whisper-own", "RTF whisper-own", "wordings: recall whisper-own"]
    assert (figures["CER whisper-own"].value, figures["RTF whisper-own"].value) == (0.1, 0.2)
    assert figures["wordings: recall whisper-own"].note == "[0.800–1.000], 9 of 10, s"
