"""Progress and comparisons in words and charts."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from tests.history.made import result, rule
from tests.report.html import made
from trainer.history.comparison import compare
from trainer.history.progress import progress
from trainer.report.progress_screen import changed, difference, show, show_comparison

NEW = "（情景改过，只供参考）"


def screen() -> tuple[Console, StringIO]:
    out = StringIO()
    return Console(file=out, width=80, highlight=False, markup=False), out


def test_everything_fits_a_terminal_of_80_by_24() -> None:
    results = [result(n, float(n % 101), pace=200.0 - n) for n in range(1, 71)]
    names = [f"第 {n} 条规矩，名字很长很长很长很长很长" for n in range(9)]
    rules = [rule(r.number, name, "missed" if r.number % 2 else "met") for r in results for name in names]
    console, out = screen()
    show(console, progress(results, rules))
    lines = out.getvalue().splitlines()
    assert len(lines) <= 24
    assert max(map(cell_len, lines)) <= 80
    assert "每格 3 次的平均" in lines[0]


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        (150.0, 120.0, "语速 150 → 120 字/分（标准 120），合适"),
        (110.0, 220.0, "220 字/分（标准 120），偏快"),
        (110.0, 60.0, "60 字/分（标准 120），偏慢"),
    ],
)
def test_pace_is_told_beside_the_standard_of_the_scenario(then: float, now: float, told: str) -> None:
    paces = progress([result(1, None, pace=then), result(2, None, pace=now)], ())
    console, out = screen()
    show(console, paces, made.scenario("cp-leak"))
    assert told in out.getvalue()
    assert "总分" not in out.getvalue()
    console, out = screen()
    show(console, paces)
    assert f"{now:.0f} 字/分\n" in out.getvalue()


def test_a_group_that_got_worse_is_marked() -> None:
    console, out = screen()
    rules = [rule(1, "a", "met"), rule(2, "a", "missed")]
    show(console, progress([result(1, 90), result(2, 50)], rules))
    assert "安抚体谅  ····················  100 →   0 ↓" in out.getvalue()


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ({"total": 50}, {"total": 92}, "按第一次说的算，比上次高 42 分：上次 50，这次 92"),
        ({"total": 92}, {"total": 50}, "按第一次说的算，比上次低 42 分：上次 92，这次 50"),
        ({"total": 50}, {"total": 50}, "按第一次说的算，和上次一样，50 分"),
        ({"total": 50, "mode": "exam"}, {"total": 51, "mode": "exam"}, "比上次高 1 分：上次 50，这次 51"),
        (
            {"total": 50},
            {"total": 60, "sha256": "b"},
            "按第一次说的算，比上次高 10 分：上次 50，这次 60（情景改过，只供参考）",
        ),
        ({"total": None}, {"total": 60}, ""),
    ],
)
def test_the_difference_is_one_sentence(before: dict[str, Any], now: dict[str, Any], told: str) -> None:
    assert difference(compare(result(1, **before), result(2, **now), (), ())) == told


def test_what_changed_is_told_the_better_first_and_the_rest_counted() -> None:
    was = [rule(1, f"r{n}", "missed") for n in range(4)] + [
        rule(1, "bad", "met"),
        rule(1, "part", "partly", earned=2.0),
    ]
    now = [rule(2, f"r{n}", "met") for n in range(4)]
    now += [rule(2, "bad", "missed", deducted=1.0), rule(2, "part", "partly", earned=5.0)]
    console, out = screen()
    changed(console, compare(result(1, 10), result(2, 60), was, now).changes, 3)
    assert out.getvalue().splitlines() == [
        "  变好了：r0（没做到 → 做到，+16.7 分）",
        "  变好了：r1（没做到 → 做到，+16.7 分）",
        "  变好了：r2（没做到 → 做到，+16.7 分）",
        "  变好了的还有 2 项",
        "  变差了：bad（做到 → 扣分，−17.7 分）",
    ]


def test_without_a_total_only_the_changes_are_told() -> None:
    console, out = screen()
    show_comparison(console, compare(result(1, None), result(2, 90), [rule(1, "a", "missed")], [rule(2, "a", "met")]))
    assert out.getvalue().split("\n")[1].startswith("  变好了：a")


def test_a_name_cannot_steer_the_terminal() -> None:
    console, out = screen()
    evil = "\x1b[2J坏"
    rules = [rule(n, "a", "missed", label=evil) for n in (1, 2)]
    show(console, progress([result(1, 90), result(2, 50)], rules))
    changed(console, compare(result(1, 1), result(2, 2), rules[:1], [rule(2, "a", "met", label=evil)]).changes)
    assert "\x1b[2J" not in out.getvalue()
    assert "‹U+001B›" in out.getvalue()
