"""`trainer results import FOLDER`: the results of a batch (`trainer score --out`) kept with all others."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.cli.options import find
from trainer.errors import TrainerError
from trainer.output.say import say
from trainer.visible import one_line

if TYPE_CHECKING:
    from trainer.scenario.resolved import Scenario


@click.command("import", help="把批量打分的结果（trainer score --out 的文件夹）记到各位坐席名下；再运行只记新的。")
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Read the lines, keep what is new, tell."""
    from trainer.batch.import_results import import_results
    from trainer.batch.results_file import NAME, open_results
    from trainer.history.opened import opened

    file = folder / NAME
    if not file.is_file():
        raise TrainerError(f"{one_line(str(folder))} 里没有 {NAME}。写 trainer score --out 用过的那个文件夹。")
    made = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
    with open_results(folder, time.monotonic) as results, opened(user_settings.load().data_folder) as store:
        found = import_results(store, results.lines(), made, version_of, title_of)
    say(f"记下了 {found.new} 通，以前记过 {found.known} 通，没有成绩的 {found.unscored} 通。看成绩：trainer results")
    if found.damaged:
        raise TrainerError(
            f"有 {found.damaged} 行坏了，没有记。再打一次分：trainer score … --out {one_line(str(folder))}"
        )


@cache
def title_of(name: str) -> str | None:
    """The title that the scenario of that id has now."""
    from trainer.scenario.heading import heading

    with suppress(TrainerError):
        found = heading(find(name))
        return None if found is None else found.title
    return None


@cache
def version_of(name: str, sha256: str) -> Scenario | None:
    """The scenario of that id, where it still is the version that scored."""
    from trainer.scenario.load import load

    try:
        scenario = load(find(name))
    except TrainerError:
        return None
    return scenario if scenario.sha256 == sha256 else None
