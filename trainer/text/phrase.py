"""Phrases, compiled from templates with the slots and phrase lists of one scenario; grammar: trainer.text.template."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, Literal, TypeVar

from trainer.text.characters import GAP
from trainer.text.normalise import canonical, canonical_char
from trainer.text.numerals import NUMBER, as_quantities
from trainer.text.search import PhraseGroup, SoundIndex, group_of
from trainer.text.syllable_sets import sounds
from trainer.text.template import SYNTAX, Definitions, PhraseError, parse, sample

T = TypeVar("T")
Match = Literal["exact", "sound", "near"]
How = Literal["exact", "sound", "near", "meaning"]  # it was said; by its meaning: in words that are on no list


@dataclass(frozen=True)
class Alternative:
    """One wording that counts."""

    text: str  # as the author would say it, slots filled in
    chars: str  # canonical characters

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The characters between its gaps; most often one part."""
        return tuple(self.chars.split(GAP))

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
    def index(self) -> SoundIndex:
        """Its wordings by their sounds."""
        return SoundIndex(self.chars)

    @cached_property
    def alone(self) -> PhraseGroup:
        """The phrase as a group of one."""
        return PhraseGroup(frozenset({self.index}))


class Phrasebook:
    """Compiles templates, each once, with the slots and phrase lists of one scenario."""

    def __init__(self, slots: Mapping[str, str], lists: Mapping[str, tuple[str, ...]]) -> None:
        """Slot values and phrase lists by name."""
        self.slots, self.lists = dict(slots), dict(lists)
        self._compiled: dict[str, Phrase] = {}
        self._samples: dict[str, str] = {}
        self._by_index: dict[tuple[str, ...], dict[SoundIndex, str]] = {}
        self._groups: dict[tuple[tuple[str, ...], ...], dict[str, PhraseGroup]] = {}

    def compile(self, template: str) -> Phrase:
        """The compiled template. Raises PhraseError on bad syntax, unknown slot or list (nearest name given)."""
        if template not in self._compiled:
            self._compiled[template] = self._shared(_compiled, template)
        return self._compiled[template]

    def groups(self, groups: tuple[tuple[str, ...], ...]) -> Mapping[str, PhraseGroup]:
        """For each template the group it is looked for in; wrong templates are left out."""
        if groups not in self._groups:
            self._groups[groups] = {}
            for group in groups:
                right = {one: phrase.index for one in group if (phrase := self._right(one))}
                self._groups[groups].update(dict.fromkeys(right, group_of(frozenset(right.values()))))
        return self._groups[groups]

    def by_index(self, templates: tuple[str, ...]) -> Mapping[SoundIndex, str]:
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
        except PhraseError:  # the same mistake again, with all names of the scenario to choose the nearest from
            parse(template).expand(Definitions(self.slots, self.lists))
            raise

    def _used(self, template: str) -> tuple[_Named, _Named]:
        """The slots and lists that the template needs, those inside of lists too. Raises PhraseError."""
        slots: dict[str, str] = {}
        lists: dict[str, tuple[str, ...]] = {}
        left = [template]
        while left:
            tree = parse(left.pop())
            slots.update((name, self.slots[name]) for name in tree.slots if name in self.slots)
            for name in tree.lists:
                if name in self.lists and name not in lists:
                    lists[name] = self.lists[name]
                    left += lists[name]
        return tuple(sorted(slots.items())), tuple(sorted(lists.items()))


_Named = tuple[tuple[str, Any], ...]  # slots or lists by name, sorted


@lru_cache(maxsize=4096)
def _wordings(template: str, slots: _Named, lists: _Named) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every wording, each once, as written and in canonical characters; the same ones where these do not differ."""
    texts = tuple(dict.fromkeys(parse(template).expand(Definitions(dict(slots), dict(lists)))))
    templates = set("".join(chain((template,), chain.from_iterable(values for _, values in lists)))).difference(SYNTAX)
    values = set("".join(value for _, value in slots))
    same = all(canonical_char(char) == char for char in templates | values)
    return texts, texts if same else tuple(_in_canonical(texts))


def _in_canonical(texts: Sequence[str]) -> list[str]:
    """The canonical characters of each wording; its gaps stay."""
    if not any(GAP in text for text in texts):
        return canonical(texts)
    return [GAP.join(canonical(text.split(GAP))) for text in texts]


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
            for others in _in_canonical(as_quantities(text)):
                alternatives.setdefault(others, text)
    alternatives.pop("", None)
    return Phrase(template, tuple(alternatives.values()), _some(tuple(alternatives)))


def _some(found: tuple[T, ...]) -> tuple[T, ...]:
    if not found:
        raise PhraseError("这句话没有可以听的字；请写上要说的话，例如 您好")
    return found


@lru_cache(maxsize=4096)
def literal(text: str) -> Phrase:
    """A phrase that is said just as it stands: nothing in the text is template syntax. Empty where nothing can be said.

    Numbers count however they are said, as in templates.
    """
    said = dict.fromkeys(canonical((text, *as_quantities(text))))
    chars = tuple(filter(None, said))
    return Phrase(text, (text,) * len(chars), chars)
