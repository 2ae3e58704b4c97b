"""`trainer check`: files and folders → one report of problems, warnings and counts."""

from __future__ import annotations

import gc
import signal
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any

from trainer import regular_file
from trainer.checking.counter_examples import check_pack_counter_examples
from trainer.checking.examples import play
from trainer.checking.fairness import check_fairness
from trainer.checking.interrupts import FORKS, heeded, held
from trainer.checking.line_recordings import check_recordings
from trainer.checking.mishearing import check_pack_mishearing
from trainer.checking.sentences import play_pack, play_sentences
from trainer.errors import Problem
from trainer.scenario.library import SUFFIXES
from trainer.scenario.load import examine, examine_pack, packs_folder
from trainer.scenario.packs import PackFolder
from trainer.scenario.source import MOST_BYTES

_Counter = Any  # multiprocessing's Synchronized[int], which has no name at run time
_shared: list[_Counter] = []  # how many files are taken, in processes that have begun
MANY = 12  # files; fewer are checked sooner than another process has started


@dataclass(slots=True)
class Report:
    """What was looked at and what was found; problems once each, sorted."""

    problems: list[Problem] = field(default_factory=list)
    scenarios: int = 0
    packs: int = 0
    examples: int = 0

    @property
    def errors(self) -> list[Problem]:
        """What has to be mended."""
        return [problem for problem in self.problems if not problem.warning]

    @property
    def warnings(self) -> list[Problem]:
        """What should be thought over."""
        return [problem for problem in self.problems if problem.warning]


def check(paths: Iterable[Path], *, seen: Callable[[Path], None] = lambda path: None, workers: int = 1) -> Report:
    """Check files, and folders with all that is in them; `seen` is called with each file before it is read.

    `workers`: processes that share the work where there is enough of it; the report is the same with any number.
    """
    files = list(dict.fromkeys(file for given in paths for file in files_of(given)))
    with _collecting_nothing():
        if workers == 1 or len(files) < MANY:
            return _checked(files, seen)
        for path in files:
            seen(path)
        return _together(files, workers)


def _checked(files: Iterable[Path], seen: Callable[[Path], None] = lambda path: None) -> Report:
    report = Report()
    folders: dict[Path, PackFolder] = {}
    with heeded(files) as some:
        for path in some:
            seen(path)
            folder = path.parent if is_pack(path) else packs_folder(path)
            packs = folders.setdefault(folder, PackFolder(folder))
            if is_pack(path):
                _pack(path, packs, report)
            else:
                _scenario(path, packs, report)
    report.problems = sorted(set(report.problems))
    return report


def _together(files: list[Path], workers: int) -> Report:
    """Check in several processes, this one among them; each takes the next file when it is done with one."""
    context = get_context("fork" if FORKS else "spawn")
    files = sorted(files, key=_work, reverse=True)  # at last come small ones, so that all end together
    taken = context.Value("i", 0)
    pool = ProcessPoolExecutor(workers - 1, mp_context=context, initializer=_begin, initargs=(taken,))
    try:
        with held():  # ^C is this process's to deal with; the others would each print a traceback
            promised = _submitted(pool, files, workers - 1)
        reports = [_checked(taking(files, taken)), *[one.result() for one in promised]]
    except BaseException:
        for child in active_children():
            child.terminate()
        pool.shutdown(cancel_futures=True)  # waits for its thread, which would meet closed pipes when Python ends
        raise
    pool.shutdown()
    return Report(
        problems=sorted({problem for report in reports for problem in report.problems}),
        scenarios=sum(report.scenarios for report in reports),
        packs=sum(report.packs for report in reports),
        examples=sum(report.examples for report in reports),
    )


def _submitted(pool: ProcessPoolExecutor, files: list[Path], times: int) -> list[Future[Report]]:
    """Python warns of forking where there are other threads; numpy's are idle, and nothing of theirs is used there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return [pool.submit(_some, files) for _ in range(times)]


def _begin(taken: _Counter) -> None:
    """What every other process does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _shared.append(taken)


def _some(files: list[Path]) -> Report:
    """What another process does: check files until none is left."""
    with _collecting_nothing():
        return _checked(taking(files, _shared[-1]))


def taking(files: Sequence[Path], taken: _Counter) -> Iterator[Path]:
    """The files that no other process has taken; `taken`: how many are."""
    while True:
        with taken.get_lock():
            number = taken.value
            taken.value = number + 1
        if number >= len(files):
            return
        yield files[number]


def _work(file: Path) -> int:
    """Roughly how long it takes to check, in bytes: naming a phrase list costs as much as 400 of them."""
    try:
        text = regular_file.read(file, MOST_BYTES)
    except (OSError, ValueError):
        return 0
    return len(text) + 400 * text.count(b"<")


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """What is read is kept, and what is thrown away holds no cycles; looking for some took a fifth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.freeze()  # or Python would look through all of it at once
            gc.enable()


def files_of(path: Path) -> list[Path]:
    """The YAML files at a path; a path that does not exist is kept and reported when it is read."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES and file.is_file())


def is_pack(path: Path) -> bool:
    """A pack by its place in a folder `packs`, or by its first key."""
    if path.parent.name == "packs":
        return True
    try:
        start = regular_file.read(path, 4096)
    except (OSError, ValueError):
        return False
    return any(line.startswith(b"pack:") for line in start.removeprefix(b"\xef\xbb\xbf").splitlines())


def _pack(path: Path, packs: PackFolder, report: Report) -> None:
    pack = examine_pack(path, packs)
    report.packs += 1
    report.problems += pack.problems
    if pack.file is not None:
        report.examples += len(pack.file.examples)
        if not any(not problem.warning for problem in pack.problems):
            report.problems += play_pack(pack)
            report.problems += check_pack_mishearing(pack)
            report.problems += check_pack_counter_examples(pack)


def _scenario(path: Path, packs: PackFolder, report: Report) -> None:
    loaded = examine(path, packs)
    report.scenarios += 1
    report.problems += loaded.problems
    if loaded.scenario is None:
        return
    played = list(play(loaded, explain=False))
    report.examples += len(played) + len(loaded.scenario.file.sentences)
    for one in played:
        report.problems += one.problems
    report.problems += play_sentences(loaded)
    report.problems += check_fairness(loaded, played)
    report.problems += check_recordings(loaded)
