"""Which models of the catalogue are worth fetching on this computer, and why, in a few Chinese words."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from trainer.recognition.catalogue import Entry
from trainer.recognition.choosing import CHINESE, STREAMING
from trainer.text.engine_thresholds import is_tuned

GIGABYTE = 1_000_000_000
IN_MEMORY = 3  # × its size on disk: what a model takes while it works, at most
BIG = 300_000_000  # bytes on disk; a larger Whisper model keeps up with speech on MANY_CORES only
MANY_CORES = 4


@dataclass(frozen=True, slots=True)
class Machine:
    """What models have to live with."""

    cores: int
    memory: int | None  # bytes; None: this system does not tell
    free: int  # bytes of the disk that models are on

    def __str__(self) -> str:
        """2 核，内存 8 GB，磁盘还空 20 GB."""
        memory = "" if self.memory is None else f"，内存 {self.memory / GIGABYTE:.0f} GB"
        return f"{self.cores} 核{memory}，磁盘还空 {self.free / GIGABYTE:.0f} GB"


@dataclass(frozen=True, slots=True)
class Advice:
    """A model to fetch."""

    name: str
    size: int  # bytes to download
    why: str

    def __str__(self) -> str:
        """The command with the reason behind it."""
        return f"trainer models pull {self.name}（{self.size / 1e6:.0f} MB）：{self.why}"


def this_machine(folder: Path) -> Machine:
    """This computer; `folder`: where models go."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    return Machine(os.cpu_count() or 1, _memory(), shutil.disk_usage(there).free)


def what_to_fetch(catalogue: Iterable[Entry], installed: Iterable[str], machine: Machine) -> tuple[Advice, ...]:
    """Chinese models that are not there and fit the machine: the tuned one, live text, then those to be tried out."""
    there = frozenset(installed)
    wanted = [one for one in catalogue if one.language in CHINESE and one.name not in there and _fits(one, machine)]
    order = {"tuned": 0, "live": 1, "trial": 2}
    found = sorted(((_role(one), one) for one in wanted), key=lambda pair: order[pair[0]])
    return tuple(Advice(one.name, one.sources[0].size, _WHY[role]) for role, one in found)


_WHY = {
    "tuned": "打分要用它，扣分标准是照它调的",
    "live": "一边说，屏幕上一边出字",
    "trial": "也许听得更准；取来用 trainer evaluate 测一测",
}


def _role(entry: Entry) -> str:
    if is_tuned(entry.engine, entry.name):
        return "tuned"
    return "live" if entry.engine in STREAMING else "trial"


def _fits(entry: Entry, machine: Machine) -> bool:
    room = machine.free >= entry.sources[0].size + entry.unpacked
    memory = machine.memory is None or machine.memory >= IN_MEMORY * entry.unpacked
    slow = entry.engine == "whisper" and entry.unpacked >= BIG and machine.cores < MANY_CORES
    return room and memory and not slow


def _memory() -> int | None:
    if not hasattr(os, "sysconf"):  # Windows
        return None
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return None
