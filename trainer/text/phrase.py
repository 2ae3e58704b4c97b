"""Phrase templates: `(甲|乙)` alternatives, `(请)?` optional, `{slot}`, `<phrase list>` (DESIGN §2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, Literal, TypeVar

from trainer.errors import nearest
from trainer.text.index import Index
from trainer.text.normalise import canonical, canonical_char
from trainer.text.numerals import NUMBER, quantity
from trainer.text.sample import sample
from trainer.text.syllables import sounds
from trainer.text.together import Together, together

T = TypeVar("T")
Match = Literal["exact", "sound", "near"]
LIST = re.compile(r"<([^<>]+)>")  # a phrase list inside a template
MOST_ALTERNATIVES = 3000
MOST_CHARACTERS = 1_000_000  # of all wordings of one template
LONGEST_TEMPLATE = 500
_SPECIAL = "()|?{}<>"
_ORDINARY = re.compile(f"[^{re.escape(_SPECIAL)}]+", re.DOTALL)
_FULL_WIDTH = {"（": "(", "）": ")", "｜": "|", "？": "?", "｛": "{", "｝": "}", "《": "<", "》": ">"}


class PhraseError(ValueError):
    """A template is wrong. `message` is Chinese and says what would be right; `column` counts from 1."""

    def __init__(self, message: str, column: int = 1) -> None:
        """Keep what is wrong and where."""
        self.message, self.column = message, column
        super().__init__(message)


@dataclass(frozen=True)
class Alternative:
    """One wording that counts."""

    text: str  # as the author would say it, slots filled in
    chars: str  # canonical characters

    @cached_property
    def sounds(self) -> tuple[frozenset[str], ...]:
        """For each character the toneless readings that count."""
        return sounds(self.chars)


@dataclass(frozen=True, eq=False)
class Phrase:
    """A compiled template: every wording that counts."""

    template: str
    texts: tuple[str, ...]  # each as the author would say it, slots filled in
    chars: tuple[str, ...]  # and in canonical characters
    _made: dict[int, Alternative] = field(default_factory=dict)

    def alternative(self, which: int) -> Alternative:
        """One of the wordings; of thousands few are ever looked at."""
        if which not in self._made:
            self._made[which] = Alternative(self.texts[which], self.chars[which])
        return self._made[which]

    @cached_property
    def index(self) -> Index:
        """The wordings by their sounds."""
        return Index(self.chars)


class Phrasebook:
    """Compiles templates, each once, with the slots and phrase lists of one scenario."""

    def __init__(self, slots: Mapping[str, str], lists: Mapping[str, tuple[str, ...]]) -> None:
        """Slot values and phrase lists by name."""
        self.slots, self.lists = dict(slots), dict(lists)
        self._compiled: dict[str, Phrase] = {}
        self._samples: dict[str, str] = {}
        self._by_index: dict[tuple[str, ...], dict[Index, str]] = {}
        self._together: dict[tuple[tuple[str, ...], ...], dict[str, Together]] = {}

    def compile(self, template: str) -> Phrase:
        """The compiled template. Raises PhraseError on bad syntax, unknown slot or list (nearest name given)."""
        if template not in self._compiled:
            self._compiled[template] = self._shared(_compiled, template)
        return self._compiled[template]

    def together(self, groups: tuple[tuple[str, ...], ...]) -> Mapping[str, Together]:
        """For each template the compiled ones of its group, to be looked for at once; wrong ones are left out."""
        if groups not in self._together:
            self._together[groups] = {}
            for group in groups:
                right = {one: phrase.index for one in group if (phrase := self._right(one))}
                self._together[groups].update(dict.fromkeys(right, together(frozenset(right.values()))))
        return self._together[groups]

    def by_index(self, templates: tuple[str, ...]) -> Mapping[Index, str]:
        """The templates by how their wordings sound. Raises PhraseError where one is wrong."""
        if templates not in self._by_index:
            self._by_index[templates] = {self.compile(template).index: template for template in templates}
        return self._by_index[templates]

    def sample(self, template: str) -> str:
        """One wording as a person would say it."""
        if template not in self._samples:
            self._samples[template] = sample(template, self.slots, self.lists)
        return self._samples[template]

    def _right(self, template: str) -> Phrase | None:
        """The compiled template; None where it is wrong, which is told where the phrase itself is asked for."""
        try:
            return self.compile(template)
        except PhraseError:
            return None

    def canonical(self, template: str) -> tuple[str, ...]:
        """Every wording in canonical characters, each once, as written: 1008 digit by digit. Raises PhraseError."""
        return self._shared(_canonical, template)

    def _shared(self, work: Callable[[str, _Named, _Named], T], template: str) -> T:
        """What is worked out of the template; other scenarios with the same words for it share it."""
        try:
            return work(template, *self._used(template))
        except PhraseError:
            self.expand(template)  # the same mistake; its message may offer names that the template does not hold
            raise

    def _used(self, template: str) -> tuple[_Named, _Named]:
        """The slots and lists that the template may need, those inside of lists too."""
        slots: dict[str, str] = {}
        lists: dict[str, tuple[str, ...]] = {}
        left = [template]
        while left:
            text = left.pop()
            if "{" in text:
                slots.update((name, value) for name, value in self.slots.items() if name in text)
            for name in self.lists if "<" in text else ():
                if name in text and name not in lists:
                    lists[name] = self.lists[name]
                    left += self.lists[name]
        return tuple(sorted(slots.items())), tuple(sorted(lists.items()))

    def expand(self, template: str, _inside: tuple[str, ...] = ()) -> list[str]:
        """Every wording of the template, in the author's order."""
        if len(template) > LONGEST_TEMPLATE:
            raise PhraseError(f"这句话太长（{len(template)} 个字符），请拆成几句，每句不超过 {LONGEST_TEMPLATE} 个字符")
        if sign := full_width_syntax(template):
            where = template.index(sign) + 1
            raise PhraseError(f"“{sign}”是全角符号，会被当成普通标点；请改成半角“{_FULL_WIDTH[sign]}”", where)
        parser = _Parser(template, self, _inside)
        wordings = parser.alternatives()
        if parser.at < len(template):
            raise PhraseError(f"多了一个“{template[parser.at]}”，前面没有和它配对的括号", parser.at + 1)
        return wordings


_Named = tuple[tuple[str, Any], ...]  # slots or lists by name, sorted


@lru_cache(maxsize=4096)
def _wordings(template: str, slots: _Named, lists: _Named) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every wording, each once, as written and in canonical characters; the same ones where these do not differ."""
    texts = tuple(dict.fromkeys(Phrasebook(dict(slots), dict(lists)).expand(template)))
    parts = chain((template,), (value for _, value in slots), chain.from_iterable(values for _, values in lists))
    same = all(canonical_char(char) == char for char in set("".join(parts)).difference(_SPECIAL))
    return texts, texts if same else tuple(canonical(texts))


@lru_cache(maxsize=4096)
def _canonical(template: str, slots: _Named, lists: _Named) -> tuple[str, ...]:
    _, written = _wordings(template, slots, lists)
    return _some(tuple(dict.fromkeys(filter(None, written))))


@lru_cache(maxsize=4096)
def _compiled(template: str, slots: _Named, lists: _Named) -> Phrase:
    texts, written = _wordings(template, slots, lists)
    if texts is written and "" not in texts:
        return Phrase(template, texts, texts)
    alternatives: dict[str, str] = {}
    for text, chars in zip(texts, written, strict=True):
        alternatives.setdefault(chars, text)
        if NUMBER.search(text):
            for others in canonical(_as_quantities(text)):
                alternatives.setdefault(others, text)
    alternatives.pop("", None)
    return Phrase(template, tuple(alternatives.values()), _some(tuple(alternatives)))


def _some(found: tuple[T, ...]) -> tuple[T, ...]:
    if not found:
        raise PhraseError("这句话没有可以听的字；请写上要说的话，例如 您好")
    return found


class _Parser:
    """Recursive descent over one template; expands as it reads."""

    def __init__(self, template: str, book: Phrasebook, inside: tuple[str, ...]) -> None:
        self.template, self.book, self.inside, self.at = template, book, inside, 0

    def alternatives(self) -> list[str]:
        found = self.sequence()
        while self.peek() == "|":
            self.at += 1
            found = found + self.sequence()
            self.check(len(found))
        return found

    def sequence(self) -> list[str]:
        found = [""]
        while (char := self.peek()) and char not in ")|":
            if run := self.run(len(found), len(found[-1])):
                found = [before + run for before in found]
                continue
            options = self.item(char)
            self.check(len(found) * len(options), len(found[-1]) + len(options[-1]))
            found = [before + option for before in found for option in options]
        return found

    def run(self, count: int, length: int) -> str:
        """The characters up to the next special one, where that many wordings of that length may take them all."""
        found = _ORDINARY.match(self.template, self.at)
        if found is None or count * (length + len(found[0])) > MOST_CHARACTERS:
            return ""
        self.at = found.end()
        return found[0]

    def item(self, char: str) -> list[str]:
        column = self.at + 1
        if char == "(":
            if len(self.inside) + self.template[: self.at].count("(") > 40:
                raise PhraseError("括号套得太深，请写简单一些", column)
            self.at += 1
            options = self.alternatives()
            if self.peek() != ")":
                raise PhraseError("这个“(”没有配对的“)”", column)
            self.at += 1
            if self.peek() == "?":
                self.at += 1
                options = ["", *options]
            return options
        if char == "{":
            return [self.slot(column)]
        if char == "<":
            return self.phrase_list(column)
        if char in "?}>":
            raise PhraseError(f"“{char}”在这里没有意义；可有可无的话写成 (请)?，问号请用全角“？”", column)
        self.at += 1
        return [char]

    def slot(self, column: int) -> str:
        name = self.name("}", "{", column)
        if name not in self.book.slots:
            raise PhraseError(f"slots 里没有“{name}”{_nearest(name, self.book.slots)}", column)
        value = self.book.slots[name]
        if len(value) > LONGEST_TEMPLATE:
            raise PhraseError(f"slots 里的“{name}”太长（{len(value)} 个字符），最多 {LONGEST_TEMPLATE} 个", column)
        return value

    def phrase_list(self, column: int) -> list[str]:
        name = self.name(">", "<", column)
        if name not in self.book.lists:
            raise PhraseError(f"没有叫“{name}”的说法表{_nearest(name, self.book.lists)}", column)
        if name in self.inside:
            raise PhraseError(f"说法表“{name}”里又用到了它自己", column)
        found: list[str] = []
        for template in self.book.lists[name]:
            try:
                found += self.book.expand(template, (*self.inside, name))
            except PhraseError as error:
                raise PhraseError(f"说法表“{name}”中的“{template}”：{error.message}", column) from error
            self.check(len(found))
        return found

    def name(self, closing: str, opening: str, column: int) -> str:
        end = self.template.find(closing, self.at)
        if end < 0:
            raise PhraseError(f"这个“{opening}”没有配对的“{closing}”", column)
        name = self.template[self.at + 1 : end].strip()
        self.at = end + 1
        return name

    def peek(self) -> str:
        return self.template[self.at] if self.at < len(self.template) else ""

    def check(self, count: int, length: int = 0) -> None:
        if count > MOST_ALTERNATIVES or count * length > MOST_CHARACTERS:
            raise PhraseError(f"这句话展开后超过 {MOST_ALTERNATIVES} 种说法，请拆成几条", self.at + 1)


@lru_cache(maxsize=4096)
def literal(text: str) -> Phrase:
    """A phrase that is said just as it stands: nothing in the text is template syntax. Empty where nothing can be said.

    Numbers count however they are said, as in templates.
    """
    said = dict.fromkeys(canonical((text, *_as_quantities(text))))
    chars = tuple(filter(None, said))
    return Phrase(text, (text,) * len(chars), chars)


def plain(template: str) -> bool:
    """No template syntax in it."""
    return not any(char in _SPECIAL for char in template)


def full_width_syntax(template: str) -> str | None:
    """The first full-width sign that looks meant as template syntax, e.g. （甲｜乙）; None where there is none."""
    suspicious = "｜" in template or "）？" in template or "｛" in template
    return next((sign for sign in _FULL_WIDTH if sign in template), None) if suspicious else None


def _as_quantities(wording: str) -> tuple[str, ...]:
    """The wording with its Arabic numbers said as quantities."""
    said = NUMBER.sub(lambda number: quantity(number[0]), wording)
    with_liang = NUMBER.sub(lambda number: "两" if number[0] == "2" else quantity(number[0]), wording)
    return said, with_liang


def _nearest(name: str, known: Mapping[str, object]) -> str:
    near = nearest(name, known)
    if near:
        return f"，是不是“{near}”？"
    return f"；现有：{'、'.join(list(known)[:12])}" if known else ""
