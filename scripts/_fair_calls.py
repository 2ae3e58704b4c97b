"""Whole calls beside a listener's labels: each verdict, each total, each path, and the figures of many.

Calls are scored along the listener's path, so that a branch taken otherwise spoils no verdict; paths are counted apart.
A rule with points agrees where both say met, or both say not met; a listener's `partly` is left out where the rule can
not say so. A violation is caught where its own rule is missed, or where a mark stands on a reply of its turn (one
marked reply answers for one violation). What is unclear or not measured is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from _bench import Figure, rate

from tests.library.fair import BlindCall, Library, may_be_partial, practised, stored_call
from trainer import scoring
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Outcome, Scorecard

Row = tuple[str, ...]
"""A disagreement: what, where, listener, program, words."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule: what the listener says, what the program says."""

    rule: str
    operator: str
    worth: bool  # it has points; else it only deducts
    label: str  # met, partly, missed
    outcome: Outcome
    reply: str  # of the rule's turn
    partial: bool  # the rule can say `partly`
    marked: bool = False  # a violation that nothing but a mark answers

    @property
    def apart(self) -> str:
        """Why it is not counted; empty: it is."""
        if self.outcome in ("unclear", "not_measured"):
            return self.outcome.replace("_", " ")
        return "partly, of rules that cannot say so" if self.label == "partly" and not self.partial else ""

    @property
    def agreed(self) -> bool:
        """Both say that the rule was met, or both that it was not."""
        return (self.label == "met") == (self.outcome == "met")


@dataclass(frozen=True, slots=True)
class Result:
    """One call."""

    blind: BlindCall
    card: Scorecard
    path: tuple[str, ...]  # in which the program leads through the same replies
    judged: tuple[Judged, ...]
    gone: int  # labels of rules that are no more

    @property
    def passed(self) -> bool:
        """The program lets it pass."""
        return self.card.passed is True

    @property
    def marked(self) -> bool:
        """A person is asked to look at a sentence of it."""
        return bool(self.card.review)


def results(library: Library, calls: Iterable[BlindCall]) -> list[Result]:
    """Every call scored, and practised for its path."""
    return [_result(library[blind.scenario], blind) for blind in calls]


def figures(name: str, found: Sequence[Result], *, places: bool = True) -> Iterator[Figure]:
    """The figures of these calls; the aims of fairness are the limits. `places`: by scenario and operator too."""
    every = [one for result in found for one in result.judged]
    counted = [one for one in every if not one.apart]
    points = [one for one in counted if one.worth]
    yield rate(one.label == "met" for one in points if one.outcome == "met").figure(f"{name}: met precision", 0.98)
    yield rate(one.outcome == "met" for one in points if one.label == "met").figure(f"{name}: met recall", 0.96)
    pairs = [(one.label == "met", one.outcome == "met") for one in points]
    yield Figure(f"{name}: kappa, met or not", kappa(pairs), note=f"{len(pairs)} verdicts with points")
    violations = [one for one in counted if not one.worth and one.label != "met"]
    caught = rate(one.agreed or one.marked for one in violations)
    yield caught.figure(f"{name}: violations charged or marked", 0.8)
    yield rate(one.agreed for one in violations).figure(f"{name}: violations charged by their own rule")
    unfair = rate(not one.agreed for one in counted if not one.worth and one.label == "met")
    yield unfair.figure(f"{name}: deductions without a violation", 1 / 500, "<=")
    good = [one for one in found if one.blind.good]
    other = [one for one in found if not one.blind.good]
    yield rate(one.passed for one in good).figure(f"{name}: good calls that pass", 0.9)
    yield rate(one.marked for one in good).figure(f"{name}: good calls marked", 0.1, "<=")
    yield rate(one.passed and not one.marked for one in other).figure(
        f"{name}: other calls that pass unmarked", 0, "<="
    )
    yield rate(one.passed for one in other).figure(f"{name}: other calls that pass")
    yield rate(one.path == one.blind.path for one in found).figure(f"{name}: paths as the listener takes them")
    apart = Counter(one.apart for one in every if one.apart) + Counter(
        {"rules that are no more": sum(one.gone for one in found)}
    )
    for reason, count in sorted(apart.items()):
        yield Figure(f"{name}: left out, {reason}", count)
    if places:
        placed = [
            (result.blind.scenario, one) for result in found for one in result.judged if one.worth and not one.apart
        ]
        for place in dict.fromkeys(place for place, _ in placed):
            agreed = rate(one.agreed for where, one in placed if where == place)
            yield agreed.figure(f"{name}: agreement, scenario {place}")
        for operator in sorted({one.operator for one in points}):
            agreed = rate(one.agreed for one in points if one.operator == operator)
            yield agreed.figure(f"{name}: agreement, operator {operator}")


def disagreements(found: Iterable[Result]) -> Iterator[Row]:
    """Every verdict, total and path that is not the listener's."""
    for result in found:
        blind, card = result.blind, result.card
        here = f"{blind.scenario}/{blind.name}"
        if result.passed != blind.good or (blind.good and result.marked):
            total = "no total" if card.total is None else f"{float(card.total):g}"
            yield "total", here, blind.kind, total, "；".join(mark.said for mark in card.review)
        if result.path != blind.path:
            yield "path", here, " ".join(blind.path), " ".join(result.path), ""
        for one in result.judged:
            if not one.apart and not one.agreed:
                yield "verdict", f"{here} {one.rule}", one.label, f"{one.outcome}{' marked' * one.marked}", one.reply


def between(first: Iterable[BlindCall], second: Iterable[BlindCall], name: str) -> Iterator[Figure]:
    """How far two listeners agree on the calls that both have labelled."""
    labels = {(one.scenario, one.name): one.labels for one in first}
    pairs = [
        (labels[one.scenario, one.name][rule], label)
        for one in second
        if (one.scenario, one.name) in labels
        for rule, label in one.labels.items()
        if "?" not in (label, labels[one.scenario, one.name].get(rule, "?"))
    ]
    yield rate(one == other for one, other in pairs).figure(f"{name}: two listeners agree")
    yield Figure(f"{name}: two listeners, kappa", kappa(pairs), note=f"{len(pairs)} labels")


def kappa(pairs: Sequence[tuple[object, object]]) -> float:
    """Cohen's kappa of two judges; 1 where they cannot differ."""
    if not pairs:
        return 1.0
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    left, right = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(left[value] * right[value] for value in left) / len(pairs) ** 2
    return 1.0 if chance == 1 else (agreed - chance) / (1 - chance)


def _result(scenario: Scenario, blind: BlindCall) -> Result:
    card = scoring.score(scenario, stored_call(scenario, blind), explain=False)
    rules = {bound.id: bound for bound in scenario.rules}
    outcomes = {verdict.id: verdict.outcome for verdict in card.verdicts}
    given = {rule_id: label for rule_id, label in blind.labels.items() if label != "?"}
    judged = [
        Judged(
            rule=rule_id,
            operator=bound.rule.operator,
            worth=bool(bound.rule.worth),
            label=label,
            outcome=outcomes[rule_id],
            reply=blind.replies.get(bound.turn or "", ""),
            partial=may_be_partial(bound.rule, scenario.file.facts),
        )
        for rule_id, label in given.items()
        if (bound := rules.get(rule_id)) and (bound.rule.worth or bound.rule.deducts or bound.rule.is_fatal)
    ]
    turns = {rule_id: bound.turn for rule_id, bound in rules.items()}
    path = practised(scenario, _once(blind.replies), blind.variant).path
    return Result(blind, card, path, answered(judged, turns, card), sum(rule_id not in rules for rule_id in given))


def answered(judged: Sequence[Judged], turns: Mapping[str, str | None], card: Scorecard) -> tuple[Judged, ...]:
    """With the violations that a mark answers; those of one turn choose first, for a rule of the whole call may stand
    in any reply.
    """
    free = [card.call.utterances[number].turn for number in sorted({mark.utterance for mark in card.review})]
    answered = set()
    missed = [one for one in judged if not one.worth and one.label != "met" and one.outcome == "met"]
    for one in sorted(missed, key=lambda one: turns[one.rule] is None):
        turn = next((turn for turn in free if turns[one.rule] in (None, turn)), None)
        if turn is not None:
            free.remove(turn)
            answered.add(one.rule)
    return tuple(replace(one, marked=one.rule in answered) for one in judged)


def _once(replies: Mapping[str, str]) -> Callable[[str], str]:
    """The reply to a turn; nothing where it is reached again."""
    left = dict(replies)
    return lambda turn: left.pop(turn, "")
