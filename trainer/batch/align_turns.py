"""Which turn of the scenario each clause of a recording answers: the monotone alignment with the most evidence.

Evidence that a clause belongs to a turn: it says one of the turn's required phrases (the fewer turns ask for the same
phrase, the stronger), or the caller's words just before it are the turn's line. The way through the turns follows
their `next`; a turn passed without any clause costs, and so does leaving the plain way without evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz import fuzz

from trainer.batch.clauses import Clause, assemble, cut
from trainer.call import Call
from trainer.scenario.resolved import Scenario
from trainer.scoring.judge import Judge
from trainer.text import thresholds as t
from trainer.text.find import find, prepare
from trainer.text.normalise import normalise
from trainer.text.template import fill

NO_WAY = 99.0


@dataclass(frozen=True, slots=True)
class _Way:
    """The cheapest way from one turn to another, both ends included."""

    cost: float
    turns: tuple[str, ...]


def align(call: Call, scenario: Scenario) -> Call:
    """The call with `turn` on every utterance and the `path` through the scenario.

    A scenario without turns (a checklist) leaves the call as it is.
    """
    if not scenario.file.turns:
        return call
    return aligned(call, scenario)[1]


def aligned(call: Call, scenario: Scenario) -> tuple[float, Call]:
    """How much speaks for the best alignment, in phrases found, and the call with it. The scenario has turns."""
    variants: list[str | None] = [call.variant] if call.variant else [*scenario.file.variants] or [None]
    found = [_aligned(replace(call, variant=variant), scenario) for variant in variants]
    return max(found, key=lambda one: one[0])


def _aligned(call: Call, scenario: Scenario) -> tuple[float, Call]:
    """How much speaks for this variant of the conversation, and the call aligned with it."""
    clauses = cut(call.utterances)
    judge = Judge(scenario, call)
    ways = _ways(scenario, judge)
    turns = [turn.id for turn in scenario.file.turns]
    if not clauses:
        return 0.0, replace(call, path=_to_end(turns[0], ways))
    evidence = _evidence(clauses, call, scenario, judge)
    worth, chosen = _best(evidence, clauses, turns, ways)
    path = [*ways[("", chosen[0])].turns]
    for before, after in pairwise(chosen):
        if after != before:
            path += ways[(before, after)].turns[1:]
    path += _to_end(chosen[-1], ways)[1:]
    return worth, replace(call, utterances=assemble(call.utterances, clauses, chosen), path=tuple(path))


def one_turn(call: Call, turn: str) -> Call:
    """The whole recording is the reply to one turn."""
    said = tuple(replace(utterance, turn=turn) for utterance in call.utterances)
    return replace(call, utterances=said, path=(turn,))


def _ways(scenario: Scenario, judge: Judge) -> dict[tuple[str, str], _Way]:
    """Cheapest ways between all turns, from the start ('') and to the end ('end')."""
    steps: dict[str, dict[str, float]] = {"": {scenario.file.turns[0].id: 0.0}}
    ids = [turn.id for turn in scenario.file.turns]
    for index, turn in enumerate(scenario.file.turns):
        onward = ids[index + 1] if index + 1 < len(ids) else "end"
        out = steps.setdefault(turn.id, {})
        for step in turn.next:
            if 0.0 in out.values():
                break  # a way that is always open hides those after it
            guarded = step.when is not None and not all(c.variant and judge.variant in c.variant for c in step.when)
            impossible = any(c.variant and judge.variant not in c.variant for c in step.when or ())
            if not impossible:
                out[step.go] = min(out.get(step.go, NO_WAY), t.DETOUR if guarded else 0.0)
        if not turn.next:
            out[onward] = 0.0
    ways: dict[tuple[str, str], _Way] = {}
    for origin in steps:
        best = {origin: _Way(0.0, (origin,))}
        queue = [origin]
        while queue:
            here = queue.pop(0)
            for there, cost in steps.get(here, {}).items():
                passing = t.TURN_SKIPPED if here not in (origin, "") else 0.0
                way = _Way(best[here].cost + cost + passing, (*best[here].turns, there))
                if there not in best or way.cost < best[there].cost:
                    best[there] = way
                    queue.append(there)
        for there, way in best.items():
            ways[(origin, there)] = _Way(way.cost, tuple(turn for turn in way.turns if turn))
    return ways


def _to_end(turn: str, ways: dict[tuple[str, str], _Way]) -> tuple[str, ...]:
    way = ways.get((turn, "end"))
    return tuple(t for t in way.turns if t != "end") if way else (turn,)


def _evidence(clauses: tuple[Clause, ...], call: Call, scenario: Scenario, judge: Judge) -> list[dict[str, float]]:
    """For each clause the turns it speaks for, and how strongly."""
    utterances = call.utterances
    texts = prepare([p.text for p in clauses], [utterances[p.utterance].recognised for p in clauses])
    found: list[dict[str, float]] = [{} for _ in clauses]
    asked: dict[str, set[str]] = {}
    templates = [(turn.id, template) for turn in scenario.file.turns for rule in turn.rules for template in rule.asks()]
    for turn_id, template in templates:
        asked.setdefault(template, set()).add(turn_id)
    for turn_id, template in templates:
        for place in find(judge.phrasebook.compile(template), texts, nearest=False):
            if place.grade != "candidate":
                strength = (1.0 if place.grade == "sure" else t.PHRASE_UNCLEAR) / len(asked[template])
                found[place.text][turn_id] = found[place.text].get(turn_id, 0.0) + strength
    _add_lines(found, clauses, call, scenario, judge)
    return found


def _add_lines(
    found: list[dict[str, float]], clauses: tuple[Clause, ...], call: Call, scenario: Scenario, judge: Judge
) -> None:
    """The caller's words just before a clause, compared with every turn's line."""
    lines = {
        turn.id: [normalise(fill(line, judge.slots)).chars for line in turn.lines(judge.variant)]
        for turn in scenario.file.turns
    }
    for number, clause in enumerate(clauses):
        first = number == 0 or clauses[number - 1].utterance != clause.utterance
        said = normalise(_before(call, clause.utterance)).chars if first else ""
        if not said:
            continue
        for turn_id, wanted in lines.items():
            like = max((fuzz.ratio(said, line) / 100 for line in wanted), default=0.0)
            if like >= t.LINE_LIKE:
                found[number][turn_id] = found[number].get(turn_id, 0.0) + t.LINE_WEIGHT * like


def _before(call: Call, index: int) -> str:
    """All that the caller said since the agent's last words; a pause may have cut it into several utterances."""
    start = index
    while start and call.utterances[start - 1].speaker == "caller":
        start -= 1
    return "".join(utterance.text for utterance in call.utterances[start:index])


def _best(
    evidence: list[dict[str, float]], clauses: tuple[Clause, ...], turns: list[str], ways: dict[tuple[str, str], _Way]
) -> tuple[float, list[str]]:
    """Viterbi over clauses × turns: the most evidence less the cost of the way, and the turn of each clause."""
    scores = {
        turn: evidence[0].get(turn, 0.0) - way.cost for turn in turns if (way := ways.get(("", turn))) is not None
    }
    came: list[dict[str, str]] = []
    for number, here in enumerate(evidence[1:], 1):
        stay = t.STAY_IN_UTTERANCE if clauses[number].utterance == clauses[number - 1].utterance else t.STAY
        new: dict[str, float] = {}
        back: dict[str, str] = {}
        for turn in turns:
            options = [
                (score + stay if before == turn else score - ways[(before, turn)].cost, before)
                for before, score in scores.items()
                if before == turn or (before, turn) in ways
            ]
            if options:
                best, back[turn] = max(options, key=lambda option: (option[0], -turns.index(option[1])))
                new[turn] = best + here.get(turn, 0.0)
        scores = new
        came.append(back)
    turn = max(scores, key=lambda t: (scores[t], turns.index(t)))
    worth = scores[turn]
    chosen = [turn]
    for back in reversed(came):
        turn = back[turn]
        chosen.append(turn)
    return worth, chosen[::-1]
