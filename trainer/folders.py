"""Our own folders on this computer, and folders that nobody but the user may enter."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_data_path, user_log_path

APP = "call-trainer"
OTHERS = 0o077  # the rights of everybody else in a mode


def data() -> Path:
    """Where practice sessions are kept unless the settings say otherwise, and models without a checkout."""
    return user_data_path(APP, appauthor=False)


def config() -> Path:
    """Where the user's own trainer.toml is."""
    return user_config_path(APP, appauthor=False)


def cache() -> Path:
    """What may be thrown away: speech that can be rendered again."""
    return user_cache_path(APP, appauthor=False)


def logs() -> Path:
    """Where crash logs go."""
    return user_log_path(APP, appauthor=False)


def make_private(folder: Path, *, narrow: bool = True) -> None:
    """Make a folder that only the user may enter, whatever the umask; what is missing above it is made the same way.

    A folder that is there already and lets others in is narrowed, and so is one of ours above it; a folder the user
    chose above it keeps its mode. `narrow=False`: so does this one, unless it is ours or was missing. On Windows the
    user's own folders are private by what they inherit. Raises OSError.
    """
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
    if os.name == "posix":
        ours = {data(), config(), cache(), logs()} & {folder, *folder.parents}
        for one in ours | {folder} if narrow else ours:
            mode = stat.S_IMODE(one.stat().st_mode)
            if mode & OTHERS:
                with suppress(OSError):  # a disk without modes, or somebody else's folder
                    one.chmod(mode & ~OTHERS)
