"""How far recognised text is from what was said: wrong, missing and added characters ÷ characters said.

Both are brought to one spelling first (`comparable`). This is not the preparation that phrases are found with: the
yardstick must not move when that is tuned.
"""

from __future__ import annotations

import re

from trainer.text.normalise import simplify

_TEN = re.compile(r"(?<!\d)10(?!\d)")
_BY_WORD = str.maketrans("著覆", "着复")  # the simplified form depends on the word (看著, 著名): written one way
_DIGITS = str.maketrans("0123456789两幺", "零一二三四五六七八九二一")  # one character for each way to write a digit
_COUNTED = re.compile(r"[^\u4e00-\u9fffa-z]")


def comparable(text: str) -> str:
    """The text in simplified characters, without punctuation, every digit written one way; 10 alone is 十."""
    simplified = _TEN.sub("十", "".join(map(simplify, text)))
    return _COUNTED.sub("", simplified.lower().translate(_BY_WORD).translate(_DIGITS))


def errors(said: str, heard: str) -> int:
    """Characters to replace, add or take away to make the one comparable text the other."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(said, heard)
