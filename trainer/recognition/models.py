"""Speech models for the user: list, pull, add, verify."""

from __future__ import annotations

import importlib.util
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trainer.errors import LONGEST_NAME, ModelError, nearest
from trainer.file_names import portable
from trainer.recognition import PACKAGES
from trainer.recognition.catalogue import Entry, Source, read_catalogue
from trainer.recognition.checksum import sha256
from trainer.recognition.copy_folder import copy_folder
from trainer.recognition.fetch import UnreachableError
from trainer.recognition.install import (
    Progress,
    check_space,
    install,
    install_archives,
    quiet,
    settle,
    sole_use,
    staging,
)
from trainer.recognition.installed import Check, Installed, check, layout, models_folder, read_installed
from trainer.recognition.unpack import unpack
from trainer.visible import one_line

SCORED, LIVE = "whisper-base", "vosk-cn"  # what `pull` without a name fetches: the tuned one; text while one speaks
ZIPS = (".zip", ".whl")  # one that cannot be opened was not fetched to its end
Say = Callable[[str], None]


def silent(_message: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Status:
    """One line of `trainer models list`."""

    name: str
    title: str
    size: int | None  # bytes to download; None: not in the catalogue
    installed: Installed | None


class Models:
    """The models folder and the catalogue."""

    def __init__(self, folder: Path | None = None, catalogue: tuple[Entry, ...] | None = None) -> None:
        """By default this computer's folder (`models_folder`) and the catalogue that ships."""
        self.folder = folder if folder is not None else models_folder()
        self.catalogue = catalogue if catalogue is not None else read_catalogue()

    def installed(self) -> tuple[Installed, ...]:
        """All that can be opened: those of the catalogue in its order, then others by name."""
        order = {entry.name: number for number, entry in enumerate(self.catalogue)}
        try:
            folders = [path for path in self.folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
        except OSError:
            return ()
        folders.sort(key=lambda path: (order.get(path.name, len(order)), path.name))
        found = (read_installed(path, self._known(path.name)) for path in folders)
        return tuple(model for model in found if model is not None)

    def status(self) -> tuple[Status, ...]:
        """Every model of the catalogue and every other one that is installed."""
        there = {model.name: model for model in self.installed()}
        listed = [Status(e.name, e.title, e.sources[0].size, there.pop(e.name, None)) for e in self.catalogue]
        return (*listed, *(Status(name, "自己添加的模型", None, model) for name, model in there.items()))

    def pull(self, name: str | None = None, say: Say = silent, progress: Progress = quiet) -> Installed:
        """Fetch a model unless it is there and whole.

        Without a name: whisper-base, which scores, then vosk-cn, whose text is shown while somebody speaks. Where the
        first cannot be reached any Chinese model will do; without the second it is said. Raises ModelError; what was
        there stays.
        """
        if name is not None:
            return self._pull(self._entry(name), say, progress)
        try:
            scored = self._pull(self._entry(SCORED), say, progress)
        except UnreachableError as error:
            there = next((m for m in self.installed() if m.language in ("zh", "multi") and self._whole(m)), None)
            if there is not None:
                say(f"{error.message}\n先用已有的 {there.name}。")
                return there
            say(f"{error.message}\n改取 {LIVE}：能听写，扣分要请人复核。")
            return self._pull(self._entry(LIVE), say, progress)
        try:
            self._pull(self._entry(LIVE), say, progress)
        except ModelError as error:
            say(f"{error.message}\n{LIVE} 先不装：照样能练、能打分，只是说话的时候屏幕上没有字。")
        return scored

    def add(self, path: Path, name: str | None = None, progress: Progress = quiet) -> Installed:
        """Install from a model's folder, its zip, or a folder with what a catalogue model is fetched as.

        For computers without a network. Raises ModelError.
        """
        if not path.exists():
            raise ModelError(f"找不到 {path}。请写出模型的文件夹或 zip 压缩包。")
        if not (path.is_dir() or path.is_file()):
            raise ModelError(f"{path} 是管道或设备，不是模型。请写出模型的文件夹或 zip 压缩包。")
        with sole_use(self.folder):
            if (complete := self._archives_at(path)) is not None:
                entry, source, archives = complete
                return install_archives(entry, source, archives, self.folder, progress)
            if path.is_file() and path.suffix.lower() not in ZIPS and not zipfile.is_zipfile(path):
                raise ModelError(
                    f"{one_line(path.name)} 不是 zip 压缩包。请写出模型的文件夹（它的全部文件都要在里面）；"
                    "别的压缩包请先解开，再写解开的文件夹。"
                )
            chosen = name or (path.name if path.is_dir() else path.stem)
            if chosen.startswith((".", "-")) or len(chosen) > LONGEST_NAME or not portable(chosen):
                raise ModelError("这个模型名不能用。请用 --name 起个名字：只用字母、数字和短横线，例如 vosk-cn。")
            with staging(self.folder, chosen) as stage:
                content = stage / "content"

                def copied(done: int, total: int) -> None:
                    progress(f"复制 {chosen}", done, total)

                if path.is_dir():
                    copy_folder(path, content, lambda size: check_space(self.folder, size), copied)
                else:
                    unpack(path, content, progress=lambda n: progress(f"解压 {chosen}", n, 0))
                return settle(_model_in(content, path), self.folder / chosen, self._known(chosen))

    def verify(self, name: str | None = None) -> tuple[Check, ...]:
        """Compare installed models with their sha256. Raises ModelError where `name` is not installed."""
        models = [model for model in self.installed() if name in (None, model.name)]
        if name is not None and not models:
            raise ModelError(f"没有安装模型 {name}。请运行：trainer models pull {name}")
        return tuple(check(model, self._published(model.name)) for model in models)

    def _pull(self, entry: Entry, say: Say, progress: Progress) -> Installed:
        there = next((model for model in self.installed() if model.name == entry.name), None)
        if there is not None:
            if self._whole(there):
                say(f"模型 {entry.name} 已经装好。")
                return there
            say(f"模型 {entry.name} 已损坏，重新下载。")
        for number, source in enumerate(entry.sources, 1):
            say(f"从 {source.place} 下载 {entry.name}（{source.size / 1e6:.0f} MB）…")
            try:
                installed = install(entry, source, self.folder, progress)
            except UnreachableError as error:
                if number == len(entry.sources):
                    again = f"请检查网络，再运行：trainer models pull {entry.name}"
                    raise UnreachableError(f"{error.message}{again}") from error
                say(f"{error.message}换下一个来源。")
                continue
            module = PACKAGES[entry.engine]
            if importlib.util.find_spec(module) is None:
                say(f"还要安装识别引擎：pip install {module.replace('_', '-')}")
            return installed
        raise ModelError(f"目录里没有 {entry.name} 的下载来源。")

    def _archives_at(self, path: Path) -> tuple[Entry, Source, list[Path]] | None:
        """The catalogue model whose archives are all at `path`, recognised by size and sha256."""
        files = [path] if path.is_file() else [file for file in path.iterdir() if file.is_file()]
        sizes = {file: file.stat().st_size for file in files}
        for entry in self.catalogue:
            for source in entry.sources:
                found = [
                    next((f for f in files if sizes[f] == a.size and sha256(f) == a.sha256), None)
                    for a in source.archives
                ]
                archives = [file for file in found if file is not None]
                if len(archives) == len(found):
                    return entry, source, archives
        return None

    def _known(self, name: str) -> Entry | None:
        return next((entry for entry in self.catalogue if entry.name == name), None)

    def _entry(self, name: str) -> Entry:
        if (entry := self._known(name)) is not None:
            return entry
        names = [entry.name for entry in self.catalogue]
        near = nearest(name, names, 0.6)
        hint = f"是不是 {near}？" if near else ""
        raise ModelError(f"没有叫 {name} 的模型。{hint}可以取的有：{'、'.join(names)}。")

    def _published(self, name: str) -> dict[str, str]:
        entry = self._known(name)
        return {} if entry is None else dict(entry.files)

    def _whole(self, model: Installed) -> bool:
        return check(model, self._published(model.name)).ok


def _model_in(content: Path, origin: Path) -> Path:
    """The folder of the model in what was unpacked: itself or the only one that is a model, two levels deep."""
    for folder in (content, *sorted(content.glob("*/")), *sorted(content.glob("*/*/"))):
        if layout(folder) is not None:
            return folder
    raise ModelError(
        f"{origin} 里没有 Vosk、Whisper 或 SenseVoice 模型（找不到 am/final.mdl、model.bin 或 model.int8.onnx）。"
        "请检查是否解压完整。"
    )
