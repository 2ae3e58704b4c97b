"""`trainer export`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from trainer.cli.options import find
from trainer.errors import TrainerError
from trainer.output.say import ask, say
from trainer.visible import argument


@click.command(
    "export", help="把情景导出成 Excel 工作簿：会用 Excel 就能改台词、规则和例句，改好用 trainer import 导入。"
)
@click.argument("scenario", metavar="情景")
@click.option(
    "--xlsx",
    "out",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="写到哪个文件；不写就在当前文件夹，用情景的名字",
)
@click.option("--force", is_flag=True, help="文件已经有了，也直接覆盖")
def command(scenario: str, out: Path | None, force: bool) -> None:
    """Write the workbook and say what to do with it."""
    write(scenario, out, force=force)


def write(scenario: str, out: Path | None = None, *, force: bool = False) -> None:
    """The scenario of that name or path as a workbook; where it is, and what to do with it. Raises TrainerError."""
    from trainer.checking.check import is_pack
    from trainer.workbook.exporting import export
    from trainer.workbook.files import write_whole

    path = find(scenario)
    if is_pack(path):
        raise TrainerError(f"{path}：这是规则包，不是情景；规则包请直接改 .yaml 文件。")
    if out is not None and out.suffix.lower() != ".xlsx":
        raise TrainerError(f"{out}：工作簿的名字要以 .xlsx 结尾，例如 {out.stem or '情景'}.xlsx。")
    name, content = export(path)
    target = out or Path(f"{name}.xlsx")
    agree(target, force=force)
    write_whole(target, content)
    say(f"写好了 {target}")
    say(f"用 Excel 或 WPS 打开，先看“说明”那张表；改好、保存、关掉，再运行 trainer import {argument(target)}", err=True)


def agree(target: Path, *, force: bool, warning: str = "") -> None:
    """Nothing is overwritten unasked. Raises TrainerError where nobody can be asked, Abort where the answer is no."""
    from trainer.workbook.files import check_target

    check_target(target)
    if force or not target.exists():
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise TrainerError(f"{target}：已经有这个文件了，没有动它。{warning}要覆盖，请加 --force。")
    say(f"{target} 已经有了。{warning}", err=True)
    if ask("覆盖它吗？是 y，否 n", "n").lower() not in ("y", "是"):
        raise TrainerError(f"没有动 {target}。")
