"""Nothing prints but `trainer/output`: what is said elsewhere would reach the terminal as others wrote it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TRAINER = Path(__file__).parents[2] / "trainer"
DOOR = TRAINER / "output"
FORBIDDEN = {
    "print",
    "input",
    "Console",
    "echo",
    "secho",
    "echo_via_pager",
    "prompt",
    "confirm",
    "stdout.write",
    "stderr.write",
    "stdout.buffer.write",
    "stderr.buffer.write",
}
DRAWERS = {"Live", "Progress"}  # rich's; without a console they make one of their own


def past_the_door(text: str) -> Iterator[tuple[int, str]]:
    """Line and name of every call that prints by itself."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        bare = name.removeprefix("click.").removeprefix("sys.").removeprefix("rich.").removeprefix("console.")
        drawn = bare in DRAWERS and not any(keyword.arg == "console" for keyword in node.keywords)
        if (bare in FORBIDDEN and name != "console.print") or drawn:
            yield node.lineno, name


def test_only_the_door_prints() -> None:
    found = {
        str(path.relative_to(TRAINER)): calls
        for path in sorted(TRAINER.rglob("*.py"))
        if DOOR not in path.parents and (calls := list(past_the_door(path.read_text(encoding="utf-8"))))
    }
    assert found == {}, "print with trainer.output.say.say, or on a trainer.output.styled.VisibleConsole"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("click.echo('x')", "click.echo"),
        ("print(x)", "print"),
        ("with Progress(a):\n    pass", "Progress"),
        ("Console(stderr=True)", "Console"),
        ("sys.stdout.write(x)", "sys.stdout.write"),
    ],
)
def test_what_prints_by_itself_is_found(text: str, name: str) -> None:
    assert [found for _, found in past_the_door(text)] == [name]


@pytest.mark.parametrize(
    "text", ["console.print(x)", "screen.print(x)", "Live(console=c)", "say(x)", "session.prompt(x)"]
)
def test_what_goes_through_the_door_is_not(text: str) -> None:
    assert list(past_the_door(text)) == []
