"""The labelled texts of tests/data/match: read, checked and counted.

texts.tsv is the yardstick of phrase matching; `make_speech.py` speaks it and `recognise_speech.py` writes down what a
recogniser makes of it. The labels are checked here, without any of the program's own matching.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).resolve().parent.parent / "tests" / "data" / "match"
"""Folder of the corpus: texts.tsv, what was recognised, and one Opus file per clip."""

VOICES = {"jm_kumo": "tuning", "jf_gongitsune": "report", "jf_nezumi": "report"}
"""The usable voices and the part of the corpus each belongs to."""

COLUMNS = ("clip", "voice", "speed", "kind", "text", "required", "banned", "near_miss", "note")
KINDS = ("reply", "banned", "near", "trap")
AT_LEAST = {
    ("report", "required"): 310,
    ("report", "banned"): 105,
    ("report", "near_miss"): 310,
    ("report", "trap"): 16,
    ("tuning", "required"): 150,
    ("tuning", "banned"): 40,
    ("tuning", "near_miss"): 110,
    ("tuning", "trap"): 16,
}
"""How many labels each part of the corpus must hold; for `trap` it is clips."""

MOST_HOMOPHONES = 15
"""How many near misses of the whole corpus may sound exactly like something that was said."""


@dataclass(frozen=True)
class Row:
    """One line of texts.tsv: what is spoken, and what was and was not said in it."""

    clip: str
    """Name of the clip, also of its audio file without suffix."""
    voice: str
    speed: float
    """Kokoro's speed factor; 1 is the voice's own pace, more is faster."""
    kind: str
    text: str
    """The text as spoken, with punctuation."""
    required: tuple[str, ...]
    """Phrases that stand in the text, in order and without overlap."""
    banned: tuple[str, ...]
    """Taboo phrases that stand in the text and are meant as such."""
    near_miss: tuple[str, ...]
    """Phrases that were not said although something in the text looks or sounds like them."""
    note: str
    """`homophone`: the near misses of this row sound exactly like something in the text."""


def read_rows(path: Path) -> list[Row]:
    """Read texts.tsv; raises ValueError when its columns are others than COLUMNS."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path}: columns must be {', '.join(COLUMNS)}")
        return [
            Row(
                clip=line["clip"],
                voice=line["voice"],
                speed=float(line["speed"]),
                kind=line["kind"],
                text=line["text"],
                required=phrases(line["required"]),
                banned=phrases(line["banned"]),
                near_miss=phrases(line["near_miss"]),
                note=line["note"],
            )
            for line in reader
        ]


def phrases(cell: str) -> tuple[str, ...]:
    """Split a cell of texts.tsv into its phrases."""
    return tuple(phrase for phrase in cell.split(";") if phrase)


def han(text: str) -> str:
    """Return the Han characters of `text` alone."""
    return re.sub(r"[^\u4e00-\u9fff]", "", text)


def problems(rows: Iterable[Row]) -> Iterator[str]:
    """Yield what is wrong with the labels, one sentence each; nothing when all is right."""
    seen: set[str] = set()
    for row in rows:
        if row.clip in seen:
            yield f"{row.clip}: clip named twice"
        seen.add(row.clip)
        if row.voice not in VOICES or row.kind not in KINDS or row.note not in {"", "homophone"}:
            yield f"{row.clip}: unknown voice, kind or note"
        if row.kind == "trap" and (row.required or row.banned or row.near_miss):
            yield f"{row.clip}: a trap carries no labels"
        yield from (f"{row.clip}: {problem}" for problem in _unsaid(row))
        yield from (f"{row.clip}: {problem}" for problem in _said_after_all(row))


def _unsaid(row: Row) -> Iterator[str]:
    """Required and banned phrases that do not stand in the text, in order and apart."""
    for labels in (row.required, row.banned):
        position = 0
        for phrase in labels:
            found = row.text.find(phrase, position)
            if found < 0:
                yield f"{phrase} does not stand in the text, or not in this order"
            elif not 2 <= len(phrase) <= 14:
                yield f"{phrase} is shorter than 2 or longer than 14 characters"
            position = max(position, found + len(phrase))


def _said_after_all(row: Row) -> Iterator[str]:
    """Near misses that a fair listener would accept: said, said but for 你, 的, 了, or of the same sound unmarked."""
    for phrase in row.near_miss:
        if _loosely(phrase) in _loosely(row.text):
            yield f"near miss {phrase} was said"
        elif same_sound(phrase, row.text) != (row.note == "homophone"):
            yield f"near miss {phrase}: sound and note do not agree"


def _loosely(text: str) -> str:
    return re.sub("[的了]", "", han(text).replace("你", "您"))


def same_sound(phrase: str, text: str) -> bool:
    """Tell whether some stretch of `text` can be read like `phrase`, tones aside; every reading counts."""
    from pypinyin import Style, pinyin

    def readings(chars: str) -> list[set[str]]:
        return [set(reading) for reading in pinyin(chars, style=Style.NORMAL, heteronym=True)]

    wanted, heard = readings(han(phrase)), readings(han(text))
    starts = range(len(heard) - len(wanted) + 1)
    return any(all(one & heard[start + i] for i, one in enumerate(wanted)) for start in starts)


def counts(rows: Iterable[Row]) -> Counter[tuple[str, str]]:
    """Count the labels, and the trap clips, of the report and the tuning part."""
    total: Counter[tuple[str, str]] = Counter()
    for row in rows:
        part = VOICES[row.voice]
        total[part, "clips"] += 1
        total[part, "required"] += len(row.required)
        total[part, "banned"] += len(row.banned)
        total[part, "near_miss"] += len(row.near_miss)
        total[part, "trap"] += row.kind == "trap"
        total["both", "homophone"] += len(row.near_miss) if row.note == "homophone" else 0
    return total


def shortages(rows: Iterable[Row]) -> Iterator[str]:
    """Yield which labels are too few, and whether the homophones are too many."""
    found = counts(rows)
    for (part, label), least in AT_LEAST.items():
        if found[part, label] < least:
            yield f"{part} {label}: {found[part, label]}, at least {least} wanted"
    if found["both", "homophone"] > MOST_HOMOPHONES:
        yield f"homophones: {found['both', 'homophone']}, at most {MOST_HOMOPHONES} wanted"
