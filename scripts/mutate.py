"""Scenario files with random damage: the same seed and number give the same bytes, for tests and for the bench."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

FULL_WIDTH = {":": "：", ",": "，", "[": "［", "]": "］", "{": "｛", "}": "｝", '"': "“", " ": "\u3000", "-": "－"}  # noqa: RUF001
WORDS = (
    *("required", "turns", "id", "&a", "*a", "!!int", "---", "...", "<<", "|", ">", "'", '"', "{", "[", "null", "~"),
    *("0x1F", "{公司}", "<致歉>", "您好：", "\x07"),
)


def mutations(files: Sequence[Path], count: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """`count` damaged files as (name of the origin, bytes); one to three blows each."""
    originals = [(path.name, path.read_bytes()) for path in files]
    dice = random.Random(seed)
    for _ in range(count):
        name, data = dice.choice(originals)
        for _ in range(dice.randint(1, 3)):
            data = dice.choice(BLOWS)(data, dice)
        yield name, data


def _on_lines(change: Callable[[list[bytes], int, random.Random], None]) -> Callable[[bytes, random.Random], bytes]:
    def blow(data: bytes, dice: random.Random) -> bytes:
        lines = data.split(b"\n")
        change(lines, dice.randrange(len(lines)), dice)
        return b"\n".join(lines)

    return blow


def _delete(lines: list[bytes], at: int, dice: random.Random) -> None:
    del lines[at]


def _double(lines: list[bytes], at: int, dice: random.Random) -> None:
    lines.insert(dice.randrange(len(lines) + 1), lines[at])


def _swap(lines: list[bytes], at: int, dice: random.Random) -> None:
    other = dice.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


def _indent(lines: list[bytes], at: int, dice: random.Random) -> None:
    body = lines[at].lstrip()
    width = max(0, len(lines[at]) - len(body) + dice.choice((-4, -2, -1, 1, 2, 4)))
    lines[at] = dice.choice((b" " * width, b"\t", b" " * width + b"\t")) + body


def _cut_line(lines: list[bytes], at: int, dice: random.Random) -> None:
    lines[at] = lines[at][: dice.randrange(len(lines[at]) + 1)]


def _empty_value(lines: list[bytes], at: int, dice: random.Random) -> None:
    lines[at] = lines[at].split(b":")[0] + b":"


def _full_width(data: bytes, dice: random.Random) -> bytes:
    text = data.decode("utf-8", "surrogateescape")
    places = [index for index, char in enumerate(text) if char in FULL_WIDTH]
    if not places:
        return data
    at = dice.choice(places)
    return (text[:at] + FULL_WIDTH[text[at]] + text[at + 1 :]).encode("utf-8", "surrogateescape")


def _word(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data) + 1)
    while at < len(data) and data[at] & 0xC0 == 0x80:
        at += 1
    return data[:at] + dice.choice(WORDS).encode() + data[at:]


def _bytes(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data) + 1)
    while dice.random() < 0.8 and at < len(data) and data[at] & 0xC0 == 0x80:  # mostly not inside a character
        at += 1
    if dice.random() < 0.7:
        return data[:at] + chr(dice.randint(32, 0x9FFF)).encode() + data[at:]
    return data[:at] + dice.randbytes(dice.randint(1, 4)) + data[at + dice.randint(0, 4) :]


def _truncate(data: bytes, dice: random.Random) -> bytes:
    cut = data[: dice.randrange(len(data) + 1)]
    return cut if dice.random() < 0.2 else cut.decode("utf-8", "ignore").encode("utf-8")


def _letters(data: bytes, dice: random.Random) -> bytes:
    """Two neighbouring characters change places."""
    text = data.decode("utf-8", "surrogateescape")
    if len(text) < 2:
        return data
    at = dice.randrange(len(text) - 1)
    return (text[:at] + text[at + 1] + text[at] + text[at + 2 :]).encode("utf-8", "surrogateescape")


def _gbk(data: bytes, dice: random.Random) -> bytes:
    return data.decode("utf-8", "ignore").encode("gb18030")


BLOWS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _on_lines(_delete),
    _on_lines(_double),
    _on_lines(_swap),
    _on_lines(_indent),
    _on_lines(_cut_line),
    _on_lines(_empty_value),
    _full_width,
    _full_width,
    _word,
    _bytes,
    _truncate,
    _letters,
    _letters,
    _gbk,
)
