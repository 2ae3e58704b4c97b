"""What the library promises: totals hold when a recogniser writes the replies down with its usual errors.

Of every scenario one example of each kind that matters is scored as written and once more after errors were drawn into
its replies, from those a real recogniser made. One draw each, always the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from tests.library.errors import Errors, learn, pairs
from tests.library.kinds import EXCELLENT, MUST_FAIL, TRAP, of_kind
from trainer import scoring
from trainer.checking.examples import call_of
from trainer.scenario.load import Loaded
from trainer.scenario.model import Example, Reply
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard

TABLE = Path(__file__).parents[3] / "shared" / "audio" / "asr_errors.tsv"
KINDS = (EXCELLENT, MUST_FAIL, TRAP)
EXCELLENCE = 90  # points of the 100
MOST_MOVE = 5  # points

pytestmark = pytest.mark.skipif(not TABLE.is_file(), reason="the pairs of a real recogniser are in ../shared only")


@dataclass(frozen=True, slots=True)
class Round:
    """One example as written and as heard."""

    name: str
    kind: str
    written: Scorecard
    heard: Scorecard

    @property
    def moved(self) -> Fraction | None:
        """How far the total moved; None where one of the two has none and the other has."""
        if self.written.total is None or self.heard.total is None:
            return Fraction(0) if self.written.total == self.heard.total else None
        return abs(self.heard.total - self.written.total)


@pytest.fixture(scope="module")
def rounds(loaded: dict[str, Loaded]) -> tuple[Round, ...]:
    return all_rounds([one.scenario for one in loaded.values() if one.scenario is not None])


def all_rounds(scenarios: Sequence[Scenario]) -> tuple[Round, ...]:
    """One example of each kind of every scenario; the errors are learnt from the pairs in TABLE."""
    corpus = [reply.text for one in scenarios for example in one.file.examples for reply in _replies(example)]
    errors = learn(pairs(TABLE), corpus, like=pairs(TABLE, "kokoro"))
    return tuple(_round(scenario, kind, errors) for scenario in scenarios for kind in KINDS)


def _replies(example: Example) -> Iterator[Reply]:
    for several in example.replies.values():
        yield from several


def _round(scenario: Scenario, kind: str, errors: Errors) -> Round:
    example = of_kind(scenario.file, kind)[0]
    heard = misheard(scenario.file.id, example, errors)
    written, again = (scoring.score(scenario, call_of(scenario, one), explain=False) for one in (example, heard))
    return Round(f"{scenario.file.id} {example.name}", kind, written, again)


def misheard(scenario: str, example: Example, errors: Errors) -> Example:
    """The example with every reply as it might have been recognised."""
    replies = {
        turn: tuple(
            reply.model_copy(
                update={
                    "text": errors.apply(reply.text, Random(f"{scenario} {example.name} {turn} {at}")),
                    "heard": True,
                }
            )
            for at, reply in enumerate(several)
        )
        for turn, several in example.replies.items()
    }
    return example.model_copy(update={"replies": replies})


def test_the_excellent_reach_90_as_written_and_as_heard(rounds: tuple[Round, ...]) -> None:
    assert [one.name for one in _of(rounds, EXCELLENT) if (one.written.total or 0) < EXCELLENCE] == []
    assert _mostly(_of(rounds, EXCELLENT), lambda one: (one.heard.total or 0) >= EXCELLENCE)


def test_the_excellent_lose_no_points_for_words_they_did_not_say(rounds: tuple[Round, ...]) -> None:
    assert [(one.name, _deductions(one.heard)) for one in _of(rounds, EXCELLENT) if _deductions(one.heard)] == []


def test_what_must_fail_fails_as_written_and_as_heard(rounds: tuple[Round, ...]) -> None:
    bad = _of(rounds, MUST_FAIL)
    assert [one.name for one in bad if one.written.passed is not False or one.heard.passed] == []


def test_the_polite_traps_hit_nothing_as_written_and_as_heard(rounds: tuple[Round, ...]) -> None:
    traps = _of(rounds, TRAP)
    assert [(one.name, _deductions(one.written)) for one in traps if _deductions(one.written)] == []
    assert [(one.name, _deductions(one.heard)) for one in traps if _deductions(one.heard)] == []


def test_totals_move_by_at_most_5_points_for_9_of_10(rounds: tuple[Round, ...]) -> None:
    assert _mostly(rounds, lambda one: one.moved is not None and one.moved <= MOST_MOVE)


def _of(rounds: tuple[Round, ...], kind: str) -> tuple[Round, ...]:
    return tuple(one for one in rounds if one.kind == kind)


def _deductions(card: Scorecard) -> list[tuple[str, str]]:
    """Rule and reason of everything that cost points."""
    return [(verdict.id, verdict.why) for verdict in card.verdicts if verdict.deducted]


def _mostly(rounds: tuple[Round, ...], good: Callable[[Round], bool]) -> bool:
    """At most one of ten is not; those are named where there are more."""
    bad = [one.name for one in rounds if not good(one)]
    assert 10 * len(bad) <= len(rounds), f"{len(bad)} of {len(rounds)}: {bad}"
    return True
