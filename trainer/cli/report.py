"""`trainer report`: a call, a trainee, the class, a batch, or all of them as files to look at, print and pass on."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trainer import settings as user_settings
from trainer.errors import TrainerError, reason
from trainer.folders import make_private
from trainer.output.say import say
from trainer.visible import json_text, one_line

if TYPE_CHECKING:
    from trainer.history.class_rules import RuleCount
    from trainer.history.store import Store
    from trainer.history.values import Result, Trainee
    from trainer.report.groups import Groups
    from trainer.report.html.overview import Overview
    from trainer.report.report_table import PlainTable
    from trainer.scenario.resolved import Scenario
    from trainer.scorecard import Scorecard
    from trainer.settings import Settings

FORMATS = ("html", "xlsx", "csv", "json")
LONGEST = 60  # characters of a name inside a file name
MOST_TOLD = 5  # reports that could not be made
EXAMPLES = "例如 trainer report 12，trainer report --trainee 小王，trainer report --class"


@dataclass(frozen=True, slots=True)
class Made:
    """One report in every form."""

    name: str  # of the file, without ending
    html: Callable[[], tuple[str, Mapping[str, bytes]]]  # the page, and what stands in the folder beside it
    tables: Callable[[], Sequence[PlainTable]]
    data: Callable[[], dict[str, Any]]


@click.command(
    "report",
    help="做报告：一次成绩、一个学员、全班、一批录音，或者全部。网页一个文件就够，能打印，不联网。",
)
@click.argument("number", type=click.IntRange(min=1), metavar="[编号]", required=False)
@click.option("--trainee", metavar="学员", help="一个学员的报告：写姓名或工号。")
@click.option("--class", "whole_class", is_flag=True, help="全班的报告。")
@click.option(
    "--batch", type=click.Path(path_type=Path), metavar="文件夹", help="一批录音的报告：trainer score --out 的文件夹。"
)
@click.option("--all", "every", is_flag=True, help="每次成绩、每个学员、全班，加一页目录；要写 --out 文件夹。")
@click.option("--month", metavar="年-月", help="全班和目录只看这个月，例如 2026-11。")
@click.option("--format", "kind", type=click.Choice(FORMATS), default="html", help="什么格式，默认 html。")
@click.option(
    "--groups",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="自己的评分表（.xlsx 或 .csv，两列：规则、评分项）。",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="位置", help="存成哪个文件；--all 是哪个文件夹。")
@click.option("--sound/--no-sound", default=None, help="放不放录音；--all 不写就不放。")
@click.option("--force", is_flag=True, help="文件已经有了也照写。")
@click.option("--open", "show", is_flag=True, help="做好就用浏览器打开。")
def command(
    number: int | None,
    trainee: str | None,
    whole_class: bool,
    batch: Path | None,
    every: bool,
    month: str | None,
    kind: str,
    groups: Path | None,
    out: Path | None,
    sound: bool | None,
    force: bool,
    show: bool,
) -> None:
    """Find what is wanted, make it, write it, say where it is."""
    from trainer.history.opened import opened

    if (number is not None) + (trainee is not None) + whole_class + (batch is not None) + every != 1:
        raise click.UsageError(f"写一样：成绩编号、--trainee、--class、--batch 或 --all。{EXAMPLES}")
    if every and (out is None or kind != "html"):
        raise click.UsageError("--all 要写放在哪个文件夹，格式是 html，例如 trainer report --all --out 报告")
    if month is not None and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise click.UsageError(f"--month 写成 2026-11 这样，这里写的是“{one_line(month)}”")
    settings = user_settings.load()
    mine = _groups(groups or settings.groups)
    if batch is not None:
        first = _write(_batch(batch), kind, out, force=force)
    else:
        with opened(settings.data_folder) as store:
            if every and out is not None:
                first = _all(store, settings, mine, out, month, sound=bool(sound), force=force)
            elif number is not None:
                first = _write(
                    _call(store, settings, mine, number, out, sound=sound is not False), kind, out, force=force
                )
            elif trainee is not None:
                first = _write(_trainee(store, store.find_trainee(trainee), _settled(store)), kind, out, force=force)
            else:
                first = _write(_class(store, mine, month, _settled(store)), kind, out, force=force)
    if show:
        _open(first)
    elif kind == "html":
        say("下一步：用浏览器打开它；要纸的，按 Ctrl+P（苹果电脑按 ⌘P）打印。", err=True)


def _call(
    store: Store, settings: Settings, groups: Groups, number: int, out: Path | None = None, *, sound: bool
) -> Made:
    from trainer import scorecard
    from trainer.cli.report_sound import sounds_of
    from trainer.cli.results_show import read
    from trainer.report.html.call_report import call_report, call_tables, call_values
    from trainer.report.html.sound import Sounds

    session, card, scenario = read(store, number)
    said = store.settlements(number)
    name = f"成绩单-{number}"
    folder = f"{out.stem if out else name}-录音"

    def html() -> tuple[str, Mapping[str, bytes]]:
        sounds = sounds_of(session, settings.data_folder, folder) if sound else Sounds(folder=folder)
        page = call_report(session, scenario, said, sounds, groups)
        return page.html, page.files

    def data() -> dict[str, Any]:
        values = call_values(session, scenario, said, groups=groups)
        told = [
            {"rule": one.rule, "action": one.action, "text": one.text, "by": one.by, "at": one.at.isoformat()}
            for one in said
        ]
        shares = [{"name": name, "points": points, "share": share} for name, points, share in values.groups]
        return {
            "facts": dict(values.facts), "groups": shares, "settlements": told, "scorecard": scorecard.to_json(card),
        }  # fmt: skip

    return Made(name, html, lambda: call_tables(call_values(session, scenario, said, groups=groups)), data)


def _settled(store: Store) -> Mapping[int, Scorecard]:
    """Number → the scorecard as a trainer settled it, of the few that one looked at."""
    from trainer.cli.results_show import settled_of
    from trainer.history.database import HistoryError

    found: dict[int, Scorecard] = {}
    for number in store.reviewed():
        with suppress(HistoryError):  # what is damaged is told where it is opened
            after = settled_of(store, number)
            if after is not None:
                found[number] = after
    return found


def _variants(store: Store) -> Callable[[Result], str | None]:
    """The title of the variant that was played, as its scenario was then; its id where that was not kept."""

    @cache
    def titles(sha256: str) -> Mapping[str, str]:
        scenario = store.scenario(sha256)
        return {} if scenario is None else scenario.file.variants

    return lambda one: None if one.variant is None else titles(one.sha256).get(one.variant, one.variant)


def _trainee(
    store: Store,
    trainee: Trainee,
    settled: Mapping[int, Scorecard],
    links: Mapping[int, str] | None = None,
    variant: Callable[[Result], str | None] | None = None,
) -> Made:
    from trainer.report.html.trainee_report import trainee_report

    results, rules = store.results(trainee=trainee.id), store.rule_results(trainee=trainee.id)
    found = trainee_report(trainee, results, rules, links, settled, variant or _variants(store))
    return _overview(f"学员-{trainee.name}", found)


def _class(
    store: Store,
    groups: Groups,
    month: str | None,
    settled: Mapping[int, Scorecard],
    links: Mapping[int | None, str] | None = None,
) -> Made:
    from trainer.history.settled import reviewed
    from trainer.report.html.class_report import HOTTEST, class_report

    figures = store.class_figures(month, [reviewed(store.result(number), after) for number, after in settled.items()])
    if not figures.people:
        raise TrainerError(f"{f'{month} ' if month else ''}还没有成绩，做不了报告。练一次就有了：trainer practice")
    scenario = cache(store.scenario)
    found = class_report(
        figures,
        store.class_rules(groups.of_skill, most=HOTTEST, month=month),
        lambda one: _sentence(scenario(one.sha256), one),
        groups.names,
        store.titles(),
        month,
        links,
    )
    return _overview(f"班级{f'-{month}' if month else ''}", found)


def write_class(settings: Settings) -> None:
    """The report of everybody as a page in the current folder, shown by the browser. Raises TrainerError."""
    from trainer.cli.export import agree
    from trainer.history.opened import opened

    with opened(settings.data_folder) as store:
        made = _class(store, _groups(settings.groups), None, _settled(store))
        page = Path(f"{_file_name(made.name)}.html")
        agree(page, force=False)
        _open(_write(made, "html", page, force=True))


def _sentence(scenario: Scenario | None, count: RuleCount) -> str:
    """A wording that the rule asks for; its name where its scenario was not kept."""
    from trainer.report.wishes import Wishes

    bound = None if scenario is None else next((one for one in scenario.rules if one.id == count.rule), None)
    if scenario is None or bound is None:
        return count.label
    samples = Wishes(scenario, scenario.slots()).samples(bound.rule.asks())
    return samples[0] if samples else count.label


def _batch(folder: Path) -> Made:
    from trainer.batch.batch_tables import tables
    from trainer.batch.outcomes import read_batch
    from trainer.batch.results_file import NAME, open_results
    from trainer.cli.results_import import version_of
    from trainer.report.html.batch_report import batch_report

    if not (folder / NAME).is_file():
        raise TrainerError(f"{one_line(str(folder))} 里没有 {NAME}。写 trainer score --out 用过的那个文件夹。")
    with open_results(folder, time.monotonic) as results:
        batch = read_batch(results.lines())
    known = {(one.scenario, one.scenario_sha256) for one in batch.calls}
    scenarios = {sha256: one for name, sha256 in known if (one := version_of(name, sha256)) is not None}
    totals = [one.total for one in batch.calls if one.total is not None]
    found = batch_report(tables(batch, scenarios, 0, 0, datetime.now().astimezone()), totals)
    return _overview(f"批量-{folder.absolute().name}", found)


def _overview(name: str, overview: Overview) -> Made:
    from trainer.report.html.overview import overview_page, overview_tables

    def data() -> dict[str, Any]:
        tables = [
            {"name": one.name, "columns": [column.title for column in one.columns], "rows": [list(r) for r in one.rows]}
            for one in overview_tables(overview)
        ]
        return {"title": overview.title, "tables": tables}

    return Made(name, lambda: (overview_page(overview), {}), lambda: overview_tables(overview), data)


def _all(
    store: Store, settings: Settings, groups: Groups, out: Path, month: str | None, *, sound: bool, force: bool
) -> Path:
    """Every report into a folder; the index page."""
    from trainer.report.html.index_page import index_page

    index = out / "index.html"
    if index.exists() and not force:
        raise TrainerError(f"{one_line(str(out))}：里面已经有报告了，没有动它。要盖掉就加 --force，或者换个文件夹。")
    results = [one for one in store.results() if month is None or f"{one.started:%Y-%m}" == month]
    if not results:
        raise TrainerError(f"{f'{month} ' if month else ''}还没有成绩，做不了报告。练一次就有了：trainer practice")
    _folder(out)
    settled = _settled(store)
    calls: dict[int, str] = {}
    left: list[str] = []
    for one in results:
        path = out / f"call-{one.number}.html"
        try:
            _write(_call(store, settings, groups, one.number, path, sound=sound), "html", path, force=True, quiet=True)
            calls[one.number] = path.name
        except TrainerError as error:
            left.append(error.message)
    people = {one.trainee.id: one.trainee for one in results if one.trainee is not None}
    variant = _variants(store)
    pages: dict[int | None, str] = {key: f"trainee-{key}.html" for key in people}
    for key, trainee in people.items():
        _write(_trainee(store, trainee, settled, calls, variant), "html", out / pages[key], force=True, quiet=True)
    _write(_class(store, groups, month, settled, pages), "html", out / "class.html", force=True, quiet=True)
    others = [("班级报告", "class.html"), *((f"学员 {people[key].name}", pages[key]) for key in people)]
    _put(index, index_page(results, calls, others, settled).encode())
    say(f"写好了：{one_line(str(index))}（{len(calls)} 张成绩单，{len(people)} 位学员）")
    for message in left[:MOST_TOLD]:
        say(message, err=True)
    if left:
        say(f"有 {len(left)} 次没有做出成绩单，目录里没有链接。", err=True)
    return index


def _write(made: Made, kind: str, out: Path | None, *, force: bool, quiet: bool = False) -> Path:
    """The report as files of that kind; the first of them."""
    from trainer.workbook.plain_table import to_csv
    from trainer.workbook.xlsx import save_tables

    target = out or Path(f"{_file_name(made.name)}.{kind}")
    if target.is_dir() or target.suffix.lower() != f".{kind}":
        raise TrainerError(
            f"{one_line(str(target))}：文件名要以 .{kind} 结尾，例如 --out {_file_name(made.name)}.{kind}。"
        )
    beside: Mapping[str, bytes] = {}
    if kind == "html":
        page, beside = made.html()
        files = {target: page.encode()}
    elif kind == "xlsx":
        files = {target: save_tables(made.tables())}
    elif kind == "json":
        files = {target: (json_text(made.data()) + "\n").encode()}
    else:
        files = {
            target.with_name(f"{target.stem}-{_file_name(table.name)}.csv"): to_csv(table) for table in made.tables()
        }
    there = [one_line(str(path)) for path in files if path.exists()]
    if there and not force:
        raise TrainerError(f"{'、'.join(there)}：文件已经有了，没有动它。要盖掉就加 --force，或者用 --out 换个名字。")
    if beside:
        folder = target.with_name(f"{target.stem}-录音")
        _folder(folder)
        for name, content in beside.items():
            _put(folder / name, content)
    for path, content in files.items():
        _put(path, content)
        if not quiet:
            say(f"写好了：{one_line(str(path))}")
    if beside and not quiet:
        say(f"录音太长，放在旁边的文件夹里，要和网页放在一起：{one_line(str(folder))}")
    return next(iter(files))


def _folder(path: Path) -> None:
    """There it is; a new one is for this user alone."""
    try:
        if os.path.lexists(path):
            path.mkdir(exist_ok=True)  # an error where it is no folder
        else:
            make_private(path)
    except OSError as error:
        raise TrainerError(
            f"{one_line(str(path))}：建不了这个文件夹（{reason(error)}）。请用 --out 换一个地方。"
        ) from error


def _put(path: Path, content: bytes) -> None:
    """The file whole or not at all, for this user only."""
    from trainer.workbook.files import write_whole

    write_whole(path, content, private=True)


def _groups(path: Path | None) -> Groups:
    from trainer.report.groups import Groups
    from trainer.workbook.rule_groups import read_groups

    return Groups() if path is None else read_groups(path)


def _file_name(name: str) -> str:
    """The name as every system takes it for a file."""
    from trainer.file_names import portable

    cleaned = re.sub(r'[<>:"/\\|?*\s]|[^\w\-（）·]', "_", one_line(name))[:LONGEST].strip("._")
    return cleaned if portable(cleaned) else f"报告-{cleaned}".rstrip("-")


def _open(path: Path) -> None:
    import webbrowser

    if not webbrowser.open(path.absolute().as_uri()):
        raise TrainerError(f"没有找到浏览器。报告在这里：{one_line(str(path))}")
