"""From judgements to points: possible and earned, second chances, deductions, the total (docs/SCORING.md)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from trainer.call import Call
from trainer.rules.interface import Hit, Judgement
from trainer.scenario.resolved import BoundRule, Scenario
from trainer.scorecard import COUNTED, Span, overlap
from trainer.scoring.second_chance import NOTHING, Entry, second_chances, win_back

MOST_DEDUCTED = Fraction(30)  # all deductions together, in points of the 100
LEAST_JUDGED = Fraction(7, 10)  # below this share of judged points there is no total
FREE_HINTS = 3
HINT_COST = Fraction(1, 5)  # of the rule's points


def entries(scenario: Scenario, call: Call, judged: Mapping[str, Judgement]) -> dict[str, Entry]:
    """The points of every rule, by full id."""
    chances = second_chances(scenario)
    inside = {rule for one in chances for rule in one.worth}
    paid_hints = set(dict.fromkeys(call.hints)) - set(list(dict.fromkeys(call.hints))[:FREE_HINTS])
    deducted = _deductions(scenario, call, judged)
    found: dict[str, Entry] = {}
    for bound in scenario.rules:
        worth, judgement = bound.rule.worth, judged[bound.id]
        share = judgement.fraction if worth and judgement.outcome in ("met", "partly") else NOTHING
        earned = worth if share == 1 else worth * share if share else NOTHING
        if bound.id in paid_hints:
            earned = max(NOTHING, earned - worth * HINT_COST)
        points = NOTHING if bound.id in inside else worth
        found[bound.id] = Entry(points, earned, deducted.get(bound.id, NOTHING))
    win_back(chances, found, lambda rule: judged[rule].outcome in COUNTED)
    return found


def possible(found: Mapping[str, Entry], judged: Mapping[str, Judgement]) -> Fraction:
    """The denominator: points of the rules that could be judged."""
    return sum((e.points for i, e in found.items() if e.points and judged[i].outcome in COUNTED), NOTHING)


def judged_share(found: Mapping[str, Entry], judged: Mapping[str, Judgement]) -> Fraction:
    """Judged points ÷ (judged + unclear points); what was not measured does not count against it."""
    unclear = sum((e.points for i, e in found.items() if e.points and judged[i].outcome == "unclear"), NOTHING)
    counted = possible(found, judged)
    return counted / (counted + unclear) if counted + unclear else Fraction(1)


def total(found: Mapping[str, Entry], judged: Mapping[str, Judgement]) -> Fraction | None:
    """100 × earned ÷ possible − deductions, floor 0, half up to 0.1; None where nothing could be judged.

    A scenario whose rules only deduct starts from 100.
    """
    whole = possible(found, judged)
    if whole:
        earned = sum((e.earned for i, e in found.items() if e.earned and judged[i].outcome in COUNTED), NOTHING)
        share = min(Fraction(1), earned / whole)
    elif not any(e.points for e in found.values()) and any(j.outcome in COUNTED for j in judged.values()):
        share = Fraction(1)
    else:
        return None
    return round_half_up(max(NOTHING, 100 * share - sum((e.deducted for e in found.values() if e.deducted), NOTHING)))


def round_half_up(value: Fraction) -> Fraction:
    """To one decimal; 79.95 → 80.0."""
    return Fraction((value * 10 + Fraction(1, 2)).__floor__(), 10)


def _deductions(scenario: Scenario, call: Call, judged: Mapping[str, Judgement]) -> dict[str, Fraction]:
    """Points each rule costs: overlapping hits once (the largest), a phrase once a turn, caps, all together ≤ 30."""
    hits = [(bound, number, hit) for bound in scenario.rules for number, hit in enumerate(judged[bound.id].hits)]
    hits.sort(key=lambda item: -_cost(item[2], call))
    taken: list[Span | None] = []
    said: set[tuple[str | None, str]] = set()
    costs: dict[str, Fraction] = {}
    for bound, _, hit in hits:
        key = (_turn_of(hit, call, bound), hit.key)
        if key in said or any(overlap(hit.evidence.span, other) for other in taken):
            continue
        said.add(key)
        taken.append(hit.evidence.span)
        cost = costs.get(bound.id, NOTHING) + _cost(hit, call)
        most = judged[bound.id].max_deduct
        costs[bound.id] = cost if most is None else min(cost, most)
    left = MOST_DEDUCTED
    for bound in scenario.rules:
        if bound.id in costs:
            costs[bound.id] = min(costs[bound.id], left)
            left -= costs[bound.id]
    return costs


def _cost(hit: Hit, call: Call) -> Fraction:
    """Points before caps: half where it was put right; a fatal hit costs nothing besides, but practice only warns."""
    if hit.fatal and call.mode != "practice":
        return NOTHING
    return hit.deduct / 2 if hit.corrected else hit.deduct


def _turn_of(hit: Hit, call: Call, bound: BoundRule) -> str | None:
    index = hit.evidence.utterance
    return call.utterances[index].turn or bound.turn if index is not None else bound.turn
