"""The folder of the user's own scenarios: making it, keeping what is replaced, saying how to practise what is there."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from trainer import atomic, folders, regular_file
from trainer.cli.options import find, own_folders
from trainer.errors import TrainerError, reason
from trainer.visible import argument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainer.settings import Settings

KEPT = ".bak"  # after the whole name: no scenario ends so, and none is found by it


def folder_of(settings: Settings) -> Path:
    """The folder, made where there is none. Raises TrainerError."""
    folder = settings.own_scenarios
    try:
        if settings.scenarios is None:
            folders.make_private(folder)
        else:  # the user's own choice, perhaps shared: as wide as he has it
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainerError(
            f"{folder}：自己的情景放不进这个文件夹（{reason(error)}）。请在 trainer.toml 里写 scenarios，换一个文件夹。"
        ) from error
    return folder


def keep(path: Path) -> Path | None:
    """Copy what is going to be replaced beside itself; None where there is nothing. Raises TrainerError."""
    if not path.exists():
        return None
    from trainer.scenario.source import MOST_BYTES

    copy = path.with_name(path.name + KEPT)
    try:
        atomic.write(copy, regular_file.read(path, MOST_BYTES))
    except OSError as error:
        raise TrainerError(f"{copy}：原来的那份留不下来（{reason(error)}），所以没有动它。") from error
    return copy


def told(path: Path, scenario: str) -> Iterator[str]:
    """What to know about a scenario that was just written: whether its id means it from now on, and what to run."""
    from trainer.scenario.library import OWN, default_library, is_own, library

    library_has = any(file.stem == scenario and not _same(file, path) for file in library(default_library()))
    name, there = argument(path), None
    with suppress(TrainerError):
        there = find(scenario)
    if there is not None and _same(there, path):
        name = argument(scenario)
        if is_own(path, own_folders()):
            yield f"这是您{OWN}情景，放在 {path.parent}"
            if library_has:
                yield f"从现在起，{name} 就是您这一份；自带的那份没有动，把您的文件移走就又用它。"
    elif there is not None:
        own = "您自己的另一份" if is_own(there, own_folders()) else "自带的那份"
        yield f"练的时候要写文件名；只写 {argument(scenario)}，练的是{own}。"
    yield "接下来可以："
    for words, line in (
        ("练一遍", f"trainer practice {name}"),
        ("看一遍", f"trainer show {name}"),
        ("试一句话", f"trainer try {name}"),
        ("看看走法", f"trainer preview {name}"),
        ("检查一遍", f"trainer check {argument(path)}"),
        ("用 Excel 接着改", f"trainer export {name}"),
        ("用文本改，一边改一边检查", f"trainer watch {name}"),
    ):
        yield f"  {words}：{line}"


def _same(one: Path, other: Path) -> bool:
    """Whether both are one file; other names and other cases of letters included."""
    with suppress(OSError):
        return one.samefile(other)
    return False
