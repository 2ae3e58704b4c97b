"""TraineeProgress and comparisons on the screen: 80 columns, plain text where nobody watches in colour."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from trainer.history.comparison import Change, Comparison
from trainer.history.progress import SPAN, Course, TraineeProgress
from trainer.output.local_time import DAY, local_time
from trainer.report.chart import bar, columns, gathered
from trainer.report.display import number
from trainer.report.pace_text import pace_rule, pace_text
from trainer.report.summary import print_wrapped
from trainer.scenario.resolved import Scenario
from trainer.scorecard import OUTCOME_NAMES
from trainer.visible import one_line

COLUMNS = 34  # calls that the chart of totals shows; more are gathered
LINES = 3  # of a list
NEAR = 0.05  # of a share; less is no change


def show(console: Console, progress: TraineeProgress, scenario: Scenario | None = None) -> None:
    """Totals, skill groups, pace, what was learned, what keeps being missed, the next step.

    `scenario`: the one of the last call, whose pace is the standard; None: it was not kept.
    """
    totals = [one.compared for one in progress.results if one.compared is not None]
    if totals:
        _chart(console, progress, totals)
    console.print()
    _skills(console, progress)
    if progress.pace is not None:
        rule = pace_rule(scenario)
        gross = rule is not None and rule.measure == "gross"  # as the store keeps it
        console.print(Text(pace_text(progress.pace.now, rule if gross else None, progress.pace.then)))
    if progress.learned:
        words = "；".join(map(one_line, progress.learned[-LINES:]))
        print_wrapped(console, Text(f"学会了：{words}", style="green"))
    if progress.missed:
        console.print(Text("最近总漏掉的：", style="bold"))
        for habit in progress.missed[:LINES]:
            line = f"  {one_line(habit.label)}（{habit.times} 次里漏了 {habit.missed} 次，{habit.skill}）"
            print_wrapped(console, Text(line))
    _next(console, progress)


def _chart(console: Console, progress: TraineeProgress, totals: Sequence[float]) -> None:
    values, each = gathered(totals, COLUMNS)
    per = f"，每格 {each} 次的平均" if each > 1 else ""
    console.print(Text(f"总分（{len(totals)} 次{per}；练习按第一次说的算）", style="bold"))
    for label, line in zip(("100", "", "", "", "  0"), columns(values), strict=True):
        console.print(Text.assemble(f"{label:>5} ", (line, "cyan")))
    days = (local_time(one.started, DAY) for one in (progress.results[0], progress.results[-1]))
    ends = " 到 ".join(dict.fromkeys(days))
    console.print(Text(f"      {ends}，最高 {number(max(totals))}，最近一次 {number(totals[-1])}", style="dim"))


def _skills(console: Console, progress: TraineeProgress) -> None:
    moved = any(course.then is not None for course in progress.skills.values())
    then = f"（从前 → 现在，各取最多 {SPAN} 次；▓ 长进，· 退步）" if moved else ""
    console.print(Text.assemble(("八项本领", "bold"), (then, "dim")))
    for skill, course in progress.skills.items():
        figures = f"{number(100 * course.now, 0):>3}" if course.then is None else _figures(course)
        console.print(Text.assemble(f"  {skill}  ", (f"{bar(course.then, course.now):<20}", "cyan"), f"  {figures}"))


def _figures(course: Course) -> str:
    then = course.then or 0.0
    sign = "" if abs(course.now - then) < NEAR else " ↑" if course.now > then else " ↓"
    return f"{number(100 * then, 0):>3} → {number(100 * course.now, 0):>3}{sign}"


def _next(console: Console, progress: TraineeProgress) -> None:
    weakest = progress.weakest
    if weakest is None:
        console.print(Text("下一步：样样都稳，换一个更难的情景：trainer practice", style="bold"))
    else:
        console.print(Text(f"下一步：多练“{weakest}”。今天练什么：trainer today", style="bold"))


def show_comparison(console: Console, comparison: Comparison) -> None:
    """After a call: how much better or worse than last time, and which rules changed."""
    told = difference(comparison)
    console.print()
    if told:
        style = "bold green" if (comparison.difference or 0) > 0 else "bold"
        print_wrapped(console, Text(f"{told}{'，是最好的一次！' if comparison.record else ''}", style=style))
    changed(console, comparison.changes)


def difference(comparison: Comparison, before: str = "上次", now: str = "这次") -> str:
    """比上次高 42 分, in one sentence; empty where one of the two has no total. `before`, `now`: their names."""
    gained = comparison.difference
    if gained is None:
        return ""
    version = "（情景改过，只供参考）" if comparison.other_version else ""
    first = "按第一次说的算，" if comparison.now.mode == "practice" else ""
    if not gained:
        return f"{first}和{before}一样，{number(comparison.now.compared)} 分{version}"
    figures = f"{before} {number(comparison.before.compared)}，{now} {number(comparison.now.compared)}"
    return f"{first}比{before}{'高' if gained > 0 else '低'} {number(abs(gained))} 分：{figures}{version}"


def changed(console: Console, changes: Sequence[Change], lines: int = LINES) -> None:
    """The rules that brought or cost other points, better ones first; at most `lines` of each kind."""
    better = [one for one in changes if one.gain > 0]
    worse = [one for one in changes if one.gain < 0]
    for title, found, style in (("变好了", better, "green"), ("变差了", worse, "yellow")):
        for one in found[:lines]:
            print_wrapped(console, Text(f"  {title}：{_change(one)}", style=style))
        if len(found) > lines:
            console.print(Text(f"  {title}的还有 {len(found) - lines} 项", style="dim"))


def _change(change: Change) -> str:
    gain = f"{'+' if change.gain > 0 else '−'}{number(abs(change.gain))} 分"
    before, now = (_outcome(one.outcome, one.deducted) for one in (change.before, change.now))
    how = f"{before} → {now}，" if before != now else ""
    return f"{one_line(change.now.label)}（{how}{gain}）"


def _outcome(outcome: str, deducted: float) -> str:
    names: dict[str, str] = {str(name): text for name, text in OUTCOME_NAMES.items()}
    return "扣分" if deducted else names.get(outcome, outcome)
