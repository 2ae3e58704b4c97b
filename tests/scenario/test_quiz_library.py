"""The quizzes of the library: what they cite they ask, every sort of question is there, and guessing does not pay."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from trainer.rules.choice import Choice
from trainer.scenario.library import default_library, library
from trainer.scenario.load import load
from trainer.scenario.model import Turn
from trainer.scenario.resolved import Scenario
from trainer.text.sounds import syllables

QUIZZES = [load(path) for path in library(default_library()) if path.stem.startswith("quiz-")]
BY_NAME = pytest.mark.parametrize("quiz", QUIZZES, ids=lambda quiz: quiz.id)
LEAST_QUESTIONS = 64


def right(turn: Turn) -> tuple[str, ...]:
    return next((rule.choice for rule in turn.rules if isinstance(rule, Choice)), ())


def test_there_are_enough_questions() -> None:
    assert sum(len(quiz.file.turns) for quiz in QUIZZES) >= LEAST_QUESTIONS


@BY_NAME
def test_every_source_is_asked_about_and_every_question_has_its_source(quiz: Scenario) -> None:
    asked = {"-".join(part for part in turn.id.split("-") if not part.isdecimal()) for turn in quiz.file.turns}

    assert asked == set(quiz.file.source)


@BY_NAME
def test_all_three_sorts_of_questions_are_mixed(quiz: Scenario) -> None:
    sorts = Counter(min(len(right(turn)), 2) for turn in quiz.file.turns)

    assert min(sorts[0], sorts[1], sorts[2]) >= 3
    assert 20 <= sum(sorts.values()) <= 24


@BY_NAME
def test_points_sum_to_a_hundred(quiz: Scenario) -> None:
    assert sum((bound.rule.worth for bound in quiz.rules), Fraction(0)) == 100


@BY_NAME
def test_no_letter_is_right_much_more_often_than_another(quiz: Scenario) -> None:
    letters = Counter(right(turn)[0] for turn in quiz.file.turns if len(right(turn)) == 1)

    assert set(letters) == set("ABCD")
    assert max(letters.values()) - min(letters.values()) <= 2


@BY_NAME
def test_ticking_everything_or_one_letter_all_the_way_does_not_pass(quiz: Scenario) -> None:
    from trainer import scoring
    from trainer.call import Call, Utterance

    for answer in ("A", "B", "C", "D", "ABCD", "全选"):
        said = tuple(Utterance("agent", answer, turn.id) for turn in quiz.file.turns)
        card = scoring.score(quiz, Call(said, path=tuple(turn.id for turn in quiz.file.turns)))
        assert card.total is not None
        assert card.total < 50


@BY_NAME
def test_no_two_options_of_a_question_sound_the_same(quiz: Scenario) -> None:
    for turn in quiz.file.turns:
        sounds = [tuple(min(one) for one in syllables(text)) for text in (turn.choices or {}).values()]
        assert len(set(sounds)) == len(sounds)


@BY_NAME
def test_every_question_is_explained_and_its_options_are_short(quiz: Scenario) -> None:
    for turn in quiz.file.turns:
        assert turn.explain
        assert all(len(text) <= 24 for text in (turn.choices or {}).values())


@BY_NAME
def test_the_examples_hold_excellent_ordinary_failing_and_polite_ones(quiz: Scenario) -> None:
    wanted = [example.expect["total"] for example in quiz.file.examples]

    assert wanted.count("100") >= 3
    assert "0" in wanted
    assert any("礼貌的陷阱" in example.name for example in quiz.file.examples)
    assert any(
        reply.heard for example in quiz.file.examples for several in example.replies.values() for reply in several
    )
