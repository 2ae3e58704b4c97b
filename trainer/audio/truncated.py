"""A wav file that ends before its header says: scoring half a call would blame the trainee for the other half."""

from __future__ import annotations

import struct
from pathlib import Path

OPEN_ENDED = 0x7FFFF000  # a data size from here on, or 0, means "unknown": recorders that stream write it
TOLERANCE = 0.1  # s that may be missing; some recorders count their header wrongly


def missing_share(path: Path) -> tuple[float, float] | None:
    """(seconds promised, seconds there) of a truncated wav file; None: complete, or not a wav file."""
    with path.open("rb") as file:
        if file.read(4) != b"RIFF":
            return None
        file.seek(12)
        bytes_per_second = 0
        while len(header := file.read(8)) == 8:
            name, size = struct.unpack("<4sI", header)
            if name == b"fmt ":
                body = file.read(size + size % 2)
                bytes_per_second = struct.unpack_from("<I", body, 8)[0] if len(body) >= 12 else 0
            elif name == b"data":
                there = path.stat().st_size - file.tell()
                return _compare(size, there, bytes_per_second)
            else:
                file.seek(size + size % 2, 1)
    return None


def _compare(promised: int, there: int, bytes_per_second: int) -> tuple[float, float] | None:
    if not bytes_per_second or not 0 < promised < OPEN_ENDED or not there:
        return None
    seconds = promised / bytes_per_second, there / bytes_per_second
    return seconds if seconds[0] - seconds[1] > TOLERANCE else None
