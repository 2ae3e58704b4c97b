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
    if char in _polyphones():
        return _polyphones()[char]
    from pypinyin.constants import PINYIN_DICT

    entry = PINYIN_DICT.get(ord(char), "")
    return (_toneless(entry.split(",")[0]),) if entry else (char,)


@cache
def _polyphones() -> dict[str, tuple[str, ...]]:
    """Read once: characters with several readings; made by scripts/make_text_data.py."""
    lines = (files("trainer.text") / "polyphones.txt").read_text(encoding="utf-8").splitlines()
    return {line[0]: tuple(line[2:].split(" ")) for line in lines}


@cache
def _toneless(syllable: str) -> str:
    from pypinyin.contrib.tone_convert import to_normal

    return str(to_normal(syllable)).replace("ü", "v").replace("ê", "e")


@cache
def split(syllable: str) -> tuple[str, str]:
    """Initial and final: zhong → zh, ong; an → '', an."""
    for initial in _INITIALS:
        if syllable.startswith(initial) and len(syllable) > len(initial):
            return initial, syllable[len(initial) :]
    return "", syllable
