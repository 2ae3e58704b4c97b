"""Every rule of a scenario asked about a call, in the order in which they need each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import takewhile

from trainer.call import Call
from trainer.rules.condition import Condition
from trainer.rules.interface import Context, Judgement, Part, Rule, Slice
from trainer.rules.outcome import UNCLEAR, missed, not_measured, unanswered, unclear
from trainer.rules.repeat import wanted
from trainer.rules.wrong import wrong
from trainer.scenario.resolved import BoundRule, Scenario
from trainer.scorecard import Evidence, Span, overlap
from trainer.scoring.private_facts import asks_for_masked, own_numbers
from trainer.scoring.scope import REACHING, part_of, pasted, reach, without
from trainer.text.phrase import Phrasebook
from trainer.text.template import fill


@lru_cache(maxsize=16)
def phrasebook(slots: tuple[tuple[str, str], ...], lists: tuple[tuple[str, tuple[str, ...]], ...]) -> Phrasebook:
    """One phrasebook for all calls of a scenario with the same slots: its templates are compiled once."""
    return Phrasebook(dict(slots), dict(lists))


class Judge:
    """Judges one call by one scenario; each rule once, on demand."""

    def __init__(self, scenario: Scenario, call: Call, *, explain: bool = True) -> None:
        """Keep both; nothing is judged yet. `explain`: see Context."""
        self.scenario, self.call, self.explain = scenario, call, explain
        self.slots = scenario.slots(call.slots)
        self.bound = {bound.id: bound for bound in scenario.rules}
        self.judged: dict[str, Judgement] = {}
        self._contexts: dict[str | None, Context] = {}
        self._parts: dict[tuple[str | None, str | None, str, bool, bool], Part | str] = {}
        self._running: set[str] = set()
        self._own: dict[str, tuple[Span, ...]] = {}
        self._skipped: tuple[str, ...] | None = None

    @cached_property
    def phrasebook(self) -> Phrasebook:
        """The scenario's, with the slots of this call; seldom needed to tell the next turn."""
        return phrasebook(tuple(self.slots.items()), tuple(self.scenario.lists.items()))

    @cached_property
    def _own_numbers(self) -> frozenset[str]:
        return own_numbers(self.scenario)

    def all(self) -> dict[str, Judgement]:
        """Every rule's judgement, by full id; words that were charged as a violation earn nothing."""
        for rule_id in self.bound:
            self.judge(rule_id)
        charged = [span for bound in self.scenario.rules if _charges(bound.rule) for span in self._missed(bound.id)]
        for bound in self.scenario.rules if charged else ():
            if bound.rule.by_words and bound.rule.worth:
                self._judge_beside(bound, charged)
        return self.judged

    def _missed(self, rule_id: str) -> Iterator[Span]:
        """Where the words stand that a rule charges."""
        if self.judged[rule_id].outcome == "missed":
            yield from _spans(self.judged[rule_id])

    def _judge_beside(self, bound: BoundRule, taken: Sequence[Span]) -> None:
        """Where words that earn are among the spans, what is left beside these is judged in their place."""
        shared = [one for one in _counted(self.judged[bound.id]) if any(overlap(one.span, span) for span in taken)]
        if not shared:
            return
        part = self.part(bound)
        assert not isinstance(part, str)  # it has been judged
        left = tuple(without(part.slices, taken))
        judgement = bound.rule.judge(replace(part, slices=left), self.context(bound.turn)) if left else missed("")
        if judgement.outcome == "missed":
            judgement = replace(judgement, why=f"“{shared[0].said}”这几个字已经扣了分，不能再算做到")
        self.judged[bound.id] = self._as_sure_as_heard(judgement, bound, replace(part, slices=left))

    def judge(self, rule_id: str) -> Judgement:
        """One rule's judgement; the rules it refers to are judged first."""
        if rule_id in self.judged:
            return self.judged[rule_id]
        bound = self.bound[rule_id]
        context = self.context(bound.turn)
        self._running.add(rule_id)
        for needed in self._needed(bound, context):
            if needed in self.bound and needed not in self._running:
                self.judge(needed)
        self.judged[rule_id] = judgement = self._ask(bound, context)
        self._running.discard(rule_id)
        return judgement

    def context(self, turn: str | None) -> Context:
        """What the rules of that turn may know."""
        if turn not in self._contexts:
            beside = self.scenario.rules_of(turn)
            file = self.scenario.file
            self._contexts[turn] = Context(
                facts=file.facts,
                slots=self.slots,
                caller={"name": file.caller.name, "voice": file.caller.voice, "pace": str(file.caller.pace)},
                phrasebook=self.phrasebook,
                judged=self.judged,
                short_ids={bound.id.partition(".")[2]: bound.id for bound in beside},
                siblings=tuple(bound.id for bound in beside if bound.rule.orderable),
                variant=self.variant,
                choices=self._choices(turn),
                explain=self.explain,
                groups=_groups(beside),
            )
        return self._contexts[turn]

    def _choices(self, turn: str | None) -> dict[str, str]:
        """The options of a question, by letter, as they are shown."""
        written = next((one.choices for one in self.scenario.file.turns if one.id == turn), None) or {}
        return {letter: fill(text, self.slots) for letter, text in written.items()}

    @property
    def variant(self) -> str | None:
        """The variant played; the scenario's first where the call names none."""
        return self.call.variant or next(iter(self.scenario.file.variants), None)

    def holds(self, conditions: Iterable[Condition], turn: str | None) -> bool:
        """Every one of the conditions is true in that turn (None: in the whole call)."""
        return all(self._true(condition, turn) for condition in conditions)

    def _true(self, condition: Condition, turn: str | None) -> bool:
        context = self.context(turn)
        part = self._everything(turn)
        if condition.met or condition.missed:
            outcome = "met" if condition.met else "missed"
            ids = [context.short_ids.get(name, name) for name in condition.met or condition.missed or ()]
            return all(name in self.bound and self.judge(name).outcome == outcome for name in ids)
        if condition.said:
            return any(f.grade == "sure" for phrase in condition.said for f in context.find(phrase, part))
        if condition.not_said:
            if part.gate:
                return False
            found = (f for phrase in condition.not_said for f in context.find(phrase, part))
            return not any(f.grade != "candidate" for f in found)
        if condition.wrong:
            facts = wanted(condition.wrong, context.facts)
            return any(wrong(name, value, part, context, ahead=False).sure for name, value in facts)
        if condition.variant:
            return self.variant in condition.variant
        return bool(condition.silent) == (not part.slices)

    def _everything(self, turn: str | None) -> Part:
        slices = tuple(
            Slice(index, utterance, 0, len(utterance.text))
            for index, utterance in enumerate(self.call.utterances)
            if utterance.speaker == "agent" and turn in (None, utterance.turn)
        )
        return Part(self.call, turn, slices)

    def _needed(self, bound: BoundRule, context: Context) -> list[str]:
        names = list(bound.rule.needed(context.siblings))
        for condition in bound.rule.applies_when or ():
            names += [*(condition.met or ()), *(condition.missed or ())]
        return [context.short_ids.get(name, name) for name in names]

    def _ask(self, bound: BoundRule, context: Context) -> Judgement:
        rule = bound.rule
        if bound.turn is not None and bound.turn not in self.call.path and bound.turn not in self.skipped:
            return not_measured("not_visited")
        if rule.applies_when and not self.holds(rule.applies_when, bound.turn):
            return not_measured("not_applicable")
        if self.call.masked and asks_for_masked(rule, self.scenario, self.call.slots, self._own_numbers):
            return not_measured("masked")
        part = self.part(bound)
        if isinstance(part, str):
            return not_measured(part)
        judgement = self._as_sure_as_heard(self._of_part(bound, part, context), bound, part)
        if rule.is_fatal and judgement.outcome == "unclear":
            judgement = replace(judgement, why=f"疑似·待复核：{judgement.why}")
        return judgement

    def _of_part(self, bound: BoundRule, part: Part, context: Context) -> Judgement:
        rule, answered = bound.rule, self._everything(bound.turn).slices
        if rule.needs_reply and not part.slices:
            if rule.silence_satisfies:
                return not_measured("no_reply")
            if not answered:
                return unanswered("no_reply")
            return unanswered("repeated" if rule.where in (None, "turn", *REACHING) else "said_elsewhere")
        judgement = rule.judge(part, context)
        if rule.where in REACHING and judgement.outcome == "missed" and not answered:
            return unanswered("no_reply")
        return judgement

    def _as_sure_as_heard(self, judgement: Judgement, bound: BoundRule, part: Part) -> Judgement:
        """The judgement; a doubt where it rests against the trainee on words of an engine that was not tuned.

        What was typed in between is charged all the same.
        """
        rule = bound.rule
        if self.call.tuned or judgement.outcome not in ("missed", "partly") or not rule.by_recognition:
            return judgement
        if not (part if part.slices else self._everything(bound.turn)).recognised:
            return judgement
        typed = tuple(piece for piece in part.slices if not piece.utterance.recognised)
        if any(hit.evidence.utterance in [piece.index for piece in typed] for hit in judgement.hits):
            return rule.judge(replace(part, slices=typed), self.context(bound.turn))
        places = [replace(one, counted=False) for one in judgement.evidence]
        why = f"可能是：{judgement.why}。{UNCLEAR['untuned']}"
        return replace(unclear("untuned", places, why), review=judgement.review)

    def part(self, bound: BoundRule) -> Part | str:
        """What the rule may look at, or the reason why that cannot be told.

        One part for all rules that ask alike, unless another rule's judgement says where it lies.
        """
        rule = bound.rule
        if rule.where in REACHING:
            return self._reaching(bound)
        key = bound.turn, rule.where, rule.speaker, rule.deducts, rule.needs_reply
        if key not in self._parts:
            part = part_of(rule, bound.turn, self.call, self.context(bound.turn))
            if rule.references():
                return part
            self._parts[key] = part
        return self._parts[key]

    def _reaching(self, bound: BoundRule) -> Part:
        """Its own replies, and of the others what was heard well and does not earn already."""
        turns = reach(bound, self.scenario, self.call, self.skipped) - {bound.turn}
        own, other = [], []
        for piece in self._everything(None).slices:
            if piece.utterance.turn == bound.turn:
                own.append(piece)
            elif piece.utterance.turn in turns and piece.utterance.gate is None:
                other.append(piece)
        if bound.turn is not None and other:
            other = [*without(other, self._earning(bound, turns))]
        pieces = [piece for piece in (*own, *other) if not pasted(piece, self.call)]
        return Part(self.call, bound.turn, tuple(sorted(pieces, key=lambda one: (one.index, one.start))))

    def _earning(self, bound: BoundRule, turns: frozenset[str]) -> Iterator[Span]:
        """Places in those turns that earn for rules of the turn itself, or of an earlier one that reach there."""
        for turn in turns:
            yield from self._earning_at_home(turn)
        path = dict.fromkeys((*self.call.path, *self.skipped))
        earlier = (one for turn in takewhile(bound.turn.__ne__, path) for one in self.scenario.rules_of(turn))
        for other in earlier:
            if other.rule.where in REACHING and other.rule.worth and other.id not in self._running:
                spans = _spans(self.judge(other.id))
                yield from (span for span in spans if self.call.utterances[span[0]].turn != other.turn)

    def _earning_at_home(self, turn: str) -> tuple[Span, ...]:
        """Places that earn for rules of the turn they stand in, wherever else these rules may look."""
        if turn not in self._own:
            part, context = self._everything(turn), replace(self.context(turn), explain=False)
            rules = [bound.rule for bound in self.scenario.rules_of(turn) if bound.rule.by_words and bound.rule.worth]
            judged = [rule.judge(part, context) for rule in rules if part.slices and self._may_apply(rule, turn)]
            self._own[turn] = tuple(span for judgement in judged for span in _spans(judgement))
        return self._own[turn]

    def _may_apply(self, rule: Rule, turn: str) -> bool:
        """As far as it can be told without judging another rule."""
        return self.holds((one for one in rule.applies_when or () if not (one.met or one.missed)), turn)

    @property
    def skipped(self) -> tuple[str, ...]:
        """Turns that were still to come when the trainee hung up: the way on that needs no condition."""
        if self._skipped is None:
            self._skipped = ()  # while conditions are asked for the next turn, none counts as skipped
            self._skipped = self._still_to_come()
        return self._skipped

    def _still_to_come(self) -> tuple[str, ...]:
        if self.call.ended_by != "agent" or not self.call.path:
            return ()
        found: list[str] = []
        last = self.call.path[-1]
        turn = self.next_turn(last) if last in [turn.id for turn in self.scenario.file.turns] else None
        while turn and turn not in self.call.path and turn not in found:
            found.append(turn)
            turn = self._onward(turn)
        return tuple(found)

    def _onward(self, turn_id: str) -> str | None:
        turns = [turn.id for turn in self.scenario.file.turns]
        turn = self.scenario.turn(turn_id)
        if turn.next:
            go = next(
                (
                    way.go
                    for way in turn.next
                    if way.when is None or all(c.variant and self.variant in c.variant for c in way.when)
                ),
                "end",
            )
            return None if go == "end" else go
        after = turns.index(turn_id) + 1
        return turns[after] if after < len(turns) else None

    def next_turn(self, turn_id: str) -> str | None:
        """Where the conversation goes from that turn; None: it ends."""
        for way in self.scenario.turn(turn_id).next:
            if way.when is None or self.holds(way.when, turn_id):
                return None if way.go == "end" else way.go
        if self.scenario.turn(turn_id).next:
            return None
        return self._onward(turn_id)


def _counted(judgement: Judgement) -> Iterator[Evidence]:
    """The words that earn, or that are charged."""
    return (one for one in (*judgement.evidence, *judgement.again) if one.counted)


def _spans(judgement: Judgement) -> Iterator[Span]:
    """Where they stand."""
    return (one.span for one in _counted(judgement) if one.span is not None)


def _charges(rule: Rule) -> bool:
    """It forbids words for good."""
    return rule.deducts and not rule.mild


def _groups(rules: Sequence[BoundRule]) -> tuple[tuple[str, ...], ...]:
    """The phrases that these rules always look for, by operator: those of one operator are looked for alike."""
    groups: dict[str, list[str]] = {}
    for bound in rules:
        groups.setdefault(bound.rule.operator, []).extend((*bound.rule.asks(), *bound.rule.forbids()))
    return tuple(tuple(dict.fromkeys(group)) for group in groups.values() if group)
