"""Which files in a watched folder are finished: what a recorder still writes to keeps changing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from trainer.batch.find_recordings import fits

SETTLED = 5.0  # s; recorders write at least once in so long

_Stamp = tuple[int, int]  # bytes, ns of the last change


class FinishedFiles:
    """Looks into a folder, and all below it, again and again."""

    def __init__(self, folder: Path, pattern: str | None, now: Callable[[], float]) -> None:
        """`pattern`: of names, as for `find_recordings`; `now`: s of a clock that only goes forward."""
        self._folder = folder
        self._pattern = pattern
        self._now = now
        self._seen: dict[str, tuple[_Stamp, float]] = {}  # path → what it was like, and since when
        self._given: dict[str, _Stamp] = {}  # path → what it was like when it was finished

    def look(self) -> list[str]:
        """The files that have become finished: neither size nor time has changed for SETTLED s, by our own clock.

        Each is given once, and again where it changed later. Empty files are not finished. A folder that cannot be
        read gives nothing for now.
        """
        now = self._now()
        seen: dict[str, tuple[_Stamp, float]] = {}
        for path, stamp in self._stamps():
            before = self._seen.get(path)
            seen[path] = before if before is not None and before[0] == stamp else (stamp, now)
        self._seen = seen
        self._given = {path: stamp for path, stamp in self._given.items() if path in seen}
        finished = [
            path
            for path, (stamp, since) in sorted(seen.items())
            if now - since >= SETTLED and stamp[0] and self._given.get(path) != stamp
        ]
        self._given.update((path, seen[path][0]) for path in finished)
        return finished

    def _stamps(self) -> list[tuple[str, _Stamp]]:
        found = []
        for here, folders, files in os.walk(self._folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in files:
                if fits(name, self._pattern):
                    path = Path(here, name)
                    try:
                        status = path.stat()
                    except OSError:
                        continue  # gone meanwhile
                    found.append((str(path), (status.st_size, status.st_mtime_ns)))
        return found
