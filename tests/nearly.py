"""Texts that are heard nearly like a phrase, picked by how they are graded, so that thresholds may be tuned."""

from __future__ import annotations

from functools import cache

from trainer.text.find import find, prepare
from trainer.text.phrase import Phrasebook

PHRASE = "感谢您的来电祝您生活愉快"
BANNED = "这个事情不归我们管"
_GARBLES = "店伙欲贵轨惯门懂"  # syllables that make no sense in place of others


@cache
def text_graded(grade: str, phrase: str = PHRASE) -> str:
    """A recognised text in which the phrase's nearest place has that grade: sure, unclear or candidate."""
    compiled = Phrasebook({}, {}).compile(phrase)
    for lost in range(1, len(phrase) // 2 + 1):
        for at in range(len(phrase) - lost + 1):
            for middle in ("", *(char * lost for char in _GARBLES)):
                text = phrase[:at] + middle + phrase[at + lost :]
                found = find(compiled, prepare([text], [True]))
                if [(one.how, one.grade, one.negated) for one in found] == [("near", grade, False)]:
                    return text
    raise AssertionError(f"no text near {phrase} is graded {grade}")
