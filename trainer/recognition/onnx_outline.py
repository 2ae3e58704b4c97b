"""What an ONNX file says about itself, read without loading its weights: a few kilobytes of some hundred megabytes.

sherpa-onnx ends the whole process (`exit`) where a model lacks what it looks for, so a file is looked at first. ONNX is
protobuf: a message is a row of fields, each with a number, a kind and, where it holds text or a message, its length.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from trainer.regular_file import open_regular

GRAPH, METADATA = 7, 14  # fields of ModelProto
INPUT, OUTPUT = 11, 12  # fields of GraphProto
NAME = 1  # field of ValueInfoProto
KEY, VALUE = 1, 2  # fields of StringStringEntryProto
NUMBER, EIGHT_BYTES, BYTES, FOUR_BYTES = 0, 1, 2, 5  # kinds of fields
LONGEST = 1 << 20  # bytes of a name or value; those of a model have some thousand
LONGEST_NUMBER = 10  # bytes of a number


@dataclass(frozen=True, slots=True)
class OnnxOutline:
    """The outside of a model: what goes in and comes out, and its makers' notes."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    metadata: Mapping[str, str]


def read_outline(path: Path) -> OnnxOutline:
    """The outline of a file. Raises OSError; ValueError where it is no ONNX or its end is missing."""
    with open_regular(path) as file:
        size = file.seek(0, 2)
        file.seek(0)
        inputs: list[str] = []
        outputs: list[str] = []
        metadata: dict[str, str] = {}
        graphs = 0
        for number, end in _fields(file, size):
            if number == GRAPH:
                graphs += 1
                for inside, inner in _fields(file, end):
                    if inside in (INPUT, OUTPUT):
                        (inputs if inside == INPUT else outputs).append(_texts(file, inner).get(NAME, ""))
            elif number == METADATA:
                entry = _texts(file, end)
                metadata[entry.get(KEY, "")] = entry.get(VALUE, "")
    if not graphs:
        raise ValueError("no graph")
    return OnnxOutline(tuple(inputs), tuple(outputs), metadata)


def _fields(file: BinaryIO, end: int) -> Iterator[tuple[int, int]]:
    """Number and end of each field with a length, up to `end`; the file stands at its content."""
    while (at := file.tell()) < end:
        tag = _number(file)
        number, kind = tag >> 3, tag & 7
        if kind == BYTES:
            length = _number(file)
            at = file.tell() + length
        elif kind == NUMBER:
            _number(file)
            at = file.tell()
        elif kind in (EIGHT_BYTES, FOUR_BYTES):
            at = file.tell() + (8 if kind == EIGHT_BYTES else 4)
        else:
            raise ValueError("no protobuf")
        if at > end:
            raise ValueError("cut off")
        if kind == BYTES:
            yield number, at
        file.seek(at)


def _texts(file: BinaryIO, end: int) -> dict[int, str]:
    """The texts of a message by their numbers; messages inside are left out."""
    found: dict[int, str] = {}
    for number, after in _fields(file, end):
        if number in (KEY, VALUE) and number not in found:
            length = after - file.tell()
            if length > LONGEST:
                raise ValueError("a text without end")
            found[number] = file.read(length).decode("utf-8", "replace")
    return found


def _number(file: BinaryIO) -> int:
    """A number of seven bits a byte, the lowest first."""
    found = 0
    for place in range(LONGEST_NUMBER):
        byte = file.read(1)
        if not byte:
            raise ValueError("cut off")
        found |= (byte[0] & 0x7F) << (7 * place)
        if byte[0] < 0x80:
            return found
    raise ValueError("no protobuf")
