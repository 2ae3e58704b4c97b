"""`trainer evaluate FOLDER`: how well the installed models hear one's own recordings."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer.cli.options import agent_channel_option, find, parse_channel, parse_raw, raw_option
from trainer.errors import EXIT_DONE, TrainerError, reason
from trainer.output.encoding import for_programs
from trainer.output.say import say
from trainer.visible import json_text, one_line

if TYPE_CHECKING:
    from trainer.batch.evaluate import Hearing
    from trainer.batch.evaluation_text import Evaluated
    from trainer.batch.said_texts import Said
    from trainer.recognition.evaluation import Evaluation
    from trainer.recognition.installed import Installed
    from trainer.scenario.resolved import Scenario

FORMATS = ("text", "json", "markdown")
FORMAT = 1  # of the JSON
WIDTH = 80  # cells of a line


@click.command("evaluate")
@click.argument("folder", metavar="文件夹")
@click.option("--model", "names", multiple=True, metavar="名称", help="测哪个已安装的模型，可以写几次；不写，都测")
@click.option("--scenario", "-s", "scenario_name", metavar="情景", help="还要看这个情景该说的、不该说的话听出多少")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="只测 N 段，均匀地挑")
@agent_channel_option
@raw_option
@click.option("--format", "kind", type=click.Choice(FORMATS), default="text", help="什么格式，默认 text")
def command(
    folder: str,
    names: tuple[str, ...],
    scenario_name: str | None,
    limit: int | None,
    agent_channel: str | None,
    raw: str | None,
    kind: str,
) -> int:
    """测一测各个语音模型听得准不准：文件夹里放录音和同名的 .txt 文字稿（录音里说的话）。"""
    from trainer.batch.evaluate import Hearing, chosen
    from trainer.batch.said_texts import read_texts
    from trainer.batch.wordings import Wordings
    from trainer.scenario.load import load

    if kind != "text":
        for_programs()
    scenario = None if scenario_name is None else load(find(scenario_name))
    wordings = None if scenario is None else Wordings(scenario)
    hearing = Hearing(parse_channel(agent_channel), parse_raw(raw), wordings, clock=time.perf_counter)
    recordings = chosen(_recordings(folder), limit)
    texts = read_texts(recordings)
    models = _models(names)
    _refuse_unreadable(recordings, hearing)
    show = _Shown(kind)
    for model in models:
        show.one(_evaluated(model, texts, hearing, scenario))
    show.end()
    return EXIT_DONE


def _models(names: Iterable[str]) -> Sequence[Installed]:
    """Those named, else all that hear Chinese. Raises TrainerError."""
    from trainer.recognition.choosing import chinese, ranked
    from trainer.recognition.engines import choose
    from trainer.recognition.models import Models

    models = Models()
    wanted = dict.fromkeys(names)
    if wanted:
        return [choose("auto", name, models) for name in wanted]
    choose("auto", None, models)
    return ranked(chinese(models.installed()))


def _recordings(folder: str) -> tuple[str, ...]:
    """Raises TrainerError where there are none."""
    from trainer.batch.find_recordings import find_recordings
    from trainer.batch.jobs import stored

    path = Path(folder)
    if not path.exists():
        raise TrainerError(f"找不到 {one_line(folder)}。请写出放录音和文字稿的文件夹。")
    found = tuple(one for one in find_recordings([folder]).recordings if not stored(one))
    if not found:
        raise TrainerError(f"{one_line(folder)}：里面没有录音。请把录音和同名的 .txt 文字稿放在一起。")
    return found


def _refuse_unreadable(recordings: Sequence[str], hearing: Hearing) -> None:
    """Raises TrainerError that names all of them, before a model hears anything."""
    from trainer.batch.evaluate import unreadable
    from trainer.cli.terminal import Listening

    with Listening(recordings) as listening:
        problems = list(unreadable(listening.each(recordings), hearing.raw))
    if problems:
        raise TrainerError("\n".join(problems))


def _evaluated(model: Installed, texts: Mapping[str, Said], hearing: Hearing, scenario: Scenario | None) -> Evaluated:
    """Hear everything with one model, and keep what was found beside it."""
    from trainer.batch.evaluate import evaluation, read_with
    from trainer.batch.evaluation_text import Evaluated
    from trainer.cli.terminal import Listening
    from trainer.output.local_time import DAY, local_time
    from trainer.recognition import engines
    from trainer.recognition.evaluation import files_of

    say(f"语音模型 {one_line(model.name)}：正在听 {len(texts)} 段录音……", err=True)
    try:
        files = files_of(model)
    except OSError as error:
        raise TrainerError(f"语音模型 {model.name} 读不了（{reason(error)}）。请运行：trainer models verify") from error
    recogniser = engines.load(model)
    with Listening(texts) as listening:
        readings = tuple(
            read_with(recogniser, one, texts[one], hearing, listening.progress) for one in listening.each(texts)
        )
    day = local_time(datetime.now().astimezone(), DAY)
    found = evaluation(recogniser, readings, day, files, None if scenario is None else scenario.id)
    _keep(model, found)
    return Evaluated(found, readings)


def _keep(model: Installed, found: Evaluation) -> None:
    """Beside the model; where nobody may write there, the figures on the screen are all there is."""
    from trainer.recognition.evaluation import write_evaluation

    try:
        write_evaluation(model, found)
    except OSError as error:
        say(f"结果没有记下来：{one_line(str(model.folder))} 写不进去（{reason(error)}）。", err=True)


class _Shown:
    """What was found, as it is asked for: for people model by model, for programs all at once."""

    def __init__(self, kind: str) -> None:
        """`kind`: one of FORMATS."""
        self._kind = kind
        self._all: list[Evaluated] = []

    def one(self, found: Evaluated) -> None:
        """A model is done."""
        from trainer.batch.evaluation_text import heading, lines, markdown

        if self._kind == "text":
            if not self._all:
                say(heading(found.readings))
            say()
            for line in lines(found):
                _wrapped(line)
        elif self._kind == "markdown":
            for line in markdown(found.evaluation):
                say(line)
        self._all.append(found)

    def end(self) -> None:
        """All are done."""
        from trainer.batch.evaluation_text import best, to_json

        if self._kind == "json":
            say(json_text({"format": FORMAT, "evaluations": [to_json(one) for one in self._all]}))
        elif self._kind == "text" and len(self._all) > 1:
            say()
            _wrapped(best([one.evaluation for one in self._all]))


def _wrapped(line: str) -> None:
    """A line of the screen, its continuation as far in as it began."""
    from trainer.report.wrap import wrap

    indent = line[: len(line) - len(line.lstrip())]
    say(wrap(line.strip(), WIDTH, indent).plain)
