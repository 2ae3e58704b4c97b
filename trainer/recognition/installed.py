"""Models on disk: where they live, what each folder holds, whether it is whole."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from trainer import folders
from trainer.errors import reason
from trainer.recognition.catalogue import CHECKOUT, Entry
from trainer.recognition.checksum import sha256_of_folder
from trainer.regular_file import read_json
from trainer.visible import steering

MANIFEST = "model.json"  # written last, inside the model's folder
EVALUATION = "evaluation.json"  # what `trainer evaluate` found, see evaluation.py
OURS = frozenset({MANIFEST, EVALUATION})  # files that are no part of the model
LARGEST_MANIFEST = 1_000_000  # bytes
_LAYOUT: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "vosk": (("am/final.mdl",), ("conf/model.conf",)),
    "whisper": (("model.bin",), ("config.json",), ("tokenizer.json",)),
    "sensevoice": (("model.int8.onnx", "model.onnx"), ("tokens.txt",)),
}
"""Engine → the files it needs, each under one of these names."""
_CHINESE = re.compile(r"(^|[-_])(cn|zh)([-_.]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Installed:
    """A model that can be opened."""

    name: str
    engine: str  # vosk | whisper | sensevoice
    language: str  # zh, ko, multi; "" = nobody said
    folder: Path


@dataclass(frozen=True, slots=True)
class Check:
    """What `verify` found."""

    name: str
    faults: tuple[str, ...]  # Chinese; empty = whole
    known: bool  # False: put there by hand, there is nothing to compare with

    @property
    def ok(self) -> bool:
        """Whole, as far as can be checked."""
        return not self.faults


def models_folder() -> Path:
    """$TRAINER_MODELS; else models/ of the checkout we run from, if it can be written; else the user's data folder."""
    if named := os.environ.get("TRAINER_MODELS"):
        with suppress(RuntimeError):  # no such user: then it is a name like any other
            return Path(named).expanduser()
        return Path(named)
    here = CHECKOUT / "models"
    if (here / "catalogue.toml").is_file() and os.access(here, os.W_OK):
        return here
    return folders.data() / "models"


def needed_files(engine: str, folder: Path) -> tuple[str, ...]:
    """The files without which the folder is no model of that engine, under the names they have there."""
    return tuple(next((name for name in names if (folder / name).is_file()), names[0]) for names in _LAYOUT[engine])


def layout(folder: Path) -> str | None:
    """The engine whose files the folder holds; None: no model."""
    for engine, files in _LAYOUT.items():
        if all(any((folder / name).is_file() for name in names) for names in files):
            return engine
    return None


def read_installed(folder: Path, entry: Entry | None) -> Installed | None:
    """The model in a folder, with or without our manifest; None where there is none, or none with a name to print."""
    engine = layout(folder)
    if engine is None or steering(folder.name):
        return None
    language = read_manifest(folder).get("language")
    if isinstance(language, str):
        return Installed(folder.name, engine, language, folder)
    return Installed(folder.name, engine, language_of(folder.name, engine, entry), folder)


def language_of(name: str, engine: str, entry: Entry | None) -> str:
    """By the catalogue, else by the name the model's makers gave it."""
    if entry is not None:
        return entry.language
    if engine != "vosk":
        return "multi"
    return "zh" if _CHINESE.search(name) else ""


def read_manifest(folder: Path) -> dict[str, object]:
    """Our notes about the model; {} where there are none or they are broken."""
    try:
        data = read_json(folder / MANIFEST, LARGEST_MANIFEST)
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def write_manifest(folder: Path, name: str, engine: str, language: str) -> None:
    """Note what the folder holds and the sha256 of each file."""
    data = {"name": name, "engine": engine, "language": language, "files": sha256_of_folder(folder, skip=OURS)}
    text = json.dumps(data, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def check(installed: Installed, published: Mapping[str, str]) -> Check:
    """Compare every file with the manifest, and with what the model's makers published."""
    noted = read_manifest(installed.folder).get("files")
    wanted = {**(noted if isinstance(noted, dict) else {}), **published}
    try:
        there = sha256_of_folder(installed.folder, skip=OURS)
    except OSError as error:
        return Check(installed.name, (f"读不了文件：{reason(error)}",), known=bool(wanted))
    faults = [f"缺少 {file}" for file in wanted if file not in there]
    faults += [f"{file} 的内容变了" for file, digest in wanted.items() if there.get(file, digest) != digest]
    return Check(installed.name, tuple(sorted(faults)), known=bool(wanted))
