"""How characters sound: toneless pinyin, every common reading of a polyphone, and how far two syllables are apart."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from trainer.text import thresholds as t

_TWO, _ONE = ("zh", "ch", "sh"), tuple("bpmfdtnlgkhjqxrzcsyw")
_INITIALS = (*_TWO, *_ONE)
_MIXED = (
    frozenset({"zh", "z"}),
    frozenset({"ch", "c"}),
    frozenset({"sh", "s"}),
    frozenset({"n", "l"}),
    frozenset({"f", "h"}),
    frozenset({"an", "ang"}),
    frozenset({"en", "eng"}),
    frozenset({"in", "ing"}),
    frozenset({"ian", "iang"}),
    frozenset({"uan", "uang"}),
)


def syllables(chars: str) -> tuple[frozenset[str], ...]:
    """For each character the ways it is read, without tones (ü as v); a Latin letter sounds as itself."""
    return tuple(frozenset(readings(char)) for char in chars)


@lru_cache(maxsize=20_000)
def readings(char: str) -> tuple[str, ...]:
    """The common toneless readings of one canonical character, commonest first."""
    return _readings().get(char) or (char,)


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    """Read once: how every character is read; made by scripts/make_text_data.py."""
    folder = files("trainer.text")
    found: dict[str, tuple[str, ...]] = {}
    for line in (folder / "characters.txt").read_text(encoding="utf-8").splitlines():
        syllable, chars = line.split(" ")
        found.update(dict.fromkeys(chars, (syllable,)))
    for line in (folder / "polyphones.txt").read_text(encoding="utf-8").splitlines():
        found[line[0]] = tuple(line[2:].split(" "))
    return found


@cache
def split(syllable: str) -> tuple[str, str]:
    """Initial and final: zhong → zh, ong; an → '', an."""
    for initial in _INITIALS:
        if syllable.startswith(initial) and len(syllable) > len(initial):
            return initial, syllable[len(initial) :]
    return "", syllable


@lru_cache(maxsize=200_000)  # all pairs of syllables
def distance(one: str, other: str) -> float:
    """How far two toneless syllables are apart, 0…1."""
    if one == other:
        return 0.0
    (initial_a, final_a), (initial_b, final_b) = split(one), split(other)
    if initial_a == initial_b:
        return t.COST_CONFUSABLE if frozenset({final_a, final_b}) in _MIXED else t.COST_SAME_INITIAL
    if final_a == final_b:
        return t.COST_CONFUSABLE if frozenset({initial_a, initial_b}) in _MIXED else t.COST_SAME_FINAL
    return t.COST_DIFFERENT


@lru_cache(maxsize=100_000)
def nearest(wanted: frozenset[str], heard: tuple[str, ...]) -> float:
    """The distance of the two readings that are closest."""
    return min(distance(one, other) for one in wanted for other in heard)
