"""Required phrases that hold banned ones, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from trainer.errors import Problem
from trainer.scenario.binding import Placed
from trainer.scenario.names import short
from trainer.scenario.wording import Wordings
from trainer.text.normalise import canonical_char, normalise

MOST_REQUIRED = 300  # wordings of a required template that are looked at
MOST_BANNED = 30  # wordings of a banned one; that way round is only a warning
_PART = re.compile(r"\{([^}]*)\}|<([^>]*)>|(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A template with the words it stands for, one wording a line."""

    item: Placed
    template: str
    words: str


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
            if item.rule.operator == "required" and item.rule.speaker == "agent":
                required += [(item, template) for template in self._usable(item.rule.templates())]
            elif item.rule.operator in ("banned", "avoid") and item.rule.speaker == "agent":
                banned += [(item, template) for template in self._usable(_own(item, item.rule.operator))]
        problems: dict[tuple[str, str, str], Problem] = {}
        for wanted, item, template in self._held(required, banned, MOST_REQUIRED):
            wording = self._said_in_full(wanted, item, template)
            if wording:
                problems.setdefault(("error", wanted.template, template), _error(wanted, item, template, wording))
        for wanted, item, template in self._held(banned, required, MOST_BANNED):
            if wanted.item.scope == item.scope or not _of_pack(wanted.item):
                problems.setdefault(("warning", template, ""), _warning(wanted, item, template))
        return list(problems.values())

    def _usable(self, templates: Iterable[str]) -> list[str]:
        return [template for template in templates if self.book.fault(template) is None]

    def _held(
        self, holders: Iterable[tuple[Placed, str]], inners: Iterable[tuple[Placed, str]], most: int
    ) -> Iterator[tuple[_Wanted, Placed, str]]:
        """Each holder in whose words an inner template is found, both looking at the same words of a call."""
        wanted = [_Wanted(item, template, self._words(template, most)) for item, template in holders]
        every = "\n".join(one.words for one in wanted)
        patterns = {template: _compiled(self.pattern(template)) for _, template in inners}
        present = {template for template, pattern in patterns.items() if pattern.search(every)}
        for item, template in inners:
            if template in present:
                for one in wanted:
                    if _meet(one.item, item) and patterns[template].search(one.words):
                        yield one, item, template

    def _said_in_full(self, wanted: _Wanted, item: Placed, template: str) -> str:
        """The first wording that holds the banned one where no `unless` covers it; empty where there is none."""
        banned = _compiled(self.pattern(template))
        excuses = [_compiled(self.pattern(excuse)) for excuse in self._usable(_own(item, "unless"))]
        for line in wanted.words.split("\n"):
            rescued = [found.span() for excuse in excuses for found in excuse.finditer(line)]
            for found in banned.finditer(line):
                if not any(start <= found.start() and found.end() <= end for start, end in rescued):
                    return line
        return ""

    def _words(self, template: str, most: int) -> str:
        return "\n".join(self.book.canonical(template)[:most])

    def pattern(self, template: str) -> str:
        """A regular expression for a template that compiles, on canonical characters."""
        parts = []
        for found in _PART.finditer(template):
            slot, name, char = found.groups()
            if slot is not None:
                parts.append(normalise(self.book.book.slots[slot.strip()]).chars)
            elif name is not None:
                parts.append(f"(?:{'|'.join(self.pattern(one) for one in self.book.book.lists[name.strip()])})")
            else:
                parts.append("(?:" if char == "(" else char if char in ")|?" else canonical_char(char))
        return "".join(parts)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Kept, for the packs' phrases come again with every scenario."""
    return re.compile(pattern)


def _own(item: Placed, key: str) -> tuple[str, ...]:
    value = getattr(item.rule, key, None) or ()
    return (value,) if isinstance(value, str) else tuple(value)


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
    soft = item.rule.applies_when is not None or item.rule.operator == "avoid"
    return wanted.item.at_text(wanted.template, None, message, warning=soft)


def _warning(wanted: _Wanted, item: Placed, template: str) -> Problem:
    names = f"“{short(wanted.template)}”（{wanted.item.bound.id}）里含有要求说的“{short(template)}”"
    message = f"禁语{names}，说了禁语也会算做到；请看看是不是有意的"
    return item.at_text(template, None, message, warning=True)
