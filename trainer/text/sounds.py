"""How characters sound: toneless pinyin, every common reading of a polyphone, and how far two syllables are apart."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

_TWO, _ONE = ("zh", "ch", "sh"), tuple("bpmfdtnlgkhjqxrzcsyw")
_INITIALS = (*_TWO, *_ONE)


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
