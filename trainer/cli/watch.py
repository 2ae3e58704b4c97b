"""`trainer watch`: check a file again each time it is saved."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from trainer.cli.check import SHEETS
from trainer.cli.options import find
from trainer.errors import TrainerError
from trainer.output.say import say
from trainer.visible import argument


@click.command("watch", help="盯着一个情景文件或规则包：每存一次就检查一次，用到的规则包改了也检查。Ctrl-C 停止。")
@click.argument("file", metavar="文件")
def command(file: str) -> None:
    """Watch until ^C, which the error boundary makes exit code 130."""
    path = Path(file)
    if path.suffix.lower() in SHEETS:
        raise TrainerError(f"{path}：这是表格，不是情景文件。请写 .yaml 文件的名字。")
    if path.is_dir():
        raise TrainerError(f"{path}：这是文件夹，一次只盯一个文件。检查整个文件夹：trainer check {argument(path)}")
    run(find(file), now=lambda: datetime.now().astimezone(), sleep=time.sleep)


def run(path: Path, now: Callable[[], datetime], sleep: Callable[[float], None]) -> None:
    """Print what each check finds, with the time of day."""
    from trainer.authoring.watch import watch
    from trainer.checking.check import is_pack

    say(f"盯着 {path}：一保存就检查，不用关。按 Ctrl-C 停止。", err=True)

    def check() -> None:
        say(f"\n[{now():%H:%M:%S}] 检查 {path.name} ……", err=True)
        _check(path)

    def gone() -> None:
        say(f"\n[{now():%H:%M:%S}] {path.name} 不见了：是删了还是改了名？等它回来；不用等就按 Ctrl-C 停止。")

    watch(path, check, gone, sleep, pack=is_pack(path))


def _check(path: Path) -> None:
    """The problems and one line that sums up, as `trainer check` shows them."""
    from trainer.checking.check import check

    report = check((path,))
    for problem in report.problems:
        say(str(problem))
    errors, warnings = len(report.errors), len(report.warnings)
    if not (errors or warnings):
        examples = f"，{report.examples} 个示例都对" if report.examples else ""
        say(f"没有问题{examples}。")
    elif errors:
        say(f"{errors} 处要改，{warnings} 处提醒。")
    else:
        say(f"没有要改的，{warnings} 处提醒。")
