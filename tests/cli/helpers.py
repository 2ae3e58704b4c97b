"""Run a command line as `trainer` would, in this process or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from patience import PATIENCE

from trainer.cli import run
from trainer.cli.chinese import ChineseFormatter

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def trainer(capfd: pytest.CaptureFixture[str], *arguments: str) -> Ran:
    """In this process; output as the terminal would get it."""
    before = click.Context.formatter_class
    click.Context.formatter_class = ChineseFormatter
    try:
        code = run(list(arguments))
    finally:
        click.Context.formatter_class = before
    captured = capfd.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return Ran(code, captured.out, captured.err)


def process(*arguments: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[bytes]:
    """In a process of its own, with warnings as errors left to the tests in this one."""
    return subprocess.run(
        [sys.executable, "-m", "trainer", *arguments],
        cwd=cwd or ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
