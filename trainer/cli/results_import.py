"""`trainer results import FOLDER`: the results of a batch (`trainer score --out`) kept with all others."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
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
        found = import_results(store, results.lines(), made, _by_version())
    say(f"记下了 {found.new} 通，以前记过 {found.known} 通，没有成绩的 {found.unscored} 通。看成绩：trainer results")
    if found.damaged:
        raise TrainerError(
            f"有 {found.damaged} 行坏了，没有记。再打一次分：trainer score … --out {one_line(str(folder))}"
        )


def _by_version() -> Callable[[str], Scenario | None]:
    """Finds a scenario of the library by its version; files that cannot be read are passed over."""
    from trainer.scenario.library import default_library, library
    from trainer.scenario.load import load

    files = iter(library(default_library()))
    read: dict[str, Scenario] = {}

    @cache
    def find(sha256: str) -> Scenario | None:
        while sha256 not in read:
            path = next(files, None)
            if path is None:
                return None
            try:
                scenario = load(path)
            except TrainerError:
                continue
            read[scenario.sha256] = scenario
        return read[sha256]

    return find
