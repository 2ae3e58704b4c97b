"""`trainer list`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

KINDS = {
    "inbound": "来电",
    "outbound": "外呼",
    "follow_up": "回访",
    "complaint": "投诉",
    "message": "代接留言",
    "checklist": "录音质检",
    "quiz": "问答",
}


@click.command("list", help="列出情景：id、标题、类型、难度、回合数。")
@click.argument("folder", required=False, metavar="[文件夹]", type=click.Path(path_type=Path))
def command(folder: Path | None) -> None:
    """A table in a terminal, tab-separated lines where the output is piped."""
    from trainer.errors import Problem, ScenarioError
    from trainer.scenario.library import default_library, library
    from trainer.scenario.load import examine, packs_folder
    from trainer.scenario.packs import Shelf

    files = library(folder or default_library())
    if not files:
        raise ScenarioError((Problem(str(folder or default_library()), 1, 1, "这里没有情景文件"),))
    shelf = Shelf(packs_folder(files[0]))
    rows: list[tuple[str, str, str, str, str]] = []
    broken: list[str] = []
    for file in files:
        scenario = examine(file, shelf).scenario
        if scenario is None:
            broken.append(file.name)
        else:
            one = scenario.file
            rows.append((one.id, one.title, KINDS[one.kind], str(one.level), str(len(one.turns))))
    _show(rows)
    if broken:
        names = "、".join(broken)
        click.echo(f"有问题没有列出：{names}；用 trainer check 看看哪里要改。", err=True)


def _show(rows: list[tuple[str, str, str, str, str]]) -> None:
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(row))
        return
    show_table(rows)


def show_table(rows: list[tuple[str, str, str, str, str]]) -> None:
    """The table for a person at a terminal."""
    from rich.table import Table

    from trainer.cli.terminal import console

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("id", "标题", "类型", "级", "回合"):
        table.add_column(title, justify="right" if title in ("级", "回合") else "left")
    for row in rows:
        table.add_row(*row)
    console().print(table)
    click.echo(f"共 {len(rows)} 个。看详情：trainer show {rows[0][0] if rows else 'ID'}")
