"""Options named by their own words, loosely said, and the parts of a list that are such words.

Loosely said: without words that change nothing, 姓名工号 for 姓名或者工号, 三声以内 for 三声之内, 靠墙 for 靠着墙.
A list in own words is read part by part, 您好、姓名工号、谢谢: which option each part is, and which parts are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from trainer.text import thresholds as t
from trainer.text.characters import NEGATIONS, NUMERALS, PHRASE_END, QUANTITIES
from trainer.text.find import find, prepare
from trainer.text.normalise import Normalised, normalise
from trainer.text.phrase import Match, literal

Span = tuple[int, int]

PART = re.compile(rf"[^{PHRASE_END}、\s/|+&]+")
_LEAD = re.compile(
    r"(?:我们?|觉得|认为|应该|应当|首先|其次|第[一二三四五]|[一二三四五](?=是)|先|再|然后|接着|最后|同时|还有|还|并|和|跟|与|以及"
    r"|加上|就是|是|也|要|得|会|选|说(?!明)|讲|报上?|问[清好]?(?!题)|送上?|嗯|呃|啊)+"
)
_TAIL = re.compile(r"(?:吗|么|吧|呢|啊|呀|哦|嗯|了|的|(?<!稍)等等?|就[好行]了?|和|跟|与|以及|还有|再|一起)+$")
_AND = re.compile(r"[和跟与及]|以及|还有(?!没)")
_DENIAL = re.compile(
    r"(?:也|都|就|可|但是?|当然)*(?:不(?:能|要|该|应该?|应当|可以|可|许|用|选|是|会)?|别|没)(?:再|去|先)?"
)
_REMARK = re.compile(  # what is said beside the answer
    r"因为|由于|所以|这样|否则|不然|免得|其[他它余]|剩下|别的|以上|就?[这那](?:些|样|几|[三四两]?[个项样])|没了|没有了|完了"
    r"|[我也]*(?:不太?|没)(?:确定|知道|清楚|想)|(?:我|让我)*想[想一]|好的?$|对$|嗯|没错|答案|[一二三四五两]+[个项样]"
)
_NO_SMALL_WORD = re.compile(f"[{''.join(sorted(QUANTITIES | NEGATIONS))}先后]")
_SAME = {"he": "他", "thanks": "谢谢"}  # the one person whom questions are about
_LOOSE = re.compile(
    r"给(?:客户|对方|他)|(?P<he>客户|对方)|(?P<thanks>(?:谢谢|感谢|多谢)(?:您|客户|对方)?)|以及|或者|或是|并且?|[和与跟及或]"
    r"|别的|其[他它]的?|[的了着]|就|(?<!第)一[下句个]|(?<=约)个|(?<=[约留记])好|(?<=哪)一|[之以](?=[内外前后])|(?P<twice>\w{1,2})不(?=(?P=twice))|有没(?=有)"
)
_NOT = re.compile(r"(?:(?<![能可得])不[能会要可用该是]?[问说讲报看让请叫]?|没有?|未|勿|无|(?<![分特级告个区差])别)$")
_NUMERALS = tuple(NUMERALS)
_CLAUSE_MARK = re.compile(r"[^\w\s]")


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
            if len(one) >= t.SHORTEST_ANSWER
            and not any(one in others for other, others in said.items() if other != letter)
        )
        for letter, own in said.items()
    }


def loose_places(sought: Iterable[str], text: str) -> Iterator[tuple[int, int, bool]]:
    """Where one of the wordings is loosely said: start and end, and whether 不, 没 … before it denies it."""
    said = loosely(text)
    for wording in sought:
        at = said.chars.find(wording)
        while at >= 0:
            start, end = said.original(at, at + len(wording))
            if not (wording[0] in NUMERALS and said.chars[:at].endswith(_NUMERALS)):  # 十三声 is not 三声
                yield start, end, denies(loosely(_CLAUSE_MARK.split(text[:start])[-1]).chars)
            at = said.chars.find(wording, at + len(wording))


def denies(before: str) -> bool:
    """These words deny what follows them."""
    return bool(_NOT.search(before))


@dataclass(frozen=True, slots=True)
class Parts:
    """What the parts of an answer say. Offsets are code points of that text, half-open."""

    named: tuple[tuple[str, int, int, int], ...]  # letter, which text, start, end
    unread: tuple[str, ...]  # those that are no option


@dataclass(frozen=True, slots=True)
class OptionWords:
    """How the options may be said loosely; `match`: how near the sound has to be."""

    wordings: Mapping[str, frozenset[str]]
    match: Match

    def of(self, said: str) -> str:
        """The one option whose words these are, or enough of them; nothing where there is none."""
        for one in _ways(said):
            chars = loosely(one).chars
            holding = [letter for letter in self.wordings if self._holds(letter, chars, 0)]
            if (
                len(chars) >= t.SHORTEST_ANSWER
                and len(holding) == 1
                and self._holds(holding[0], chars, t.LEAST_OF_OPTION_IN_LIST)
            ):
                return holding[0]
            shortened = [
                letter for letter in self.wordings if any(_shortens(chars, one) for one in self.wordings[letter])
            ]
            if len(shortened) == 1:
                return shortened[0]
        return ""

    def _holds(self, letter: str, chars: str, least: float) -> bool:
        """The characters stand in the option's words and are so much of them; 不 before them is not left out."""
        return any(
            one.how in ("exact", self.match) and one.grade == "sure" and not denies(wording[: one.start])
            for wording in self.wordings[letter]
            if len(chars) >= least * len(wording)
            for one in find(literal(chars), prepare([wording], [self.match != "exact"]), self.match)
        )


def parts(texts: Sequence[str], options: OptionWords, taken: Sequence[Sequence[Span]]) -> Parts:
    """What is said outside of `taken`, the places in each text that are read already.

    A part is unread only where nothing in it was read, neither as an option nor as the denial of one.
    """
    named: list[tuple[str, int, int, int]] = []
    unread: list[str] = []
    for index, text in enumerate(texts):
        for part in PART.finditer(text):
            inside = [span for span in taken[index] if span[0] < part.end() and part.start() < span[1]]
            read = bool(inside)
            for start, end in _left(part.span(), inside):
                for letter, at, stop in _told(text, start, end, options):
                    read = True
                    if letter not in "?":
                        named.append((letter, index, at, stop))
            if not read and _telling(part[0]):
                unread.append(part[0])
    return Parts(tuple(named), tuple(unread))


def _left(part: Span, inside: Sequence[Span]) -> Iterator[Span]:
    """The stretches of the part that are not taken."""
    at = part[0]
    for start, end in (*sorted(inside), (part[1], part[1])):
        if at < start:
            yield at, start
        at = max(at, end)


def _told(text: str, start: int, end: int, options: OptionWords) -> Iterator[tuple[str, int, int]]:
    """The options in a stretch, as a whole or joined by 和; `?` for one that is denied."""
    if letter := options.of(text[start:end]):
        yield letter, start, end
        return
    if (denial := _DENIAL.match(text, start, end)) and options.of(text[denial.end() : end]):
        yield "?", start, end
        return
    ends = [one.span() for one in _AND.finditer(text, start, end)]
    for at, stop in zip([start, *[one[1] for one in ends]], [*[one[0] for one in ends], end], strict=True):
        if ends and (letter := options.of(text[at:stop])):
            yield letter, at, stop


def _ways(said: str) -> Iterator[str]:
    """The words, the same without 再说 … 吗 around them, and 时间回电话 for 回电话的时间."""
    yield said
    core = _without_lead(said)
    yield core
    core = _TAIL.sub("", core)
    yield core
    before, of, last = core.rpartition("的")
    if of:
        for at in range(len(before)):
            yield before[:at] + last + before[at:]


def _telling(part: str) -> bool:
    """More than 然后 or a remark beside the answer."""
    core = _TAIL.sub("", _without_lead(part))
    return len(loosely(core).chars) >= t.SHORTEST_ANSWER and not _REMARK.match(core) and not _REMARK.match(part)


def _shortens(chars: str, wording: str) -> bool:
    """All of the wording but a small word inside: 里面几个人 for 里面有几个人. A number or 不 is no small word."""
    cut = len(wording) - len(chars)
    return 0 < cut <= t.MOST_LEFT_OUT and any(
        chars[:at] == wording[:at]
        and chars[at:] == wording[at + cut :]
        and not _NO_SMALL_WORD.search(wording[at : at + cut])
        for at in range(t.SHORTEST_ANSWER, len(chars) - t.SHORTEST_ANSWER + 1)
    )


def _without_lead(said: str) -> str:
    lead = _LEAD.match(said)
    return said[lead.end() :] if lead else said
