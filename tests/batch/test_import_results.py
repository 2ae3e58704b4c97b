from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from trainer import scoring
from trainer.batch.import_results import Imported, import_results
from trainer.call import Call, Utterance
from trainer.history.opened import opened
from trainer.history.store import Store
from trainer.scenario.resolved import Scenario
from trainer.scorecard import to_json

MADE = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
RULES = """
    turns:
      - id: a
        cue: ring
        rules:
          - {required: 您好, points: 10}
    """


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path / "data") as store:
        yield store


def line(scenario: Scenario, key: str, trainee: str | None = "1008", date: str | None = "20261105") -> dict[str, Any]:
    call = Call(utterances=(Utterance("agent", "您好", "a"),), path=("a",), mode="recording", source="x.wav")
    job = {"recording": "/calls/x.wav", "key": key, "trainee": trainee, "date": date, "fatal": []}
    return {**to_json(scoring.score(scenario, call)), "job": job}


def test_each_line_is_kept_once(store: Store, make: Any) -> None:
    scenario = make(RULES)
    lines = [line(scenario, "k1"), line(scenario, "k2", None, None), {"error": {"code": "audio"}}, {"job": 1}]
    assert import_results(store, lines, MADE, lambda name, sha256: scenario) == Imported(2, 0, 1, 1)
    assert import_results(store, lines, MADE, lambda name, sha256: scenario) == Imported(0, 2, 1, 1)
    first, second = store.results()
    assert (first.trainee and first.trainee.staff_number, first.started.date().isoformat()) == ("1008", "2026-11-05")
    assert (first.title, first.source, first.mode, first.total) == ("测试", "recording", "recording", 100)
    assert (second.trainee, second.started) == (None, MADE)
    assert {one.skill for one in store.rule_results()} != {""}


def test_a_call_of_another_version_goes_by_the_title_of_this_one(store: Store, make: Any) -> None:
    import_results(store, [line(make(RULES), "k1")], MADE, lambda name, sha256: None, {"s": "今天的名字"}.get)
    assert [one.title for one in store.results()] == ["今天的名字"]


def test_without_its_scenario_a_call_goes_by_its_id(store: Store, make: Any) -> None:
    scenario = make(RULES)
    import_results(store, [line(scenario, "k1")], MADE, lambda name, sha256: None)
    (result,) = store.results()
    assert (result.title, result.sha256) == ("s", scenario.sha256)
    assert store.titles() == {}
    assert store.scenario(result.sha256) is None
    import_results(store, [line(scenario, "k2")], MADE, lambda name, sha256: scenario)
    kept = store.scenario(result.sha256)
    assert kept is not None
    assert kept.rules == scenario.rules
    assert {one.skill for one in store.rule_results()} == {"接听问候"}


def test_more_than_one_transaction_holds(store: Store, make: Any) -> None:
    scenario = make(RULES)
    lines = [line(scenario, f"k{number}") for number in range(450)]
    assert import_results(store, lines, MADE, lambda name, sha256: scenario).new == 450
    assert len(store.results()) == 450
    assert len(store.trainees()) == 1


def test_an_agent_is_known_by_name_or_number(store: Store, make: Any) -> None:
    scenario = make(RULES)
    known = store.trainee("小王", "1008")
    lines = [line(scenario, "k1", "小王"), line(scenario, "k2", "1008"), line(scenario, "k3", "小李")]
    import_results(store, lines, MADE, lambda name, sha256: scenario)
    assert [one.trainee and one.trainee.name for one in store.results()] == ["小王", "小王", "小李"]
    assert store.find_trainee("小王") == known
