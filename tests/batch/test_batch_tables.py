from __future__ import annotations

from typing import Any

import pytest

from trainer.batch.batch_tables import calls_table, tables, unscored_table
from trainer.batch.outcomes import read_batch
from trainer.scenario.resolved import Scenario
from trainer.workbook.plain_table import PlainTable

from .calls import TEXT
from .conftest import Make
from .test_outcomes import VERDICT, failed, line


@pytest.fixture
def scenario(make: Make) -> Scenario:
    return make(TEXT)


def rows(table: PlainTable, *titles: str) -> list[tuple[Any, ...]]:
    at = [[column.title for column in table.columns].index(title) for title in titles]
    assert all(len(row) == len(table.columns) for row in table.rows)
    return [tuple(row[one] for one in at) for row in table.rows]


def named(scenario: Scenario, recording: str, total: float | None, **more: Any) -> dict[str, Any]:
    return line(recording, total, scenario={"id": scenario.id, "sha256": scenario.sha256}, **more)


def test_calls_with_what_to_mend(scenario: Scenario) -> None:
    evidence = [{"counted": True, "said": "没办法"}, {"counted": False, "said": "办法"}]
    banned = {**VERDICT, "id": "a.banned-1", "operator": "banned", "deducted": 100, "evidence": evidence}
    missed = [{**VERDICT, "id": "a.required-2"}, {**VERDICT, "id": "a.required-1"}]
    review = [{"said": "您真会挑时候"}]
    batch = read_batch(
        [
            named(scenario, "/录音/好.wav", 100, review=review),
            named(scenario, "/录音/差.wav", 0, verdicts=[banned, *missed], job={"fatal": ["a.banned-1"]}),
            named(scenario, "/录音/没.wav", None, pace={"gross": None}),
            line("/录音/旧.wav", 50, verdicts=[{**VERDICT, "id": "b.old"}]),
        ]
    )
    table = calls_table(batch, {scenario.sha256: scenario})
    assert rows(table, "先听", "总分", "结果", "录音", "情景", "红线", "没做到", "先改", "请留意的话") == [
        ("红线", 0, "没及格", "差.wav", "测试", "忌语（a.banned-1）：“没办法”", 3, "“海棠苑”；“您好”", ""),
        ("待复核", 100, "通过·待复核", "好.wav", "测试", "", 0, "", "“您真会挑时候”"),
        ("没及格", 50, "没及格", "旧.wav", "s", "", 1, "要说（b.old）", ""),
        ("听不清", None, "不出分", "没.wav", "测试", "", 0, "", ""),
    ]
    assert rows(table, "文件夹", "分钟", "语速")[0] == ("/录音", 1.5, 200)


def test_every_sheet(scenario: Scenario) -> None:
    missed, met = {**VERDICT, "id": "a.required-1"}, {**VERDICT, "id": "a.required-2", "outcome": "met", "earned": 1}
    lines = [
        named(scenario, f"{n}.wav", 60 + 10 * n, verdicts=[missed, met], job={"trainee": "2031"}) for n in range(4)
    ]
    batch = read_batch([*lines, named(scenario, "x.wav", None), failed("坏.wav"), failed("空.wav", "no_call")])
    overview, _, rules, agents, drawn, unscored = tables(batch, {scenario.sha256: scenario}, 2, 1)
    figures = dict(rows(overview, "项目", "数"))
    assert figures == {
        "录音": 7, "有总分": 4, "平均分": 75.0, "及格 %": 50, "碰了红线": 0, "待复核": 0, "没及格": 2, "不出分": 1,
        "失败": 1, "非通话": 1,
    }  # fmt: skip
    assert rows(rules, "没做到 %", "规则", "没做到", "做到") == [(100, "“您好”", 4, 0), (0, "“海棠苑”", 0, 4)]
    assert rows(agents, "坐席", "通话", "平均分", "及格 %", "不出分", "最常没做到") == [
        ("（没写坐席）", 1, None, None, 1, ""),
        ("2031", 4, 75.0, 50, 0, "“您好”（4 次）"),
    ]
    assert len(drawn.rows) == 3
    assert rows(unscored, "种类", "录音", "原因", "代码") == [
        ("失败", "坏.wav", "坏了", "audio"),
        ("非通话", "空.wav", "坏了", "no_call"),
    ]
    assert [table.name for table in tables(batch, {}, 0, 1)] == ["总览", "先听哪些", "规则", "坐席", "没打分"]


def test_an_empty_batch_has_tables() -> None:
    assert all(not table.rows for table in tables(read_batch([]), {}, 0, 1)[1:])
    assert unscored_table(read_batch([])).rows == []
