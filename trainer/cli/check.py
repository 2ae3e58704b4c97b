"""`trainer check`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer.cli.options import find, in_utf8, json_option
from trainer.errors import EXIT_DONE, EXIT_INPUT, TrainerError
from trainer.output.say import say
from trainer.scenario.library import SUFFIXES, WORKBOOKS
from trainer.visible import argument, json_text

if TYPE_CHECKING:
    from trainer.checking.check import Report

MOST_WORKERS = 4  # processes; each reads the packs for itself
SHEETS = (*WORKBOOKS, ".csv", ".doc", ".docx")


def _not_a_scenario(path: Path) -> str:
    """What to do with a file of Excel's or Word's."""
    if path.suffix.lower() == ".xlsx":
        hint = "先把它变成情景文件，写错的地方会说清楚在哪一格"
        return f"这是表格，不是情景文件。{hint}：trainer import {argument(path)}"
    if path.suffix.lower() in (*WORKBOOKS, ".csv"):
        return (
            "这是表格，不是情景文件。请另存为 .xlsx，再用 trainer import 导入；现成的情景用 trainer export 导出来改。"
        )
    return "这是文档，不是情景文件。情景写在 .yaml 文本文件里；想用表格改，先用 trainer export 导出一个。"


def _named(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The paths, and the files of scenarios that are named instead. Raises TrainerError, all wrong names at once."""
    found: list[Path] = []
    wrong: list[str] = []
    for path in paths:
        try:
            there = path.exists() or path.suffix in SUFFIXES  # what is no file is told where it is read
            found.append(path if there else find(str(path)))
        except TrainerError as error:
            wrong.append(error.message)
    if wrong:
        raise TrainerError("\n".join(wrong))
    return tuple(found)


@click.command(
    "check",
    help="检查情景文件和规则包：写法、去向、示例、评分是否公平。写文件、文件夹或情景的名称；不写就检查自带的情景库。",
)
@click.argument("paths", nargs=-1, metavar="[情景或路径]…", type=click.Path(path_type=Path))
@json_option(help="结果写成 JSON")
@click.option("--schema", is_flag=True, callback=in_utf8, help="打印情景文件的 JSON Schema（给编辑器用）")
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], as_json: bool, schema: bool) -> None:
    """Print `file:line:column: message` for each problem, then a summary."""
    if schema:
        from trainer.scenario.schema import render

        say(render(), end="")
        return
    from trainer.checking.check import check
    from trainer.scenario.library import default_library

    tables = [path for path in paths if path.suffix.lower() in SHEETS]
    if tables:
        raise TrainerError(f"{tables[0]}：{_not_a_scenario(tables[0])}")
    paths = _named(paths)
    report = check(paths or (default_library(),), workers=min(os.cpu_count() or 1, MOST_WORKERS))
    if not (report.scenarios or report.packs or report.problems):
        raise TrainerError(f"{'、'.join(map(str, paths)) or default_library()}：这里没有情景文件（.yaml）。")
    if as_json:
        say(
            json_text(
                {
                    "format": 1,
                    "scenarios": report.scenarios,
                    "packs": report.packs,
                    "examples": report.examples,
                    "problems": [
                        {
                            "path": problem.path,
                            "line": problem.line,
                            "column": problem.column,
                            "message": problem.message,
                            "warning": problem.warning,
                        }
                        for problem in report.problems
                    ],
                }
            )
        )
    else:
        tell(report)
    ctx.exit(EXIT_INPUT if report.errors else EXIT_DONE)


def tell(report: Report) -> None:
    """Each problem with its place, then how much was looked at and what came out."""
    for problem in report.problems:
        say(str(problem))
    counts = f"查了 {report.scenarios} 个情景、{report.packs} 个规则包、{report.examples} 个示例"
    errors, warnings = len(report.errors), len(report.warnings)
    found = f"{errors} 处要改，{warnings} 处提醒" if errors or warnings else "没有问题"
    say(f"{counts}：{found}。", err=bool(report.problems))
