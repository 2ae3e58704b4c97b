"""Options named by their own words: all of them, some of them, or those of several one after the other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from trainer.answers.asked import Answer, Asked, Named, core, whole
from trainer.answers.letters import denied
from trainer.answers.option_words import PART, OptionWords, loose_places, parts, wordings
from trainer.text.find import Found, find, prepare
from trainer.text.normalise import normalise
from trainer.text.phrase import Match, literal
from trainer.text.thresholds import LEAST_OF_OPTION, SHORTEST_ANSWER

REST = re.compile(r"(?:都|全|其他|其余|剩下|别的)(?!(?:的|选项|[三两]个|也|都|全|部|是|有)*[不错])")
_ALL_MEANT = re.compile(r"[都全][部都]*(?:是|应该?|可以)?[要选对行说做]|其[他它余]|剩下|别的都")


def very_words(asked: Asked) -> Answer | None:
    """Nothing but an option's own words."""
    letter = own_option(asked.said, asked.choices)
    return whole(asked, [letter]) if letter else None


def own_option(said: str, choices: Mapping[str, str]) -> str:
    """The one option whose own words are all that was said."""
    wanted = {letter: set(literal(text).chars) for letter, text in choices.items()}
    for words in (said, core(said)):
        same = [letter for letter, chars in wanted.items() if words in chars]
        if len(same) == 1:
            return same[0]
    return ""


def add_words(asked: Asked, named: dict[str, Named]) -> None:
    """In a list of letters the options that stand there with their own words: A、单位名称、D."""
    for index, text in enumerate(asked.folded):
        for part in PART.finditer(text):
            if letter := own_option(normalise(part[0]).chars, asked.choices):
                named.setdefault(letter, Named(letter, index, *part.span()))


def own_words(asked: Asked) -> Answer | None:
    """The words of one or more options somewhere in the answer; of a list also the parts that are less than that."""
    places = _places_of(asked)
    found = [(letter, one) for letter, one, no in places if not no]
    if not found and asked.several:
        out = {letter for letter, _, _ in places}
        said = "\n".join(asked.folded)
        if out and REST.search(said) and _ALL_MEANT.search(said):
            return whole(asked, sorted(asked.choices.keys() - out))
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


def _in_parts(asked: Asked, answer: Answer, places: Sequence[tuple[str, Found, bool]]) -> Answer | None:
    """The answer with the options that the rest of it names; None where there are none at all."""
    match: Match = "sound" if asked.recognised else "exact"
    taken = [[(one.start, one.end) for _, one, _ in places if one.text == text] for text in range(len(asked.texts))]
    rest = parts(asked.folded, OptionWords(wordings(asked.choices), match), taken)
    named = {one.letter: one for one in answer.named}
    for letter, text, start, end in rest.named:
        named.setdefault(letter, Named(letter, text, start, end, match))
    return Answer(tuple(named.values()), unread=rest.unread) if named else None


def found_words(asked: Asked) -> list[tuple[str, Found]]:
    """Each option's words where they are said and not denied."""
    return [(letter, one) for letter, one, no in _places_of(asked) if not no]


def _places_of(asked: Asked) -> list[tuple[str, Found, bool]]:
    """Each option's words where they are said, else where they are loosely said; and whether they are denied."""
    prepared = prepare(asked.texts, asked.heard)
    loose = wordings(asked.choices)
    places = []
    for letter, text in asked.choices.items():
        found = [one for one in find(literal(text), prepared) if one.grade != "candidate"]
        for index, words in enumerate(asked.texts if all(one.how == "near" for one in found) else ()):
            for start, end, no in loose_places(loose[letter], words):
                one = Found(index, start, end, words[start:end], text, text, "exact", 1.0, "sure")
                places.append((letter, one, no or denied(asked.folded[index], start, end)))
        places += [(letter, one, one.negated or denied(asked.folded[one.text], one.start, one.end)) for one in found]
    return places


def _overlap(one: tuple[str, Found], other: tuple[str, Found]) -> bool:
    """Words of two options, or of one twice, in the same place."""
    return one != other and one[1].text == other[1].text and one[1].start < other[1].end and other[1].start < one[1].end


def _inside(one: Found, other: Found) -> bool:
    """A shorter stretch of the same words."""
    within = one.text == other.text and other.start <= one.start and one.end <= other.end
    return within and one.end - one.start < other.end - other.start


def part_of_one(asked: Asked) -> Answer | None:
    """A part of exactly one option's words."""
    if len(asked.core) < SHORTEST_ANSWER:
        return None
    part = literal(asked.core)
    match: Match = "sound" if asked.recognised else "exact"
    holding = []
    for letter, text in asked.choices.items():
        found = find(part, prepare([text], [asked.recognised]), match)
        if any(one.grade == "sure" and one.how in ("exact", match) for one in found):
            holding.append(letter)
    if len(holding) != 1 or LEAST_OF_OPTION * len(asked.core) < len(normalise(asked.choices[holding[0]]).chars):
        return None
    return whole(asked, holding, match)
