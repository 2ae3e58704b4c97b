from __future__ import annotations

import io
import warnings
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from trainer.batch.call_list import CallListError, read_call_list
from trainer.batch.jobs import Options
from trainer.errors import TrainerError
from trainer.scenario.resolved import Scenario
from trainer.workbook.remarks import WorkbookError

from .calls import TEXT
from .conftest import Make


@pytest.fixture
def scenario(make: Make) -> Scenario:
    return make(TEXT)


class Library:
    """Knows one scenario; remembers what was asked for."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.asked: list[str] = []

    def __call__(self, name: str) -> Scenario:
        self.asked.append(name)
        if name != "s":
            raise TrainerError(f"没有情景“{name}”\n看有哪些情景：trainer list")
        return self.scenario


def text(folder: Path, content: str, encoding: str = "utf-8", name: str = "清单.csv") -> Path:
    (folder / "a.wav").touch()
    (folder / "b.wav").touch()
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return path


def book(folder: Path, *rows: tuple[Any, ...]) -> Path:
    (folder / "a.wav").touch()
    (folder / "b.wav").touch()
    made, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EncodingWarning)  # openpyxl's scratch files
        made.save(out)
    (folder / "清单.xlsx").write_bytes(out.getvalue())
    return folder / "清单.xlsx"


FULL = "录音,情景,客服声道,坐席,日期,替换,备注\na.wav,s,右,2031,2026/11/30,公司=紫金园,x\n,,,,,,\nb.wav,s,,,,,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_every_column_of_a_text(tmp_path: Path, scenario: Scenario, encoding: str, separator: str) -> None:
    path = text(tmp_path, FULL.replace(",", separator), encoding)
    library = Library(scenario)
    found = read_call_list(path, Options(turn="a"), None, library)
    one, two = found.jobs
    assert (one.recording, one.trainee, one.date) == (str(tmp_path / "a.wav"), "2031", "2026-11-30")
    assert one.options == Options(agent_channel="right", turn="a", slots={"公司": "紫金园"})
    assert (two.recording, two.trainee, two.date, two.options) == (
        str(tmp_path / "b.wav"),
        None,
        None,
        Options(turn="a"),
    )
    assert found.scenarios == {scenario.sha256: scenario}
    assert found.unread == ("备注",)
    assert library.asked == ["s"]


def test_english_headings_and_a_scenario_for_all(tmp_path: Path, scenario: Scenario) -> None:
    path = text(tmp_path, "Recording,Agent Channel,Trainee,Date,Slots\na.wav,2,小李,20261130,公司=A；\n")
    (one,) = read_call_list(path, Options(slots={"公司": "B"}), scenario, Library(scenario)).jobs
    assert (one.scenario, one.options.agent_channel, one.options.slots) == (scenario.sha256, 2, {"公司": "A"})


def test_a_workbook_with_numbers_and_dates(tmp_path: Path, scenario: Scenario) -> None:
    path = book(
        tmp_path,
        ("录音", "坐席", "日期", "声道", "slots"),
        ("a.wav", 2031, datetime(2026, 11, 30), 1, "公司=紫金园\n"),  # noqa: DTZ001
        ("b.wav", "0031", "2026-11-30", "左声道", None),
    )
    one, two = read_call_list(path, Options(), scenario, Library(scenario)).jobs
    assert (one.trainee, one.date, one.options) == ("2031", "2026-11-30", Options(1, slots={"公司": "紫金园"}))
    assert (two.trainee, two.date, two.options) == ("0031", "2026-11-30", Options("left"))


WRONG = """录音,情景,客服声道,坐席,日期,替换
a.wav,x,,,,
a.wav,s,中间,,昨天,工号=1
,s,,,,
b.wav,x,,,,公司
c.wav,,,,,
"""


def test_every_mistake_is_told_with_its_row(tmp_path: Path, scenario: Scenario) -> None:
    path = text(tmp_path, WRONG)
    with pytest.raises(CallListError) as caught:
        read_call_list(path, Options(), None, Library(scenario))
    told = caught.value.message.splitlines()
    expected = [
        (2, "没有情景“x”"),
        (3, "这个录音在第 2 行已经有了：a.wav"),
        (3, "客服声道只能写 左、右 或从 1 数起的编号，这里写的是“中间”"),
        (3, "这个情景里没有“工号”这一项"),
        (3, "“昨天”不是日期；请写成 2026-11-30 这样"),
        (4, "没有写录音"),
        (5, "情景“x”同样用不了"),
        (5, "公司: 要写成 名称=内容"),
        (6, "没有写情景"),
        (6, "找不到这个录音：c.wav"),
    ]
    assert len(told) == len(expected) + 1
    for line, (row, message) in zip(told, expected, strict=False):
        assert line.startswith(f"{path}:{row}: {message}")
    assert told[-1] == "改好以后再来；一通也还没有打分。"


HEADINGS = [
    ("文件夹,坐席\na.wav,1\n", "第一行里没有“录音”这一列"),
    ("录音,录音\na.wav,1\n", "“录音”这一列有两个"),
    ("recordings,x\na.wav,1\n", "“recordings”是不是“录音”？"),
    ("录音\n", "表里一通录音也没有"),
    ("", "第一行里没有“录音”这一列"),
]


@pytest.mark.parametrize(("content", "message"), HEADINGS)
def test_lists_that_are_none(tmp_path: Path, scenario: Scenario, content: str, message: str) -> None:
    with pytest.raises(CallListError, match=message):
        read_call_list(text(tmp_path, content), Options(), scenario, Library(scenario))


def test_recordings_that_are_missing_are_mistakes_of_the_list(tmp_path: Path, scenario: Scenario) -> None:
    (tmp_path / "下").mkdir()
    path = text(tmp_path, f"录音\na.wav\nx.wav\n下\n{'长' * 300}.wav\n")
    with pytest.raises(CallListError) as caught:
        read_call_list(path, Options(), scenario, Library(scenario))
    *told, last = caught.value.message.splitlines()
    assert [line.partition("。")[0] for line in told[:2]] == [
        f"{path}:3: 找不到这个录音：x.wav",
        f"{path}:4: 找不到这个录音：下",
    ]
    assert told[2].startswith(f"{path}:5: 找不到这个录音：长")
    assert last == "改好以后再来；一通也还没有打分。"


def test_what_other_programs_write(tmp_path: Path, scenario: Scenario) -> None:
    (tmp_path / "下").mkdir()
    (tmp_path / "下" / "c.wav").touch()
    path = text(tmp_path, "录音,工号,通话日期\n下\\c.wav,2031,46356\na.wav,2032,46356.75\n")
    one, two = read_call_list(path, Options(), scenario, Library(scenario)).jobs
    assert (one.recording, one.trainee, one.date) == (str(tmp_path / "下" / "c.wav"), "2031", "2026-11-30")
    assert (two.trainee, two.date) == ("2032", "2026-11-30")


def test_a_day_that_excel_shows_as_a_number(tmp_path: Path, scenario: Scenario) -> None:
    (one,) = read_call_list(
        book(tmp_path, ("录音", "日期"), ("a.wav", 46356)), Options(), scenario, Library(scenario)
    ).jobs
    assert one.date == "2026-11-30"


def test_a_thousand_mistakes_are_not_all_told(tmp_path: Path, scenario: Scenario) -> None:
    path = text(tmp_path, "录音,日期\n" + "".join("a.wav,x\n" for _ in range(500)))
    with pytest.raises(CallListError, match="还有 949 处") as caught:
        read_call_list(path, Options(), scenario, Library(scenario))
    assert len(caught.value.message.splitlines()) == 52


def test_files_that_cannot_be_read(tmp_path: Path, scenario: Scenario) -> None:
    with pytest.raises(CallListError, match="读不了"):
        read_call_list(tmp_path / "none.csv", Options(), scenario, Library(scenario))
    with pytest.raises(CallListError, match="这不是通话的清单"):
        read_call_list(text(tmp_path, "录音\n\0"), Options(), scenario, Library(scenario))
    with pytest.raises(WorkbookError, match="CSV"):
        read_call_list(text(tmp_path, "录音,情景\na.wav,s", name="x.xlsx"), Options(), scenario, Library(scenario))
