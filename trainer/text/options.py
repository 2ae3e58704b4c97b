"""Which lettered options an answer names, as people give it: B, 选B, 我选 A 和 C, 第二个, the option's own words.

The ways to read an answer are tried in turn; the first that finds something decides. On recognised speech sound counts,
and what could be one option or another is doubtful, never a wrong answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from trainer.text.find import Found, find, prepare
from trainer.text.normalise import DIGITS, normalise, simplify
from trainer.text.phrase import Match, literal
from trainer.text.sounds import syllables

LETTERS = "ABCDE"
SHORTEST_PART = 2  # characters of an option that may stand for all of it
LEAST_PART = 4  # an option is at most so many times as long as the part that stands for it

_SOUNDS = {"A": "ei", "B": "bi", "C": "xi", "D": "di"}  # as the letters are said in China
_LEAD = re.compile(
    r"(?:我|觉得|认为|感觉|想|猜|应该|可能|大概|肯定|就|那|要|正确|答案|答|的|为|选项|选择|选|是|嗯|呃|啊|哦|好)+"
)
_TAIL = re.compile(r"(?:吧|呢|啊|呀|哦|嗯|了|的|对|正确|选项|[这那]一?[个项])+$")
_AND = re.compile(r"[和跟与加及]")
_ALL = re.compile(r"(?:以上)?(?:全部?|都)(?:都|部)?(?:要|选|是|对|可以|正确)*")
_GROUP = re.compile(r"(?<![0-9A-Z])[A-E]+(?:[ 、和跟与加及]+[A-E]+)*(?![0-9A-Z])")
_MEASURES = "个项条种号"
_ORDINAL = re.compile(rf"第([{DIGITS}1-9])(?:[{_MEASURES}]|选项|(?=[ ，、,和跟与]|$))|(最后)一?[个项条种]")
_SPAN = re.compile(r"(?<![0-9A-Z])([A-E]) *(?:到|至|[-~—–]+) *([A-E])(?![0-9A-Z])")  # A到C
_ENDS = re.compile(r"([前后])([两二三四234])[个项条种]")  # 前两个
_NOT_BEFORE = re.compile(r"(?:不是|不选|不要|排除|除去|除了?|非)\s*$")
_NOT_AFTER = re.compile(
    r"\s*(?:这个|那个|项|都)?(?:不对|不行|不算|有?错|[之以]外|(?:不选|不要|不是)(?:对的|正确的?|答案)?(?=\W|$))"
)
_NOT_SAID = re.compile(
    r"(?:不(?:能|要|该|应该|应当|可以|许|是|选|用)|别)(?:先|再|去)?(?:说|讲|答|回答|写|选)?[“\"：: ]*$"
)
_INSTEAD = re.compile(r"(?:^|(?<=[，,。；;！!？?…]))\s*(?:不对|错了|不是(?=[，,]))|说错|改成|改选|改为|重选|还是选")
_COUNTS = re.compile(rf"\d|^第?[{DIGITS}两]")  # an option that is a number itself
_REST = re.compile(r"都|全|其他|其余|剩下")


@dataclass(frozen=True, slots=True)
class Named:
    """An option and the words that name it. Offsets are code points of that text, half-open."""

    letter: str
    text: int  # which of the texts
    start: int
    end: int
    how: Match = "exact"


@dataclass(frozen=True, slots=True)
class Answer:
    """The options an answer names, each once; `doubtful`: heard, but not well enough to tell which."""

    named: tuple[Named, ...] = ()
    doubtful: bool = False

    @property
    def letters(self) -> frozenset[str]:
        """The letters of the options named."""
        return frozenset(one.letter for one in self.named)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The answer made ready for reading."""

    texts: tuple[str, ...]
    heard: tuple[bool, ...]
    choices: Mapping[str, str]
    folded: tuple[str, ...]  # code point for code point: full-width forms, traditional characters, small letters
    said: str  # canonical characters of all the texts
    core: str  # the same without 我选, 应该是, 吧 …

    @property
    def recognised(self) -> bool:
        """Any of it came from speech recognition."""
        return any(self.heard)


def read(texts: Sequence[str], heard: Sequence[bool], choices: Mapping[str, str]) -> Answer:
    """What an answer in several pieces names; `heard[i]`: text i was recognised."""
    folded = tuple("".join(map(_folded, text)) for text in texts)
    said = "".join(normalise(text).chars for text in texts)
    asked = _Asked(tuple(texts), tuple(heard), choices, folded, said, _core(said))
    if not said:
        return Answer()
    for way in _WAYS:
        found = way(asked)
        if found is not None:
            return found
    return Answer(doubtful=asked.recognised)


def _folded(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char).upper()
    return simplify(plain) if len(plain) == 1 else char


def _core(said: str) -> str:
    lead = _LEAD.match(said)
    rest = said[lead.end() :] if lead else said
    return _TAIL.sub("", rest)


def _whole(asked: _Asked, letters: Sequence[str], how: Match = "exact") -> Answer:
    """All that was said names these options."""
    place = next(index for index, text in enumerate(asked.texts) if normalise(text).chars)
    text = asked.texts[place]
    start = len(text) - len(text.lstrip())
    return Answer(tuple(Named(letter, place, start, len(text.rstrip()), how) for letter in letters))


def _very_words(asked: _Asked) -> Answer | None:
    """Nothing but an option's own words."""
    wanted = {letter: {alternative.chars for alternative in literal(text).alternatives} for letter, text in
              asked.choices.items()}  # fmt: skip
    for said in (asked.said, asked.core):
        same = [letter for letter, chars in wanted.items() if said in chars]
        if len(same) == 1:
            return _whole(asked, same)
    return None


def _signs(asked: _Asked) -> Answer | None:
    """Letters and ordinals, less those negated or taken back."""
    order = sorted(asked.choices)
    named: dict[str, Named] = {}
    out: set[str] = set()
    seen = False
    for index, text in enumerate(asked.folded):
        at = 0
        for start, end, letters in _places(text, order, sure=not asked.heard[index]):
            seen = True
            if _INSTEAD.search(text, at, start):
                named.clear()
            at = end
            if _NOT_BEFORE.search(text, 0, start) or _NOT_AFTER.match(text, end):
                out.update(letters)
                continue
            for letter in letters:
                named.setdefault(letter, Named(letter, index, start, end))
    if not seen or not named.keys() <= asked.choices.keys():
        return None
    if out and not named and any(_REST.search(text) for text in asked.folded):
        return _whole(asked, [letter for letter in order if letter not in out])
    if not named:
        return None
    if asked.recognised and (words := _found(asked)) and not {one[0] for one in words} & named.keys():
        return Answer(doubtful=True)
    return Answer(tuple(named.values()))


def _places(text: str, order: Sequence[str], *, sure: bool) -> Iterator[tuple[int, int, str]]:
    """Where letters or ordinals stand, and the letters meant; `?` for one that no option has.

    Not `sure`: heard. There 第二 alone may be the letter D, so the measure word has to be heard as well.
    """
    found: list[tuple[int, int, str]] = []
    for span in _SPAN.finditer(text):
        letters = LETTERS[LETTERS.index(span[1]) : LETTERS.index(span[2]) + 1]
        found.append((span.start(), span.end(), letters))
    for group in _GROUP.finditer(text):
        letters = "".join(char for char in group[0] if char in LETTERS)
        if len(set(letters)) == len(letters) and not any(start <= group.start() < end for start, end, _ in found):
            found.append((group.start(), group.end(), letters))
    for ends in _ENDS.finditer(text):
        count = _number(ends[2])
        letters = "".join(order[:count] if ends[1] == "前" else order[-count:]) if count < len(order) else "?"
        found.append((ends.start(), ends.end(), letters))
    for ordinal in _ORDINAL.finditer(text):
        place = len(order) if ordinal[2] else _number(ordinal[1])
        told = sure or ordinal[0][-1] in _MEASURES or text[ordinal.end() :].lstrip().startswith(("和", "跟", "与"))
        found.append((ordinal.start(), ordinal.end(), order[place - 1] if told and 0 < place <= len(order) else "?"))
    yield from sorted(found)


def _number(char: str) -> int:
    return int(char) if char.isascii() else DIGITS.index("二" if char == "两" else char)


def _everything(asked: _Asked) -> Answer | None:
    """全选, 以上都对."""
    every = _ALL.fullmatch(asked.said) or _ALL.fullmatch(asked.core)
    return _whole(asked, sorted(asked.choices)) if every else None


def _own_words(asked: _Asked) -> Answer | None:
    """The words of one or more options somewhere in the answer."""
    found = _found(asked)
    if not found:
        return None
    sure = [(letter, one) for letter, one in found if one.grade == "sure"]
    close = [(letter, one) for letter, one in sure if one.how != "near"] or sure
    if not close or (close[0][1].how == "near" and len(close) > 1):
        return Answer(doubtful=True)
    kept = [pair for pair in close if not any(_inside(pair[1], other) for _, other in close)]
    spans = [(one.text, one.start, one.end) for _, one in kept]
    if len(set(spans)) < len(spans):  # two options that sound alike
        kept = [pair for pair in kept if pair[1].how == "exact"]
    named = {letter: Named(letter, one.text, one.start, one.end, one.how) for letter, one in reversed(kept)}
    return Answer(tuple(reversed(named.values())), doubtful=not named)


def _found(asked: _Asked) -> list[tuple[str, Found]]:
    """Each option's words where they are said and not denied."""
    prepared = prepare(asked.texts, asked.heard)
    return [
        (letter, one)
        for letter, text in asked.choices.items()
        for one in find(literal(text), prepared)
        if one.grade != "candidate" and not one.negated and not _denied(asked.folded[one.text], one.start, one.end)
    ]


def _denied(text: str, start: int, end: int) -> bool:
    return bool(_NOT_SAID.search(text, 0, start) or _NOT_AFTER.match(text, end))


def _inside(one: Found, other: Found) -> bool:
    """A shorter stretch of the same words."""
    within = one.text == other.text and other.start <= one.start and one.end <= other.end
    return within and one.end - one.start < other.end - other.start


def _part(asked: _Asked) -> Answer | None:
    """A part of exactly one option's words."""
    if len(asked.core) < SHORTEST_PART:
        return None
    part = literal(asked.core)
    match: Match = "sound" if asked.recognised else "exact"
    holding = []
    for letter, text in asked.choices.items():
        places = find(part, prepare([text], [asked.recognised]), match)
        if any(one.grade == "sure" and one.how in ("exact", match) for one in places):
            holding.append(letter)
    if len(holding) != 1 or LEAST_PART * len(asked.core) < len(normalise(asked.choices[holding[0]]).chars):
        return None
    return _whole(asked, holding, match)


def _bare_numbers(asked: _Asked) -> Answer | None:
    """2 or 1、3, typed, where no option holds a number that could be meant instead."""
    order = sorted(asked.choices)
    digits = _AND.sub("", asked.core)
    if asked.recognised or any(_COUNTS.search(text) for text in asked.choices.values()):
        return None
    places = [DIGITS.find(char) for char in dict.fromkeys(digits)]
    fit = places and all(0 < place <= len(order) for place in places)
    return _whole(asked, [order[place - 1] for place in places]) if fit else None


def _by_sound(asked: _Asked) -> Answer | None:
    """Nothing but letters, some of them written by recognition with characters of their sound: 必, 选西."""
    chars = _AND.sub("", asked.core)
    if not asked.recognised or not chars:
        return None
    letters = [_letter(char, asked.choices) for char in chars]
    latin = all(char.upper() in LETTERS for char in chars)
    return _whole(asked, list(dict.fromkeys(letters)), "exact" if latin else "sound") if all(letters) else None


def _letter(char: str, choices: Mapping[str, str]) -> str:
    """The one letter that the character is or sounds like; 一 may be E or the first one, so it is neither."""
    sounds = syllables(char)[0]
    meant = char.upper() if char.upper() in LETTERS else next((x for x, one in _SOUNDS.items() if sounds == {one}), "")
    return meant if meant in choices else ""


_WAYS: tuple[Callable[[_Asked], Answer | None], ...] = (
    _very_words, _by_sound, _signs, _everything, _own_words, _part, _bare_numbers,
)  # fmt: skip
