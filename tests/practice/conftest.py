from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from trainer import scoring
from trainer.history.opened import opened
from trainer.history.store import Store
from trainer.history.values import Session
from trainer.practice import saved_state
from trainer.practice.conversation import Lesson, State
from trainer.practice.practice_run import Environment
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario

MINI = Path(__file__).parent / "mini.yaml"


def first(lines: Sequence[str]) -> str:
    """No dice in tests."""
    return lines[0]


@dataclass
class Scripted:
    """A reader that types what it was given; EOF at its end."""

    typed: list[str]
    interactive: bool = True
    rang: float | None = 7.0
    asked: list[str] = field(default_factory=list)

    def wait(self, message: str) -> None:
        self.asked.append(message)

    def ring(self) -> float | None:
        return self.rang

    def reply(self, prompt: str) -> str:
        self.asked.append(prompt)
        if not self.typed:
            raise EOFError
        return self.typed.pop(0)

    def choice(self, message: str, at_once: str = "") -> str:
        return self.reply(message)

    def field(self, prompt: str, value: str) -> str:
        return self.reply(prompt) or value


@pytest.fixture(scope="session")
def mini() -> Scenario:
    return load(MINI)


@pytest.fixture
def lesson(mini: Scenario) -> Lesson:
    return Lesson(mini, slots=mini.slots())


@pytest.fixture
def screen_text() -> StringIO:
    return StringIO()


def kept(env: Environment, session: Session) -> Session:
    """The session as the store has it now."""
    assert env.store is not None
    found = env.store.session_of(session.key)
    assert found is not None
    return found


def state_of(env: Environment, session: Session) -> State:
    """Where the store says that the session was left."""
    return saved_state.from_json(kept(env, session).state)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path / "data") as store:
        yield store


@pytest.fixture
def env(screen_text: StringIO, store: Store) -> Environment:
    return Environment(
        reader=Scripted([]),
        console=Console(file=screen_text, width=80, markup=False, highlight=False),
        scoring=scoring,
        choose=first,
        now=lambda: datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
        store=store,
    )
