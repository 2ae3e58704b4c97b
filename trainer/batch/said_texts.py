"""What was really said in recordings, as somebody wrote it down beside them.

For `call.wav` the first of these counts:

1. `call.txt`: the text, over any number of lines.
2. a table `*.tsv` in the same folder with the columns `file` and `text`, in the row whose `file` is `call.wav`.
3. `call.json` with `utterances`, each with `speaker` and `text`, as `trainer transcribe --json` writes them.

Of a recording with two sides only the agent's is measured, as it is in scoring: there a text holds what the agent said.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from trainer.errors import TrainerError, reason
from trainer.regular_file import TooLongError, read, read_json
from trainer.text.error_rate import comparable
from trainer.visible import one_line

MOST_BYTES = 4_000_000  # of a text or a table
ENCODINGS = ("utf-8-sig", "gb18030")  # Windows' editor writes either


@dataclass(frozen=True, slots=True)
class Said:
    """What was said in a recording."""

    agent: str  # by the agent; by everybody, where nobody was told apart
    everyone: str

    def of(self, *, both_sides: bool) -> str:
        """What there is to recognise: `both_sides` have a channel each, or all is in one."""
        return self.agent if both_sides else self.everyone


def read_texts(recordings: Sequence[str]) -> dict[str, Said]:
    """By recording. Raises TrainerError that names every recording without a text, and every text that is no good."""
    tables = cache(_table)
    texts: dict[str, Said] = {}
    problems = []
    for recording in recordings:
        try:
            said = _said(Path(recording), tables)
            if not comparable(said.everyone) or not comparable(said.agent):
                raise TrainerError(f"{one_line(recording)}：文字稿是空的。请写上录音里说的话。")
            texts[recording] = said
        except TrainerError as error:
            problems.append(error.message)
    if problems:
        raise TrainerError("\n".join(dict.fromkeys(problems)))
    return texts


def _said(recording: Path, tables: Any) -> Said:
    text, stored = recording.with_suffix(".txt"), recording.with_suffix(".json")
    if text.exists():
        said = _text(text)
        return Said(said, said)
    if (row := tables(recording.parent).get(recording.name)) is not None:
        return Said(row, row)
    if stored.exists():
        return _stored(stored)
    raise TrainerError(f"{one_line(str(recording))}：旁边没有文字稿。请把说的话写进 {one_line(text.name)}，放在一起。")


def _text(path: Path) -> str:
    """Raises TrainerError."""
    try:
        raw = read(path, MOST_BYTES + 1)
    except OSError as error:
        raise TrainerError(f"{one_line(str(path))}：读不了（{reason(error)}）。") from error
    if len(raw) > MOST_BYTES:
        raise TrainerError(f"{one_line(str(path))}：太大了，不像文字稿。请检查文件。")
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TrainerError(f"{one_line(str(path))}：看不懂里面的文字。请用记事本打开，另存为 UTF-8。")


def _table(folder: Path) -> dict[str, str]:
    """File name → text, of all tables of that folder that have both columns. Raises TrainerError."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.tsv")):
        rows = csv.DictReader(_text(path).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
        if {"file", "text"} <= {*(rows.fieldnames or ())}:
            found.update((row["file"], row["text"] or "") for row in rows if row["file"])
    return found


def _stored(path: Path) -> Said:
    """Raises TrainerError."""
    try:
        data = read_json(path, MOST_BYTES)
        parts = [(str(one["speaker"]), str(one["text"])) for one in data["utterances"]]
    except (TooLongError, OSError, ValueError, KeyError, TypeError) as error:
        raise TrainerError(f"{one_line(str(path))}：里面没有 utterances（谁说了什么）。请改用 .txt 文字稿。") from error
    return Said(_joined(text for speaker, text in parts if speaker == "agent"), _joined(text for _, text in parts))


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(texts)
