from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario

from .calls import SPEECH

Make = Callable[..., Scenario]

HEAD = "id: s\ntitle: 测试\nkind: inbound\n"


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A scenario from the YAML of its turns and rules; packs by name."""

    def load_text(text: str, kind: str = "inbound", **packs: str) -> Scenario:
        (tmp_path / "packs").mkdir(exist_ok=True)
        for name, pack in packs.items():
            (tmp_path / "packs" / f"{name}.yaml").write_text(
                f"pack: {name}\n" + textwrap.dedent(pack), encoding="utf-8"
            )
        path = tmp_path / "s.yaml"
        path.write_text(HEAD.replace("inbound", kind) + textwrap.dedent(text), encoding="utf-8")
        return load(path)

    return load_text


@pytest.fixture
def speech(tmp_path: Path) -> str:
    return str(shutil.copy(SPEECH, tmp_path / "录音.opus"))


@pytest.fixture
def deadly(tmp_path: Path) -> str:
    """One utterance that is longer than any engine here survives."""
    sound, rate = soundfile.read(SPEECH.parents[1] / "match" / "m001.opus", dtype="float32")
    path = tmp_path / "毒.wav"
    soundfile.write(path, np.tile(sound, 8)[: 25 * rate], rate)
    return str(path)
