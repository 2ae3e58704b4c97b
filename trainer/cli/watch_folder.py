"""`trainer watch-folder IN --out DIR --scenario S`: score recordings as they come into a folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer.cli.batch import equip, make_jobs, options_of, pattern_options, privacy_options, workers_option
from trainer.cli.options import agent_channel_option, engine_options, find, raw_option
from trainer.errors import TrainerError
from trainer.output.say import say

if TYPE_CHECKING:
    from trainer.batch.score_batch import Counts
    from trainer.recognition import Engine

INTERVAL = 1.0  # s between two looks
TABLES = 60.0  # s at least between two writings of the tables, which read all results


@click.command("watch-folder")
@click.argument("folder", metavar="文件夹")
@click.option("--out", required=True, metavar="文件夹", help="结果和表格写进这个文件夹")
@click.option(
    "--scenario", "-s", "scenario_name", required=True, metavar="情景", help="情景的 id 或文件，例如 in-aftersales"
)
@agent_channel_option
@engine_options
@raw_option
@click.option("--slot", "slots", multiple=True, metavar="名=值", help="替换情景里的内容，例如 --slot 工号=2031")
@pattern_options
@workers_option
@privacy_options
def command(
    folder: str,
    out: str,
    scenario_name: str,
    agent_channel: str | None,
    engine: Engine,
    model: str | None,
    raw: str | None,
    slots: tuple[str, ...],
    pattern: str | None,
    name_pattern: str | None,
    workers: int | None,
    mask: bool,
    no_transcript: bool,
    export_audio: str | None,
) -> None:
    """盯着一个文件夹：录完的录音（几秒钟没有再变）就打分，写进 --out 文件夹，和 trainer score --out 一样。
    关掉再开，接着打没打过的。Ctrl-C 停止。"""
    from trainer.batch.finished_files import FinishedFiles
    from trainer.batch.jobs import stored
    from trainer.batch.results_file import open_results
    from trainer.batch.score_batch import Counts, score_jobs, write_tables
    from trainer.batch.workers import Workers, most_workers
    from trainer.scenario.load import load

    if not Path(folder).is_dir():
        raise TrainerError(f"{folder}：没有这个文件夹。请先建好它，让录音存到里面。")
    scenario = load(find(scenario_name))
    options = options_of(
        scenario,
        agent_channel=agent_channel,
        raw=raw,
        slots=slots,
        mask=mask,
        no_transcript=no_transcript,
        export_audio=export_audio,
    )
    make_jobs((), scenario, options, name_pattern)  # a mistake in the pattern is told before anything comes
    workers = workers or most_workers()
    equipment, heard = equip({scenario.sha256: scenario}, engine, model, workers)
    if not stored(pattern or ""):
        heard()  # that there is no speech model is told before anything comes
    finished = FinishedFiles(Path(folder), pattern, time.monotonic)
    with open_results(Path(out), time.monotonic) as results, Workers(workers, equipment) as pool:
        counts = Counts()

        def now() -> datetime:
            return datetime.now().astimezone()

        def tables() -> Collection[str]:
            return write_tables(results, equipment, 0, 0, now())[1].values()

        def score(recordings: list[str]) -> None:
            jobs, _ = make_jobs(recordings, scenario, options, name_pattern)
            score_jobs(jobs, results, pool, heard, counts, lambda: None)

        say(f"盯着 {folder}：录完一通打一通分，结果在 {out}。按 Ctrl-C 停止。", err=True)
        try:
            run(
                finished.look,
                score,
                tables,
                counts,
                now=now,
                clock=time.monotonic,
                sleep=time.sleep,
            )
        finally:
            tables()


def run(
    look: Callable[[], list[str]],
    score: Callable[[list[str]], None],
    tables: Callable[[], Collection[str]],
    counts: Counts,
    *,
    now: Callable[[], datetime],
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> None:
    """Look, score what is finished, and write the tables when there is time; until KeyboardInterrupt."""
    written, waiting = -TABLES, False
    while True:
        finished = look()
        if finished:
            before = counts.scored, counts.failed, counts.no_call
            score(finished)
            scored, failed, no_call = (
                after - earlier
                for after, earlier in zip((counts.scored, counts.failed, counts.no_call), before, strict=True)
            )
            waiting = waiting or bool(scored or failed or no_call)
            if scored or failed or no_call:
                say(f"[{now():%H:%M:%S}] 打分 {scored} 通，失败 {failed} 通，非通话 {no_call} 通。", err=True)
        elif waiting and clock() - written >= TABLES:
            for fault in tables():
                say(fault, err=True)
            written, waiting = clock(), False
        sleep(INTERVAL)
