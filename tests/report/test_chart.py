"""Charts in plain characters."""

from __future__ import annotations

import pytest

from trainer.report.chart import bar, columns, gathered


def test_a_column_grows_in_eighths_from_the_lowest_line() -> None:
    assert columns([0, 50, 100, 62.5], height=2) == ["    █ ▂", "▁ █ █ █"]


@pytest.mark.parametrize(("value", "line"), [(-5, "▁"), (400, "█")])
def test_a_value_off_the_scale_stays_on_the_chart(value: float, line: str) -> None:
    assert columns([value], height=1) == [line]


@pytest.mark.parametrize(
    ("then", "now", "shown"),
    [(None, 0.5, "█████"), (0.5, 0.8, "█████▓▓▓"), (0.8, 0.5, "█████···"), (0, 0, ""), (1, 1, "█" * 10)],
)
def test_a_bar_shows_what_was_there_what_was_gained_and_what_was_lost(
    then: float | None, now: float, shown: str
) -> None:
    assert bar(then, now, 10) == shown


@pytest.mark.parametrize(
    ("count", "most", "values", "each"),
    [(3, 3, [1, 2, 3], 1), (4, 2, [1.5, 3.5], 2), (5, 2, [1.5, 4], 3), (0, 3, [], 1)],
)
def test_many_values_are_gathered_so_that_the_last_group_is_whole(
    count: int, most: int, values: list[float], each: int
) -> None:
    assert gathered([float(n + 1) for n in range(count)], most) == (values, each)
