"""Makes the data files of trainer/text: how characters are read and simplified, and words of their own.

    python scripts/make_text_data.py            # needs: pip install pypinyin jieba opencc

polyphones.txt  from pypinyin's phrase dictionary (MIT): readings with at least 4 % of a character's uses, so that
                archaic readings do not make innocent characters sound like taboo ones.
characters.txt  from pypinyin's character dictionary (MIT): all other characters by their only common reading.
words.txt       from jieba's frequency list (MIT): characters and words of 2 to 4 characters with how often they are
                used; words used often enough that hearing one is a word in its own right and no slip of the engine.
simplified.txt  from OpenCC's character tables (Apache-2.0): traditional characters by their simplified form.

Whoever adds a source names it in NOTICE, with its licence.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

import jieba
import opencc
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from trainer.text.normalise import PRONOUNS  # noqa: E402

HERE = ROOT / "trainer" / "text"
LEAST_SHARE = 0.04
LEAST_USES = {1: 1, 2: 40, 3: 60, 4: 100}
OWN_READINGS = {"著": ["zhu", "zhe", "zhao", "zhuo"], "您": ["nin", "ni"]}
"""著 is also written for 着, which pypinyin's phrases do not show; 你 is 您 in canonical characters."""
HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x323B0))
VARIANTS = (
    "妳你 牠它 瞭了 暱昵 姪侄 砲炮 餽馈 搥捶 踫碰 揹背 搾榨 甦苏 谘咨 馀余 隄堤 籐藤 瑯琅 蹧糟 呪咒 妬妒 搆构 "
    "痺痹 簷檐 粧妆 枱台 衞卫 敍叙 鉄铁 効效 歴历 賛赞 頼赖 覇霸 麺面 勅敕 働动 砿矿 汚污 氷冰 窓窗 "
    "隣邻 閙闹 倣仿 瞇眯 鎗枪 銲焊 廻回 乗乘 疎疏 「“ 」” 『‘ 』’ ｢“ ｣”"
)
"""Pairs that OpenCC leaves alone: what is written in Taiwan, Hong Kong or Japan, and the form used on the mainland."""


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
        if len(all_readings) < 2 and char not in OWN_READINGS:
            continue
        counted = uses.get(char, Counter())
        total = sum(counted.values())
        kept = [r for r in all_readings if total and counted[r] / total >= LEAST_SHARE] or all_readings[:1]
        if all_readings[0] not in kept:
            kept.insert(0, all_readings[0])
        lines.append(f"{char} {' '.join(OWN_READINGS.get(char, kept))}")
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
    """`word uses`: characters and words of up to 4 Han characters, in canonical characters, sorted."""
    text = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8")
    kept: Counter[str] = Counter()
    for line in text.splitlines():
        word, uses, *_ = line.split(" ")
        if len(word) in LEAST_USES and int(uses) >= LEAST_USES[len(word)] and all("一" <= c <= "龥" for c in word):
            kept["".join(PRONOUNS.get(char, char) for char in word)] += int(uses)
    return sorted(f"{word} {uses}" for word, uses in kept.items())


def simplified() -> list[str]:
    """`台 枱檯臺颱`: the traditional characters of each simplified one. A simplified form itself stays as it is."""
    convert = opencc.OpenCC("t2s").convert
    pairs = [(char, convert(char)) for block in HAN for char in map(chr, block)]
    pairs = [(char, simple) for char, simple in pairs if char != simple] + [
        (two[0], two[1]) for two in VARIANTS.split()
    ]
    forms = {simple for _, simple in pairs}
    found: dict[str, list[str]] = defaultdict(list)
    for char, simple in pairs:
        if char not in forms:
            found[simple].append(char)
    return [f"{simple} {''.join(sorted(chars))}" for simple, chars in sorted(found.items())]


if __name__ == "__main__":
    (HERE / "polyphones.txt").write_text("\n".join(polyphones()) + "\n", encoding="utf-8")
    (HERE / "characters.txt").write_text("\n".join(characters()) + "\n", encoding="utf-8")
    (HERE / "words.txt").write_text("\n".join(words()) + "\n", encoding="utf-8")
    (HERE / "simplified.txt").write_text("\n".join(simplified()) + "\n", encoding="utf-8")
