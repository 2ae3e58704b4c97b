"""A batch from jobs to results: what is done already is left out, the rest goes to the workers, lines are written here.

Whatever does the work, everything goes through `score_jobs`: jobs in, lines in `results.jsonl`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from trainer.batch.batch_tables import calls_table, tables, unscored_table
from trainer.batch.job_key import job_key
from trainer.batch.jobs import NO_CALL, Job, Line, stored
from trainer.batch.outcomes import Batch, read_batch
from trainer.batch.results_file import Results
from trainer.batch.workers import Equipment
from trainer.errors import TrainerError
from trainer.recognition.checksum import sha256
from trainer.workbook.files import write_whole
from trainer.workbook.plain_table import to_csv
from trainer.workbook.xlsx import save_tables

SUMMARY, CALLS, FAILED = "summary.xlsx", "summary.csv", "failed.csv"

Heard = Callable[[], tuple[str, str]]  # engine and model that hear recordings; raises ModelError where there is none


class Runner(Protocol):
    """Who does the jobs: the processes of this computer, or others."""

    def run(self, jobs: Iterable[Job], tick: Callable[[], None]) -> Iterator[tuple[Job, Line]]:
        """Each job with its line, in whatever order; jobs are taken as they are needed."""
        ...


@dataclass(slots=True)
class Counts:
    """How far a batch is."""

    known: int = 0  # done before
    scored: int = 0
    failed: int = 0
    no_call: int = 0
    recordings: set[str] = field(default_factory=set)  # all of them, as results name them

    @property
    def new(self) -> int:
        """Done in this run."""
        return self.scored + self.failed + self.no_call

    @property
    def all(self) -> int:
        """Done at all."""
        return self.known + self.new


def score_jobs(
    jobs: Iterable[Job], results: Results, runner: Runner, heard: Heard, counts: Counts, tick: Callable[[], None]
) -> None:
    """Bring the line of every job into the results; what is there already is not done again.

    `tick` is called after each line and at least about once a second. Raises ResultsError, and what the runner raises.
    """

    def ticking() -> None:
        results.sync_if_due()
        tick()

    for job, line in runner.run(_undone(jobs, results, heard, counts, tick), ticking):
        results.append(job, line)
        if line.code is None:
            counts.scored += 1
        elif line.code == NO_CALL:
            counts.no_call += 1
        else:
            counts.failed += 1
    results.sync()


def _undone(
    jobs: Iterable[Job], results: Results, heard: Heard, counts: Counts, tick: Callable[[], None]
) -> Iterator[Job]:
    for job in jobs:
        keyed = with_key(job, heard)
        counts.recordings.add(keyed.shown)
        if results.has(keyed) or results.take_over(keyed):
            counts.known += 1
            tick()
        else:
            yield keyed


def with_key(job: Job, heard: Heard) -> Job:
    """The job with its key; without one where the recording cannot be read, which scoring it will tell."""
    with suppress(OSError, ValueError):
        engine, model = (None, None) if stored(job.recording) else heard()
        content = sha256(Path(job.recording))
        return replace(job, key=job_key(job, content, engine, model), content=content)
    return job


def write_tables(
    results: Results, equipment: Equipment, each: int, seed: int, made: datetime
) -> tuple[Batch, Mapping[str, str]]:
    """Write the summary and the failures beside the results.

    What is in them, and why a table could not be written, by its file's name. The rest as for `tables`.
    """
    batch = read_batch(results.lines())
    folder = results.path.parent
    contents: tuple[tuple[str, Callable[[], bytes]], ...] = (
        (SUMMARY, lambda: save_tables(tables(batch, equipment.scenarios, each, seed, made))),
        (CALLS, lambda: to_csv(calls_table(batch, equipment.scenarios))),
        (FAILED, lambda: to_csv(unscored_table(batch))),
    )
    faults = {}
    for name, content in contents:
        try:
            write_whole(Path(folder, name), content(), private=True)
        except TrainerError as error:
            faults[name] = error.message
    return batch, faults
