from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from trainer import scoring
from trainer.call import Call, Utterance
from trainer.history.opened import opened
from trainer.history.store import Store
from trainer.history.values import Session, Trainee
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Review, Scorecard

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "tests" / "practice" / "mini.yaml"
DATA = ROOT / "tests" / "data" / "history"
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def mini() -> Scenario:
    return load(MINI)


@pytest.fixture(scope="session")
def card(mini: Scenario) -> Scorecard:
    """Of a call that was not good."""
    said = Utterance(speaker="agent", text="您好", turn="greet")
    return scoring.score(mini, Call(utterances=(said,), path=("greet",), slots=mini.slots()))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path) as store:
        yield store


def made(of: Scenario, name: str = "a", *, day: int = 0, card: Scorecard | None = None, **more: object) -> Session:
    """A session of that scenario, begun so many days after the first."""
    session = Session(
        key=name,
        started=START + timedelta(days=day),
        scenario=of.id,
        scenario_path=of.path,
        sha256=of.sha256,
        title=of.file.title,
        mode="practice",
        source="keyboard",
        slots={"公司": "海棠苑"},
        state={"phase": "reply", "said": ["您好"]},
        card=card,
    )
    return replace(session, **more)  # type: ignore[arg-type]


def marked(card: Scorecard) -> Scorecard:
    """With words that a person should look at."""
    return replace(card, review=(Review("manners", 0, 0, 1, "您"),))


def trainee_of(session: Session) -> Trainee:
    assert session.trainee is not None
    return session.trainee
