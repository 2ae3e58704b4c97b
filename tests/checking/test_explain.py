"""What makes `trainer check` fast changes nothing: no look for what came closest, all phrases looked for at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from trainer import scoring
from trainer.checking.examples import call_of
from trainer.scenario.library import default_library, library
from trainer.scenario.load import Loaded, load
from trainer.scorecard import Scorecard

EVERY = 6  # so many examples are left out for each that is tried


def _without_what_came_closest(card: Scorecard) -> Scorecard:
    verdicts = [
        replace(one, evidence=tuple(each for each in one.evidence if each.counted)) if one.outcome == "missed" else one
        for one in card.verdicts
    ]
    return replace(card, verdicts=tuple(verdicts))


@pytest.mark.parametrize("path", library(default_library()), ids=lambda path: path.stem)
def test_explanations_change_no_verdict(loaded_library: Mapping[Path, Loaded], path: Path) -> None:
    scenario = loaded_library[path].scenario
    assert scenario is not None
    for example in scenario.file.examples[::EVERY]:
        call = call_of(scenario, example)

        told, untold = (scoring.score(scenario, call, explain=explain) for explain in (True, False))

        assert _without_what_came_closest(untold) == _without_what_came_closest(told)


@pytest.mark.parametrize("name", ["cp-authority", "msg-boss", "out-visit", "quiz-phone"])
def test_looking_for_all_phrases_at_once_changes_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load(default_library() / f"{name}.yaml")
    calls = [call_of(scenario, example) for example in scenario.file.examples[::EVERY]]
    heard = [replace(one, utterances=tuple(replace(u, recognised=True) for u in one.utterances)) for one in calls]

    together = [scoring.score(scenario, call) for call in (*calls, *heard)]
    monkeypatch.setattr("trainer.scoring.judge._groups", lambda rules: ())

    assert together == [scoring.score(scenario, call) for call in (*calls, *heard)]
