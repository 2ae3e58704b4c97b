"""A tiny stand-in for the checkout, at a path with Chinese and a space, that installs for real without any network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from patience import PATIENCE

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
sys.path.append(str(SCRIPTS))  # appended: scripts/test.py must not hide the standard library's `test`
from _setup import DEVELOPMENT, TOOLS, lock_file  # noqa: E402

BACKEND = """
import zipfile
from pathlib import Path

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "tiny_trainer-1-py3-none-any.whl"
    info = "tiny_trainer-1.dist-info/"
    with zipfile.ZipFile(Path(wheel_directory, name), "w") as wheel:
        wheel.writestr("tiny_trainer.pth", str(Path.cwd()))
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: tiny-trainer\\nVersion: 1\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name

build_wheel = build_editable
"""

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "tiny-trainer"
version = "1"
"""

ECHO = 'import os, sys\nprint("{name}", *sys.argv[1:], flush=True)\nsys.exit(int(os.environ.get("TINY_EXIT", "0")))\n'

SAMPLES = ("in-aftersales", "fu-visit", "cp-leak")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real scripts beside a `trainer` and a `pytest` that only say how they were called."""
    root = tmp_path_factory.mktemp("项目") / "测试 目录"
    (root / "scripts").mkdir(parents=True)
    for name in ("_setup.py", "_tests.py", "demo.py", "test.py"):
        shutil.copy(SCRIPTS / name, root / "scripts" / name)
    (root / "trainer").mkdir()
    (root / "trainer" / "__init__.py").touch()
    (root / "trainer" / "__main__.py").write_text(ECHO.format(name="trainer"), encoding="utf-8")
    (root / "pytest.py").write_text(ECHO.format(name="pytest"), encoding="utf-8")
    (root / "backend.py").write_text(BACKEND, encoding="utf-8")
    (root / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (root / "requirements").mkdir()
    for name in (TOOLS, *DEVELOPMENT):
        lock_file(name, root).write_text("# nothing\n", encoding="utf-8")
    (root / "scenarios" / "samples").mkdir(parents=True)
    for name in SAMPLES:
        (root / "scenarios" / "samples" / f"{name}.opus").touch()
    return root


def unmeasured() -> dict[str, str]:
    """Our environment without coverage's: the stand-in `trainer` must not be measured as the real one."""
    return {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_PROCESS")}


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run_script(checkout: Path) -> Run:
    """Runs a script of the stand-in with this Python, no input; `env` adds to the environment."""

    def run(name: str, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(checkout / "scripts" / name), *words],
            cwd=checkout.parent,
            env={**unmeasured(), **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )

    return run
