"""Short phrases that recognition probably garbled: 再见 heard as 昨见, 谢谢您 as 节谢您, 身份证 as 身份祝.

Near sound alone does not count for two or three characters, because other phrases are as near (请说 for 请坐). Where
one syllable is another similar one and the phrase is by far the likelier sentence, it cannot be told: unclear.

Of names (小玲 heard as 小林) nobody knows how likely they are, so sound alone decides: two characters have to be told
apart by sounds that engines mix up (in / ing), of three one may be another similar one.
"""

from __future__ import annotations

from collections.abc import Container

from trainer.text import thresholds as t
from trainer.text.align import nearest
from trainer.text.bits import places
from trainer.text.characters import NEGATIONS, QUANTITIES
from trainer.text.find import Found, Prepared, place_of
from trainer.text.lane import Lane
from trainer.text.lexicon import surprise
from trainer.text.nearness import around
from trainer.text.phrase import Alternative, Phrase
from trainer.text.syllables import BREAK

_SAID = NEGATIONS | QUANTITIES  # heard in place of something else, they were said


def perhaps(phrase: Phrase, prepared: Prepared, names: Container[str] = ()) -> tuple[Found, ...]:
    """The places in recognised texts where a wording of two or three characters was probably said; all unclear.

    `names`: wordings, as their author writes them, that are names.
    """
    lane = prepared.lanes[0]
    found = []
    for which in phrase.index.short:
        alternative = phrase.alternative(which)
        for at in places(_but_one(lane, phrase.index.sounds(which))):
            cost = _cost(alternative, lane, at, name=alternative.text in names)
            if cost is not None and prepared.heard[lane.place(at)[0]]:
                likeness = 1 - cost / len(alternative.chars)
                end = at + len(alternative.chars)
                found.append(place_of(phrase, alternative, lane, prepared, at, end, "near", likeness, "unclear"))
    return tuple(found)


def _but_one(lane: Lane, sounds: list[int]) -> int:
    """The places, as bits, where all of the sounds but one stand."""
    masks = [lane.mask(options) >> offset for offset, options in enumerate(sounds)]
    every, lacking_one = (1 << len(lane.chars)) - 1, 0
    for mask in masks:
        every, lacking_one = every & mask, (lacking_one & mask) | (every & ~mask)
    return lacking_one


def _cost(alternative: Alternative, lane: Lane, at: int, *, name: bool) -> float | None:
    """How far the wrong syllable is off; None where something else was said."""
    wanted, end = alternative.chars, at + len(alternative.chars)
    heard = lane.chars[at:end]
    costs = [nearest(options, said) for options, said in zip(alternative.sounds, lane.sounds(at, end), strict=False)]
    wrong = max(range(len(costs)), key=costs.__getitem__)
    if len(costs) < len(wanted) or costs[wrong] >= t.COST_DIFFERENT:
        return None
    if wanted[wrong] in NEGATIONS or heard[wrong] in _SAID or BREAK in heard:
        return None
    if name and (len(wanted) > t.SHORT_NAME or costs[wrong] <= t.COST_CONFUSABLE):
        return costs[wrong]
    enough = t.LIKELIER if costs[wrong] <= t.COST_CONFUSABLE else t.FAR_LIKELIER
    likelier = surprise(around(lane.chars, at, end, heard)) - surprise(around(lane.chars, at, end, wanted))
    return costs[wrong] if likelier >= enough else None
