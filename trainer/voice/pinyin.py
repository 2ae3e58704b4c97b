"""A line as pinyin with tone numbers, which espeak reads better than characters: polyphones and 一/不 are resolved.

Readings come from pypinyin's words, corrected by `readings.txt` (word → readings, longest word first) and by a few
rules for the characters that are one word by themselves. Two third tones in a row are left to espeak.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from trainer.text.characters import NUMERALS
from trainer.text.normalise import is_han, simplify
from trainer.voice.read_aloud import numbers_in_words

# Each letter as it is said in China.
LETTERS = {
    "a": "ei1", "b": "bi4", "c": "xi1", "d": "di4", "e": "yi4", "f": "ai2 fu5", "g": "ji4",
    "h": "ei1 chi5", "i": "ai4", "j": "zhei4", "k": "kei4", "l": "ai2 lou5", "m": "ai2 mu5", "n": "en1",
    "o": "ou1", "p": "pi1", "q": "qiu1", "r": "a4", "s": "ai2 si5", "t": "ti4", "u": "you1",
    "v": "wei1", "w": "da2 bu5 liu5", "x": "ai4 ke5 si5", "y": "wai4", "z": "zei4",
}  # fmt: skip
PAUSES = dict.fromkeys("。.…", ".") | dict.fromkeys("，,、:：—", ",") | dict.fromkeys("；;", ";") | {
    "！": "!", "!": "!", "？": "?", "?": "?",
}  # fmt: skip
SURNAMES = {
    "单": "shan4", "曾": "zeng1", "任": "ren2", "解": "xie4", "查": "zha1", "仇": "qiu2", "区": "ou1",
    "华": "hua4", "朴": "piao2", "尉": "wei4", "冼": "xian3", "覃": "qin2", "盖": "ge3", "翟": "zhai2",
}  # fmt: skip
_TITLE = re.compile("先生|女士|小姐|师傅|经理|老师|主任|阿姨|大爷|大妈|总")
_DIGITS = NUMERALS | frozenset("〇亿幺点")
_ORDINAL = frozenset("第初统唯专单同归期之")  # before 一: it keeps its first tone
_PRONOUNS = frozenset("我你您他她们就都也只又可谁咱")  # before 得: must
_NAMED = ("", "是", "叫", "找", "我")  # before a surname
_LONGEST = 4  # characters of a word in readings.txt
_PIECE = re.compile(r"[a-z]|\n|.", re.IGNORECASE)


def pinyin(text: str) -> str:
    """`银行，3-2-501` → `yin2 hang2, san1 er4 wu3 ling2 yao1`; nothing where there is nothing to say."""
    out = ""
    for kind, piece in _pieces(numbers_in_words(text)):
        if kind == "han":
            out += " " + " ".join(syllables(piece))
        elif kind == "letter":
            out += " " + LETTERS[piece.lower()]
        elif out and out[-1].isdigit():  # one pause for several marks, none at the start
            out += PAUSES[piece]
    return _opening(out.strip())


def syllables(run: str) -> tuple[str, ...]:
    """The readings of Han characters in a row, one each."""
    words = list(_words(run))
    chars = "".join(word for word, _, _ in words)
    said = [syllable for _, readings, _ in words for syllable in readings]
    sure = [fixed for word, _, fixed in words for _ in word]
    alone = [len(word) == 1 for word, _, _ in words for _ in word]
    for at, fixed in enumerate(sure):
        if not fixed:
            said[at] = _in_place(chars, said, at, alone=alone[at])
    return tuple(said)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """(han, a run) · (letter, one) · (pause, one); anything else cannot be said."""
    run = ""
    for piece in _PIECE.findall(text):
        if is_han(piece) or piece == "〇":
            run += "零" if piece == "〇" else simplify(piece)
            continue
        if run and not piece.isspace():
            yield "han", run
            run = ""
        if piece.isascii() and piece.isalpha():
            yield "letter", piece
        elif piece in PAUSES:
            yield "pause", piece
    if run:
        yield "han", run


def _words(run: str) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """(word, its readings, whether they are fixed)."""
    known = _readings()
    rest, at = "", 0
    while at < len(run):
        word = next((run[at : at + n] for n in range(_LONGEST, 1, -1) if run[at : at + n] in known), "")
        if word:
            yield from _usual(rest)
            yield word, known[word], True
            rest, at = "", at + len(word)
        else:
            rest += run[at]
            at += 1
    yield from _usual(rest)


def _usual(text: str) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """pypinyin's words. A character it does not know is left out."""
    from pypinyin.seg.mmseg import seg

    for word in seg.cut(text):
        whole = _looked_up(word)
        for part in (word,) if len(whole) == len(word) else word:
            if readings := _looked_up(part):
                yield part, readings, False


def _looked_up(word: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin

    found = lazy_pinyin([word], style=Style.TONE3, errors="ignore", neutral_tone_with_five=True)
    return tuple(syllable.replace("ê", "ei") for syllable in found)


def _in_place(chars: str, said: list[str], at: int, *, alone: bool) -> str:
    """The reading of one character between its neighbours."""
    char, before, after = chars[at], chars[at - 1 : at], chars[at + 1 : at + 2]
    if char == "一":
        return _one(before, after, said[at + 1] if after else "")
    if char == "不":
        return "bu5" if before and before == after else "bu2" if after and said[at + 1].endswith("4") else "bu4"
    if char in SURNAMES and (before == "姓" or (before in _NAMED and _TITLE.match(chars, at + 1))):
        return SURNAMES[char]
    if char == "了" and before in ("不", "得") and after != "解":
        return "liao3" if at >= 2 else "le5"
    if char == "儿" and before not in ("", "女", "婴", "幼", "孤", "少", "胎") and after not in ("子", "童", "女"):
        return "er5"
    if not alone:
        return said[at]
    if char == "得":
        return "dei3" if not before or before in _PRONOUNS else "de5"
    if char == "还" and (not after or after == "了"):
        return "huan2"
    if char == "地" and at >= 2 and chars[at - 2] == before:
        return "de5"
    return {"嗯": "en4", "哦": "o4", "喂": "wei2", "幺": "yao1", "谁": "shei2"}.get(char, said[at])


def _one(before: str, after: str, following: str) -> str:
    """一: first tone as a number and at the end, second before a fourth tone, fourth before the others."""
    if not after or before in _ORDINAL or (before and before in _DIGITS) or after in "一二三四五六七八九零幺十":
        return "yi1"
    if before == after:
        return "yi5"
    return "yi2" if following.endswith("4") or after == "个" else "yi4"


def _opening(out: str) -> str:
    """A call that starts with an angry 喂！ has a falling tone."""
    return "wei4" + out[4:] if out.startswith("wei2!") else out


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    """The words of readings.txt."""
    lines = (files("trainer.voice") / "readings.txt").read_text(encoding="utf-8").splitlines()
    return {word: tuple(readings) for word, *readings in (line.split() for line in lines)}
