"""Jobs whose worker died: done once more; lost again, they are failures with a name."""

from __future__ import annotations

from pathlib import Path

from trainer.batch.jobs import Job, Line, failure_line
from trainer.errors import TrainerError

TRIES = 2  # times that a recording may end its worker
FAILED_STARTS = 3  # workers in a row that die before they can work: the computer's fault, no recording's
KILLED = "killed"  # code of a failure: the worker died of the recording


class WorkersError(TrainerError):
    """No worker can be started."""

    code = "workers"


class LostJobs:
    """Counts which recording ended how many workers, and how many workers died before they could work."""

    def __init__(self) -> None:
        """Nothing is lost yet."""
        self._ended: dict[str, int] = {}  # recording → workers it has ended
        self._failed_starts = 0

    def done(self, job: Job) -> None:
        """A worker lived to give the job's line."""
        self._ended.pop(job.recording, None)
        self._failed_starts = 0

    def failed_start(self, advice: str) -> None:
        """A worker died before it could work. Raises WorkersError with the advice where that goes on and on."""
        self._failed_starts += 1
        if self._failed_starts >= FAILED_STARTS:
            raise WorkersError(f"打分的进程一启动就被系统结束，试了 {FAILED_STARTS} 次。{advice}")

    def lose(self, job: Job) -> Line | None:
        """The job ended its worker. None: it is to be done again; else the line of its failure."""
        self._ended[job.recording] = self._ended.get(job.recording, 0) + 1
        if self._ended[job.recording] < TRIES:
            return None
        del self._ended[job.recording]
        name = Path(job.recording).name
        return failure_line(
            job,
            KILLED,
            f"{job.recording}：给它打分的进程两次中途结束了（内存不够，或者文件有问题）。请单独试一次：{name}",
        )
