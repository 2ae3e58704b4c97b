"""`trainer new`: answer questions, get a scenario file."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer import atomic, folders, regular_file
from trainer import settings as user_settings
from trainer.cli.own_scenarios import folder_of, told
from trainer.cli.terminal import open_reader
from trainer.errors import TrainerError, reason
from trainer.output.say import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainer.authoring.draft import Draft
    from trainer.practice.reader import Reader
    from trainer.scenario.load import Loaded
    from trainer.scorecard import Scorecard

COMPANY = "海棠苑"
UNFINISHED = "new-scenario.json"  # in the data folder
MOST_BYTES = 100_000


@click.command("new", help="写一个新情景：一问一答，每一问直接回车都有现成的答案；最后得到一个检查过的文件。")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="文件夹",
    help="写在哪个文件夹；不写就放进您自己的情景文件夹，trainer list 里有它。",
)
def command(folder: Path | None) -> None:
    """Ask, write, say what to do next."""
    begin(open_reader(), folder)


def begin(reader: Reader, folder: Path | None = None) -> None:
    """The interview, in that folder or in the user's own. Raises TrainerError where nothing can be written there."""
    settings = user_settings.load()
    here = folder or folder_of(settings)
    if not here.is_dir():
        raise TrainerError(f"{here}：没有这个文件夹。请先建好它，或者换一个。")
    if not os.access(here, os.W_OK):
        raise TrainerError(f"{here}：这个文件夹不能写。请用 --folder 换一个。")
    run(reader, here, settings.slots.get("公司", COMPANY), settings.data_folder / UNFINISHED)


def run(reader: Reader, folder: Path, company: str, kept: Path | None = None) -> None:
    """The interview, then the file. `kept`: where a person's answers are kept until the file is written."""
    from trainer.authoring.interview import Interview
    from trainer.authoring.trial import Trial
    from trainer.cli.options import own_folders
    from trainer.scenario.library import everything, library
    from trainer.scenario.load import packs_folder
    from trainer.scenario.packs import PackFolder

    known = {file.stem for file in (*library(folder), *everything(own_folders()))}
    trial = Trial(PackFolder(packs_folder(folder / "new.yaml")), _play)
    asker = _Asker(reader)
    _say("写一个新情景。直接回车，就用括号里现成的；写“返回”回到上一问；Ctrl-C 停下，答过的留着。\n")
    answers = _before(reader, kept) if reader.interactive and kept is not None else []
    keep = partial(_keep, kept) if reader.interactive and kept is not None else _forget
    interview = Interview(asker, _say, trial, company, lambda name: name in known, lambda: asker.over, answers, keep)
    try:
        draft = interview.run()
    except (EOFError, KeyboardInterrupt):
        if reader.interactive:
            _say("\n停下了，还没有写文件。答过的留着，再运行 trainer new 就能接着写。")
        raise click.Abort from None
    _say("\n正在检查……")
    text = trial.finished(draft, schema=(folder / "schema.json").is_file())
    path = folder / f"{draft.id}.yaml"
    write_new(path, text)
    if kept is not None:
        kept.unlink(missing_ok=True)
    _done(path, draft)


def _before(reader: Reader, kept: Path) -> list[str]:
    """The answers of the last time, if there are some and the person wants to go on with them."""
    try:
        answers = regular_file.read_json(kept, MOST_BYTES)
    except (OSError, ValueError):
        return []
    if not isinstance(answers, list) or not answers or not all(isinstance(one, str) for one in answers):
        return []
    given = reader.reply(f"上次答了 {len(answers)} 问，没有写完。接着写吗？（回车 接着写，n 从头写）：")
    return [] if given.strip().lower() in ("n", "否", "不") else answers


def _keep(kept: Path, answers: Sequence[str]) -> None:
    """Keep the answers; where that cannot be done, the interview goes on all the same."""
    with suppress(OSError):
        folders.make_private(kept.parent)
        atomic.write(kept, json.dumps(list(answers), ensure_ascii=False).encode(), private=True)


def _forget(answers: Sequence[str]) -> None:
    """What comes out of a pipe comes out of it again."""


class _Asker:
    """Asks a person at a terminal; in a pipe the lines are the answers, and after the last one all is as offered."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.over = False

    def __call__(self, prompt: str) -> str:
        from trainer.practice.reader import clean

        if not self._reader.interactive:
            say(prompt, end="", err=True)
        try:
            answer = clean(self._reader.reply(prompt).replace("\n", " "))
        except EOFError:
            if self._reader.interactive:
                raise
            answer, self.over = "", True
        if not self._reader.interactive:
            say(answer, err=True)
        return answer


def write_new(path: Path, text: str) -> None:
    """A new file, whole or not at all. Raises TrainerError where there is one of that name, or none can be written."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        new = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            new.chmod(0o666 & ~_umask())
            _place(new, path)
        finally:
            new.unlink(missing_ok=True)
    except FileExistsError:
        raise TrainerError(f"{path}：已经有这个文件了，没有动它。请再运行一次 trainer new，换一个编号。") from None
    except OSError as error:
        raise TrainerError(f"{path}：写不进去（{reason(error)}）。请用 --folder 换一个文件夹。") from error


def _place(new: Path, path: Path) -> None:
    """Give the finished file its name, never another file's; where there are no hard links, by a check before."""
    try:
        path.hardlink_to(new)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        atomic.replace(new, path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _play(loaded: Loaded) -> Sequence[Scorecard]:
    from trainer.checking.examples import play

    return [one.card for one in play(loaded)]


def _done(path: Path, draft: Draft) -> None:
    """What was written, and what to do with it."""
    from trainer.checking.check import check

    report = check((path,))
    for problem in report.problems:
        say(str(problem), err=True)
    say(f"写好了：{path}（{len(draft.turns) + 1} 个回合，{report.examples} 个示例，已经检查过）")
    for line in told(path, draft.id):
        say(line, err=True)


def _say(text: str) -> None:
    """Lines for the trainer, broken where Chinese has breaks; what is indented stays so."""
    from trainer.cli.show import wrapped

    for line in text.split("\n"):
        for part in wrapped(line):
            say(part, err=True)
