"""`trainer list`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from trainer.cli.options import json_option, own_folders
from trainer.output.say import say
from trainer.scenario.heading import KINDS
from trainer.visible import one_line


@click.command("list", help="列出情景：id、标题、类型、难度、回合数；您自己的标着“（自己的）”。")
@click.argument("folder", required=False, metavar="[文件夹]", type=click.Path(path_type=Path))
@click.option("--coverage", "by_standard", is_flag=True, help="列出每一条服务标准，和练到它的情景")
@json_option(help="和 --coverage 一起用：结果写成 JSON")
def command(folder: Path | None, by_standard: bool, as_json: bool) -> None:
    """A table in a terminal, tab-separated lines where the output is piped."""
    from trainer.errors import Problem, ScenarioError
    from trainer.scenario.library import default_library, everything, library, marked
    from trainer.scenario.load import outline

    if as_json and not by_standard:
        raise click.UsageError("--json 要和 --coverage 一起用，例如 trainer list --coverage --json")
    folders = own_folders()
    files = everything(folders) if folder is None else library(folder)
    if not files:
        raise ScenarioError((Problem(str(folder or default_library()), 1, 1, "这里没有情景文件"),))
    outlines = {file: outline(file) for file in files}
    found = [one for one in outlines.values() if one is not None]
    broken = [file.name for file, one in outlines.items() if one is None]
    if by_standard:
        from trainer.cli import coverage as screen
        from trainer.scenario.standards import coverage

        if as_json:
            say(screen.as_json(coverage(found)))
        else:
            screen.show(coverage(found))
    else:
        _show(
            [
                (one.id, marked(one.title, file, folders), KINDS[one.kind], str(one.level), str(len(one.turns)))
                for file, one in outlines.items()
                if one is not None
            ]
        )
    if broken:
        names = "、".join(map(one_line, broken))
        say(f"有问题没有列出：{names}；用 trainer check 看看哪里要改。", err=True)


def _show(rows: list[tuple[str, str, str, str, str]]) -> None:
    if not sys.stdout.isatty():
        for row in rows:
            say("\t".join(map(one_line, row)))
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
    say(f"共 {len(rows)} 个。看详情：trainer show {rows[0][0] if rows else 'ID'}")
