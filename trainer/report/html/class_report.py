"""The report of a class: how totals are spread, what is missed by whom, the course of the month, service levels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from trainer.history.class_figures import DAYS, STEP, ClassFigures, Day, Person
from trainer.history.class_rules import ClassRules, Key, RuleCount, most_missed
from trainer.history.values import Trainee
from trainer.report.display import number
from trainer.report.groups import OTHERS
from trainer.report.html import charts
from trainer.report.html.overview import Overview, Part, Tile
from trainer.report.identity import NOBODY
from trainer.report.report_table import PlainTable, Value, headings
from trainer.rules.answer import Answer
from trainer.scoring.skills import SKILLS

LEVEL, RECEPTION = 95, 98  # %: of all, of the reception (docs/ETIQUETTE.md, Service levels)
SENTENCES = 5  # that are missed most often
HOTTEST, WIDEST = 20, 24  # rows and columns of the heat map: rules missed most often, trainees
SAID = frozenset({"required", "similar", "any_of", "all_of"})  # operators that ask for words
NEVER = (0, 0)  # missed, judged
Sentence = Callable[[RuleCount], str]  # what should be said, for people
People = Mapping[int | None, Person]  # by the trainee's id


def class_report(
    figures: ClassFigures,
    rules: ClassRules,
    sentence: Sentence,
    groups: Sequence[str] = SKILLS,
    titles: Mapping[str, str] | None = None,
    month: str | None = None,
    links: Mapping[int | None, str] | None = None,
) -> Overview:
    """`rules`: how they came out, with HOTTEST trainee by trainee; `month`: the one they are of.

    `groups`: in the order of the columns; `titles`: scenario's id → its title; `links`: trainee's id → his report.
    """
    titles = titles or {}
    people: People = {one.trainee.id if one.trainee else None: one for one in figures.people}
    facts = [("学员", f"{len(people)} 位")]
    if people:
        first, last = min(one.first for one in people.values()), max(one.latest for one in people.values())
        facts.append(("时间", " 到 ".join(dict.fromkeys((first, last)))))
    parts = (
        _spread(figures.spread),
        _people(people, rules, groups, links or {}),
        _heat(people, rules, titles),
        _sentences(rules.counts, sentence, titles),
        _course(figures.days),
        _service(figures, rules.counts),
    )
    title = f"班级报告{f'：{month}' if month else ''}"
    return Overview(title, tuple(facts), tuple(_tiles(figures)), parts)


def _tiles(figures: ClassFigures) -> Iterable[Tile]:
    people = figures.people
    counted, settled = sum(one.counted for one in people), sum(one.settled for one in people)
    yield Tile("成绩", f"{sum(one.calls for one in people)} 次")
    if counted:
        yield Tile("平均分", number(sum(one.sum for one in people) / counted), "练习按第一次说的算")
    if settled:
        passed = sum(one.passed for one in people)
        yield Tile("通过", f"{number(100 * passed / settled, 0)}%", f"{passed}/{settled}")
    if waiting := sum(one.marked for one in people):
        yield Tile("待复核", f"{waiting} 次", "要请人看一看")


def _spread(spread: Sequence[int]) -> Part:
    labels = [f"{low}–{low + STEP - 1 if low < 100 - STEP else 100}" for low in range(0, 100, STEP)]
    rows: list[tuple[Value, ...]] = list(zip(labels, spread, strict=True))
    table = PlainTable("分数分布", headings(("分数", 12), ("次数", 10)), rows)
    short = [str(low) for low in range(0, 100, STEP)]
    return Part("分数分布", "每一格 10 分，练习按第一次说的算。", charts.bars(short, spread, "分数分布"), table)


def _people(people: People, rules: ClassRules, groups: Sequence[str], links: Mapping[int | None, str]) -> Part:
    """A row for each trainee, a column for each group of rules that was measured."""
    present = {group for _, group in rules.levels}
    names = [name for name in dict.fromkeys((*groups, OTHERS)) if name in present]
    columns = headings(
        ("学员", 14), ("工号", 10), ("次数", 8), ("平均分", 8), ("通过 %", 8), ("待复核", 8), ("最近", 12),
        *((name, 10) for name in names),
    )  # fmt: skip
    order = sorted(people, key=lambda key: (-1.0 if people[key].mean is None else people[key].mean, key or 0))
    rows: list[tuple[Value, ...]] = []
    for key in order:
        person = people[key]
        levels = (rules.levels.get((key, name)) for name in names)
        rows.append(
            (
                name_of(person.trainee),
                (person.trainee.staff_number if person.trainee else None) or "",
                person.calls,
                None if person.mean is None else round(person.mean, 1),
                round(100 * person.passed / person.settled) if person.settled else None,
                person.marked,
                person.latest,
                *(None if one is None else round(100 * one) for one in levels),
            )
        )
    table = PlainTable("学员", columns, rows)
    return Part(
        "学员", "平均分低的在前；右边是各评分项，满分 100。", table=table, links=[links.get(key) for key in order]
    )


def _heat(people: People, rules: ClassRules, titles: Mapping[str, str]) -> Part:
    """Rule × trainee: % missed, of the rules missed most often and the trainees with most calls."""
    labels = {one.key: one.label for one in rules.counts}
    everybody = _added_up(rules.counts)
    columns = sorted(people, key=lambda key: (-people[key].calls, key or 0))[:WIDEST]
    columns.sort(key=lambda key: name_of(people[key].trainee))
    rows: list[tuple[Value, ...]] = [
        (
            labels[key],
            *(_share(cells.get(who, NEVER)) for who in columns),
            _share(everybody[key]),
            titles.get(key[0], key[0]),
            key[1],
        )
        for key, cells in rules.missed.items()
    ]
    heads = headings(
        ("规则", 40), *((name_of(people[who].trainee), 10) for who in columns), ("全班", 8), ("情景", 24), ("编号", 24)
    )
    note = (
        f"没做到的占百分之几，最常没做到的 {HOTTEST} 条"
        f"{'' if len(people) <= WIDEST else f'，练得最多的 {WIDEST} 位'}；空格是没有判过。"
    )
    return Part("谁没做到什么", note, table=PlainTable("规则×学员", heads, rows), heat=True)


def _sentences(counts: Collection[RuleCount], sentence: Sentence, titles: Mapping[str, str]) -> Part:
    newest = {one.key: one for one in counts if one.missed and one.operator in SAID}
    said = [one for one in counts if one.key in newest]
    sums = _added_up(said)
    rows: list[tuple[Value, ...]] = [
        (sentence(newest[key]), newest[key].label, titles.get(key[0], key[0]), sums[key][0], _share(sums[key]))
        for key in most_missed(said, SENTENCES)
    ]
    columns = headings(("该说的话", 44), ("规则", 30), ("情景", 24), ("没说到", 8), ("没说到 %", 10))
    return Part(f"最常漏掉的 {SENTENCES} 句话", table=PlainTable("漏掉的话", columns, rows))


def _course(days: Sequence[Day]) -> Part:
    """The last thirty days, day by day."""
    means = [(one.day, one.mean) for one in days if one.mean is not None]
    rows: list[tuple[Value, ...]] = [
        (one.day, one.calls, None if one.mean is None else round(one.mean, 1)) for one in days
    ]
    ends = (means[0][0][5:], means[-1][0][5:]) if means else ("", "")
    chart = charts.line([mean for _, mean in means], "每天的平均分", ends)
    table = PlainTable("最近30天", headings(("日期", 12), ("次数", 8), ("平均分", 8)), rows)
    return Part(f"最近 {DAYS} 天", "每天的平均分。", chart, table)


def _service(figures: ClassFigures, counts: Iterable[RuleCount]) -> Part:
    """What the standards ask of a service centre, as far as practice can tell."""
    answered = [one for one in counts if one.operator == Answer.operator]
    in_time, calls = sum(one.met for one in answered), sum(one.judged for one in answered)
    passed, settled = sum(one.passed for one in figures.people), sum(one.settled for one in figures.people)
    rows: list[tuple[Value, ...]] = []
    for name, part, whole, wanted in (
        ("及时接听", in_time, calls, RECEPTION),
        ("通过", passed, settled, LEVEL),
        ("没通过的，三天之内再练", figures.followed, figures.failed, 100),
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


def _added_up(counts: Iterable[RuleCount]) -> Mapping[Key, tuple[int, int]]:
    """Calls in which each rule was missed, and in which it was judged, whatever the version of its scenario."""
    sums: dict[Key, tuple[int, int]] = {}
    for one in counts:
        missed, judged = sums.get(one.key, NEVER)
        sums[one.key] = missed + one.missed, judged + one.judged
    return sums


def name_of(trainee: Trainee | None) -> str:
    """What a column or a row is called."""
    return NOBODY if trainee is None else trainee.name


def _share(sums: tuple[int, int]) -> int | None:
    missed, judged = sums
    return round(100 * missed / judged) if judged else None
