"""What `trainer score --out` and `trainer watch-folder` share: jobs, workers, and what is said at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import click

from trainer.cli.batch_progress import BatchProgress
from trainer.cli.options import parse_channel, parse_raw
from trainer.errors import EXIT_BELOW, EXIT_DONE, EXIT_INPUT, TrainerError
from trainer.output.say import say
from trainer.visible import one_line

if TYPE_CHECKING:
    from trainer.batch.cluster import Cluster
    from trainer.batch.cluster_address import ClusterAddress
    from trainer.batch.jobs import Job, Options
    from trainer.batch.outcomes import Batch
    from trainer.batch.score_batch import Counts, Heard, Runner
    from trainer.batch.workers import Equipment
    from trainer.recognition import Engine
    from trainer.scenario.resolved import Scenario

Decorated = TypeVar("Decorated", bound=Callable[..., object])


def workers_option(command: Decorated) -> Decorated:
    """`--workers`."""
    return click.option(
        "--workers", type=click.IntRange(1, 256), metavar="N", help="几个进程一起打分；不写时每个核心一个"
    )(command)


def cluster_options(command: Decorated) -> Decorated:
    """`--cluster` and `--insecure`."""
    command = click.option("--insecure", is_flag=True, help="允许不加密地连别的机器，只用在完全可信的网络里")(command)
    return click.option(
        "--cluster",
        metavar="地址",
        callback=_parse_cluster,
        help="用 Dask 打分：local:N 是本机 N 个进程，tls://主机:8786 是很多台机器（docs/CLUSTER.md）",
    )(command)


def _parse_cluster(_context: click.Context, _option: click.Parameter, text: str | None) -> ClusterAddress | None:
    from trainer.batch.cluster_address import parse_cluster

    try:
        return None if text is None else parse_cluster(text)
    except ValueError as error:
        raise click.BadParameter(f"“{one_line(text or '')}”不是地址。写 local:4，或者 tls://主机:8786") from error


def pattern_options(command: Decorated) -> Decorated:
    """`--pattern` and `--name-pattern`."""
    command = click.option(
        "--name-pattern", metavar="样子", help="文件名里写着什么，例如 {date}_{staff}_*（日期、坐席）"
    )(command)
    return click.option("--pattern", metavar="样子", help="文件夹里只要这样的文件，例如 '*.wav'")(command)


def privacy_options(command: Decorated) -> Decorated:
    """`--mask`, `--no-transcript` and `--export-audio`."""
    command = click.option(
        "--export-audio", metavar="文件夹", help="另存一份录音，电话、证件、银行卡号码的声音换成“哔”"
    )(command)
    command = click.option("--no-transcript", is_flag=True, help="结果里只留对错和时间，不留说的话")(command)
    return click.option("--mask", is_flag=True, help="遮住结果里的电话、证件、银行卡号码（138… → ***）")(command)


def equip(
    scenarios: Mapping[str, Scenario], engine: Engine, model: str | None, workers: int
) -> tuple[Equipment, Heard]:
    """What workers need, and which engine and model they will use."""
    from trainer.batch.workers import Equipment, cores
    from trainer.cli.hearing_caveat import tell_caveat
    from trainer.recognition.engines import choose, open_recogniser
    from trainer.recognition.models import Models

    @cache
    def heard() -> tuple[str, str]:
        chosen = choose(engine, model, Models())
        tell_caveat(chosen)
        return chosen.engine, chosen.name

    threads = max(1, cores() // workers)
    return Equipment(scenarios, partial(open_recogniser, engine, model, threads=threads)), heard


def open_cluster(
    address: ClusterAddress,
    jobs: Sequence[Job],
    scenarios: Mapping[str, Scenario],
    engine: Engine,
    model: str | None,
    *,
    insecure: bool,
) -> tuple[Cluster, Equipment, Heard]:
    """The cluster for these jobs, what its workers need, and the one engine and model that all of them use."""
    from trainer.batch.cluster import Cluster
    from trainer.batch.jobs import stored
    from trainer.batch.workers import cores

    _, heard = equip(scenarios, engine, model, 1)
    chosen = None if all(stored(job.recording) for job in jobs) else heard()
    if chosen is not None:
        engine, model = cast("tuple[Engine, str]", chosen)
    equipment, _ = equip(scenarios, engine, model, address.local or cores())
    cluster = Cluster(
        address,
        equipment,
        chosen,
        insecure=insecure,
        tell=lambda sentence: say(sentence, err=True),
        now=time.monotonic,
    )
    return cluster, equipment, heard


def options_of(
    scenario: Scenario | None,
    turn: str | None = None,
    *,
    agent_channel: str | None,
    raw: str | None,
    slots: Iterable[str],
    mask: bool,
    no_transcript: bool,
    export_audio: str | None,
) -> Options:
    """What the options of the command say; `scenario`: whose slots they fill, None where each call has its own."""
    from trainer.batch.jobs import Options
    from trainer.settings import check_slots, parse_slots

    own = parse_slots(slots)
    if scenario is not None:
        check_slots(own, scenario.file.slots)
    return Options(
        parse_channel(agent_channel),
        turn,
        parse_raw(raw),
        own,
        mask=mask,
        transcript=not no_transcript,
        export_audio=export_audio and str(Path(export_audio).absolute()),
    )


def make_jobs(
    recordings: Sequence[str], scenario: Scenario, options: Options, name_pattern: str | None
) -> tuple[list[Job], int]:
    """A job for each recording, with what its name tells; and how many names do not fit the pattern."""
    from trainer.batch.jobs import Job
    from trainer.batch.name_pattern import NamePattern

    pattern = NamePattern(name_pattern) if name_pattern else None
    jobs, odd = [], 0
    for recording in dict.fromkeys(str(Path(one).absolute()) for one in recordings):
        told = pattern.read(recording) if pattern else {}
        odd += bool(pattern and not told)
        jobs.append(Job(recording, scenario.sha256, options, told.get("trainee"), told.get("date")))
    return jobs, odd


def score_into(
    out: Path,
    jobs: Sequence[Job],
    equipment: Equipment,
    heard: Heard,
    *,
    runner: AbstractContextManager[Runner],
    each: int,
    seed: int,
    fail_under: float | None,
) -> int:
    """Let the runner score the jobs into the folder and say what came of it; the exit code."""
    from trainer.batch.jobs import stored
    from trainer.batch.results_file import open_results
    from trainer.batch.score_batch import Counts, score_jobs, write_tables

    if not all(stored(job.recording) for job in jobs):
        heard()  # that there is no such speech model is told before anything is made
    counts = Counts()
    with open_results(out, time.monotonic) as results:
        try:
            with (
                BatchProgress(len(jobs), counts, time.monotonic) as progress,
                runner as pool,
            ):
                score_jobs(jobs, results, pool, heard, counts, progress.show)
        except (KeyboardInterrupt, TrainerError):
            write_tables(results, equipment, each, seed, datetime.now().astimezone())
            say(f"\n已打分的 {counts.all} 通都在 {results.path} 里。再运行同一条命令，会接着打分。", err=True)
            raise
        batch, faults = write_tables(results, equipment, each, seed, datetime.now().astimezone())
    _tell(out, batch, counts, faults)
    for fault in faults.values():
        say(fault, err=True)
    code = exit_code(batch, counts.recordings, fail_under)
    return EXIT_INPUT if faults else code


def exit_code(batch: Batch, recordings: set[str], fail_under: float | None) -> int:
    """As docs/JSON.md has it, over the recordings of this run. 非通话 is no failure."""
    if any(one.recording in recordings for one in batch.failures()):
        return EXIT_INPUT
    totals = [call.total for call in batch.calls if call.recording in recordings]
    if fail_under is not None:
        return EXIT_BELOW if any(total is None or total < fail_under for total in totals) else EXIT_DONE
    return EXIT_INPUT if None in totals else EXIT_DONE


def _tell(out: Path, batch: Batch, counts: Counts, unwritten: Collection[str]) -> None:
    from trainer.batch.batch_tables import CAUSE_NAMES
    from trainer.batch.score_batch import FAILED, SUMMARY

    no_call = f"，非通话 {counts.no_call} 通" if counts.no_call else ""
    before = f"，以前打过 {counts.known} 个录音" if counts.known else ""
    say(f"这次打分 {counts.scored} 通{before}，失败 {counts.failed} 通{no_call}。")
    causes = [call.cause for call in batch.calls]
    told = [f"{name} {causes.count(cause)} 通" for cause, name in CAUSE_NAMES.items() if cause in causes]
    if told:
        say(f"先听：{'，'.join(told)}。")
    if SUMMARY not in unwritten:
        say(f"表格：{out / SUMMARY}")
    if batch.failures() and FAILED not in unwritten:
        say(f"失败的原因：{out / FAILED}。解决以后再运行同一条命令，只打没打成的。")


def refuse_without_out(**given: object) -> None:
    """Raise UsageError where options that only make sense with `--out` are given without it."""
    names = [f"--{name.replace('_', '-')}" for name, value in given.items() if value is not None]
    if names:
        raise click.UsageError(f"{'、'.join(names)} 要和 --out 文件夹 一起用，例如 --out 结果")
