"""A list of calls (.csv or .xlsx): which recording, by which scenario, whose, from when. All mistakes at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from trainer.audio.decode import named_channel
from trainer.batch.jobs import Job, Options
from trainer.batch.name_pattern import iso_date
from trainer.errors import SettingsError, TrainerError, nearest
from trainer.scenario.resolved import Scenario
from trainer.settings import check_slots, parse_slots
from trainer.visible import one_line
from trainer.workbook.read_rows import TableFileError, rows_of

MOST_TOLD = 50  # mistakes; nobody reads more
EXCEL_BEGINS = date(1899, 12, 30)  # day 0 of the numbers by which Excel keeps days since March 1900
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "recording": ("recording", "录音", "录音文件", "文件", "文件名", "file"),
    "scenario": ("scenario", "情景"),
    "channel": ("agent channel", "agent_channel", "agent-channel", "客服声道", "声道"),
    "trainee": ("trainee", "staff", "坐席", "学员", "客服", "姓名", "工号"),
    "date": ("date", "日期", "通话日期"),
    "slots": ("slots", "slot", "替换", "可替换的词"),
}
_BY_HEADING = {heading: column for column, headings in HEADINGS.items() for heading in headings}
_TITLES = "、".join(headings[1] if len(headings) > 1 else headings[0] for headings in HEADINGS.values())


class CallListError(TrainerError):
    """The list cannot be read or has mistakes: all of them at once."""

    code = "call_list"


@dataclass(frozen=True, slots=True)
class CallList:
    """What is in the list."""

    jobs: tuple[Job, ...]
    scenarios: Mapping[str, Scenario]  # by sha256
    unread: tuple[str, ...] = ()  # headings of columns that nobody asks for


@dataclass(slots=True)
class _Reader:
    name: str
    folder: Path
    options: Options
    default: Scenario | None
    load: Callable[[str], Scenario]
    mistakes: list[str] = field(default_factory=list)
    known: dict[str, Scenario | None] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)  # recording → row

    def wrong(self, row: int, message: str) -> None:
        self.mistakes.append(f"{self.name}:{row}: {message}")


def read_call_list(path: Path, options: Options, default: Scenario | None, load: Callable[[str], Scenario]) -> CallList:
    """The calls of the list, its paths beginning at the list's own folder.

    `options`: for what a row leaves open; `default`: the scenario of rows that name none; `load`: the scenario of a
    name. Raises CallListError with every mistake and its row.
    """
    rows = _cells(path)
    reader = _Reader(str(path), path.parent, options, default, load)
    number, titles = next(rows, (1, []))
    columns = {at: column for at, title in enumerate(titles) if (column := _BY_HEADING.get(title.lower()))}
    doubled = {column for column in columns.values() if [*columns.values()].count(column) > 1}
    if "recording" not in columns.values() or doubled:
        what = f"“{HEADINGS[min(doubled)][1]}”这一列有两个" if doubled else "第一行里没有“录音”这一列"
        near = next((title for title in titles if nearest(title.lower(), HEADINGS["recording"])), None)
        hint = f"；“{one_line(near)}”是不是“录音”？" if near and not doubled else "。"
        raise CallListError(f"{path}:{number}: {what}{hint}第一行可以写：{_TITLES}。")
    jobs = []
    for number, cells in rows:
        told = {column: cells[at] for at, column in columns.items() if at < len(cells) and cells[at]}
        if told and (job := _job(reader, number, told)) is not None:
            jobs.append(job)
    if not jobs and not reader.mistakes:
        reader.wrong(1, "表里一通录音也没有")
    if reader.mistakes:
        more = len(reader.mistakes) - MOST_TOLD
        tail = [f"……还有 {more} 处。"] if more > 0 else []
        raise CallListError("\n".join([*reader.mistakes[:MOST_TOLD], *tail, "改好以后再来；一通也还没有打分。"]))
    unread = tuple(title for at, title in enumerate(titles) if title and at not in columns)
    scenarios = {one.sha256: one for one in reader.known.values() if one is not None}
    if default is not None:
        scenarios[default.sha256] = default
    return CallList(tuple(jobs), scenarios, unread)


def _job(reader: _Reader, row: int, told: Mapping[str, str]) -> Job | None:
    before = len(reader.mistakes)
    scenario = _scenario(reader, row, told.get("scenario"))
    options = reader.options
    recording = _recording(reader.folder, told["recording"]) if "recording" in told else ""
    if not recording:
        reader.wrong(row, "没有写录音")
    elif recording in reader.places:
        reader.wrong(row, f"这个录音在第 {reader.places[recording]} 行已经有了：{one_line(told['recording'])}")
    elif not os.path.isfile(recording):  # noqa: PTH113 - a name that no system takes is no file
        reader.wrong(row, f"找不到这个录音：{one_line(told['recording'])}。路径从这张表所在的文件夹写起")
    reader.places.setdefault(recording, row)
    if "channel" in told:
        channel = named_channel(told["channel"].lower().removesuffix("声道"))
        options = replace(options, agent_channel=channel)
        if channel is None:
            reader.wrong(row, f"客服声道只能写 左、右 或从 1 数起的编号，这里写的是“{one_line(told['channel'])}”")
    if "slots" in told:
        try:
            slots = {
                **options.slots,
                **parse_slots(part for part in re.split(r"[;；\n]", told["slots"]) if part.strip()),
            }
            if scenario is not None:
                check_slots(slots, scenario.file.slots)
                scenario.slots(slots)
            options = replace(options, slots=slots)
        except SettingsError as error:
            for line in error.message.splitlines():
                reader.wrong(row, line.removeprefix("--slot "))
    day = _day(told["date"]) if "date" in told else None
    if "date" in told and day is None:
        reader.wrong(row, f"“{one_line(told['date'])}”不是日期；请写成 2026-11-30 这样")
    if scenario is None or len(reader.mistakes) > before:
        return None
    return Job(recording, scenario.sha256, options, told.get("trainee"), day)


def _recording(folder: Path, told: str) -> str:
    """The path of the file that is meant; written with \\ it is found on every system."""
    path = Path(folder, told).absolute()
    return str(path if os.path.lexists(path) else Path(folder, told.replace("\\", "/")).absolute())


def _day(told: str) -> str | None:
    """The date, also where Excel shows its number of the day instead; None: no date."""
    number = re.fullmatch(r"([3-7]\d{4})(\.\d+)?", told)
    return (EXCEL_BEGINS + timedelta(int(number[1]))).isoformat() if number else iso_date(told)


def _scenario(reader: _Reader, row: int, name: str | None) -> Scenario | None:
    if name is None:
        if reader.default is None:
            reader.wrong(row, "没有写情景；请填上，或者用 --scenario 给所有的行")
        return reader.default
    if name not in reader.known:
        try:
            reader.known[name] = reader.load(name)
        except TrainerError as error:
            reader.known[name] = None
            reader.wrong(row, error.message.partition("\n")[0])
            return None
    if reader.known[name] is None:
        reader.wrong(row, f"情景“{one_line(name)}”同样用不了")
    return reader.known[name]


def _cells(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        yield from rows_of(path, "通话的清单")
    except TableFileError as error:
        raise CallListError(error.message) from error
