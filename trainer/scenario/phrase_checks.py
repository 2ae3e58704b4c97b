"""Checks of phrases: templates that do not compile, slots without a value, also in texts that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from trainer.errors import Problem
from trainer.rules.condition import Condition
from trainer.scenario.binding import Placed
from trainer.scenario.model import Turn
from trainer.scenario.suggestions import offer, short
from trainer.scenario.yaml_nodes import Document, Loc, walk
from trainer.text.phrase import Phrasebook
from trainer.text.template import PhraseError, SharedError, slots_in

MOST_TOGETHER = 6_000_000  # characters of all wordings of a scenario with its packs; a hundred thousand have 2 million
OF_A_WORDING = 10  # characters that each costs besides its own

Expanded = dict[str, tuple[str, ...] | PhraseError]


class Wordings:
    """The wordings that templates stand for, each expanded once. Their sounds are left out: that takes long."""

    def __init__(self, book: Phrasebook, shared: Expanded | None = None) -> None:
        """`book`: the slots and lists of a scenario or pack; `shared`: templates that need neither, for many."""
        self.book = book
        self._shared: Expanded = {} if shared is None else shared
        self._asked: Expanded = {}
        self._size = 0
        self._told: set[str] = set()

    def fault(self, template: str) -> PhraseError | None:
        """What is wrong with a template; None where it compiles."""
        found = self._found(template)
        return found if isinstance(found, PhraseError) else None

    def report(self, template: str) -> PhraseError | None:
        """As `fault`, for the list of problems: a mistake of many templates together only the first time."""
        wrong = self.fault(template)
        if isinstance(wrong, SharedError):
            if wrong.message in self._told:
                return None
            self._told.add(wrong.message)
        return wrong

    def canonical(self, template: str) -> tuple[str, ...]:
        """Its wordings in canonical characters; nothing where it does not compile."""
        found = self._found(template)
        return () if isinstance(found, PhraseError) else found

    def _found(self, template: str) -> tuple[str, ...] | PhraseError:
        if template not in self._asked:
            self._asked[template] = found = self._within(template)
            if not isinstance(found, PhraseError):
                self._size += len("".join(found)) + OF_A_WORDING * len(found)
        return self._asked[template]

    def _within(self, template: str) -> tuple[str, ...] | PhraseError:
        """Its wordings, unless all those before are so many that nobody could keep them in memory."""
        if self._size > MOST_TOGETHER:
            return SharedError("到这里，全部句子展开后的说法太多了；请把可选的词减少一些，或者拆成几个情景")
        if "{" in template or "<" in template:
            return self._expand(template)
        if template not in self._shared:
            self._shared[template] = self._expand(template)
        return self._shared[template]

    def _expand(self, template: str) -> tuple[str, ...] | PhraseError:
        try:
            return self.book.canonical(template)
        except PhraseError as error:
            return error


def check_templates(items: Iterable[Placed], book: Wordings) -> list[Problem]:
    """The templates of rules."""
    problems = []
    for item in items:
        if item.broken:
            continue
        for template in dict.fromkeys((*item.rule.templates(), *_said(item.rule.applies_when or ()))):
            wrong = book.report(template)
            if wrong:
                problems.append(item.at_text(template, wrong.column - 1, wrong.message))
    return problems


def check_lists(document: Document, book: Wordings) -> list[Problem]:
    """The phrase lists of a pack, or a scenario's own, and what it adds to those of packs."""
    problems = []
    for key in ("lists", "add"):
        data = document.data.get(key, {}) if isinstance(document.data, dict) else {}
        for at, template in walk(data, (key,)):
            wrong = book.report(template)
            if wrong:
                problems.append(document.inside(at, wrong.column - 1, wrong.message))
    return problems


def check_branches(turns: Iterable[Turn], document: Document, book: Wordings) -> list[Problem]:
    """The phrases of `next` conditions."""
    problems = []
    for index, turn in enumerate(turns):
        for number, step in enumerate(turn.next):
            at: Loc = ("turns", index, "next", number, "if")
            for template in _said(step.when or ()):
                wrong = book.report(template)
                if wrong:
                    place = document.find(at, template) or at
                    problems.append(document.inside(place, wrong.column - 1, wrong.message))
    return problems


def check_texts(document: Document, slots: Mapping[str, str]) -> list[Problem]:
    """Slots in what is shown or spoken: brief, lines, options and explanations."""
    data = document.data
    shown: list[tuple[Loc, str]] = walk(data.get("brief"), ("brief",))
    turns = data.get("turns")
    for index, turn in enumerate(turns if isinstance(turns, list) else ()):
        if isinstance(turn, dict):
            for key in ("line", "choices", "explain"):
                shown += walk(turn.get(key), ("turns", index, key))
    return [
        document.inside(at, offset, f"slots 里没有“{short(name)}”{offer(name, slots)}")
        for at, text in shown
        for offset, name in slots_in(text)
        if name not in slots
    ]


def _said(conditions: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions:
        yield from condition.said or ()
        yield from condition.not_said or ()
