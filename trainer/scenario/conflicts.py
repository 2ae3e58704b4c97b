"""Required phrases that hold banned ones, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from trainer.errors import Problem
from trainer.scenario.binding import Placed
from trainer.scenario.phrase_checks import Wordings
from trainer.scenario.suggestions import short
from trainer.text.characters import GAP
from trainer.text.template import Definitions, parse
from trainer.text.thresholds import GAP_LONGEST
from trainer.text.transcript import places

MOST_REQUIRED = 300  # wordings of a required template that are looked at
MOST_BANNED = 30  # wordings of a banned one; that way round is only a warning


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A template with the words it stands for, one wording a line."""

    item: Placed
    template: str
    words: str


@dataclass(frozen=True, slots=True)
class _Ends:
    """Wordings by the pairs of characters that they end and begin with (a single character: by itself)."""

    pairs: frozenset[str]  # all of them
    wordings: Mapping[str, Mapping[str, list[str]]]  # last pair → first pair → wordings


@dataclass(slots=True)
class Conflicts:
    """Compares phrases with the slots and lists of one scenario, or of one pack."""

    book: Wordings

    def check(self, items: Iterable[Placed]) -> list[Problem]:
        """A required phrase that holds a banned one: error unless rescued. The other way round: warning.

        No warning of a pack's banned phrases in a scenario: its author did not write them, and they cost points anyway.
        """
        required: list[tuple[Placed, str]] = []
        banned: list[tuple[Placed, str]] = []
        for item in items:
            if item.rule.speaker == "agent":
                required += [(item, template) for template in self._usable(item.rule.asks())]
                banned += [(item, template) for template in self._usable(item.rule.forbids())]
        problems: dict[tuple[str, str, str], Problem] = {}
        for wanted, item, template in self._held(required, banned, MOST_REQUIRED):
            wording = self._said_in_full(wanted, item, template)
            if wording:
                problems.setdefault(("error", wanted.template, template), _error(wanted, item, template, wording))
        for wanted, item, template in self._held(banned, required, MOST_BANNED):
            own = wanted.item.scope == item.scope or not _of_pack(wanted.item)
            if own and self._said_in_full(wanted, item, template):
                problems.setdefault(("warning", template, ""), _warning(wanted, item, template))
        return list(problems.values())

    def _usable(self, templates: Iterable[str]) -> list[str]:
        return [template for template in templates if self.book.fault(template) is None]

    def _held(
        self, holders: Sequence[tuple[Placed, str]], inners: Sequence[tuple[Placed, str]], most: int
    ) -> Iterator[tuple[_Wanted, Placed, str]]:
        """Each holder in whose words an inner template is found, both looking at the same words of a call."""
        wanted = [_Wanted(item, template, self._words(template, most)) for item, template in holders]
        ends = {template: _ends(self.book.canonical(template)) for _, template in inners}
        holding = _Holding({one.words for one in wanted}, frozenset().union(*(one.pairs for one in ends.values())))
        held = {template: holding.those_with(one) for template, one in ends.items()}
        for item, template in inners:
            for one in wanted if held[template] else ():
                if one.words in held[template] and _meet(one.item, item):
                    yield one, item, template

    def _said_in_full(self, wanted: _Wanted, item: Placed, template: str) -> str:
        """The first wording that holds the other one where no `unless` covers it; empty where there is none."""
        inner = self._pattern(template)
        excuses = [self._pattern(excuse) for excuse in self._usable(item.rule.excuses())]
        for line in wanted.words.split("\n"):
            said = [found.span() for found in inner.finditer(line)]
            rescued = [found.span() for excuse in excuses for found in excuse.finditer(line)] if said else []
            if any(not any(start <= at and stop <= end for start, end in rescued) for at, stop in said):
                return line
        return ""

    def _words(self, template: str, most: int) -> str:
        return "\n".join(self.book.canonical(template)[:most])

    def _pattern(self, template: str) -> re.Pattern[str]:
        """Finds the wordings of a template that compiles, in canonical characters."""
        return _compiled(parse(template).pattern(Definitions(self.book.book.slots, self.book.book.lists)))


class _Holding:
    """The words of many templates, to be searched for wordings all at once."""

    def __init__(self, words: Iterable[str], pairs: frozenset[str]) -> None:
        """Note which of them have which of the pairs, as the bits of a number."""
        self._words = tuple(words)
        self._having = dict.fromkeys(pairs, 0)
        for number, one in enumerate(self._words):
            for pair in _pairs(one) & pairs:
                self._having[pair] |= 1 << number

    def those_with(self, ends: _Ends) -> frozenset[str]:
        """Those of the words that hold one of the wordings; the pairs at its ends are compared first."""
        found = 0
        for last, by_first in ends.wordings.items():
            here = self._having[last]
            for first, some in by_first.items() if here else ():
                for number in places(here & self._having[first] & ~found):
                    if any(_stands_in(wording, self._words[number]) for wording in some):
                        found |= 1 << number
        return frozenset(self._words[number] for number in places(found))


def _stands_in(wording: str, words: str) -> bool:
    """The wording is said by one of the words, a line each; its parts need not follow each other at once."""
    if GAP not in wording:
        return wording in words
    return bool(re.search(f".{{0,{GAP_LONGEST}}}?".join(wording.split(GAP)), words))


@lru_cache(maxsize=4096)
def _pairs(words: str) -> frozenset[str]:
    """Every character and every pair of neighbours."""
    return frozenset(words).union(map(add, words, words[1:]))


@lru_cache(maxsize=4096)
def _ends(wordings: tuple[str, ...]) -> _Ends:
    found: dict[str, dict[str, list[str]]] = {}
    for wording in wordings:
        found.setdefault(wording[-2:], {}).setdefault(wording[:2], []).append(wording)
    return _Ends(frozenset(found).union(*found.values()), found)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Kept, for the packs' phrases come again with every scenario."""
    return re.compile(pattern)


def _of_pack(item: Placed) -> bool:
    return item.bound.turn is None and item.scope != "call"


def _meet(one: Placed, other: Placed) -> bool:
    """Both look at the same words: in the same turn, or one of them at the whole call."""
    if one.bound.turn == other.bound.turn:
        return True
    return any(item.bound.turn is None or item.rule.where == "call" for item in (one, other))


def _error(wanted: _Wanted, item: Placed, template: str, wording: str) -> Problem:
    said = "" if wording == wanted.template else f"（其中一种是“{short(wording)}”）"
    names = f"“{short(wanted.template)}”{said}里含有禁语“{short(template)}”（{item.bound.id}）"
    message = f"要求说的{names}；请改一种说法，或在那条规则的 unless 里写上它"
    soft = item.rule.applies_when is not None or item.rule.mild
    return wanted.item.at_text(wanted.template, None, message, warning=soft)


def _warning(wanted: _Wanted, item: Placed, template: str) -> Problem:
    names = f"“{short(wanted.template)}”（{wanted.item.bound.id}）里含有要求说的“{short(template)}”"
    message = f"禁语{names}，说了禁语也会算做到；请看看是不是有意的"
    return item.at_text(template, None, message, warning=True)
