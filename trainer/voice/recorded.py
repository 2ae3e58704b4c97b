"""A trainer's own recordings of the caller's lines: `<folder>/<name>.(opus|ogg|flac|wav)`, listed in `lines.json`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from trainer.audio import decode
from trainer.errors import AudioError
from trainer.voice import manifest
from trainer.voice.interface import Line, Sound

RATE = 24_000  # Hz; a telephone carries far less
LONGEST = 120.0  # s; nobody says a line that long, and memory stays bounded


class Recorded:
    """Plays what a trainer has spoken, as long as it is still what the line says."""

    name = "recorded"

    def __init__(self, warn: Callable[[str], None] = lambda message: None) -> None:
        """`warn` gets one message for each broken file."""
        self._warn = warn
        self._told: set[Path] = set()

    def sound(self, line: Line) -> Sound | None:
        """The recording; None where there is none, it says something else, or it cannot be read."""
        found = manifest.files(line.folder, line.name)
        if not found:
            return None
        try:
            entries = manifest.read(line.folder)
        except manifest.ManifestError as error:
            self._broken(line.folder / manifest.FILE, f"读不懂（{error}），录好的台词先不用。看怎么修：trainer check")
            return None
        wanted = manifest.digest(line.text)
        for path in found:
            if entries.get(path.name) == wanted:
                try:
                    return sound_of(path)
                except AudioError as error:
                    self._broken(path, f"{error.message.partition(chr(10))[0]} 这句先用合成的声音。")
        return None

    def _broken(self, path: Path, message: str) -> None:
        if path not in self._told:
            self._told.add(path)
            self._warn(message if str(path) in message else f"{path}：{message}")


def sound_of(path: Path) -> Sound:
    """A recording as it is played: mono, RATE. Raises AudioError."""
    pieces = []
    length = 0
    for block in decode.blocks(path, seconds=5.0, rate=RATE):
        pieces.append(block.mean(axis=1))
        length += len(block)
        if length > LONGEST * RATE:
            raise AudioError(f"{path}：录音超过 {LONGEST:g} 秒，不像一句台词。")
    return Sound(np.concatenate(pieces).astype(np.float32), RATE)
