"""The scenarios that come with the program, by id."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from trainer.scenario.load import Loaded


@pytest.fixture(scope="session")
def loaded(loaded_library: Mapping[Path, Loaded]) -> dict[str, Loaded]:
    """Every scenario of the library by id, with its problems."""
    return {path.stem: one for path, one in loaded_library.items()}
