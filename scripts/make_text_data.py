"""Makes the data files of trainer/text: how characters are read, and words of their own.

    python scripts/make_text_data.py            # needs: pip install pypinyin jieba

polyphones.txt  from pypinyin's phrase dictionary (MIT): readings with at least 4 % of a character's uses, so that
                archaic readings do not make innocent characters sound like taboo ones.
characters.txt  from pypinyin's character dictionary (MIT): all other characters by their only common reading.
words.txt       from jieba's frequency list (MIT): characters and words of 2 to 4 characters with how often they are
                used; words used often enough that hearing one is a word in its own right and no slip of the engine.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import jieba
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

HERE = Path(__file__).resolve().parent.parent / "trainer" / "text"
LEAST_SHARE = 0.04
LEAST_USES = {1: 1, 2: 40, 3: 60, 4: 100}


def toneless(syllable: str) -> str:
    """The syllable without tone; ü as v."""
    return str(to_normal(syllable)).replace("ü", "v").replace("ê", "e")


def polyphones() -> list[str]:
    """`行 xing hang`, commonest first."""
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, syllables in PHRASES_DICT.items():
        for char, options in zip(phrase, syllables, strict=False):
            uses[char][toneless(options[0])] += 1
    lines = []
    for code, readings in sorted(PINYIN_DICT.items()):
        char = chr(code)
        all_readings = list(dict.fromkeys(toneless(reading) for reading in readings.split(",")))
        if len(all_readings) < 2:
            continue
        counted = uses.get(char, Counter())
        total = sum(counted.values())
        kept = [r for r in all_readings if total and counted[r] / total >= LEAST_SHARE] or all_readings[:1]
        if all_readings[0] not in kept:
            kept.insert(0, all_readings[0])
        lines.append(f"{char} {' '.join(kept)}")
    return lines


def characters() -> list[str]:
    """`ai 哀哎唉`: the characters that polyphones.txt leaves out."""
    several = {line[0] for line in polyphones()}
    found: dict[str, list[str]] = defaultdict(list)
    for code, readings in sorted(PINYIN_DICT.items()):
        if chr(code) not in several:
            found[toneless(readings.split(",")[0])].append(chr(code))
    return [f"{syllable} {''.join(chars)}" for syllable, chars in sorted(found.items())]


def words() -> list[str]:
    """`word uses`: characters and words of up to 4 Han characters, sorted."""
    text = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8")
    kept = []
    for line in text.splitlines():
        word, uses, *_ = line.split(" ")
        if len(word) in LEAST_USES and int(uses) >= LEAST_USES[len(word)] and all("一" <= c <= "龥" for c in word):
            kept.append(f"{word} {uses}")
    return sorted(kept)


if __name__ == "__main__":
    (HERE / "polyphones.txt").write_text("\n".join(polyphones()) + "\n", encoding="utf-8")
    (HERE / "characters.txt").write_text("\n".join(characters()) + "\n", encoding="utf-8")
    (HERE / "words.txt").write_text("\n".join(words()) + "\n", encoding="utf-8")
