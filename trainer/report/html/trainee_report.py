"""The report of one trainee: totals over time, the eight skill groups, what was learned, all results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from trainer.history.progress import SPAN, Course, TraineeProgress, progress
from trainer.history.settled import reviewed
from trainer.history.values import Result, RuleResult, Trainee
from trainer.output.local_time import DAY, SHORT_DAY, local_time
from trainer.report.display import number
from trainer.report.html import charts
from trainer.report.html.overview import Overview, Part, Tile
from trainer.report.identity import NOBODY
from trainer.report.report_table import PlainTable, Value, headings
from trainer.report.session_text import outcome_text
from trainer.report.way import SOURCES, way_of
from trainer.scorecard import Scorecard

MISSED = 10  # of what keeps being missed


def trainee_report(
    trainee: Trainee | None,
    results: Sequence[Result],
    rules: Iterable[RuleResult],
    links: Mapping[int, str] | None = None,
    settled: Mapping[int, Scorecard] | None = None,
    variant: Callable[[Result], str | None] = lambda one: one.variant,
) -> Overview:
    """`results`: all of this trainee, oldest first; `rules`: how their rules came out; `links`: number → its report.

    `settled`: number → the scorecard as a trainer settled it; `variant`: the title of the one that was played.
    Ways of practising stand apart: their totals cannot be compared.
    """
    every = tuple(rules)
    parts: list[Part] = []
    after = settled or {}
    now = [reviewed(one, after[one.number]) if one.number in after else one for one in results]
    for source, name in SOURCES.items():
        mine = [one for one in now if one.source == source]
        if mine:
            parts += _course(name, progress(mine, every))
    parts.append(_results(results, links or {}, after, variant))
    name = trainee.name if trainee else NOBODY
    facts = [("学员", name), ("工号", (trainee.staff_number if trainee else None) or "")]
    if results:
        facts.append(("时间", span_of(results)))
    return Overview(f"学员报告：{name}", tuple((a, b) for a, b in facts if b), tuple(tiles_of(now)), tuple(parts))


def span_of(results: Sequence[Result]) -> str:
    """From the first to the last day."""
    return " 到 ".join(dict.fromkeys(local_time(one.started, DAY) for one in (results[0], results[-1])))


def tiles_of(results: Sequence[Result]) -> Iterable[Tile]:
    """How many, how good, how many passed, how many to look at."""
    totals = [one.compared for one in results if one.compared is not None]
    settled = [one.passed for one in results if one.passed is not None]
    yield Tile("成绩", f"{len(results)} 次")
    if totals:
        yield Tile("平均分", number(sum(totals) / len(totals)), "练习按第一次说的算")
    if settled:
        yield Tile("通过", f"{number(100 * sum(settled) / len(settled), 0)}%", f"{sum(settled)}/{len(settled)}")
    if waiting := sum(one.marked for one in results):
        yield Tile("待复核", f"{waiting} 次", "要请人看一看")


def _course(way: str, found: TraineeProgress) -> Iterable[Part]:
    totals = [one.compared for one in found.results if one.compared is not None]
    if totals:
        days = local_time(found.results[0].started, SHORT_DAY), local_time(found.results[-1].started, SHORT_DAY)
        title = f"{way}：总分（{len(totals)} 次）"
        yield Part(title, "练习按第一次说的算。", charts.line(totals, title, days))
    rows: list[tuple[Value, ...]] = [(skill, *_figures(course, 100)) for skill, course in found.skills.items()]
    if found.pace is not None:
        rows.append(("语速（字/分）", *_figures(found.pace, 1)))
    columns = headings(("项目", 18), ("从前", 10), ("现在", 10), ("变化", 10))
    yield Part(
        f"{way}：八项本领",
        f"从前、现在各取最多 {SPAN} 次的平均，满分 100。",
        table=PlainTable(f"{way}·本领", columns, rows),
    )
    habits: list[tuple[Value, ...]] = [(one.label, one.skill, one.missed, one.times) for one in found.missed[:MISSED]]
    if habits:
        columns = headings(("最近总漏掉的", 44), ("本领", 14), ("漏了", 8), ("次数", 8))
        yield Part(f"{way}：最近总漏掉的", table=PlainTable(f"{way}·漏掉的", columns, habits))
    if found.learned:
        table = PlainTable(f"{way}·学会的", headings(("学会了", 60)), [(one,) for one in found.learned])
        yield Part(f"{way}：学会了", "以前没做到，最近都做到了。", table=table)


def _figures(course: Course, times: float) -> tuple[Value, Value, Value]:
    now = round(times * course.now)
    then = None if course.then is None else round(times * course.then)
    return then, now, None if then is None else now - then


def _results(
    results: Sequence[Result],
    links: Mapping[int, str],
    settled: Mapping[int, Scorecard],
    variant: Callable[[Result], str | None],
) -> Part:
    newest = tuple(reversed(results))
    columns = headings(
        ("编号", 8), ("时间", 18), ("情景", 26), ("情况", 14), ("方式", 14), ("总分", 8), ("第一次", 8), ("结果", 14),
        ("语速", 8),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = [
        (
            one.number,
            local_time(one.started),
            one.title,
            variant(one),
            way_of(one.mode, one.source),
            one.total,
            one.first_total if one.mode == "practice" else None,
            outcome_text(one, settled.get(one.number)),
            None if one.pace is None else round(one.pace),
        )
        for one in newest
    ]
    return Part(
        "全部成绩", table=PlainTable("全部成绩", columns, rows), links=[links.get(one.number) for one in newest]
    )
