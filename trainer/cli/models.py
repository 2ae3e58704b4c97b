"""`trainer models list | pull | add | verify`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer.errors import EXIT_DONE, EXIT_INPUT
from trainer.output.say import say
from trainer.visible import one_line

if TYPE_CHECKING:
    from trainer.recognition.installed import Installed


@click.group("models")
def command() -> None:
    """语音模型：把说的话变成文字要用到它。"""


@command.command("list")
def list_models() -> None:
    """有哪些模型，装了哪些，在这台电脑上测得怎么样，还可以下载什么。"""
    from trainer.recognition.models import Models
    from trainer.recognition.what_to_fetch import this_machine, what_to_fetch

    models = Models()
    listed = models.status()
    for status in listed:
        mark = "已安装" if status.installed else "未安装"
        size = "" if status.size is None else f"{status.size / 1e6:.0f} MB"
        say("\t".join((one_line(status.name), mark, size, status.title, _standing(status.installed))).rstrip("\t"))
    say(f"模型放在：{models.folder}", err=True)
    machine = this_machine(models.folder)
    advice = what_to_fetch(models.catalogue, (one.name for one in listed if one.installed), machine)
    if advice:
        say(f"\n这台电脑（{machine}）还可以装：", err=True)
    for one in advice:
        say(f"  {one}", err=True)


def _standing(installed: Installed | None) -> str:
    """Whether it may charge, and how it was measured here."""
    from trainer.recognition.choosing import standing_text

    return "" if installed is None or installed.language not in ("zh", "multi") else standing_text(installed)


@command.command("pull")
@click.argument("name", required=False, metavar="[名称]")
def pull(name: str | None) -> None:
    """下载一个模型；不写名称时选合适的中文模型。下到一半断了，再运行会接着下。"""
    from trainer.recognition.models import Models

    with _bar() as progress:
        installed = Models().pull(name, _say, progress)
    say(f"语音模型 {installed.name} 可以用了。")


@command.command("add")
@click.argument("path", metavar="文件夹或压缩包")
@click.option("--name", metavar="名称", help="给它起的名字，例如 vosk-cn")
def add(path: str, name: str | None) -> None:
    """装入已经下载好的模型（没有网络的电脑用）。"""
    from trainer.recognition.models import Models

    with _bar() as progress:
        installed = Models().add(Path(path), name, progress)
    say(f"语音模型 {installed.name} 可以用了。")


@command.command("verify")
@click.argument("name", required=False, metavar="[名称]")
def verify(name: str | None) -> int:
    """校验已安装的模型是否完整。"""
    from trainer.recognition.models import Models

    checks = Models().verify(name)
    for check in checks:
        state = "完整" if check.ok else "；".join(check.faults)
        say(f"{one_line(check.name)}\t{state}" + ("" if check.known else "（自己添加的，没有可比对的校验值）"))
    if not checks:
        say("还没有安装语音模型。请运行：trainer models pull", err=True)
    return EXIT_DONE if all(check.ok for check in checks) else EXIT_INPUT


def _say(message: str) -> None:
    say(message, err=True)


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr; without a terminal a line every tenth part."""
    if not sys.stderr.isatty():
        yield _Lines().show
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    from trainer.output.styled import VisibleConsole

    columns = (TextColumn("{task.description}", markup=False), BarColumn(20), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=VisibleConsole(stderr=True), transient=True) as bar:
        tasks = {}

        def show(what: str, done: int, size: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=size or None)
            bar.update(tasks[what], completed=done, total=size or None)

        yield show


class _Lines:
    """Progress as lines of text."""

    def __init__(self) -> None:
        self._last = ("", -1)

    def show(self, what: str, done: int, size: int) -> None:
        """Write a line when another tenth is done."""
        tenth = done * 10 // size if size else 0
        if (what, tenth) != self._last:
            self._last = (what, tenth)
            if size:
                say(f"{what} {tenth * 10}%", err=True)
