"""Processes that score recordings side by side. One that dies takes nothing with it but its own recording.

Each worker has a pipe of its own and one job at a time: the operating system closes the pipe with the process, so that
it is always known whose job was lost. A lost job is done once more; lost again, it is a failure with a name.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Literal, Self

from trainer.batch.jobs import Job, Line, result_line
from trainer.batch.lost_jobs import LostJobs
from trainer.errors import ModelError
from trainer.recognition.interface import Recogniser
from trainer.scenario.resolved import Scenario

TICK = 0.5  # s; at most so long between two calls of `tick`
MEMORY = 1_000_000_000  # bytes of this computer for each worker: twice what one with whisper-base takes
GONE = 5.0  # s for a worker to end when asked to

Note = Literal["loading", "working"]  # what a worker tells besides results


@dataclass(frozen=True, slots=True)
class Equipment:
    """What every worker gets once. Can be pickled."""

    scenarios: Mapping[str, Scenario]  # by sha256
    open_recogniser: Callable[[], Recogniser]  # called at most once in each worker


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def most_workers() -> int:
    """How many workers this computer has cores and memory for; at least one."""
    if not hasattr(os, "sysconf"):
        return cores()
    return max(1, min(cores(), os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // MEMORY))


def serve(connection: Connection, equipment: Equipment) -> None:
    """A worker's whole life: answer each job with its line until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C is for the process that gives the jobs
    threading.Thread(target=_end_with_parent, daemon=True).start()

    @cache
    def opened() -> Recogniser:
        connection.send("loading")
        recogniser = equipment.open_recogniser()
        connection.send("working")
        return recogniser

    try:
        connection.send("working")
        while True:
            job: Job = connection.recv()
            try:
                connection.send(result_line(job, equipment.scenarios[job.scenario], opened))
            except ModelError as error:
                connection.send(error)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _end_with_parent() -> None:
    """A killed parent cannot end its workers; they would go on until their recording is done."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def start_tracker() -> None:
    """Python's own process that removes what killed workers leave behind; it should not tell the user of it."""
    if os.name == "posix":
        from multiprocessing.resource_tracker import ensure_running

        before = os.environ.get("PYTHONWARNINGS")
        os.environ["PYTHONWARNINGS"] = "ignore"
        try:
            ensure_running()
        finally:
            if before is None:
                del os.environ["PYTHONWARNINGS"]
            else:
                os.environ["PYTHONWARNINGS"] = before


class _Worker:
    """One process, its pipe, and the job it has."""

    def __init__(self, equipment: Equipment) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy locks that threads hold
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, equipment), daemon=True)
        self.process.start()
        theirs.close()
        self.job: Job | None = None
        self.working = False

    def ask_to_end(self) -> None:
        """Without a job it ends by itself; what it computes now nobody waits for."""
        self.connection.close()
        if self.job is not None:
            self.process.terminate()

    def end(self) -> None:
        self.ask_to_end()
        self.process.join(GONE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process.close()


class Workers:
    """Up to `count` processes, started when there is work for them."""

    def __init__(self, count: int, equipment: Equipment) -> None:
        """Nothing is started yet."""
        self._count = count
        self._equipment = equipment
        self._workers: list[_Worker] = []
        self._lost = LostJobs()

    def __enter__(self) -> Self:
        """For `with`."""
        start_tracker()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End all of them, whatever they do."""
        for worker in self._workers:
            worker.ask_to_end()
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def pids(self) -> tuple[int, ...]:
        """The processes that run now."""
        return tuple(worker.process.pid or 0 for worker in self._workers)

    def run(self, jobs: Iterable[Job], tick: Callable[[], None]) -> Iterator[tuple[Job, Line]]:
        """Each job with its line, in the order they get done. `tick` is called at least every TICK seconds.

        Jobs are taken one by one, when a worker is free. Raises ModelError where the engine cannot be loaded,
        WorkersError where processes die before they can work.
        """
        waiting, again = iter(jobs), deque[Job]()
        while True:
            self._hand_out(waiting, again)
            busy = {worker.connection: worker for worker in self._workers if worker.job is not None}
            if not busy:
                return
            for connection in wait([*busy], TICK):
                worker = busy[connection]  # type: ignore[index]
                job = worker.job
                answer = self._answer(worker, again)
                if answer is not None and job is not None:
                    yield job, answer
            tick()

    def _hand_out(self, waiting: Iterator[Job], again: deque[Job]) -> None:
        """Give every free worker a job; start workers while there are jobs without one."""
        while True:
            free = next((worker for worker in self._workers if worker.job is None), None)
            if free is None and len(self._workers) >= self._count:
                return
            job = again.popleft() if again else next(waiting, None)
            if job is None:
                return
            if free is None:
                free = _Worker(self._equipment)
                self._workers.append(free)
            try:
                free.connection.send(job)
                free.job = job
            except OSError:  # it died while it had nothing to do
                again.appendleft(job)
                self._bury(free)

    def _answer(self, worker: _Worker, again: deque[Job]) -> Line | None:
        """What the worker has to say: a line; None: only a note, or it died and its job is to be done again."""
        job = worker.job
        assert job is not None
        try:
            told: Line | ModelError | Note = worker.connection.recv()
        except (EOFError, OSError):
            self._bury(worker)
            line = self._lost.lose(job) if worker.working else None
            if line is None:
                again.append(job)
            return line
        if isinstance(told, ModelError):
            raise told
        if isinstance(told, str):
            worker.working = told == "working"
            return None
        self._lost.done(job)
        worker.job = None
        return told

    def _bury(self, worker: _Worker) -> None:
        """A worker died: the next one takes its place. Raises WorkersError where that goes on and on."""
        self._workers.remove(worker)
        worker.end()
        if not worker.working:
            self._lost.failed_start("可能是内存不够：关掉别的程序，或者加 --workers 1 再试。")
