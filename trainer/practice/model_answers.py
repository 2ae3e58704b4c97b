"""Model answers, taken from the scenario's own example conversations, never invented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from trainer.call import Call, Utterance
from trainer.practice.conversation import Lesson, Scoring
from trainer.scenario.model import Example
from trainer.scenario.resolved import Scenario

GOOD_ENOUGH = Fraction(9, 10)  # of the turn's points; a worse example is no model
PROPER = str.maketrans(",?!;:", "，？！；：")  # recognition writes the narrow ones
SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")


class ModelAnswers:
    """The best example reply of each turn, judged once and kept."""

    def __init__(self, lesson: Lesson, scoring: Scoring) -> None:
        self._lesson, self._scoring = lesson, scoring
        self._kept: dict[str, str | None] = {}

    def of(self, turn: str) -> str | None:
        """The model answer for that turn, or None where no example is good enough."""
        if turn not in self._kept:
            self._kept[turn] = self._best(turn)
        return self._kept[turn]

    def _best(self, turn: str) -> str | None:
        """Written ones before those that stand as recognition wrote them down."""
        examples = [
            example
            for example in self._lesson.scenario.file.examples
            if turn in example.replies and example.variant in (None, self._lesson.variant)
        ]
        written = [one for one in examples if not any(reply.heard for reply in one.replies[turn])]
        heard = [one for one in examples if one not in written]
        best = self._best_of(written, turn) or self._best_of(heard, turn).translate(PROPER)
        return own_words(best, self._lesson.scenario.file.slots, self._lesson.slots) if best else None

    def _best_of(self, examples: Iterable[Example], turn: str) -> str:
        """The first of the best; empty where none is good enough."""
        best, found = Fraction(0), ""
        for example in examples:
            share = self._share(example, turn)
            if share >= GOOD_ENOUGH and share > best:
                best, found = share, "".join(reply.text for reply in example.replies[turn])
            if share >= 1:
                break
        return found

    def _share(self, example: Example, turn: str) -> Fraction:
        """Share of the turn's points the example earns; −1 where it breaks a rule."""
        said = tuple(Utterance(speaker="agent", text=reply.text, turn=turn) for reply in example.replies[turn])
        call = Call(
            utterances=said, path=(turn,), source="example", mode="example", slots=self._lesson.scenario.slots()
        )
        verdicts = self._scoring.judge_turn(self._lesson.scenario, call, turn)
        if any(verdict.deducted or (verdict.outcome == "missed" and not verdict.points) for verdict in verdicts):
            return Fraction(-1)
        possible = sum((verdict.points for verdict in verdicts), Fraction(0))
        return sum((verdict.earned for verdict in verdicts), Fraction(0)) / possible if possible else Fraction(1)


def answers_of(scenario: Scenario, scoring: Scoring) -> tuple[tuple[str, str], ...]:
    """(turn, model answer) of every turn in every variant, slots as the scenario gives them; none twice."""
    found: dict[tuple[str, str], None] = {}
    for variant in tuple(scenario.file.variants) or (None,):
        answers = ModelAnswers(Lesson(scenario, slots=scenario.slots(), variant=variant), scoring)
        for turn in scenario.file.turns:
            if (text := answers.of(turn.id)) is not None:
                found[turn.id, text] = None
    return tuple(found)


def own_words(text: str, defaults: Mapping[str, str], own: Mapping[str, str]) -> str:
    """The example's words with the trainee's own company, name and number in place of the scenario's."""
    for slot, default in sorted(defaults.items(), key=lambda item: -len(item[1])):
        value = own.get(slot, default)
        if value != default and len(default) > 1:
            text = text.replace(default, value).replace(default.translate(SPOKEN), value.translate(SPOKEN))
    return text
