"""The open store and what goes wrong while it is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainer.history.opened import opened


def test_what_fails_while_the_store_is_used_is_not_told_as_its_fault(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError), opened(tmp_path):
        raise BrokenPipeError
