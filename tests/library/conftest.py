"""The scenarios that come with the program, loaded once."""

from __future__ import annotations

import pytest

from trainer.scenario.library import default_library, library
from trainer.scenario.load import Loaded, examine, packs_folder
from trainer.scenario.packs import Shelf


@pytest.fixture(scope="session")
def loaded() -> dict[str, Loaded]:
    """Every scenario of the library by id, with its problems."""
    files = library(default_library())
    shelf = Shelf(packs_folder(files[0]))
    return {file.stem: examine(file, shelf) for file in files}
