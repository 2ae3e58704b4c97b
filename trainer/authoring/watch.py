"""Checking a file again each time it is saved, and each time a pack it uses is.

Looked at by time and size twice a second: that needs no event of an operating system, and a file that an editor
replaces by another one keeps its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from trainer.errors import ScenarioError
from trainer.scenario.library import SUFFIXES
from trainer.scenario.load import packs_folder
from trainer.scenario.packs import PackFolder
from trainer.scenario.yaml_nodes import read

INTERVAL = 0.5  # s between two looks
PATIENCE = 4  # looks that a vanished or empty file gets to come back: editors save by writing anew

Stamp = tuple[int, int] | None  # ns of the last change, and bytes; None: there is no such file


def watch(
    path: Path, check: Callable[[], None], gone: Callable[[], None], sleep: Callable[[float], None], *, pack: bool
) -> None:
    """Check now and after every change, until KeyboardInterrupt.

    `gone` is called once where the file stays away; it is checked again when it is back. `pack`: the file is a pack.
    """
    before = _stamps((path, *uses(path, pack=pack)))
    check()
    waited = 0
    while True:
        sleep(INTERVAL)
        now = _stamps(before)
        changed = [file for file, stamp in now.items() if stamp != before[file]]
        if not changed:
            waited = 0
            continue
        if waited < PATIENCE and not all(_whole(now[file]) for file in changed):
            waited += 1
            continue
        waited = 0
        if now[path] is None:  # nothing to check until it is back, whatever its packs do
            before = now
            if path in changed:
                gone()
            continue
        others = uses(path, pack=pack)
        before = {**_stamps(others), **{file: stamp for file, stamp in now.items() if file == path or file in others}}
        check()


def uses(path: Path, *, pack: bool) -> tuple[Path, ...]:
    """The files a check depends on besides: the packs in `use`, those that are missing too.

    Of a pack, and of a file that cannot be read, all packs of the folder.
    """
    folder = path.parent if pack else packs_folder(path)
    names: Iterable[object] = PackFolder(folder).names()
    if not pack:
        try:
            data = read(path).data
        except ScenarioError:
            data = None
        if isinstance(data, dict):
            given = data.get("use", ())
            names = given if isinstance(given, list) else (given,)
    files = [folder / f"{name}{suffix}" for name in names for suffix in SUFFIXES if isinstance(name, str)]
    return tuple(file for file in files if file != path)


def _stamps(files: Iterable[Path]) -> dict[Path, Stamp]:
    return {file: _stamp(file) for file in files}


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size


def _whole(stamp: Stamp) -> bool:
    return stamp is not None and stamp[1] > 0
