"""The tables of a batch: what to listen to first, which rules are missed, who does how well, what got no score."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from trainer.batch.outcomes import Batch, Cause, Outcome, sample
from trainer.report.display import result_of, short
from trainer.report.report_table import PlainTable, Value, headings
from trainer.report.simple import simple
from trainer.scenario.resolved import Scenario
from trainer.scoring.rule_label import rule_name

CAUSE_NAMES: Mapping[Cause, str] = {"fatal": "红线", "review": "待复核", "low": "分低", "unclear": "听不清"}
NOBODY = "（没写坐席）"
MOST_NAMED = 3  # rules of a call, or of an agent, to be mended first

Label = Callable[[str, str, str], str]  # sha256 of the scenario, rule, operator → what is shown


def tables(batch: Batch, scenarios: Mapping[str, Scenario], each: int, seed: int, made: datetime) -> list[PlainTable]:
    """The sheets of the summary.

    `scenarios`: by sha256, for names; `each`: how many calls of an agent to draw; `made`: the local time of day.
    """
    name = _labels(batch, scenarios)
    found = [
        _overview(batch, scenarios, made),
        calls_table(batch, scenarios),
        _rules(batch, scenarios, name),
        _agents(batch, name),
    ]
    if each:
        found.append(_sample(batch, scenarios, each, seed))
    return [*found, unscored_table(batch)]


def calls_table(batch: Batch, scenarios: Mapping[str, Scenario]) -> PlainTable:
    """Every scored call, what to listen to first on top."""
    name = _labels(batch, scenarios)
    columns = headings(
        ("先听", 8), ("总分", 7), ("结果", 12), ("坐席", 12), ("日期", 12), ("录音", 44), ("情景", 18), ("分钟", 7),
        ("语速", 7), ("能判断 %", 10), ("红线", 28), ("请留意的话", 32), ("没做到", 8), ("先改", 60), ("文件夹", 40),
    )  # fmt: skip
    rows = [
        (
            CAUSE_NAMES[call.cause] if call.cause else "",
            call.total,
            result_of(call.passed, marked=bool(call.review)),
            call.trainee,
            call.date,
            Path(call.recording).name,
            _title(call, scenarios),
            _rounded(call.minutes, 1),
            _rounded(call.pace, 0),
            round(100 * call.judged),
            "；".join(name(call.scenario_sha256, rule, "") for rule in call.fatal) + _words("：", call.fatal_words),
            _words("", call.review),
            len(call.fatal) + len(call.missed),
            "；".join(name(call.scenario_sha256, rule, "") for rule in call.missed[:MOST_NAMED]),
            str(Path(call.recording).parent),
        )
        for call in sorted(batch.calls, key=lambda call: call.urgency)
    ]
    return PlainTable("先听哪些", columns, rows)


def unscored_table(batch: Batch) -> PlainTable:
    """Recordings without a scorecard: failures, then those in which nobody talks."""
    columns = headings(
        ("种类", 8), ("录音", 44), ("坐席", 12), ("日期", 12), ("原因", 80), ("代码", 12), ("文件夹", 40)
    )
    rows = [
        (
            "非通话" if one.no_call else "失败",
            Path(one.recording).name,
            one.trainee,
            one.date,
            one.message.removeprefix(f"{one.recording}：").removeprefix(f"{one.recording} "),
            one.code,
            str(Path(one.recording).parent),
        )
        for one in sorted(batch.unscored, key=lambda one: (one.no_call, one.recording))
    ]
    return PlainTable("没打分", columns, rows)


def _overview(batch: Batch, scenarios: Mapping[str, Scenario], made: datetime) -> PlainTable:
    """What was scored, and how often what came out; the counts of parts add up to their whole."""
    causes = Counter(call.cause for call in batch.calls)
    totals = [call.total for call in batch.calls if call.total is not None]
    passed = sum(call.passed is True for call in batch.calls)
    failed = len(batch.failures())
    dates = [*(call.date for call in batch.calls), *(one.date for one in batch.unscored)]
    days = sorted(filter(None, dates))
    named = dict.fromkeys(_title(call, scenarios) for call in batch.calls)
    heard = dict.fromkeys(call.heard for call in batch.calls if call.heard)
    rows: list[tuple[Value, ...]] = [
        ("情景", None, "、".join(named)),
        ("通话日期", None, " 到 ".join(dict.fromkeys((days[0], days[-1]))) if days else "没有写"),
        ("识别引擎、模型", None, "、".join(heard)),
        ("生成时间", None, f"{made:%Y-%m-%d %H:%M}"),
        ("录音", len(batch.calls) + len(batch.unscored), "有总分、不出分、失败、非通话加起来"),
        ("有总分", len(totals), "通过、还没通过加起来"),
        ("不出分", len(batch.calls) - len(totals), "听不清的太多，要请人听"),
        ("失败", failed, "见“没打分”" if failed else ""),
        ("非通话", len(batch.unscored) - failed, "没有人说话或太短、只有铃声、语音信箱，不算失败"),
        ("平均分", _mean(totals), ""),
        ("通过 %", _percent(passed, len(totals)), "有总分的通话里"),
        ("通过", passed, ""),
        ("还没通过", len(totals) - passed, "分数低的和碰了红线的"),
        ("先听", sum(causes.values()) - causes[None], "见“先听哪些”；下面每通只算一次，红线在前"),
        ("　红线", causes["fatal"], "说了一票否决的话"),
        ("　待复核", causes["review"], "有些话机器拿不准，要请人听一听；其中有通过的，也有还没通过的"),
        ("　分低", causes["low"], "还没通过，没碰红线，也没有要复核的话"),
        ("　听不清", causes["unclear"], "不出分，也没有上面这些"),
    ]
    return PlainTable("总览", headings(("项目", 16), ("数", 10), ("说明", 60)), rows)


def _rules(batch: Batch, scenarios: Mapping[str, Scenario], name: Label) -> PlainTable:
    columns = headings(
        ("没做到 %", 10), ("规则", 44), ("情景", 18), ("没做到", 8), ("部分做到", 10), ("做到", 8), ("听不清", 8),
        ("没测", 8), ("编号", 28),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for (scenario, sha256, rule, operator), counts in batch.rules.items():
        judged = counts["met"] + counts["partly"] + counts["missed"]
        title = scenarios[sha256].file.title if sha256 in scenarios else scenario
        figures = (counts[outcome] for outcome in ("missed", "partly", "met", "unclear", "not_measured"))
        rows.append((_percent(counts["missed"], judged), name(sha256, rule, operator), title, *figures, rule))
    rows.sort(key=lambda row: (-_figure(row[0]), -_figure(row[3]), str(row[8])))
    return PlainTable("规则", columns, rows)


def _agents(batch: Batch, name: Label) -> PlainTable:
    columns = headings(
        ("坐席", 14),
        ("通话", 8),
        ("平均分", 8),
        ("通过 %", 8),
        ("红线", 8),
        ("待复核", 8),
        ("不出分", 8),
        ("最常没做到", 70),
    )
    by_agent: defaultdict[str, list[Outcome]] = defaultdict(list)
    for call in batch.calls:
        by_agent[call.trainee or NOBODY].append(call)
    rows: list[tuple[Value, ...]] = []
    for agent, calls in by_agent.items():
        totals = [call.total for call in calls if call.total is not None]
        settled = [call.passed for call in calls if call.passed is not None]
        missed = Counter(name(call.scenario_sha256, rule, "") for call in calls for rule in (*call.fatal, *call.missed))
        rows.append(
            (
                agent,
                len(calls),
                _mean(totals),
                _percent(sum(settled), len(settled)),
                sum(bool(call.fatal) for call in calls),
                sum(bool(call.review) for call in calls),
                sum(call.total is None for call in calls),
                "；".join(f"{rule}（{count} 次）" for rule, count in missed.most_common(MOST_NAMED)),
            )
        )
    rows.sort(key=lambda row: (_figure(row[2]), str(row[0])))
    return PlainTable("坐席", columns, rows)


def _sample(batch: Batch, scenarios: Mapping[str, Scenario], each: int, seed: int) -> PlainTable:
    columns = headings(
        ("坐席", 14), ("录音", 44), ("日期", 12), ("总分", 7), ("结果", 12), ("情景", 18), ("文件夹", 40)
    )
    rows = [
        (
            call.trainee or NOBODY,
            Path(call.recording).name,
            call.date,
            call.total,
            result_of(call.passed, marked=bool(call.review)),
            _title(call, scenarios),
            str(Path(call.recording).parent),
        )
        for call in sample(batch.calls, each, seed)
    ]
    return PlainTable("抽听", columns, rows)


def _labels(batch: Batch, scenarios: Mapping[str, Scenario]) -> Label:
    """The rule in a few words where the scenario is at hand, else its kind and its id."""
    operators = {(sha256, rule): operator for _, sha256, rule, operator in batch.rules}
    made: dict[tuple[str, str], str] = {}

    def name(sha256: str, rule: str, operator: str) -> str:
        if (sha256, rule) not in made:
            operator = operator or operators.get((sha256, rule), "")
            made[sha256, rule] = rule_name(scenarios.get(sha256), rule, operator)
        return made[sha256, rule]

    return name


def _words(before: str, said: Sequence[str]) -> str:
    """What was said, quoted; empty where nothing was."""
    return before + "、".join(f"“{short(simple(one))}”" for one in dict.fromkeys(said)) if said else ""


def _title(call: Outcome, scenarios: Mapping[str, Scenario]) -> str:
    known = scenarios.get(call.scenario_sha256)
    return call.scenario if known is None else known.file.title


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _rounded(value: float | None, places: int) -> float | int | None:
    return None if value is None else round(value, places or None)


def _figure(value: Any) -> float:
    return -1.0 if value is None else float(value)
