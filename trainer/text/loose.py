"""Words without which the same is said: 姓名工号 for 姓名或者工号, 三声以内 for 三声之内, 靠墙 for 靠着墙."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from trainer.text.characters import NUMERALS
from trainer.text.normalise import Normalised, normalise
from trainer.text.phrase import literal
from trainer.text.thresholds import SHORTEST_ANSWER

_SAME = {"he": "他", "thanks": "谢谢"}  # the one person whom questions are about
_LOOSE = re.compile(
    r"给(?:客户|对方|他)|(?P<he>客户|对方)|(?P<thanks>(?:谢谢|感谢|多谢)(?:[您你]|客户|对方)?)|以及|或者|或是|并且?|[和与跟及或]"
    r"|别的|其[他它]的?|[的了着]|就|(?<!第)一[下句个]|(?<=约)个|(?<=[约留记])好|(?<=哪)一|[之以](?=[内外前后])|(?P<twice>\w{1,2})不(?=(?P=twice))|有没(?=有)"
)
_NOT = re.compile(r"(?:(?<![能可得])不[能会要可用该是]?[问说讲报看让请叫]?|没有?|未|勿|无|(?<![分特级告个区差])别)$")
_NUMERALS = tuple(NUMERALS)
_CLAUSES = re.compile(r"[^\w\s]")


def loosely(text: str) -> Normalised:
    """The canonical characters without such words; 客户 and 对方 are 他, 感谢 is 谢谢."""
    whole = normalise(text)
    kept: list[tuple[str, int, int]] = []
    at = 0
    for word in _LOOSE.finditer(whole.chars):
        start, end = word.span()
        kept += zip(whole.chars[at:start], whole.starts[at:start], whole.ends[at:start], strict=True)
        if word.lastgroup in _SAME:
            kept += [(char, whole.starts[start], whole.ends[end - 1]) for char in _SAME[word.lastgroup]]
        at = end
    kept += zip(whole.chars[at:], whole.starts[at:], whole.ends[at:], strict=True)
    return Normalised("".join(one[0] for one in kept), tuple(one[1] for one in kept), tuple(one[2] for one in kept))


def wordings(choices: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """How each option may be said loosely; nothing where too little is left of it, or another one sounds the same."""
    said = {
        letter: frozenset(loosely(chars).chars for chars in literal(text).chars) for letter, text in choices.items()
    }
    return {
        letter: frozenset(
            one
            for one in own
            if len(one) >= SHORTEST_ANSWER
            and not any(one in others for other, others in said.items() if other != letter)
        )
        for letter, own in said.items()
    }


def places(sought: Iterable[str], text: str) -> Iterator[tuple[int, int, bool]]:
    """Where one of the wordings is loosely said: start and end, and whether 不, 没 … before it denies it."""
    said = loosely(text)
    for wording in sought:
        at = said.chars.find(wording)
        while at >= 0:
            start, end = said.original(at, at + len(wording))
            if not (wording[0] in NUMERALS and said.chars[:at].endswith(_NUMERALS)):  # 十三声 is not 三声
                yield start, end, denies(loosely(_CLAUSES.split(text[:start])[-1]).chars)
            at = said.chars.find(wording, at + len(wording))


def denies(before: str) -> bool:
    """These words deny what follows them."""
    return bool(_NOT.search(before))
