"""检查麦克风 in the menu, with a sound card that is there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from clips import clip
from pulse import SoundCard

from tests.practice.conftest import Scripted
from trainer.cli import menu as menus
from trainer.cli.voice_setup import PracticeOptions, way
from trainer.settings import Settings


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "trainer.toml").write_text('data_folder = "data"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def test_a_microphone_is_tried_out_and_remembered(sound_card: SoundCard, monkeypatch, tmp_path: Path, capfd):
    monkeypatch.setenv("TRAINER_MODELS", str(tmp_path))  # the engine is not what is tested here
    sentence = np.concatenate([np.zeros(1600, np.float32), clip("f001"), clip("f004")])
    sound_card.speak(np.tile(sentence, 20), wait=False)  # again and again: the rest is looked over first
    menus.microphone(Scripted(["1", "1"]))

    out = capfd.readouterr().out
    assert "请说一句话" in out
    assert "听得清" in out
    assert "记住了" in out
    assert "device = " in (tmp_path / "trainer.toml").read_text(encoding="utf-8")


def test_with_a_microphone_but_no_model_the_way_is_the_keyboard(sound_card: SoundCard, monkeypatch, tmp_path: Path):
    monkeypatch.setenv("TRAINER_MODELS", str(tmp_path))
    assert way(PracticeOptions(), Settings(), Scripted([])) == "keyboard"
