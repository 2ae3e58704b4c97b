"""Damaged files: located problems or success, never another exception. Ten thousand: scripts/bench.py mutations."""

from __future__ import annotations

import re
import runpy
import shutil
from pathlib import Path

import pytest

from trainer.errors import ScenarioError
from trainer.scenario.library import default_library, library
from trainer.scenario.load import load, load_pack

mutations = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "mutate.py"))["mutations"]
SCENARIOS = library(default_library())
PACKS = library(default_library() / "packs")


def found(path: Path, *, of_pack: bool) -> list[tuple[int, int, str]]:
    try:
        load_pack(path) if of_pack else load(path)
    except ScenarioError as error:
        return [(one.line, one.column, one.message) for one in error.problems]
    return []


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_file_gives_located_problems_or_loads(seed: int, tmp_path: Path) -> None:
    shutil.copytree(default_library() / "packs", tmp_path / "packs")
    for name, data in mutations([*SCENARIOS, *PACKS], 5, seed):
        of_pack = name in {pack.name for pack in PACKS}
        path = tmp_path / "packs" / name if of_pack else tmp_path / name
        path.write_bytes(data)
        for line, column, message in found(path, of_pack=of_pack):
            assert line >= 1
            assert column >= 1
            assert re.search(r"[\u4e00-\u9fff]", message)
        if of_pack:
            shutil.copy(default_library() / "packs" / name, path)
