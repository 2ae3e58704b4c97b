"""What a rule is and what it gets: Rule, Part, Context, Judgement. One rule is one module beside this one.

A rule class is at once the YAML shape an author may write (pydantic fields), its manual page (docstring) and the
judge (`judge`). It gets the part of the call it may look at and the context; it never sees devices, files or clocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import ClassVar

from pydantic import ConfigDict

from trainer.call import Call, Speaker, Utterance
from trainer.rules import hypotheses
from trainer.rules.condition import Conditions
from trainer.rules.fields import WHERE, Identifier, Line, Points, Where
from trainer.rules.operator import Operator
from trainer.rules.word_times import pauses_in
from trainer.scorecard import Evidence, Outcome, Review
from trainer.text.find import Found, Prepared, find, perhaps, possible, prepare
from trainer.text.meaning import Pauses
from trainer.text.phrase import Match, Phrase, Phrasebook
from trainer.text.search import PhraseGroup
from trainer.text.template import Slot, parse

NOTHING = Utterance("agent", "")


@lru_cache(maxsize=24)  # the turns of a call; not many more, for a long one takes megabytes
def _prepared(texts: tuple[str, ...], heard: tuple[bool, ...], pauses: tuple[Pauses, ...]) -> Prepared:
    """Kept for a while: what is asked after each turn is asked again when the whole call is scored."""
    return prepare(texts, heard, pauses)


@dataclass(frozen=True, slots=True)
class Slice:
    """A stretch of one utterance that a rule may look at. Offsets are code points of its text, half-open."""

    index: int  # of the utterance in the call
    utterance: Utterance
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters of the stretch."""
        return self.utterance.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a call that a rule judges: what one speaker said in the rule's `where`, in order."""

    call: Call
    turn: str | None  # None: the whole call
    slices: tuple[Slice, ...]

    @property
    def recognised(self) -> bool:
        """Any of it came from speech recognition, so sound counts and doubt is possible."""
        return any(piece.utterance.recognised for piece in self.slices)

    @property
    def gate(self) -> str | None:
        """The first reason why audio in this part is too bad to judge; None where all is good."""
        return next((piece.utterance.gate for piece in self.slices if piece.utterance.gate), None)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that costs points: a taboo word said, an interruption, a silence."""

    deduct: Fraction  # points of the 100 before caps; 0 with fatal
    key: str  # the same key costs once per turn
    evidence: Evidence
    corrected: bool = False  # the trainee put it right in the same turn: half the cost
    fatal: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says of a part. `fraction` is the share of the points earned: 1 met, 0 missed, between: partly."""

    outcome: Outcome
    why: str
    fraction: Fraction = Fraction(0)
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()
    again: tuple[Evidence, ...] = ()  # other places of the same, for rules that compare places; not reported
    hits: tuple[Hit, ...] = ()
    max_deduct: Fraction | None = None  # cap over this rule's hits in the whole call
    review: tuple[Review, ...] = ()  # words that a person should look at; changes nothing here


@dataclass(slots=True)
class Context:
    """What a rule may know besides the part: facts, slots, caller, phrase lists, earlier judgements."""

    facts: Mapping[str, tuple[str, ...]]
    slots: Mapping[str, str]
    caller: Mapping[str, str]
    phrasebook: Phrasebook
    judged: dict[str, Judgement] = field(default_factory=dict)  # by full id
    short_ids: Mapping[str, str] = field(default_factory=dict)  # short form in this turn → full id
    siblings: tuple[str, ...] = ()  # full ids of the rules beside this one that `order: all` orders, in file order
    variant: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)  # the turn's options by letter, slots filled in
    literal: bool = False  # the mere words are asked for, whatever those around them make of their meaning
    explain: bool = True  # look for what came closest to a phrase that was missed: evidence that changes no outcome
    groups: tuple[tuple[str, ...], ...] = ()  # templates that are looked for in the same part, so all at once
    _literal: Context | None = None
    _groups: Mapping[str, PhraseGroup] | None = None  # by template
    _prepared: dict[tuple[int, ...], Prepared] = field(default_factory=dict)
    _latest: tuple[Part, Prepared] | None = None  # a rule asks for many phrases in the same part

    def literally(self) -> Context:
        """The same for who reads the mere words: what is forbidden is so however it was meant."""
        if self._literal is None:
            self._literal = self if self.literal else replace(self, literal=True)
        return self._literal

    def phrase(self, template: str) -> Phrase:
        """The compiled template; slots and lists filled in."""
        return self.phrasebook.compile(template)

    def prepared(self, part: Part) -> Prepared:
        """The part's utterances made ready for finding, computed once per set of utterances."""
        if self._latest and self._latest[0] is part:
            return self._latest[1]
        key = tuple([piece.index for piece in part.slices])
        if key not in self._prepared:
            self._prepared[key] = _prepared(
                tuple(piece.utterance.text for piece in part.slices),
                tuple(piece.utterance.recognised for piece in part.slices),
                tuple(pauses_in(piece.utterance) for piece in part.slices),
            )
        self._latest = part, self._prepared[key]
        return self._prepared[key]

    def find(self, template: str, part: Part, match: Match = "near", *, nearest: bool = False) -> tuple[Found, ...]:
        """Every place in the part where the phrase stands, or nearly stands, in order; see `text.find`.

        `Found.text` is the index into `part.slices`. `nearest`: where it stands nowhere, candidates too, which do
        not count but show what came closest; looking for them takes long.
        """
        group = self._group(template)
        found = find(self.phrase(template), self.prepared(part), match=match, nearest=nearest, group=group)
        if not found:  # as most often
            return ()
        return tuple(self._meant(hit, part) for hit in found if _inside(hit, part))

    def _meant(self, found: Found, part: Part) -> Found:
        """What the words around it turn plainly is no place of the phrase, only shows what came closest.

        Who reads the mere words (`literal`) looks for a negator directly before them alone. Nobody denies a name by a
        不 before it: there recognition wrote another word (客服部小林 → 客服不小林). Words that the engine made of a
        mere sound leave a doubt at most.
        """
        utterance = part.slices[found.text].utterance
        if turned := found.turned:
            name = utterance.recognised and isinstance(parse(found.phrase).only, Slot)
            if turned.kind.plain and not name and (turned.negated or not self.literal):
                return replace(found, grade="candidate")
        return replace(found, grade="unclear") if found.grade == "sure" and part.call.muttered(utterance) else found

    def find_each(
        self, templates: tuple[str, ...], part: Part, match: Match = "near", *, nearest: bool = False
    ) -> dict[str, tuple[Found, ...]]:
        """As `find`, for each of the phrases of one rule; most stand nowhere, which is told of all at once."""
        group = self._group(templates[0])
        if group is None or nearest:
            return {one: self.find(one, part, match, nearest=nearest) for one in templates}
        found: dict[str, tuple[Found, ...]] = dict.fromkeys(templates, ())
        known = self.phrasebook.by_index(templates)
        for wordings in known.keys() & possible(self.prepared(part), match, group):
            found[known[wordings]] = self.find(known[wordings], part, match)
        return found

    def perhaps(self, template: str, part: Part, *, fact: bool = False) -> tuple[Found, ...]:
        """The places where a short wording of the phrase was probably said, but not heard; see `text.find.perhaps`.

        `fact`: it is one of this call's facts; like a name it has no known likelihood.
        """
        phrase = self.phrase(template)
        names = frozenset(self.slots.values()).union(phrase.texts if fact else ())
        found = perhaps(phrase, self.prepared(part), names=names)
        meant = (self._meant(hit, part) for hit in found if _inside(hit, part))
        return tuple(hit for hit in meant if hit.grade != "candidate")

    def _group(self, template: str) -> PhraseGroup | None:
        if self._groups is None:
            self._groups = self.phrasebook.groups(self.groups)
        return self._groups.get(template)

    def find_wanted(
        self, template: str, part: Part, match: Match = "near", *, nearest: bool = False
    ) -> tuple[Found, ...]:
        """As `find`; where no place is sure, with those of another hypothesis of the engine; see `helped`."""
        found = self.find(template, part, match, nearest=nearest)
        return self.helped({template: found}, 1, part, match)[template]

    def helped(
        self, places: Mapping[str, tuple[Found, ...]], needed: int, part: Part, match: Match
    ) -> dict[str, tuple[Found, ...]]:
        """The places of phrases that are asked for, with those of the engine's other hypothesis that helps most.

        Recognition must not take away what the trainee said. `needed`: how many phrases have to be said; where
        that many are sure, nothing is added. One hypothesis for all phrases: two of the same sound were never both
        said. Only utterances that the part holds whole are looked at.
        """
        most, helped = sure_count(places), dict(places)
        for number in range(1, hypotheses.most([piece.utterance for piece in part.slices]) + 1):
            if most >= needed:
                break
            other = {
                one: found + (() if sure_count({one: found}) else self._in_hypothesis(number, one, part, match))
                for one, found in places.items()
            }
            if sure_count(other) > most:
                most, helped = sure_count(other), other
        return helped

    def _in_hypothesis(self, number: int, template: str, part: Part, match: Match = "near") -> tuple[Found, ...]:
        """The sure places of the phrase in the n-th other hypothesis of the utterances that the part holds whole.

        What the best text plainly denies (我们不会给您答复) is not said by a hypothesis without the 不.
        """
        asked = (piece.utterance if piece.text == piece.utterance.text else NOTHING for piece in part.slices)
        whole = [NOTHING if part.call.muttered(utterance) else utterance for utterance in asked]
        prepared = self._prepared_hypotheses(whole, part, number)
        places = find(self.phrase(template), prepared, match=match, nearest=False)
        meant = [self._meant(place, part) for place in places]
        sure = [place for place in meant if place.grade == "sure"]
        if not sure:
            return ()
        denied = [one for one in self.find(template, part, match) if one.turned and one.grade == "candidate"]
        placed = [hypotheses.placed(place, whole[place.text], number) for place in sure]
        return tuple(one for one in placed if not any(_overlap(one, other) for other in denied))

    def _prepared_hypotheses(self, whole: Sequence[Utterance], part: Part, number: int) -> Prepared:
        key = (
            -number,
            *(piece.index if one is not NOTHING else -1 for one, piece in zip(whole, part.slices, strict=True)),
        )
        if key not in self._prepared:
            self._prepared[key] = prepare(hypotheses.nth(whole, number), [True] * len(whole))
        return self._prepared[key]

    def judgement_of(self, rule_id: str) -> Judgement | None:
        """An earlier judgement by full id, or by the short form inside this turn."""
        return self.judged.get(self.short_ids.get(rule_id, rule_id))


class Rule(Operator):
    """The parameters every rule may carry (docs/SCENARIOS.md, Rules)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    deducts: ClassVar[bool] = False  # only costs points, never brings any
    needs_reply: ClassVar[bool] = True  # False: judges facts of the call even where nothing was said
    silence_satisfies: ClassVar[bool] = False  # saying nothing would meet it → not_measured instead
    met_example: ClassVar[str] = ""  # YAML: this rule and a call that meets it; tests/rules/test_manual.py
    missed_example: ClassVar[str] = ""  # the same for one that misses it

    id: Identifier | None = None
    points: Points | None = None  # None: 1, or 0 where the rule only deducts
    fatal: bool = False
    hint: Line | None = None
    note: str | None = None  # for trainers, never shown to the trainee
    where: Where | None = None  # None: the turn it stands in, or the call
    applies_when: Conditions | None = None
    speaker: Speaker = "agent"

    def judge(self, part: Part, context: Context) -> Judgement:
        """The judgement of this part; the part holds at least one slice unless `needs_reply` is False."""
        raise NotImplementedError

    def references(self) -> tuple[str, ...]:
        """Ids of rules whose judgement this one needs first."""
        found = WHERE.fullmatch(self.where or "turn")
        return (found[4],) if found and found[4] else ()

    def needed(self, siblings: tuple[str, ...]) -> tuple[str, ...]:
        """Ids of rules to be judged before this one; `siblings`: see `Context`."""
        return (*self.references(), *(siblings if self.orders_all else ()))

    @property
    def is_fatal(self) -> bool:
        """Where it is missed, the call has 0 points."""
        return self.fatal

    @cached_property
    def worth(self) -> Fraction:
        """The points it brings when met."""
        if self.points is None:
            return Fraction(0 if self.deducts else 1)
        return Fraction(self.points)


def sure_count(places: Mapping[str, tuple[Found, ...]]) -> int:
    """How many of the phrases were said for sure."""
    return sum(any(one.grade == "sure" for one in found) for found in places.values())


def _inside(hit: Found, part: Part) -> bool:
    piece = part.slices[hit.text]
    return piece.start <= hit.start and hit.end <= piece.end


def _overlap(one: Found, other: Found) -> bool:
    return one.text == other.text and one.start < other.end and other.start < one.end
