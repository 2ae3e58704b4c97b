"""An answer to a question with lettered options, made ready for reading, and what it names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainer.text.normalise import normalise, simplify
from trainer.text.phrase import How

_LEAD = re.compile(
    r"(?:我|觉得|认为|感觉|想|猜|应该|可能|大概|肯定|就|那|要|正确|答案|答|的|为|选项|选择|选|是|嗯|呃|啊|哦|好)+"
)
_TAIL = re.compile(r"(?:吧|呢|啊|呀|哦|嗯|了|的|对|正确|选项|[这那]一?[个项])+$")


@dataclass(frozen=True, slots=True)
class Named:
    """An option and the words that name it. Offsets are code points of that text, half-open."""

    letter: str
    text: int  # which of the texts
    start: int
    end: int
    how: How = "exact"


@dataclass(frozen=True, slots=True)
class Answer:
    """The options an answer names, each once; `doubtful`: heard, but not well enough to tell which.

    `unread`: the parts of a list in own words that are no option, where others are.
    """

    named: tuple[Named, ...] = ()
    doubtful: bool = False
    unread: tuple[str, ...] = ()

    @property
    def letters(self) -> frozenset[str]:
        """The letters of the options named."""
        return frozenset(one.letter for one in self.named)


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer made ready for reading."""

    texts: tuple[str, ...]
    heard: tuple[bool, ...]
    choices: Mapping[str, str]
    folded: tuple[str, ...]  # code point for code point: full-width forms, traditional characters, small letters
    said: str  # canonical characters of all the texts
    core: str  # the same without 我选, 应该是, 吧 …
    several: bool  # more than one may be right

    @property
    def recognised(self) -> bool:
        """Any of it came from speech recognition."""
        return any(self.heard)


def made_ready(texts: Sequence[str], heard: Sequence[bool], choices: Mapping[str, str], *, several: bool) -> Asked:
    """The answer in several pieces, made ready; see Asked."""
    said = "".join(normalise(text).chars for text in texts)
    plain = tuple("".join(map(folded, text)) for text in texts)
    return Asked(tuple(texts), tuple(heard), choices, plain, said, core(said), several)


def folded(char: str) -> str:
    """The simplified, half-width, capital form of one character; still one."""
    plain = unicodedata.normalize("NFKC", char).upper()
    return simplify(plain) if len(plain) == 1 else char


def core(said: str) -> str:
    """Canonical characters without 我选, 应该是, 吧 … around them."""
    lead = _LEAD.match(said)
    rest = said[lead.end() :] if lead else said
    return _TAIL.sub("", rest)


def whole(asked: Asked, letters: Sequence[str], how: How = "exact") -> Answer:
    """All that was said names these options."""
    place = next(index for index, text in enumerate(asked.texts) if normalise(text).chars)
    text = asked.texts[place]
    start = len(text) - len(text.lstrip())
    return Answer(tuple(Named(letter, place, start, len(text.rstrip()), how) for letter in letters))
