"""A scenario from what was kept of it is the one it was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.scenario.load import Loaded, load
from trainer.scenario.resolved import Scenario, identity
from trainer.scenario.restore import restore

MINI = Path(__file__).resolve().parents[1] / "practice" / "mini.yaml"


@pytest.fixture(scope="module")
def mini() -> Scenario:
    return load(MINI)


def test_every_scenario_of_the_library_comes_back_as_it_was(loaded_library: Mapping[Path, Loaded]):
    for path, loaded in loaded_library.items():
        scenario = loaded.scenario
        assert scenario is not None
        kept = restore(scenario.written)
        assert kept is not None, path
        assert (kept.rules, kept.lists) == (scenario.rules, scenario.lists), path
        assert (kept.sha256, kept.written) == (scenario.sha256, scenario.written)
        assert kept.file.model_copy(update={"skip": scenario.file.skip}) == scenario.file, path


NONE = (
    "", "{", "null", "[]", "1", "{}", '{"scenario": []}', '{"scenario": {"id": "a"}, "packs": {}}', "[" * 100_000,
    '{"scenario": {"id": "a"}, "packs": {"b": 1}}', '{"scenario": {"id": "a", "use": 7}, "packs": {"b": {}}}',
)  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_what_no_scenario_is_is_none(text: str):
    assert restore(text) is None


@settings(max_examples=150)
@given(data=st.data())
def test_damage_gives_none_or_another_version(mini: Scenario, data: st.DataObject):
    start = data.draw(st.integers(0, len(mini.written) - 1))
    end = data.draw(st.integers(start, min(len(mini.written), start + 40)))
    text = mini.written[:start] + data.draw(st.text(max_size=10)) + mini.written[end:]
    found = restore(text)
    assert found is None or found.sha256 == identity(text)


@pytest.mark.parametrize("value", [None, 7, [], {}, ["a"], "x", {"a": {"b": {}}}])
def test_any_part_may_be_of_another_kind(mini: Scenario, value: object):
    kept = json.loads(mini.written)
    for part in ("scenario", "packs"):
        for key in kept[part]:
            damaged = {**kept, part: {**kept[part], key: value}}
            restore(json.dumps(damaged))  # never an error
