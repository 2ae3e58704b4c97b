"""Where scenarios are, what they may be called and how one is found by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from trainer.errors import Problem, ScenarioError
from trainer.file_names import DEVICES
from trainer.scenario.suggestions import offer, short
from trainer.scenario.titles import titled
from trainer.visible import argument

SUFFIXES = (".yaml", ".yml")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et")
OWN = "自己的"  # what a scenario of the user's own folder is marked with
RESERVED = DEVICES | {"packs", "voices", "schema"}  # on Windows, and beside the scenarios


def default_library() -> Path:
    """The scenarios that come with the program: of the checkout, or inside the installed package."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "scenarios"
    return installed if installed.is_dir() else package.parent / "scenarios"


def library(folder: Path) -> tuple[Path, ...]:
    """The scenario files of a folder, sorted by name; packs and other folders inside do not count."""
    try:
        files = list(folder.iterdir())
    except OSError:
        return ()
    return tuple(sorted(file for file in files if file.suffix in SUFFIXES and file.is_file()))


def everything(folders: Sequence[Path]) -> tuple[Path, ...]:
    """The scenarios of the library and of those folders, sorted by name; of one name the first folder's counts."""
    known = {file.stem: file for folder in (default_library(), *reversed(folders)) for file in library(folder)}
    return tuple(known[name] for name in sorted(known))


def is_own(path: Path | str, folders: Sequence[Path]) -> bool:
    """Whether the file, which need not be there any more, is in one of the user's own folders."""
    home = Path(path).parent.resolve()
    return home != default_library().resolve() and any(home == folder.resolve() for folder in folders)


def marked(title: str, path: Path | str, folders: Sequence[Path]) -> str:
    """The title, marked where the scenario is the user's own."""
    return f"{title}（{OWN}）" if is_own(path, folders) else title


def reserved(name: str) -> bool:
    """Whether no scenario may have this id: ids name files, and this name has another meaning."""
    return name.lower() in RESERVED


def find_scenario(name_or_path: str, folders: Sequence[Path] = ()) -> Path:
    """The file meant by a path or by a scenario's id; the default library is looked at last.

    Raises ScenarioError that offers the nearest name.
    """
    path = Path(name_or_path)
    if path.suffix.lower() in WORKBOOKS:
        message = f"这是表格，不是情景文件。先把它变成情景文件：trainer import {argument(name_or_path)}"
        raise ScenarioError((Problem(name_or_path, 1, 1, message),))
    if path.suffix in SUFFIXES or path.is_file():
        if path.exists():  # what is no file is told where it is read
            return path
        raise ScenarioError((Problem(name_or_path, 1, 1, "找不到这个情景文件"),))
    known = {file.stem: file for file in everything(folders)}
    if name_or_path in known:
        return known[name_or_path]
    if found := titled(name_or_path, known.values()):
        if len(found) == 1:
            return found[0].path
        which = "、".join(f"{short(one.title)}（{one.id}）" for one in found)
        message = f"名字里有这几个字的情景有 {len(found)} 个：{which}。请写其中一个"
        raise ScenarioError((Problem(short(name_or_path), 1, 1, message),))
    near = offer(name_or_path, sorted(known))
    raise ScenarioError((Problem(short(name_or_path), 1, 1, f"没有这个情景{near or '，情景库是空的'}"),))
