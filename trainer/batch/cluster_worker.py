"""What runs on a worker of a cluster: it proves that it scores as the client would, keeps the engine, and scores.

Nothing here raises: Dask writes the arguments of a task that raises into its log. What a worker cannot do is a value.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import trainer
from trainer.batch.job_key import job_key
from trainer.batch.jobs import Job, Line, failure_line, result_line, stored
from trainer.batch.workers import Equipment
from trainer.errors import ModelError
from trainer.recognition.checksum import sha256, sha256_of_folder
from trainer.recognition.engines import choose, package_versions
from trainer.recognition.installed import OURS
from trainer.recognition.interface import Recogniser
from trainer.recognition.models import Models
from trainer.visible import json_text

UNSENT = "unsent"  # code of a failure: the worker neither sees the recording nor can take its bytes
SHOWN = 12  # characters of a sha256 that a message shows

Software = Mapping[str, str]
"""What decides a result besides recording, scenario and options; its Chinese name → version. Plain text, so that any
version of the program can read it."""


def software(model: tuple[str, str] | None) -> Software:
    """This program's version and, where sound is heard, the engine's and the sha256 of the model's files.

    `model`: engine and name. Raises ModelError where it is not installed.
    """
    found = {"trainer": f"{trainer.__version__}（{_source()}）"}
    if model is not None:
        engine, name = model
        installed = choose(engine, name, Models())
        try:
            files = sha256_of_folder(installed.folder, skip=OURS)
        except OSError as error:
            raise ModelError(f"语音模型 {name} 读不了。请运行：trainer models verify {name}") from error
        found["识别引擎"] = package_versions(engine)
        found["语音模型"] = f"{name}（{_digest(files)}）"
    return found


def differences(wanted: Software, own: Software) -> str:
    """What is another version, in Chinese; empty where all is equal."""
    return "；".join(
        f"{name} 是 {own.get(name, '没有')}，应当是 {one}" for name, one in wanted.items() if own.get(name) != one
    )


@cache
def _source() -> str:
    """A checkout may differ from the release whose version it carries. Read once: what is installed while a worker runs
    is not what it runs.
    """
    folder = Path(trainer.__file__).parent
    return _digest({path.relative_to(folder).as_posix(): sha256(path) for path in folder.rglob("*.py")})


def _digest(files: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode("ascii")).hexdigest()[:SHOWN]


@dataclass(eq=False, repr=False)
class Desk:
    """All that a worker keeps between two recordings. It stays in its memory; what is sent is how to make it."""

    equipment: Equipment
    model: tuple[str, str] | None
    opened: Callable[[], Recogniser]
    recipe: tuple[Software, bytes]

    def __reduce__(self) -> tuple[Callable[..., Desk | str], tuple[Software, bytes]]:
        """An engine in memory cannot be sent."""
        return equip, self.recipe


def equip(wanted: Software, packed: bytes) -> Desk | str:
    """The worker ready to score, its engine loaded; or why it must not, in Chinese.

    `packed`: a pickled (Equipment, model), which is opened only where the versions are equal.
    """
    try:
        if differ := differences({"trainer": wanted["trainer"]}, software(None)):
            return f"{differ}。请在那台机器上装同一个版本的 trainer。"
        equipment, model = pickle.loads(packed)
        if differ := differences(wanted, software(model)):
            return f"{differ}。请在那台机器上装同样的版本，或者 trainer models pull {model[1] if model else ''}。"
        opened = cache(equipment.open_recogniser)
        if model is not None:
            opened()
        return Desk(equipment, model, opened, (wanted, packed))
    except ModelError as error:
        return error.message
    except Exception as error:
        return f"准备不好（{type(error).__name__}）。请在那台机器上运行 trainer doctor。"


def refusal(desk: Desk | str, worker: Any = None) -> str | None:
    """Why the worker must not score; None: it is ready. Dask gives the worker it runs on."""
    if isinstance(desk, str):
        return desk
    from distributed import get_worker

    worker = worker or get_worker()
    if not isinstance(worker.data, dict):  # a buffer that writes to the disk what does not fit into memory
        return "内存不够时会把录音写到磁盘上。请用 dask worker --memory-limit 0 启动它。"
    return None


@dataclass(frozen=True, slots=True, repr=False)
class Task:
    """A job on its way; it shows nothing of itself in a log."""

    job: Job
    sound: bytes | None = None  # the recording, where the worker does not see it


def hear(desk: Desk, task: Task) -> Line | ModelError | None:
    """The line of a job. None: without bytes, the worker sees nothing or another recording where the job says."""
    job, sound = task.job, task.sound
    scenario = desk.equipment.scenarios[job.scenario]
    try:
        if sound is not None:
            with in_memory(sound, ".json" if stored(job.recording) else "") as path:
                return _named(result_line(replace(job, recording=path), scenario, desk.opened), path, job)
        if job.key and not _sees(job, desk.model):
            return None
        return result_line(job, scenario, desk.opened)
    except ModelError as error:
        return error
    except (AttributeError, OSError):  # no such files on this system, or no memory
        return failure_line(
            job, UNSENT, f"{job.recording}：打分的机器看不到这个文件，也放不进内存。请把文件夹共享给它。"
        )


def _sees(job: Job, model: tuple[str, str] | None) -> bool:
    engine, name = (None, None) if stored(job.recording) or model is None else model
    with suppress(OSError, ValueError):
        return job_key(job, sha256(Path(job.recording)), engine, name) == job.key
    return False


@contextmanager
def in_memory(sound: bytes, ending: str) -> Iterator[str]:
    """A file of these bytes that is nowhere on a disk, and gone with the process; its path. Raises OSError."""
    file = os.memfd_create("recording")
    try:
        rest = memoryview(sound)
        while rest:
            rest = rest[os.write(file, rest) :]
        with tempfile.TemporaryDirectory(prefix="trainer-") as folder:
            path = Path(folder, f"recording{ending}")
            path.symlink_to(f"/proc/{os.getpid()}/fd/{file}")
            yield str(path)
    finally:
        os.close(file)


def _named(line: Line, path: str, job: Job) -> Line:
    """The line of a file in memory as one of the recording."""
    data = json.loads(line.text)
    data["job"]["recording"] = job.recording
    if "error" in data:
        data["source"] = job.recording
        data["error"]["message"] = data["error"]["message"].replace(path, job.recording)
    elif data["call"]["source"] == path:
        data["call"]["source"] = job.recording
    return Line(json_text(data, compact=True), line.code)
