"""The list of speech models that can be fetched: models/catalogue.toml as values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Archive:
    """One thing to fetch: by `url`, or by `package` (name==version) through pip. A zip, or a `file` used as it is."""

    sha256: str
    size: int  # bytes
    root: str = ""  # folder inside the zip that becomes the model's folder; "" = all of it
    file: str = ""  # its name in the model's folder; "" = it is a zip
    url: str = ""
    package: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A place that has the whole model, in one archive or several."""

    kind: str  # url | pypi
    archives: tuple[Archive, ...]

    @property
    def size(self) -> int:
        """Bytes to fetch."""
        return sum(archive.size for archive in self.archives)

    @property
    def place(self) -> str:
        """The name shown to users: a host, or PyPI."""
        return "PyPI" if self.kind == "pypi" else self.archives[0].url.split("/")[2]


@dataclass(frozen=True, slots=True)
class Entry:
    """A model of the catalogue."""

    name: str
    title: str
    engine: str  # vosk | whisper | sensevoice
    language: str  # zh, ko, multi
    licence: str
    unpacked: int  # bytes on disk, about
    sources: tuple[Source, ...]
    join: Mapping[str, tuple[str, ...]]  # file → its parts, in order
    files: Mapping[str, str]  # file → published sha256


def catalogue_file() -> Path:
    """In an installed wheel beside this module, in a checkout in models/."""
    packaged = Path(__file__).with_name("catalogue.toml")
    return packaged if packaged.is_file() else CHECKOUT / "models" / "catalogue.toml"


def read_catalogue(path: Path | None = None) -> tuple[Entry, ...]:
    """All entries, in the file's order. The file is ours: a mistake in it is a bug, not the user's fault."""
    data = tomllib.loads((path or catalogue_file()).read_text(encoding="utf-8"))
    return tuple(_entry(item) for item in data["model"])


def _entry(item: dict[str, Any]) -> Entry:
    sources = tuple(
        Source(source["kind"], tuple(Archive(**archive) for archive in source["archives"])) for source in item["source"]
    )
    plain = {one.file: one.sha256 for source in sources for one in source.archives if one.file}
    return Entry(
        name=item["name"],
        title=item["title"],
        engine=item["engine"],
        language=item["language"],
        licence=item["licence"],
        unpacked=item["unpacked"],
        sources=sources,
        join={target: tuple(parts) for target, parts in item.get("join", {}).items()},
        files=plain | item.get("files", {}),
    )
