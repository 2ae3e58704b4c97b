"""The grammar of phrase templates, read once into a small tree.

    您好          characters, said as they stand
    (甲|乙)       alternatives, also without brackets: 甲|乙
    (请)?         optional
    {公司}        a slot: a value that the scenario gives
    <致歉>        a phrase list: any wording of any template in it
    今天…上报     a gap: a few other words may stand between the parts (find.py); …… is the same

`parse` reads a template. Each kind of node is one class with a method for each question that can be asked:
`expand` (every wording), `sample` (one wording as a person would say it), `pattern` (a regular expression).
A wording is a string; GAP, which no canonical text holds, parts it where there is a gap.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache

from trainer.text import thresholds as t
from trainer.text.characters import GAP
from trainer.text.normalise import canonical, sayable
from trainer.visible import code, one_line, steering, unseen

MOST_ALTERNATIVES = 5000
MOST_CHARACTERS = 1_000_000  # of all wordings of one template
LONGEST_TEMPLATE = 500
LONGEST_SLOT = 100  # characters of a value that a user gives; an author's may be as long as a template
MOST_BRACKETS = 41  # in one template
MOST_LISTS = 6  # phrase lists inside phrase lists; with all brackets in each, half of the depth Python allows
ENOUGH = 6  # characters of a sample; a shorter one takes up optional parts, one after the other
DEEPEST_SAMPLE = 4  # phrase lists inside phrase lists; deeper ones are shown by their names
SMALL = frozenset("请您我")  # optional words of one character that make a sample more natural; 的, 了, 也 do not
SYNTAX = "()|?{}<>" + GAP
_ORDINARY = re.compile(f"[^{re.escape(SYNTAX)}]+", re.DOTALL)
_FULL_WIDTH = {"（": "(", "）": ")", "｜": "|", "？": "?", "｛": "{", "｝": "}", "《": "<", "》": ">"}
_SLOT = re.compile(r"\{([^{}]*)\}")
_LIST = re.compile(r"<([^<>]+)>")


class PhraseError(ValueError):
    """A template is wrong. `message` is Chinese and says what would be right; `column` counts from 1."""

    def __init__(self, message: str, column: int = 1) -> None:
        """Keep what is wrong and where."""
        self.message, self.column = message, column
        super().__init__(message)

    def inside(self, name: str, template: str, column: int) -> PhraseError:
        """The same mistake as seen from a template that uses the phrase list in which it stands."""
        return PhraseError(f"说法表“{name}”中的“{template}”：{self.message}", column)


class SharedError(PhraseError):
    """A mistake of many templates together, such as lists inside lists without end: to be told once."""

    def inside(self, name: str, template: str, column: int) -> PhraseError:
        """The same mistake; which of the templates it is told of makes no difference."""
        return SharedError(self.message, column)


@dataclass(frozen=True, slots=True)
class Definitions:
    """What the slots and phrase lists of one scenario stand for."""

    slots: Mapping[str, str]
    lists: Mapping[str, Sequence[str]]  # name → templates
    inside: tuple[str, ...] = ()  # the phrase lists around the template at hand, outermost first

    def within(self, name: str) -> Definitions:
        """The definitions for a template of that phrase list."""
        return replace(self, inside=(*self.inside, name))


@dataclass(frozen=True, slots=True)
class Node(ABC):
    """A part of a template."""

    end: int  # offset behind its last character

    @abstractmethod
    def expand(self, definitions: Definitions) -> list[str]:
        """Every wording, in the author's order. Raises PhraseError on an unknown name or too many wordings."""

    @abstractmethod
    def sample(self, definitions: Definitions) -> str:
        """One wording; an unknown name stands for itself."""

    @abstractmethod
    def pattern(self, definitions: Definitions) -> str:
        """A regular expression for its wordings in canonical characters; every name has to be known."""


@dataclass(frozen=True, slots=True)
class Characters(Node):
    """Characters that are said as they stand."""

    text: str

    def expand(self, definitions: Definitions) -> list[str]:
        return [self.text]

    def sample(self, definitions: Definitions) -> str:
        return self.text

    def pattern(self, definitions: Definitions) -> str:
        return _escaped(self.text)


@dataclass(frozen=True, slots=True)
class Slot(Node):
    """A value that the scenario gives."""

    name: str
    column: int

    def expand(self, definitions: Definitions) -> list[str]:
        name, slots = self.name, definitions.slots
        if name not in slots:
            raise PhraseError(f"slots 里没有“{one_line(name)}”{_nearest(name, slots)}", self.column)
        length = len(slots[name])
        if length > LONGEST_TEMPLATE:
            raise PhraseError(f"slots 里的“{name}”太长（{length} 个字符），最多 {LONGEST_TEMPLATE} 个", self.column)
        return [slots[name].replace(GAP, "")]

    def sample(self, definitions: Definitions) -> str:
        return definitions.slots.get(self.name, self.name)

    def pattern(self, definitions: Definitions) -> str:
        return _escaped(definitions.slots[self.name])


@dataclass(frozen=True, slots=True)
class Gap(Characters):
    """A place where a few other words may stand."""

    def sample(self, definitions: Definitions) -> str:
        return GAP * 2

    def pattern(self, definitions: Definitions) -> str:
        return f".{{0,{t.GAP_LONGEST}}}?"


@dataclass(frozen=True, slots=True)
class PhraseList(Node):
    """Any template of a phrase list."""

    name: str
    column: int

    def expand(self, definitions: Definitions) -> list[str]:
        name, lists = self.name, definitions.lists
        if name not in lists:
            raise PhraseError(f"没有叫“{one_line(name)}”的说法表{_nearest(name, lists)}", self.column)
        if name in definitions.inside:
            raise PhraseError(f"说法表“{name}”里又用到了它自己", self.column)
        if len(definitions.inside) >= MOST_LISTS:
            raise SharedError(f"说法表一层套一层，超过 {MOST_LISTS} 层；请写平一些", self.column)
        within = definitions.within(name)
        found: list[str] = []
        for text in lists[name]:
            try:
                found += parse(text).expand(within)
            except PhraseError as error:
                raise error.inside(name, text, self.column) from error
            if len(found) > MOST_ALTERNATIVES:
                raise _too_many(self.end)
        return found

    def sample(self, definitions: Definitions) -> str:
        """The first template, which is the model one; the name where there is none, or where lists nest too deep."""
        texts = definitions.lists.get(self.name)
        if not texts or len(definitions.inside) >= DEEPEST_SAMPLE:
            return self.name
        return _sample(texts[0], definitions.within(self.name))

    def pattern(self, definitions: Definitions) -> str:
        return f"(?:{'|'.join(parse(text).pattern(definitions) for text in definitions.lists[self.name])})"


@dataclass(frozen=True, slots=True)
class Series(Node):
    """Nodes one after the other."""

    parts: tuple[Node, ...]

    def expand(self, definitions: Definitions) -> list[str]:
        """Every way to choose one wording of each part."""
        found = [""]
        for part in self.parts:
            options = part.expand(definitions)
            count, length = len(found) * len(options), len(found[-1]) + len(options[-1])
            if count > MOST_ALTERNATIVES:
                raise _too_many(part.end)
            if count * length > MOST_CHARACTERS:  # where mere characters are too many, the first of those is named
                beyond = length - MOST_CHARACTERS // count - 1 if isinstance(part, Characters) else 0
                raise _too_many(part.end - beyond)
            found = [before + option for before in found for option in options]
        return found

    def sample(self, definitions: Definitions) -> str:
        """What has to be said, with as many of the optional parts as make it long enough."""
        texts = [part.sample(definitions) for part in self.parts]
        taken = ["" if isinstance(part, Optional) else text for part, text in zip(self.parts, texts, strict=True)]
        for index, part in enumerate(self.parts):
            if isinstance(part, Optional):
                before, after = "".join(taken[:index]), "".join(taken[index + 1 :])
                if len(before + after) < ENOUGH and _fits(before, texts[index], after):
                    taken[index] = texts[index]
        return "".join(taken)

    def pattern(self, definitions: Definitions) -> str:
        return "".join(part.pattern(definitions) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Alternatives(Node):
    """Any one of several nodes."""

    options: tuple[Node, ...]

    def expand(self, definitions: Definitions) -> list[str]:
        first, *others = self.options
        found = first.expand(definitions)
        for option in others:
            found += option.expand(definitions)
            if len(found) > MOST_ALTERNATIVES:
                raise _too_many(option.end)
        return found

    def sample(self, definitions: Definitions) -> str:
        """The first that says something."""
        return next(filter(None, (option.sample(definitions) for option in self.options)), "")

    def pattern(self, definitions: Definitions) -> str:
        return f"(?:{'|'.join(option.pattern(definitions) for option in self.options)})"


@dataclass(frozen=True, slots=True)
class Optional(Node):
    """Alternatives that may be left out."""

    inner: Alternatives

    def expand(self, definitions: Definitions) -> list[str]:
        return ["", *self.inner.expand(definitions)]

    def sample(self, definitions: Definitions) -> str:
        return self.inner.sample(definitions)

    def pattern(self, definitions: Definitions) -> str:
        return f"{self.inner.pattern(definitions)}?"


@dataclass(frozen=True, slots=True)
class Template:
    """A template as a tree."""

    root: Alternatives
    slots: tuple[str, ...]  # the names that stand in it, each as often as it does
    lists: tuple[str, ...]
    gaps: tuple[int, ...]  # their columns

    @property
    def only(self) -> Node | None:
        """The single node of which it consists; None where there are several, or none."""
        first, *others = self.root.options
        parts = first.parts if isinstance(first, Series) else (first,)
        return parts[0] if len(parts) == 1 and not others else None

    def expand(self, definitions: Definitions) -> list[str]:
        """Every wording, in the author's order; some may come twice.

        Raises PhraseError on an unknown name (the nearest is offered), on too many, on too short a part.
        """
        found = self.root.expand(definitions)
        return [self._in_parts(wording) for wording in found] if self.gaps else found

    def _in_parts(self, wording: str) -> str:
        """The wording with one gap between two parts, and none at its ends, where it is mere punctuation."""
        parts = [part for part in wording.split(GAP) if part]
        short = next((part for part in parts if len(_escaped(part)) < t.GAP_PART), None)
        if short is None or len(parts) == 1:
            return GAP.join(parts)
        advice = f"“…”前后各要写至少 {t.GAP_PART} 个字，这里只有“{short}”；请写长一些，或者去掉“…”"
        raise PhraseError(advice, self.gaps[0])

    def pattern(self, definitions: Definitions) -> str:
        """A regular expression that finds its wordings in canonical characters; every name has to be known."""
        return self.root.pattern(definitions)


@lru_cache(maxsize=8192)  # more than all templates of a large library
def parse(text: str) -> Template:
    """The template as a tree. Raises PhraseError on wrong syntax; names are not looked up."""
    if len(text) > LONGEST_TEMPLATE:
        raise PhraseError(f"这句话太长（{len(text)} 个字符），请拆成几句，每句不超过 {LONGEST_TEMPLATE} 个字符")
    if sign := _full_width_syntax(text):
        where = text.index(sign) + 1
        raise PhraseError(f"“{sign}”是全角符号，会被当成普通标点；请改成半角“{_FULL_WIDTH[sign]}”", where)
    parser = _Parser(text)
    options = parser.options()
    if parser.at < len(text):
        raise PhraseError(f"多了一个“{text[parser.at]}”，前面没有和它配对的括号", parser.at + 1)
    root = Alternatives(parser.at, options)
    return Template(root, tuple(parser.slots), tuple(parser.lists), tuple(parser.gaps))


def sample(text: str, slots: Mapping[str, str], lists: Mapping[str, Sequence[str]]) -> str:
    """One wording of a template as a person would say it, to show as an example; the first alternatives are the models.

    Never fails: an unknown name stands for itself, and what is no template is shown as it stands.
    """
    return _sample(text, Definitions(slots, lists))


def fill(text: str, slots: Mapping[str, str]) -> str:
    """A text that is no template with every known slot filled in; an unknown one stays as written."""
    return _SLOT.sub(lambda found: slots.get(found[1].strip(), found[0]), text)


def slot_fault(name: str, value: str) -> str | None:
    """What is wrong with a value that a user gives for a slot; None where nothing is."""
    if sign := steering(name + value):
        return f"“{one_line(name)}”里有看不见的字符 {code(sign)}，请删掉"
    if sayable(value) and len(value) <= LONGEST_SLOT:
        return None
    return f"“{name}”要写 1 到 {LONGEST_SLOT} 个字的内容，例如 海棠苑"


def slots_in(text: str) -> list[tuple[int, str]]:
    """The offsets and the names of the slots in any text, also one that is no right template."""
    return [(found.start(), found[1].strip()) for found in _SLOT.finditer(text)]


def lists_in(text: str) -> list[str]:
    """The names of the phrase lists in any text, also one that is no right template."""
    return [name.strip() for name in _LIST.findall(text)]


class _Parser:
    """Recursive descent over one template."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.brackets = text, 0, 0  # how many brackets so far
        self.slots: list[str] = []
        self.lists: list[str] = []
        self.gaps: list[int] = []

    def options(self) -> tuple[Node, ...]:
        found = [self.series()]
        while self.peek() == "|":
            self.at += 1
            found.append(self.series())
        return tuple(found)

    def series(self) -> Node:
        """The nodes up to the end of the alternative; mere characters by themselves, as most alternatives are."""
        parts: list[Node] = []
        while (char := self.peek()) and char not in ")|":
            parts.append(self.part(char))
        if len(parts) == 1 and isinstance(parts[0], Characters):
            return parts[0]
        return Series(self.at, tuple(parts))

    def part(self, char: str) -> Node:
        if run := _ORDINARY.match(self.text, self.at):
            self.at = run.end()
            return Characters(self.at, run[0])
        column = self.at + 1
        if char == "(":
            return self.group(column)
        if char == GAP:
            self.gaps.append(column)
            self.at = len(self.text) - len(self.text[self.at :].lstrip(GAP))
            return Gap(self.at, GAP)
        if char == "{":
            self.slots.append(self.name("}", column))
            return Slot(self.at, self.slots[-1], column)
        if char == "<":
            self.lists.append(self.name(">", column))
            return PhraseList(self.at, self.lists[-1], column)
        raise PhraseError(f"“{char}”在这里没有意义；可有可无的话写成 (请)?，问号请用全角“？”", column)

    def group(self, column: int) -> Node:
        self.brackets += 1
        if self.brackets > MOST_BRACKETS:
            raise PhraseError("括号套得太深，请写简单一些", column)
        self.at += 1
        options = self.options()
        if self.peek() != ")":
            raise PhraseError("这个“(”没有配对的“)”", column)
        self.at += 1
        inner = Alternatives(self.at, options)
        if self.peek() != "?":
            return inner
        self.at += 1
        return Optional(self.at, inner)

    def name(self, closing: str, column: int) -> str:
        end = self.text.find(closing, self.at)
        if end < 0:
            raise PhraseError(f"这个“{self.peek()}”没有配对的“{closing}”", column)
        name = self.text[self.at + 1 : end].strip()
        self.at = end + 1
        return name

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]


def _sample(text: str, definitions: Definitions) -> str:
    try:
        return parse(text).root.sample(definitions)
    except PhraseError:
        return text


def _fits(before: str, text: str, after: str) -> bool:
    """It says more than a particle does, and repeats nothing of what stands beside it (您您, 我们我)."""
    if not (len(text) > 1 or text in SMALL):
        return False
    return text[0] not in before[-2:] + after[:2] and text[-1] != after[:1]


def _escaped(text: str) -> str:
    """The canonical characters, none of which means anything in a regular expression."""
    return canonical((text,))[0]


def _too_many(at: int) -> PhraseError:
    return PhraseError(f"这句话展开后超过 {MOST_ALTERNATIVES} 种说法，请拆成几条", at + 1)


def _full_width_syntax(text: str) -> str | None:
    """The first full-width sign that looks meant as syntax, e.g. （甲｜乙）; None where there is none."""
    suspicious = "｜" in text or "）？" in text or "｛" in text
    return next((sign for sign in _FULL_WIDTH if sign in text), None) if suspicious else None


def _nearest(name: str, known: Mapping[str, object]) -> str:
    if hidden := unseen(name):
        return f"；这个名字里有看不见的字符 {hidden}，请删掉"
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    if near:
        return f"，是不是“{one_line(near[0])}”？"
    return f"；现有：{'、'.join(map(one_line, list(known)[:12]))}" if known else ""
