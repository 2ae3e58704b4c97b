"""The lock files: every package with one version and its sums, and nothing missing that pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("tools", "program", "cluster", "development")
ASKED = {
    "tools": [*PROJECT["dependency-groups"]["tools"], *PROJECT["build-system"]["requires"]],
    "program": [
        *PROJECT["project"]["dependencies"],
        *(one for extra in ("whisper", "sherpa") for one in PROJECT["project"]["optional-dependencies"][extra]),
    ],
    "cluster": [
        *PROJECT["project"]["dependencies"],
        *(
            one
            for extra in ("whisper", "sherpa", "cluster")
            for one in PROJECT["project"]["optional-dependencies"][extra]
        ),
    ],
    "development": PROJECT["dependency-groups"]["dev"],
}
SYSTEMS = {
    f"{system} {machine} {python}": {
        "sys_platform": system,
        "platform_system": {"linux": "Linux", "win32": "Windows", "darwin": "Darwin"}[system],
        "platform_machine": machine,
        "python_version": python,
        "python_full_version": f"{python}.9",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    for system, machine in (("linux", "x86_64"), ("win32", "AMD64"), ("darwin", "arm64"), ("darwin", "x86_64"))
    for python in ("3.11", "3.12", "3.13")
}


def locked(name: str) -> list[tuple[Requirement, list[str]]]:
    """What a lock file holds: requirement, sums."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [
        (Requirement(line.split(" --hash")[0]), re.findall(r"--hash=sha256:([0-9a-f]{64})\b", line)) for line in lines
    ]


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_one_version_and_sums(name):
    for package, sums in locked(name):
        assert re.fullmatch(r"==[^*,]+", str(package.specifier)), package
        assert sums, package


@pytest.mark.parametrize("name", LOCKS)
@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_on_every_system_what_the_project_asks_for_is_locked_once(name, system):
    for_us = [package for package, _ in locked(name) if not package.marker or package.marker.evaluate(system)]
    versions = {canonicalize_name(package.name): str(package.specifier)[2:] for package in for_us}
    assert len(versions) == len(for_us)
    for asked in map(Requirement, ASKED[name]):
        version = versions.get(canonicalize_name(asked.name), "0")
        assert asked.specifier.contains(version), f"{asked}: run scripts/lock.py"


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_the_lock_files_agree(system):
    versions: dict[str, set[str]] = {}
    for name in LOCKS:
        for package, _ in locked(name):
            if not package.marker or package.marker.evaluate(system):
                versions.setdefault(canonicalize_name(package.name), set()).add(str(package.specifier))
    assert {name: several for name, several in versions.items() if len(several) > 1} == {}
