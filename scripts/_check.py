"""`scripts/check [--fast]`: format, lint, types, import layers, scenarios, tests, coverage.

People and CI run the same. Every step runs, also after a failed one; at the end stands which failed. Standard library
only: it makes `.venv` itself.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from _setup import DEVELOPMENT, STRICT, ensure_environment, run, say
from _tests import parts

PURE = ("visible", "text", "answers", "rules", "scoring", "scenario", "call", "scorecard")
"""Packages and modules of trainer/ without any input or output: no branch of them stays untested."""

MEASURED = {"PYTEST_ADDOPTS": "--cov=trainer --cov-report= --cov-fail-under=0"}
"""Lets pytest measure coverage and leave it in the file .coverage; the floors are a step of their own."""


@dataclass(frozen=True)
class Step:
    """One thing that must hold: its name, and commands that all end with 0."""

    name: str
    commands: tuple[tuple[str, ...], ...]
    env: Mapping[str, str] = field(default_factory=dict)
    """Added to the environment of the commands."""


def pure_files() -> str:
    """PURE as coverage's --include wants it."""
    return ",".join(f"trainer/{name}.py,trainer/{name}/*" for name in PURE)


def steps(python: str, fast: bool) -> tuple[Step, ...]:
    """All steps in order. `fast` leaves out tests with a real model, and with them the floor for the whole program."""
    module = (python, "-m")
    lint_imports = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    tests = (
        tuple((*module, "pytest", *words) for words in parts("not model")) if fast else ((python, "scripts/test.py"),)
    )
    pure = (*module, "coverage", "report", f"--include={pure_files()}", "--fail-under=100")
    whole = (*module, "coverage", "report")
    return (
        Step("format", ((*module, "ruff", "format", "--check", ".", "scripts/check"),)),
        Step("lint", ((*module, "ruff", "check", ".", "scripts/check"),)),
        Step("types", ((*module, "mypy"),)),
        Step("imports", ((python, "-c", lint_imports),)),
        Step("scenarios", ((*module, "trainer", "check", "scenarios/"),), env=STRICT),
        Step("tests", tests, env={**STRICT, **MEASURED}),
        Step("coverage", (pure,) if fast else (whole, pure)),
    )


def run_step(step: Step) -> bool:
    """Run one step, its output shown; whether all its commands ended with 0."""
    say(f"\n== {step.name} " + "=" * (60 - len(step.name)))
    codes = [run(command, step.env) for command in step.commands]  # each tells its part, also after a failed one
    return not any(codes)


def run_steps(chosen: Sequence[Step]) -> int:
    """Run the steps and say which failed; 1 when any did."""
    failed = []
    times = []
    for step in chosen:
        started = time.monotonic()
        good = run_step(step)
        times.append(f"{'ok    ' if good else 'FAILED'} {step.name:<10} {time.monotonic() - started:6.1f} s")
        if not good:
            failed.append(step.name)
    say("\n== summary " + "=" * 53)
    for line in times:
        say(line)
    say(f"check: {'FAILED: ' + ', '.join(failed) if failed else 'all good'}")
    return 1 if failed else 0


def read_arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="scripts/check", description=__doc__)
    parser.add_argument("--fast", action="store_true", help="without the tests that need a real speech model")
    parser.add_argument("--only", metavar="STEP", action="append", help="only this step; may be repeated")
    parser.add_argument("--skip", metavar="STEP", action="append", default=[], help="not this step; may be repeated")
    return parser.parse_args(words)


def main() -> int:
    """Run what the command line asks for."""
    arguments = read_arguments()
    known = [step.name for step in steps("python", arguments.fast)]
    for name in [*(arguments.only or ()), *arguments.skip]:
        if name not in known:
            say(f"no such step: {name}; the steps are {', '.join(known)}")
            return 2
    names = [name for name in arguments.only or known if name not in arguments.skip]
    python = str(ensure_environment(DEVELOPMENT))
    return run_steps([step for step in steps(python, arguments.fast) if step.name in names])
