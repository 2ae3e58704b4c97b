"""The report of a class: how totals are spread, what is missed by whom, the course of the month, service levels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from trainer.history.values import Result, Trainee
from trainer.report.display import number
from trainer.report.groups import OTHERS, Groups
from trainer.report.html import charts
from trainer.report.html.overview import Overview, Part
from trainer.report.html.trainee_report import span_of, tiles_of
from trainer.report.rule_counts import RuleCount, level
from trainer.report.session_text import NOBODY
from trainer.report.table import PlainTable, Value, headings

MONTH = timedelta(days=30)
FOLLOW_UP = timedelta(days=3)  # F-when (docs/ETIQUETTE.md): followed up within three days
LEVEL, RECEPTION = 95, 98  # %: of all, of the reception (docs/ETIQUETTE.md, Service levels)
SENTENCES = 5  # that are missed most often
HOTTEST, WIDEST = 20, 24  # rows and columns of the heat map
STEP = 10  # points of one bar
Key = tuple[str, str]  # scenario's id, rule's full id
Is = Callable[[RuleCount], bool]


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a count does not say of its rule itself."""

    is_answer: Is  # it asks how soon the call is picked up
    is_said: Is  # it asks for words
    sentence: Callable[[RuleCount], str]  # what should be said, for people


@dataclass(slots=True)
class _Person:
    trainee: Trainee | None
    totals: list[float] = field(default_factory=list)
    calls: int = 0
    passed: int = 0
    settled: int = 0
    marked: int = 0
    latest: date | None = None


def class_report(
    results: Sequence[Result], counts: Collection[RuleCount], kinds: Kinds, groups: Groups | None = None
) -> Overview:
    """`results`: oldest first; `counts`: how their rules came out. Every result is looked at once."""
    people: dict[int | None, _Person] = {}
    spread = [0] * (100 // STEP)
    for one in results:
        key = None if one.trainee is None else one.trainee.id
        person = people.get(key)
        if person is None:
            person = people[key] = _Person(one.trainee)
        person.calls += 1
        total = one.compared
        if total is not None:
            person.totals.append(total)
            spread[min(int(total // STEP), len(spread) - 1)] += 1
        if one.passed is not None:
            person.settled += 1
            person.passed += one.passed
        person.marked += one.marked
        person.latest = one.started.date()
    facts = [("学员", f"{len(people)} 位"), *([("时间", span_of(results))] if results else [])]
    parts = (
        _spread(spread),
        _people(people, counts, groups or Groups()),
        _heat(people, counts),
        _sentences(counts, kinds),
        _month(results),
        _service(results, counts, kinds),
    )
    return Overview("班级报告", tuple(facts), tuple(tiles_of(results)), parts)


def _spread(spread: Sequence[int]) -> Part:
    labels = [f"{low}–{low + STEP - 1 if low < 100 - STEP else 100}" for low in range(0, 100, STEP)]
    rows: list[tuple[Value, ...]] = list(zip(labels, spread, strict=True))
    table = PlainTable("分数分布", headings(("分数", 12), ("次数", 10)), rows)
    short = [str(low) for low in range(0, 100, STEP)]
    return Part("分数分布", "每一格 10 分，练习按第一次说的算。", charts.bars(short, spread, "分数分布"), table)


def _people(people: dict[int | None, _Person], counts: Iterable[RuleCount], groups: Groups) -> Part:
    """A row for each trainee, a column for each group of rules."""
    by_group: defaultdict[tuple[int | None, str], list[RuleCount]] = defaultdict(list)
    for one in counts:
        by_group[one.trainee, groups.named(one.scenario, one.rule) or one.skill or OTHERS].append(one)
    present = {name for _, name in by_group}
    names = [name for name in dict.fromkeys((*groups.names, OTHERS)) if name in present]
    columns = headings(
        ("学员", 14), ("工号", 10), ("次数", 8), ("平均分", 8), ("通过 %", 8), ("待复核", 8), ("最近", 12),
        *((name, 10) for name in names),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for key, person in people.items():
        levels = (level(by_group.get((key, name), ()), person.calls) for name in names)
        rows.append(
            (
                name_of(person.trainee),
                (person.trainee.staff_number if person.trainee else None) or "",
                person.calls,
                round(sum(person.totals) / len(person.totals), 1) if person.totals else None,
                round(100 * person.passed / person.settled) if person.settled else None,
                person.marked,
                f"{person.latest:%Y-%m-%d}" if person.latest else "",
                *(None if one is None else round(100 * one) for one in levels),
            )
        )
    rows.sort(key=lambda row: (-1.0 if row[3] is None else float(row[3]), str(row[0])))
    return Part("学员", "平均分低的在前；右边是各评分项，满分 100。", table=PlainTable("学员", columns, rows))


def _heat(people: dict[int | None, _Person], counts: Iterable[RuleCount]) -> Part:
    """Rule × trainee: % missed, of the rules missed most often and the trainees with most calls."""
    cells: defaultdict[tuple[Key, int | None], list[int]] = defaultdict(lambda: [0, 0])
    rules: defaultdict[Key, list[int]] = defaultdict(lambda: [0, 0])
    labels: dict[Key, str] = {}
    for one in counts:
        key = (one.scenario, one.rule)
        labels[key] = one.label
        for sums in (cells[key, one.trainee], rules[key]):
            sums[0] += one.missed
            sums[1] += one.judged
    shown = sorted((key for key, (missed, _) in rules.items() if missed), key=lambda key: (-rules[key][0], key))
    columns = sorted(people, key=lambda key: -people[key].calls)[:WIDEST]
    columns.sort(key=lambda key: name_of(people[key].trainee))
    rows: list[tuple[Value, ...]] = [
        (labels[key], *(_share(cells.get((key, who), [0, 0])) for who in columns), _share(rules[key]), key[0], key[1])
        for key in shown[:HOTTEST]
    ]
    heads = headings(
        ("规则", 40), *((name_of(people[who].trainee), 10) for who in columns), ("全班", 8), ("情景", 18), ("编号", 24)
    )
    note = (
        f"没做到的占百分之几，最常没做到的 {HOTTEST} 条"
        f"{'' if len(people) <= WIDEST else f'，练得最多的 {WIDEST} 位'}；空格是没有判过。"
    )
    return Part("谁没做到什么", note, table=PlainTable("规则×学员", heads, rows), heat=True)


def _sentences(counts: Iterable[RuleCount], kinds: Kinds) -> Part:
    sums: dict[Key, list[int]] = {}
    newest: dict[Key, RuleCount] = {}
    for one in counts:
        if one.missed and kinds.is_said(one):
            missed = sums.setdefault((one.scenario, one.rule), [0, 0])
            newest[one.scenario, one.rule] = one
    for one in counts:
        if (one.scenario, one.rule) in sums:
            missed = sums[one.scenario, one.rule]
            missed[0] += one.missed
            missed[1] += one.judged
    worst = sorted(sums, key=lambda key: (-sums[key][0], key))[:SENTENCES]
    rows: list[tuple[Value, ...]] = [
        (kinds.sentence(newest[key]), newest[key].label, key[0], sums[key][0], _share(sums[key])) for key in worst
    ]
    columns = headings(("该说的话", 44), ("规则", 30), ("情景", 18), ("没说到", 8), ("没说到 %", 10))
    return Part(f"最常漏掉的 {SENTENCES} 句话", table=PlainTable("漏掉的话", columns, rows))


def _month(results: Sequence[Result]) -> Part:
    """The last thirty days, day by day."""
    if not results:
        return Part("最近 30 天")
    last = results[-1].started.date()
    days: defaultdict[date, list[float]] = defaultdict(list)
    calls: defaultdict[date, int] = defaultdict(int)
    for one in reversed(results):
        day = one.started.date()
        if day <= last - MONTH:
            break
        calls[day] += 1
        if one.compared is not None:
            days[day].append(one.compared)
    means = [(day, sum(totals) / len(totals)) for day, totals in sorted(days.items())]
    rows: list[tuple[Value, ...]] = [
        (f"{day:%Y-%m-%d}", calls[day], round(sum(days[day]) / len(days[day]), 1) if days[day] else None)
        for day in sorted(calls)
    ]
    ends = (f"{means[0][0]:%m-%d}", f"{means[-1][0]:%m-%d}") if means else ("", "")
    chart = charts.line([mean for _, mean in means], "每天的平均分", ends)
    table = PlainTable("最近30天", headings(("日期", 12), ("次数", 8), ("平均分", 8)), rows)
    return Part("最近 30 天", "每天的平均分。", chart, table)


def _service(results: Sequence[Result], counts: Iterable[RuleCount], kinds: Kinds) -> Part:
    """What the standards ask of a service centre, as far as practice can tell."""
    answered = [one for one in counts if kinds.is_answer(one)]
    in_time, calls = sum(one.met for one in answered), sum(one.judged for one in answered)
    passed = [one.passed for one in results if one.passed is not None]
    failed, followed = _followed(results)
    rows: list[tuple[Value, ...]] = []
    for name, part, whole, wanted in (
        ("及时接听", in_time, calls, RECEPTION),
        ("通过", sum(passed), len(passed), LEVEL),
        ("没通过的，三天之内再练", followed, failed, 100),
    ):
        share = 100 * part / whole if whole else None
        told = "没有数据" if share is None else "达到" if share >= wanted else f"差 {number(wanted - share)}"
        rows.append((name, part, whole, None if share is None else round(share, 1), wanted, told))
    columns = headings(("项目", 26), ("做到", 8), ("总数", 8), ("%", 8), ("标准 %", 8), ("结果", 12))
    note = (
        f"服务标准：整体 {LEVEL}%、接待 {RECEPTION}%、三天之内跟进。"
        "这里只看得到练习和打过分的录音：客户真实的满意度、真实的回访不在里面。"
    )
    return Part("服务水平", note, table=PlainTable("服务水平", columns, rows))


def _followed(results: Sequence[Result]) -> tuple[int, int]:
    """Calls that were not passed and are older than three days or were followed up; of those, followed up.

    Followed up: the same trainee tried the same scenario again within three days.
    """
    if not results:
        return 0, 0
    now, failed, followed = results[-1].started, 0, 0
    again: dict[tuple[int | None, str], Result] = {}  # the next try of the same, seen from the end
    for one in reversed(results):
        if one.source == "recording" or one.trainee is None:
            continue
        key = (one.trainee.id, one.scenario)
        later = again.get(key)
        if one.passed is False:
            in_time = later is not None and later.started - one.started <= FOLLOW_UP
            if in_time or now - one.started > FOLLOW_UP:
                failed += 1
                followed += in_time
        again[key] = one
    return failed, followed


def name_of(trainee: Trainee | None) -> str:
    """What a column or a row is called."""
    return NOBODY if trainee is None else trainee.name


def _share(sums: Sequence[int]) -> int | None:
    missed, judged = sums
    return round(100 * missed / judged) if judged else None
