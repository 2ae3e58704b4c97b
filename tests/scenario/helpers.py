"""What tables of mistakes are made of: a piece of a good file, what stands in its place, the problems it gives."""

from __future__ import annotations

from collections.abc import Sequence

from tests.scenario.conftest import GOOD

Place = tuple[int, int, str]  # line, column, a piece of the message
Change = tuple[str, str, list[Place]]

RULE = "      - required: 您好\n"
WITH_PACK = GOOD.replace("kind: inbound", "kind: inbound\nuse: [taboo]")
WITH_VARIANTS = GOOD.replace("kind: inbound", "kind: inbound\nvariants: {busy: 客户忙, free: 客户有空}")


def changed(old: str, new: str, text: str = GOOD) -> str:
    """The text with its first `old` replaced."""
    assert old in text
    return text.replace(old, new, 1)


def assert_problems(found: Sequence[Place], expected: Sequence[Place]) -> None:
    """The same places in the same order, and each message holds its piece."""
    assert [one[:2] for one in found] == [one[:2] for one in expected], found
    for (_, _, message), (_, _, piece) in zip(found, expected, strict=True):
        assert piece in message
