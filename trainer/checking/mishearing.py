"""Would something else be heard as a required phrase? Warnings about short phrases with a neighbour of the same sound.

A phrase of up to three characters counts by its sound: with 几栋 required, 您别激动 would do as well. Looked for is a
word that sounds the same without tones and is said in this very scenario, in its phrase lists or in any call, so that
it does come up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from trainer.errors import Problem
from trainer.scenario.binding import Placed
from trainer.scenario.load import Loaded
from trainer.scenario.packs import Pack
from trainer.scenario.phrase_checks import Wordings
from trainer.scenario.suggestions import short
from trainer.scenario.yaml_nodes import walk
from trainer.text.lexicon import frequencies, segment
from trainer.text.normalise import normalise
from trainer.text.phrase import Phrasebook
from trainer.text.sounds import readings
from trainer.text.template import lists_in
from trainer.text.thresholds import EVERYDAY_WORD, SHORTEST_NEAR

# Words that come up in any call: looked for although the author's own text may not have them.
EVERYDAY = "合适 何时 之前 那个 那天 激动 号码 事先 事情 实现 而是 一时 意思 同时 手里 尽早 遗漏 住户"
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A wording of a phrase and a word of another meaning that sounds the same."""

    wording: str
    word: str


def check_mishearing(loaded: Loaded, own: Sequence[Placed]) -> Iterator[Problem]:
    """A warning for each phrase of the scenario's own `required` rules that another word would meet by its sound."""
    if loaded.scenario is None:
        return
    lists = loaded.scenario.lists
    book = Wordings(Phrasebook(loaded.scenario.file.slots, lists))
    text = "\n".join((EVERYDAY, *loaded.document.lines, *(phrase for phrases in lists.values() for phrase in phrases)))
    for item in own:
        rule = item.rule
        if rule.by_sound and rule.speaker == "agent":
            for template in rule.asks():
                found = None if "<" in template else neighbour(template, book, text)
                if found:
                    yield item.at_text(template, None, _message(found), warning=True)


def check_pack_mishearing(pack: Pack) -> Iterator[Problem]:
    """Warnings about the phrase lists of a pack; lists that only forbid or excuse are left out."""
    if pack.book is None:
        return
    text = "\n".join((EVERYDAY, *pack.document.lines))
    for name in asked_lists(pack):
        for place, template in walk(pack.document.get(("lists", name)), ("lists", name)):
            found = None if "<" in template else neighbour(template, pack.book, text)
            if found:
                yield pack.document.problem(place, _message(found), warning=True)


def asked_lists(pack: Pack) -> tuple[str, ...]:
    """The phrase lists of a pack, without those that its rules only forbid or excuse."""
    forbidding = {name for item in pack.rules if item.rule.deducts for name in _lists_in(item.rule.templates())}
    return tuple(name for name in (pack.file.lists if pack.file is not None else ()) if name not in forbidding)


def neighbour(template: str, book: Wordings, text: str) -> Neighbour | None:
    """The first short wording that sounds like another word of the text; None where there is none."""
    for wording in book.canonical(template):
        if 2 <= len(wording) < SHORTEST_NEAR:
            for word in _same_sound().get(_sound(wording), ()):
                if word != wording and word in text and _stands_alone(word, text):
                    return Neighbour(wording, word)
    return None


def _stands_alone(word: str, text: str) -> bool:
    """Somewhere in the text it is a word, not the end of one and the beginning of the next."""
    for run in _HAN.finditer(text):
        if word in run[0]:
            chars = normalise(run[0]).chars
            if any(chars[start:end] == word for start, end in segment(chars)):
                return True
    return False


@cache
def _same_sound() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """The words of two and three characters by their sound, each read as it mostly is; rare ones are left out."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for word, uses in frequencies().items():
        if 2 <= len(word) < SHORTEST_NEAR and uses >= EVERYDAY_WORD:
            sound = _sound(word)
            found[sound] = (*found.get(sound, ()), word)
    return found


def _sound(chars: str) -> tuple[str, ...]:
    return tuple(readings(char)[0] for char in chars)


def _lists_in(templates: Iterable[str]) -> set[str]:
    return {name for template in templates for name in lists_in(template)}


def _message(found: Neighbour) -> str:
    return (
        f"“{short(found.wording)}”和“{found.word}”同音，学员说的是“{found.word}”也会算做到；"
        f"请写长一些，连前后的字一起写"
    )
