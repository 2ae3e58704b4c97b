"""Which lettered options an answer names, as people give it: B, 选B, 我选 A 和 C, 第二个, the option's own words.

The ways to read an answer are tried in turn; the first that finds something decides. On recognised speech sound counts,
and what could be one option or another is doubtful, never a wrong answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from trainer.answers.asked import Answer, Asked, Named, folded, made_ready, whole
from trainer.answers.letters import CLAUSE, LETTERS, NOT_AFTER, ORDINAL_OF_SENTENCES, letter_places, not_meant
from trainer.answers.own_words import REST, add_words, found_words, own_words, part_of_one, very_words
from trainer.text.characters import MARKED_END
from trainer.text.normalise import DIGITS, normalise
from trainer.text.sounds import syllables

_SOUNDS = {"A": "ei", "B": "bi", "C": "xi", "D": "di"}  # as the letters are said in China
_AND = re.compile(r"[和跟与加及]")
_ALL = re.compile(r"(?:以上|上述)?(?:各项|选项|说法|做法|答案)*的?(?:全部?|都)(?:都|部)?(?:要|选|是|对|可以|正确)*")
_TICK = re.compile(r"[选要]")  # 全选 ticks them all, 都对 may be an option
_BACK = (
    r"(?:^|(?<=[，,。；;！!？?…\s吧呢啊呃嗯哦噢A-E个项]))\s*(?:不是(?=[，,。…\n])|不+(?=[，,。！!…\n])"
    rf"|(?:(?:不对)+|错了|口误|(?:我|刚才|刚刚)*[说选看搞弄记念]错)[了啊呀]?(?:{CLAUSE}|(?=[\sA-E选是应要我该改还第最重])))"
)
_TAKEN_BACK = re.compile(_BACK)
_INSTEAD = re.compile(rf"{_BACK}|改成|改选|改为|重选|还是选")
_REASON = re.compile(f"(?:因为|由于)[^{MARKED_END}…]*$")
_BLAMED = re.compile(  # no denial: it may be asked which is 不合适
    r"\s*(?:这个|那个|选?项)?(?:是|太|有点儿?|比较|很|都|也|就)*"
    r"(?:不(?:太|大|怎么|够)?(?:好(?!意思|说)|妥|合适|恰当|可以|礼貌|符|合规|规范|尊重|专业|文明|适[合当]|耐心|客气)|没有?礼貌|有问题|生硬)"
)
_SO = re.compile(r"所以|因此")
_WORDS = re.compile(r"\W+")  # what is between them
_COUNTS = re.compile(rf"\d|^第?[{DIGITS}两]")  # an option that is a number itself
_DENIAL = re.compile(r"[不错别没除非]")


def read(texts: Sequence[str], heard: Sequence[bool], choices: Mapping[str, str], *, several: bool = False) -> Answer:
    """What an answer in several pieces names; `heard[i]`: text i was recognised.

    `several`: more than one option may be right, so own words are read part by part.
    """
    asked = made_ready(texts, heard, choices, several=several)
    if not asked.said:
        return Answer()
    for way in _WAYS:
        found = way(asked)
        if found is not None:
            return found
    return Answer(doubtful=asked.recognised)


def _signs(asked: Asked) -> Answer | None:
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
    if out and not named and REST.search(said):
        return whole(asked, [letter for letter in order if letter not in out])
    if not named:
        return None
    if asked.recognised and (words := found_words(asked)) and not {one[0] for one in words} & named.keys():
        return Answer(doubtful=True)
    if asked.several and not asked.recognised and not _DENIAL.search(said):
        add_words(asked, named)
    return Answer(tuple(named.values()))


def _all_places(asked: Asked, order: Sequence[str]) -> list[tuple[int, int, int, int, str]]:
    """Of each sign: start and end in the joined pieces, which piece, where that begins, the letters."""
    found = []
    offset = 0
    for index, text in enumerate(asked.folded):
        for start, end, letters in letter_places(text, order, sure=not asked.heard[index]):
            found.append((offset + start, offset + end, index, offset, letters))
        offset += len(text) + 1
    return found


def _reads_out(said: str, end: int, letters: str, choices: Mapping[str, str]) -> bool:
    """The letter is followed by its option's words, which may begin like a denial: A 不行，我们不管."""
    words = "".join(map(folded, choices.get(letters, "")))
    return bool(words) and _WORDS.sub("", said[end:]).startswith(_WORDS.sub("", words))


def _everything(asked: Asked) -> Answer | None:
    """全选, 以上都对; the latter is an option where one says so."""
    if not (_ALL.fullmatch(asked.said) or _ALL.fullmatch(asked.core)):
        return None
    saying = [letter for letter, text in asked.choices.items() if _ALL.fullmatch(normalise(text).chars)]
    return whole(asked, saying if len(saying) == 1 and not _TICK.search(asked.said) else sorted(asked.choices))


def _bare_numbers(asked: Asked) -> Answer | None:
    """2 or 1、3, typed, where no option holds a number that could be meant instead."""
    order = sorted(asked.choices)
    digits = _AND.sub("", asked.core)
    if asked.recognised or any(_COUNTS.search(text) for text in asked.choices.values()):
        return None
    numbers = [DIGITS.find(char) for char in dict.fromkeys(digits)]
    fit = numbers and all(0 < number <= len(order) for number in numbers)
    return whole(asked, [order[number - 1] for number in numbers]) if fit else None


def _sentences(asked: Asked) -> Answer | None:
    """第二句, where that is an option and not what is said first: 第一句说您好."""
    folded = tuple(ORDINAL_OF_SENTENCES.sub(lambda one: f"{one[1]}个", text) for text in asked.folded)
    return None if folded == asked.folded else _signs(replace(asked, folded=folded))


def _by_sound(asked: Asked) -> Answer | None:
    """Nothing but letters, some of them written by recognition with characters of their sound: 必, 选西."""
    chars = _AND.sub("", asked.core)
    if not asked.recognised or not chars:
        return None
    letters = [_letter(char, asked.choices) for char in chars]
    latin = all(char.upper() in LETTERS for char in chars)
    return whole(asked, list(dict.fromkeys(letters)), "exact" if latin else "sound") if all(letters) else None


def _letter(char: str, choices: Mapping[str, str]) -> str:
    """The one letter that the character is or sounds like; 一 may be E or the first one, so it is neither."""
    sounds = syllables(char)[0]
    meant = char.upper() if char.upper() in LETTERS else next((x for x, one in _SOUNDS.items() if sounds == {one}), "")
    return meant if meant in choices else ""


_WAYS: tuple[Callable[[Asked], Answer | None], ...] = (
    very_words, _by_sound, _signs, _everything, own_words, part_of_one, _sentences, _bare_numbers,
)  # fmt: skip
