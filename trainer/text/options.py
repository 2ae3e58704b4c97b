"""Which lettered options an answer names, as people give it: B, 选B, 我选 A 和 C, 第二个, the option's own words.

The ways to read an answer are tried in turn; the first that finds something decides. On recognised speech sound counts,
and what could be one option or another is doubtful, never a wrong answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from trainer.text import loose
from trainer.text.denials import CLAUSE, NOT_AFTER, denied, not_meant
from trainer.text.find import Found, find, prepare
from trainer.text.normalise import DIGITS, normalise, simplify
from trainer.text.parts import PART, Options, parts
from trainer.text.phrase import Match, literal
from trainer.text.signs import LETTERS, ORDINAL_OF_SENTENCES, places
from trainer.text.sounds import syllables

SHORTEST_PART = 2  # characters of an option that may stand for all of it
LEAST_PART = 4  # an option is at most so many times as long as the part that stands for it

_SOUNDS = {"A": "ei", "B": "bi", "C": "xi", "D": "di"}  # as the letters are said in China
_LEAD = re.compile(
    r"(?:我|觉得|认为|感觉|想|猜|应该|可能|大概|肯定|就|那|要|正确|答案|答|的|为|选项|选择|选|是|嗯|呃|啊|哦|好)+"
)
_TAIL = re.compile(r"(?:吧|呢|啊|呀|哦|嗯|了|的|对|正确|选项|[这那]一?[个项])+$")
_AND = re.compile(r"[和跟与加及]")
_ALL = re.compile(r"(?:以上|上述)?(?:各项|选项|说法|做法|答案)*的?(?:全部?|都)(?:都|部)?(?:要|选|是|对|可以|正确)*")
_TICK = re.compile(r"[选要]")  # 全选 ticks them all, 都对 may be an option
_BACK = (
    r"(?:^|(?<=[，,。；;！!？?…\s吧呢啊呃嗯哦噢A-E个项]))\s*(?:不是(?=[，,。…\n])|不+(?=[，,。！!…\n])"
    rf"|(?:(?:不对)+|错了|口误|(?:我|刚才|刚刚)*[说选看搞弄记念]错)[了啊呀]?(?:{CLAUSE}|(?=[\sA-E选是应要我该改还第最重])))"
)
_TAKEN_BACK = re.compile(_BACK)
_INSTEAD = re.compile(rf"{_BACK}|改成|改选|改为|重选|还是选")
_REASON = re.compile(r"(?:因为|由于)[^，,。；;！!？?…\n]*$")
_BLAMED = re.compile(  # no denial: it may be asked which is 不合适
    r"\s*(?:这个|那个|选?项)?(?:是|太|有点儿?|比较|很|都|也|就)*"
    r"(?:不(?:太|大|怎么|够)?(?:好(?!意思|说)|妥|合适|恰当|可以|礼貌|符|合规|规范|尊重|专业|文明|适[合当]|耐心|客气)|没有?礼貌|有问题|生硬)"
)
_SO = re.compile(r"所以|因此")
_WORDS = re.compile(r"\W+")  # what is between them
_COUNTS = re.compile(rf"\d|^第?[{DIGITS}两]")  # an option that is a number itself
_DENIAL = re.compile(r"[不错别没除非]")
_REST = re.compile(r"(?:都|全|其他|其余|剩下|别的)(?!(?:的|选项|[三两]个|也|都|全|部|是|有)*[不错])")
_ALL_MEANT = re.compile(r"[都全][部都]*(?:是|应该?|可以)?[要选对行说做]|其[他它余]|剩下|别的都")


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
class _Asked:
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


def read(texts: Sequence[str], heard: Sequence[bool], choices: Mapping[str, str], *, several: bool = False) -> Answer:
    """What an answer in several pieces names; `heard[i]`: text i was recognised.

    `several`: more than one option may be right, so own words are read part by part.
    """
    folded = tuple("".join(map(_folded, text)) for text in texts)
    said = "".join(normalise(text).chars for text in texts)
    asked = _Asked(tuple(texts), tuple(heard), choices, folded, said, _core(said), several)
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
    letter = _own(asked.said, asked.choices)
    return _whole(asked, [letter]) if letter else None


def _own(said: str, choices: Mapping[str, str]) -> str:
    """The one option whose own words are all that was said."""
    wanted = {letter: {one.chars for one in literal(text).alternatives} for letter, text in choices.items()}
    for words in (said, _core(said)):
        same = [letter for letter, chars in wanted.items() if words in chars]
        if len(same) == 1:
            return same[0]
    return ""


def _signs(asked: _Asked) -> Answer | None:
    """Letters and ordinals: what stands at the end, after denials and corrections, in whichever piece they are.

    A denied letter is taken out of those named before it. A correction takes back all before it once another letter is
    named; where none is, another way has to tell what was meant. Letters in a reason, or found fault with, count only
    if no others do. Where letters are denied and none is named, all the others are meant if the answer speaks of them.
    """
    order = sorted(asked.choices)
    said = "\n".join(asked.folded)
    named: dict[str, Named] = {}
    reasons: dict[str, Named] = {}
    out: set[str] = set()
    corrected = False
    at = 0
    every = _all_places(asked, order)
    for place, (start, end, index, offset, letters) in enumerate(every):
        following = every[place + 1][:2] if place + 1 < len(every) else None
        corrected = corrected or bool(_INSTEAD.search(said, at, start))
        concluded = _SO.search(said, at, start)
        before, at = at, end
        if not_meant(said, (start, end), before, following) and not _reads_out(said, end, letters, asked.choices):
            out.update(letters)
            at = denial.end() if (denial := NOT_AFTER.match(said, end)) else end
            corrected = corrected and not named.keys() & set(letters)
            for letter in letters:
                named.pop(letter, None)
            continue
        blamed = _REASON.search(said, before, start) or _BLAMED.match(said, end)
        if (corrected or concluded) and not blamed:
            named.clear()
            corrected = False
        into = reasons if blamed else named
        for letter in letters:
            into.setdefault(letter, Named(letter, index, start - offset, end - offset))
        out.difference_update(letters)
    if corrected or _TAKEN_BACK.search(said, at):
        return None
    named = named or reasons
    if not every or not named.keys() <= asked.choices.keys():
        return None
    if out and not named and _REST.search(said):
        return _whole(asked, [letter for letter in order if letter not in out])
    if not named:
        return None
    if asked.recognised and (words := _found(asked)) and not {one[0] for one in words} & named.keys():
        return Answer(doubtful=True)
    if asked.several and not asked.recognised and not _DENIAL.search(said):
        _add_words(asked, named)
    return Answer(tuple(named.values()))


def _add_words(asked: _Asked, named: dict[str, Named]) -> None:
    """In a list of letters the options that stand there with their own words: A、单位名称、D."""
    for index, text in enumerate(asked.folded):
        for part in PART.finditer(text):
            if letter := _own(normalise(part[0]).chars, asked.choices):
                named.setdefault(letter, Named(letter, index, *part.span()))


def _all_places(asked: _Asked, order: Sequence[str]) -> list[tuple[int, int, int, int, str]]:
    """Of each sign: start and end in the joined pieces, which piece, where that begins, the letters."""
    found = []
    offset = 0
    for index, text in enumerate(asked.folded):
        for start, end, letters in places(text, order, sure=not asked.heard[index]):
            found.append((offset + start, offset + end, index, offset, letters))
        offset += len(text) + 1
    return found


def _reads_out(said: str, end: int, letters: str, choices: Mapping[str, str]) -> bool:
    """The letter is followed by its option's words, which may begin like a denial: A 不行，我们不管."""
    words = "".join(map(_folded, choices.get(letters, "")))
    return bool(words) and _WORDS.sub("", said[end:]).startswith(_WORDS.sub("", words))


def _everything(asked: _Asked) -> Answer | None:
    """全选, 以上都对; the latter is an option where one says so."""
    if not (_ALL.fullmatch(asked.said) or _ALL.fullmatch(asked.core)):
        return None
    saying = [letter for letter, text in asked.choices.items() if _ALL.fullmatch(normalise(text).chars)]
    return _whole(asked, saying if len(saying) == 1 and not _TICK.search(asked.said) else sorted(asked.choices))


def _own_words(asked: _Asked) -> Answer | None:
    """The words of one or more options somewhere in the answer; of a list also the parts that are less than that."""
    places = _places_of(asked)
    found = [(letter, one) for letter, one, no in places if not no]
    if not found and asked.several:
        out = {letter for letter, _, _ in places}
        said = "\n".join(asked.folded)
        if out and _REST.search(said) and _ALL_MEANT.search(said):
            return _whole(asked, sorted(asked.choices.keys() - out))
        return _in_parts(asked, Answer(), places)
    if not found:
        return None
    sure = [(letter, one) for letter, one in found if one.grade == "sure"]
    close = [(letter, one) for letter, one in sure if one.how != "near"] or sure
    if not close or (close[0][1].how == "near" and len(close) > 1):
        return Answer(doubtful=True)
    if asked.several:
        close += [pair for pair in sure if pair not in close and not any(_overlap(pair, other) for other in found)]
    kept = [pair for pair in close if not any(_inside(pair[1], other) for _, other in close)]
    spans = [(one.text, one.start, one.end) for _, one in kept]
    if len(set(spans)) < len(spans):  # two options that sound alike
        kept = [pair for pair in kept if pair[1].how == "exact"]
    named = {letter: Named(letter, one.text, one.start, one.end, one.how) for letter, one in reversed(kept)}
    answer = Answer(tuple(reversed(named.values())), doubtful=not named)
    if not asked.several or not named:
        return answer
    return _in_parts(asked, answer, [one for one in places if one[1].how != "near" or one[:2] in kept])


def _in_parts(asked: _Asked, answer: Answer, places: Sequence[tuple[str, Found, bool]]) -> Answer | None:
    """The answer with the options that the rest of it names; None where there are none at all."""
    match: Match = "sound" if asked.recognised else "exact"
    taken = [[(one.start, one.end) for _, one, _ in places if one.text == text] for text in range(len(asked.texts))]
    rest = parts(asked.folded, Options(loose.wordings(asked.choices), match), taken)
    named = {one.letter: one for one in answer.named}
    for letter, text, start, end in rest.named:
        named.setdefault(letter, Named(letter, text, start, end, match))
    return Answer(tuple(named.values()), unread=rest.unread) if named else None


def _found(asked: _Asked) -> list[tuple[str, Found]]:
    """Each option's words where they are said and not denied."""
    return [(letter, one) for letter, one, no in _places_of(asked) if not no]


def _places_of(asked: _Asked) -> list[tuple[str, Found, bool]]:
    """Each option's words where they are said, else where they are loosely said; and whether they are denied."""
    prepared = prepare(asked.texts, asked.heard)
    wordings = loose.wordings(asked.choices)
    places = []
    for letter, text in asked.choices.items():
        found = [one for one in find(literal(text), prepared) if one.grade != "candidate"]
        for index, words in enumerate(asked.texts if all(one.how == "near" for one in found) else ()):
            for start, end, no in loose.places(wordings[letter], words):
                found.append(Found(index, start, end, words[start:end], text, text, "exact", 1.0, "sure", no))
        places += [(letter, one, one.negated or denied(asked.folded[one.text], one.start, one.end)) for one in found]
    return places


def _overlap(one: tuple[str, Found], other: tuple[str, Found]) -> bool:
    """Words of two options, or of one twice, in the same place."""
    return one != other and one[1].text == other[1].text and one[1].start < other[1].end and other[1].start < one[1].end


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
        found = find(part, prepare([text], [asked.recognised]), match)
        if any(one.grade == "sure" and one.how in ("exact", match) for one in found):
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
    numbers = [DIGITS.find(char) for char in dict.fromkeys(digits)]
    fit = numbers and all(0 < number <= len(order) for number in numbers)
    return _whole(asked, [order[number - 1] for number in numbers]) if fit else None


def _sentences(asked: _Asked) -> Answer | None:
    """第二句, where that is an option and not what is said first: 第一句说您好."""
    folded = tuple(ORDINAL_OF_SENTENCES.sub(lambda one: f"{one[1]}个", text) for text in asked.folded)
    return None if folded == asked.folded else _signs(replace(asked, folded=folded))


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
    _very_words, _by_sound, _signs, _everything, _own_words, _part, _sentences, _bare_numbers,
)  # fmt: skip
