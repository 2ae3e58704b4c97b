"""Text preparation as a named pipeline, with a map back to the original characters (docs/MATCHING.md).

1. compatibility forms (NFKC: full-width letters and digits, ㎡ …)   2. traditional → simplified
3. lower-case Latin   4. digits → the Chinese digits they are said with   5. 你 → 您, 她 → 他
6. no punctuation, no space
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

DIGITS = "零一二三四五六七八九"
_HAN = (("\u4e00", "\u9fff"), ("\u3400", "\u4dbf"), ("\uf900", "\ufaff"), ("\U00020000", "\U000323af"))
PRONOUNS = {"你": "您", "她": "他"}  # which of them is written changes nothing that is asked or forbidden
SAME = {"幺": "一", "〇": "零", "○": "零", **PRONOUNS}


@dataclass(frozen=True, slots=True)
class Normalised:
    """Canonical characters and, for each, the half-open span of original code points it came from."""

    chars: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original span of a non-empty stretch of canonical characters."""
        return self.starts[start], self.ends[end - 1]


class _Canonical(dict[int, str]):
    """For str.translate: what each code point becomes, worked out as they turn up; a line break stays."""

    def __missing__(self, code: int) -> str:
        self[code] = chars = canonical_char(chr(code))
        return chars


_CANONICAL = _Canonical({ord("\n"): "\n"})


def canonical(texts: Sequence[str]) -> list[str]:
    """The canonical characters of each text, all at once: `normalise(text).chars`."""
    lines = "\n".join(texts).translate(_CANONICAL).split("\n")
    if len(lines) == len(texts):
        return lines
    return [text.translate(_CANONICAL).replace("\n", "") for text in texts]  # texts with line breaks of their own


@lru_cache(maxsize=256)  # what was said, asked for by rule after rule
def normalise(text: str) -> Normalised:
    """The canonical form. Idempotent on its own `chars`; digits come one by one (1008 → 一零零八, 幺 → 一)."""
    canonical = [canonical_char(char) for char in text]
    chars = "".join(canonical)
    starts = [index for index, part in enumerate(canonical) if part]
    if len(starts) < len(chars):  # rare: one character became several
        starts = [index for index, part in enumerate(canonical) for _ in part]
    return Normalised(chars, tuple(starts), tuple([index + 1 for index in starts]))


@lru_cache(maxsize=20_000)
def canonical_char(char: str) -> str:
    """What one character becomes: nothing for punctuation, else one character (rarely more: ㎏ → kg)."""
    return "".join(_canonical(part) for part in unicodedata.normalize("NFKC", char))


def _canonical(char: str) -> str:
    char = simplify(char) if is_han(char) else char
    if char in SAME:
        return SAME[char]
    if char.isdecimal():
        return DIGITS[unicodedata.digit(char)]
    if not char.isalpha():
        return ""
    if is_han(char):
        return char
    lowered = char.lower()
    return lowered if len(lowered) == 1 else ""


def familiar(said: str, wanted: str) -> bool:
    """你 was typed where 您 is wanted; there is no polite 你们."""
    return "您" in wanted and "你" in said.replace("你们", "")


def sayable(text: str) -> bool:
    """Whether anything in it can be said, found out without the table of simplified forms."""
    return any((char.isalpha() if is_han(char) else canonical_char(char)) for char in text)


def is_han(char: str) -> bool:
    """A Han character (the CJK blocks, extensions included)."""
    return any(first <= char <= last for first, last in _HAN)


def simplify(char: str) -> str:
    """The simplified form of one traditional character; Whisper often writes traditional ones."""
    return _simplified().get(char, char)


@cache
def _simplified() -> dict[str, str]:
    """Read once: traditional → simplified; made by scripts/make_text_data.py."""
    found: dict[str, str] = {}
    for line in (files("trainer.text") / "simplified.txt").read_text(encoding="utf-8").splitlines():
        simple, traditional = line.split(" ")
        found.update(dict.fromkeys(traditional, simple))
    return found
