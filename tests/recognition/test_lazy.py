from __future__ import annotations

import sys

import pytest

from trainer.recognition.lazy import without


def test_inside_it_is_a_stand_in_and_afterwards_itself():
    sys.modules.pop("this", None)
    with without("sndhdr_nobody"):
        import sndhdr_nobody  # type: ignore[import-not-found]

        with pytest.raises(ImportError):
            sndhdr_nobody.open()
        assert not hasattr(sndhdr_nobody, "__path__")
    assert "sndhdr_nobody" not in sys.modules


def test_what_is_loaded_already_stays():
    with without("json"):
        import json

        assert json.dumps({}) == "{}"
