"""Whisper sometimes says the end of a short clip over and over; people do not, or not so often."""

from __future__ import annotations

import re

KEEP = 3  # times a phrase may follow itself: 谢谢谢谢, 好的好的好的 are natural
KEEP_SINGLE = 5  # the same for one character: 对对对对, 嗯嗯嗯
DIGITS = frozenset("0123456789零一二三四五六七八九十幺两")  # a telephone number may repeat itself

_REPEAT = re.compile(rf"(.{{1,20}}?)(?:[ ，,、。！!？?]*\1){{{KEEP},}}(?P<tail>[ ，,、。！!？?]*)$")


def cut_repeats(text: str) -> str:
    """The text with a phrase that repeats itself at its end more than KEEP times said once.

    >>> cut_repeats("请稍等谢谢大家谢谢大家谢谢大家谢谢大家")
    '请稍等谢谢大家'
    >>> cut_repeats("好的好的")
    '好的好的'
    """
    found = _REPEAT.search(text)
    if found is None:
        return text
    phrase = found[1]
    natural = len(phrase) == 1 and found[0].count(phrase) <= KEEP_SINGLE
    if natural or DIGITS.issuperset(phrase):
        return text
    return text[: found.start()] + phrase + found["tail"]
