"""Can the totals come out as the author means? Warnings about points, rules that exclude each other, expectations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from trainer.checking.examples import Played
from trainer.errors import Problem
from trainer.scenario.binding import Placed
from trainer.scenario.load import Loaded
from trainer.scenario.model import ScenarioFile
from trainer.scenario.suggestions import short
from trainer.scenario.turn_graph import END, edges

EXCELLENT = 90  # points that an excellent call should be able to reach
_LIMIT = re.compile(r"(>=|<=|>|<)\s*(\d+(?:\.\d+)?)")


def check_totals(loaded: Loaded, played: Sequence[Played]) -> Iterator[Problem]:
    """Every warning about what can be earned and what the examples show of it."""
    if loaded.scenario is None:
        return
    yield from _points(loaded)
    yield from _excluding(loaded)
    yield from _always_true(loaded)
    yield from _range(loaded, played)


def main_path(file: ScenarioFile) -> list[str]:
    """The turns from the first to the end where no condition holds."""
    graph = edges(file.turns)
    path: list[str] = []
    here = file.turns[0].id if file.turns else END
    while here != END and here not in path:
        path.append(here)
        here = graph[here][-1]
    return path


def main_points(loaded: Loaded) -> dict[str, Fraction]:
    """The points that can be earned on the main path, by turn; those of the whole call and of packs under `call`."""
    assert loaded.scenario is not None
    file = loaded.scenario.file
    recovery = {turn.id for turn in file.turns if turn.recovery}
    points = {turn: Fraction(0) for turn in main_path(file) if turn not in recovery}
    points["call"] = Fraction(0)
    for bound in loaded.scenario.rules:
        if (bound.turn or "call") in points:
            points[bound.turn or "call"] += bound.rule.worth
    return points


def _points(loaded: Loaded) -> Iterator[Problem]:
    points = main_points(loaded)
    total = sum(points.values(), Fraction(0))
    if total == 0:
        yield loaded.document.problem(
            ("rules",), "没有一条规则有分，总分无从算起；请给规则写 points", key=True, warning=True
        )
    elif total != 100:
        parts = "，".join(
            f"{'整通和规则包' if turn == 'call' else turn} {_figure(one)}" for turn, one in points.items()
        )
        message = (
            f"主线上的规则一共 {_figure(total)} 分，不是 100 分（{short(parts, 120)}）；"
            f"扣分是按 100 分算的，建议凑成 100"
        )
        yield loaded.document.problem(("turns",), message, key=True, warning=True)


def _excluding(loaded: Loaded) -> Iterator[Problem]:
    """Pairs of rules that cannot both be met."""
    assert loaded.scenario is not None
    counted = main_points(loaded)
    worth = [item for item in loaded.rules if item.rule.worth and (item.bound.turn or "call") in counted]
    possible = sum(counted.values(), Fraction(0))
    for one, other in combinations(worth, 2):
        if (
            one.bound.turn == other.bound.turn
            and (one.rule.excludes(other.rule) or other.rule.excludes(one.rule))
            and _always(one)
            and _always(other)
        ):
            lost = min(one.rule.worth, other.rule.worth)
            best = 100 * (possible - lost) / possible
            message = (
                f"“{one.bound.id}”和“{other.bound.id}”不能同时做到，总分最多 {_figure(best)} 分；请改掉或删掉其中一条"
            )
            yield other.at_key(other.rule.operator, message, warning=True)


def _always(item: Placed) -> bool:
    return item.rule.applies_when is None and item.rule.where in (None, "turn", "call")


def _always_true(loaded: Loaded) -> Iterator[Problem]:
    """Expected totals that every call fulfils prove nothing."""
    assert loaded.scenario is not None
    for index, example in enumerate(loaded.scenario.file.examples):
        wanted = example.expect.get("total", "")
        found = _LIMIT.fullmatch(wanted)
        if found and _any_total(found[1], Fraction(found[2])):
            message = f"任何总分都符合“{wanted}”，等于没有写；请写一个分得出好坏的数"
            yield loaded.document.problem(("examples", index, "expect", "total"), message, warning=True)


def _any_total(sign: str, limit: Fraction) -> bool:
    return (sign == ">=" and limit == 0) or (sign == "<=" and limit >= 100) or (sign == "<" and limit > 100)


def _range(loaded: Loaded, played: Sequence[Played]) -> Iterator[Problem]:
    """An excellent total and a failing one: without examples for both nobody knows that they can come about."""
    assert loaded.scenario is not None
    totals = [one.card.total for one in played if one.card.total is not None]
    if not totals or not any(main_points(loaded).values()):
        return
    needed = max(EXCELLENT, loaded.scenario.file.pass_mark)
    if max(totals) < needed:
        message = (
            f"最好的示例只有 {_figure(max(totals))} 分；请加一个优秀的示例，证明 {needed} 分拿得到，"
            f"拿不到就看看哪条要求太严"
        )
        yield loaded.document.problem(("examples",), message, key=True, warning=True)
    if all(one.card.passed is not False for one in played):
        yield loaded.document.problem(
            ("examples",), "没有哪个示例不及格；请加一个不合格的示例，证明它拦得住", key=True, warning=True
        )


def _figure(value: Fraction) -> str:
    return f"{float(value):.4g}"
