"""A batch on the workers of a Dask cluster: of this computer, or of others.

Each worker has one job at a time, given to it by name: so it is known whose job died with it, and whether a recording
has to be sent there. Dask carries the messages, knows who is alive and starts dead processes of this computer anew;
keys say nothing, and nothing is written to a disk. Lines come back here and are written here.
"""

from __future__ import annotations

import logging
import pickle
import secrets
import warnings
from asyncio import CancelledError
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self

from trainer.batch.cluster_address import ClusterAddress, in_the_open
from trainer.batch.cluster_worker import UNSENT, Software, Task, equip, hear, refusal, software
from trainer.batch.jobs import Job, Line, failure_line
from trainer.batch.lost_jobs import LostJobs, WorkersError
from trainer.batch.workers import Equipment, start_tracker
from trainer.errors import ModelError
from trainer.regular_file import read

TICK = 0.5  # s; at most so long between two calls of `tick`, and between two looks who is alive
GATHER = 5.0  # s that a line may take from a worker; after that it is asked whether the worker is alive
CONNECT = 10.0  # s for a scheduler to answer
ALONE = 60.0  # s without any worker, after which nobody is waited for
MOST_SENT = 500_000_000  # bytes of a recording that is sent; it is in this memory meanwhile
SILENT = logging.CRITICAL + 1

_SETTINGS = {
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
    "distributed.worker.profile.enabled": False,
    "distributed.admin.large-graph-warning-threshold": "1GB",  # a recording that is sent is none
}


class ClusterError(WorkersError):
    """There is no cluster, none of its workers may score, or the connection broke."""

    code = "cluster"


@dataclass(eq=False, slots=True)
class _Worker:
    """A worker by its address, and what it was asked."""

    desk: Any  # Future of what it keeps
    asked: Any  # Future: whether it may score, then of one job after the other; None: it is free
    ready: bool = False
    refused: str | None = None
    job: Job | None = None


class Cluster:
    """The workers of a cluster, which is looked for when there is work for it."""

    def __init__(
        self,
        address: ClusterAddress,
        equipment: Equipment,
        model: tuple[str, str] | None,
        *,
        insecure: bool,
        tell: Callable[[str], None],
        now: Callable[[], float],
    ) -> None:
        """`model`: engine and name, where there is sound to hear. `insecure`: names and sound may cross a network
        unencrypted. `tell` is given a Chinese sentence about each worker that may not score. `now`: s of a clock that
        only goes forward.
        """
        self._address, self._equipment, self._model = address, equipment, model
        self._insecure, self._tell, self._now = insecure, tell, now
        self._open = ExitStack()
        self._client: Any = None
        self._recipe: tuple[Software, bytes] | None = None
        self._workers: dict[str, _Worker] = {}
        self._answers: SimpleQueue[Any] = SimpleQueue()
        self._lost = LostJobs()
        self._alone_since: float | None = None

    def __enter__(self) -> Self:
        """For `with`."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave the cluster; one of this computer ends."""
        self._workers.clear()
        with suppress(OSError, TimeoutError):
            self._open.close()

    def run(self, jobs: Iterable[Job], tick: Callable[[], None]) -> Iterator[tuple[Job, Line]]:
        """See `score_batch.Runner`. Raises ModelError, ClusterError, WorkersError."""
        waiting, again = iter(jobs), deque[Job]()
        if (first := next(waiting, None)) is None:
            return
        again.append(first)
        self._connect()
        while True:
            yield from self._look_around(again)
            self._hand_out(waiting, again)
            if not again and all(worker.job is None for worker in self._workers.values()):
                if (job := next(waiting, None)) is None:
                    return
                again.append(job)
            with suppress(Empty):
                answered = self._answers.get(timeout=TICK)
                for address, worker in self._workers.items():
                    if worker.asked is answered:
                        yield from self._answer(address, worker, again)
            tick()

    # --- who is there -------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        if self._client is not None:
            return
        try:
            import dask
            from distributed import Client, LocalCluster, Security
        except ImportError as error:
            raise ClusterError('还没有安装 Dask。请在项目的文件夹里运行：pip install ".[cluster]"') from error
        scheduler = self._address.scheduler
        if scheduler is not None:
            self._check_open(scheduler)
        self._recipe = software(self._model), pickle.dumps((self._equipment, self._model))
        for name in logging.root.manager.loggerDict:
            if name.partition(".")[0] in ("distributed", "asyncio"):  # asyncio tells of tasks that Dask left
                logging.getLogger(name).setLevel(SILENT)
        try:
            with warnings.catch_warnings(), dask.config.set(_SETTINGS):
                warnings.simplefilter("ignore")  # of other versions: what decides is compared here
                where: Any = scheduler
                if scheduler is None:
                    start_tracker()
                    where = self._open.enter_context(
                        LocalCluster(
                            n_workers=self._address.local,
                            threads_per_worker=1,
                            memory_limit=0,
                            dashboard_address=None,
                            host="127.0.0.1",
                            silence_logs=SILENT,
                        )
                    )
                security = Security(require_encryption=str(scheduler).startswith("tls://"))
                self._client = self._open.enter_context(
                    Client(
                        where, timeout=CONNECT, set_as_default=False, **({"security": security} if scheduler else {})
                    )
                )
        except (OSError, TimeoutError, ValueError, TypeError, RuntimeError) as error:
            raise ClusterError(
                f"连不上 {scheduler or '本机的进程'}（{type(error).__name__}）。"
                "请看看 dask scheduler 是不是开着、地址和证书对不对，再运行同一条命令。"
            ) from error

    def _check_open(self, address: str) -> None:
        if in_the_open(address) and not self._insecure:
            raise ClusterError(
                f"{address} 没有加密，录音和结果会在网络上明着传。请用 tls:// 和证书（见 docs/CLUSTER.md）；"
                "只有网络完全可信时才加 --insecure。"
            )

    def _look_around(self, again: deque[Job]) -> Iterator[tuple[Job, Line]]:
        """Greet who is new and bury who is gone; the lines of recordings that ended their workers too often."""
        there = self._alive()
        for address in [address for address in self._workers if address not in there]:
            yield from self._bury(self._workers.pop(address), again)
        for address in there - self._workers.keys():
            self._check_open(address)
            desk = self._submit(address, "desk", equip, *(self._recipe or ()))
            self._workers[address] = _Worker(desk, self._submit(address, "ready", refusal, desk, heard=True))
        refused = [worker.refused for worker in self._workers.values() if worker.refused]
        if refused and len(refused) == len(self._workers):
            raise ClusterError(f"没有一台机器能打分。{refused[0]}")
        self._wait_for_workers()

    def _wait_for_workers(self) -> None:
        if self._workers:
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = self._now()
        elif self._now() - self._alone_since > ALONE:
            raise ClusterError("等了一分钟，没有一台机器来打分。请在打分的机器上运行 dask worker，再运行同一条命令。")

    def _alive(self) -> set[str]:
        try:
            if self._client.status == "running":
                return set(self._client.nthreads())
        except (OSError, TimeoutError, RuntimeError):
            pass
        raise ClusterError("和 dask scheduler 的连接断了。请看看它是不是还开着，再运行同一条命令。")

    def _bury(self, worker: _Worker, again: deque[Job]) -> Iterator[tuple[Job, Line]]:
        with suppress(OSError, TimeoutError):
            self._client.cancel([one for one in (worker.desk, worker.asked) if one is not None])
        if worker.job is not None:
            yield from self._lose(worker.job, again)
        elif not worker.ready and worker.refused is None:
            self._lost.failed_start("可能是内存不够：关掉别的程序，或者少开几个进程再试。")

    # --- what they do -------------------------------------------------------------------------------------------------

    def _submit(self, address: str, kind: str, work: Callable[..., Any], *more: Any, heard: bool = False) -> Any:
        """A Future of that worker alone; with `heard` it comes into `_answers` when it is done."""
        key = f"{kind}-{secrets.token_hex(8)}"
        future = self._client.submit(work, *more, key=key, workers=[address], allow_other_workers=False)
        if heard:
            future.add_done_callback(self._answers.put)
        return future

    def _hand_out(self, waiting: Iterator[Job], again: deque[Job]) -> None:
        for address, worker in self._workers.items():
            if worker.ready and worker.job is None:
                job = again.popleft() if again else next(waiting, None)
                if job is None:
                    return
                worker.job = job
                worker.asked = self._submit(address, "call", hear, worker.desk, Task(job), heard=True)

    def _answer(self, address: str, worker: _Worker, again: deque[Job]) -> Iterator[tuple[Job, Line]]:
        """The line of its job, where that is what the worker told."""
        asked, job = worker.asked, worker.job
        try:
            told = asked.result(timeout=GATHER)
        except TimeoutError:  # the line is on its way, or the worker died with it, which `_look_around` will see
            self._answers.put(asked)
        except (Exception, CancelledError) as error:
            if job is None:
                self._refuse(
                    address, worker, f"那里的 trainer 不能用（{type(error).__name__}）。请装同一个版本的 trainer。"
                )
            else:
                worker.job = worker.asked = None
                yield from self._lose(job, again)
        else:
            if isinstance(told, ModelError):
                raise told
            if job is None:
                worker.ready, worker.asked = told is None, None
                if told is not None:
                    self._refuse(address, worker, told)
            elif told is None:
                yield from self._send(address, worker, job)
            else:
                worker.job = worker.asked = None
                self._lost.done(job)
                yield job, told

    def _refuse(self, address: str, worker: _Worker, why: str) -> None:
        worker.asked, worker.refused = None, f"{address}：{why}"
        self._tell(f"不用这台机器打分。{worker.refused}")

    def _send(self, address: str, worker: _Worker, job: Job) -> Iterator[tuple[Job, Line]]:
        """Give the job once more, with the bytes of its recording."""
        try:
            task = Task(job, read(Path(job.recording), MOST_SENT + 1))
        except (OSError, ValueError):
            task = Task(replace(job, key=""))  # gone meanwhile: the worker tells it as of any other file
        if len(task.sound or b"") > MOST_SENT:
            worker.job = worker.asked = None
            yield job, failure_line(job, UNSENT, f"{job.recording}：文件太大，不能传。请把文件夹共享给打分的机器。")
        else:
            worker.asked = self._submit(address, "call", hear, worker.desk, task, heard=True)

    def _lose(self, job: Job, again: deque[Job]) -> Iterator[tuple[Job, Line]]:
        """The job ended its worker: it is done once more, or it is a failure."""
        if (line := self._lost.lose(job)) is None:
            again.append(job)
        else:
            yield job, line
