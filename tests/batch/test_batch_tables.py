from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from trainer.batch.batch_tables import calls_table, tables, unscored_table
from trainer.batch.outcomes import read_batch
from trainer.report.report_table import PlainTable
from trainer.scenario.resolved import Scenario

from .calls import TEXT
from .conftest import Make
from .test_outcomes import VERDICT, failed, line

MADE = datetime(2026, 12, 1, 9, 5)  # noqa: DTZ001


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
        ("红线", 0, "还没通过", "差.wav", "测试", "忌语（“没办法”）：“没办法”", 3, "“海棠苑”；“您好”", ""),
        ("待复核", 100, "通过·待复核", "好.wav", "测试", "", 0, "", "“您真会挑时候”"),
        ("分低", 50, "还没通过", "旧.wav", "s", "", 1, "要说（b.old）", ""),
        ("听不清", None, "不出分", "没.wav", "测试", "", 0, "", ""),
    ]
    assert rows(table, "文件夹", "分钟", "语速")[0] == ("/录音", 1.5, 200)


def test_every_sheet(scenario: Scenario) -> None:
    missed, met = {**VERDICT, "id": "a.required-1"}, {**VERDICT, "id": "a.required-2", "outcome": "met", "earned": 1}
    lines = [
        named(scenario, f"{n}.wav", 60 + 10 * n, verdicts=[missed, met], job={"trainee": "2031"}) for n in range(4)
    ]
    batch = read_batch([*lines, named(scenario, "x.wav", None), failed("坏.wav"), failed("空.wav", "no_call")])
    overview, _, rules, agents, drawn, unscored = tables(batch, {scenario.sha256: scenario}, 2, 1, MADE)
    assert dict(rows(overview, "项目", "数")[4:]) == {
        "录音": 7, "有总分": 4, "不出分": 1, "失败": 1, "非通话": 1, "平均分": 75.0,
        "通过 %": 50, "通过": 2, "还没通过": 2, "先听": 3, "　红线": 0, "　待复核": 0, "　分低": 2, "　听不清": 1,
    }  # fmt: skip
    assert rows(rules, "没做到 %", "规则", "没做到", "做到") == [(100, "“您好”", 4, 0), (0, "“海棠苑”", 0, 4)]
    assert rows(agents, "坐席", "通话", "平均分", "通过 %", "不出分", "最常没做到") == [
        ("（没写坐席）", 1, None, None, 1, ""),
        ("2031", 4, 75.0, 50, 0, "“您好”（4 次）"),
    ]
    assert len(drawn.rows) == 3
    assert rows(unscored, "种类", "录音", "原因", "代码") == [
        ("失败", "坏.wav", "坏了", "audio"),
        ("非通话", "空.wav", "坏了", "no_call"),
    ]
    assert [table.name for table in tables(batch, {}, 0, 1, MADE)] == ["总览", "先听哪些", "规则", "坐席", "没打分"]


def test_the_overview_adds_up_and_says_what_was_scored(scenario: Scenario) -> None:
    days = {"a.wav": "2026-11-03", "b.wav": "2026-11-01", "c.wav": None, "d.wav": "2026-11-30", "e.wav": None}
    totals = (0, 0, 60, 100, None)
    marked, fatal = {"review": [{"said": "您真会挑时候"}]}, {"job": {"fatal": ["a.banned-1"]}}
    kinds: tuple[dict[str, Any], ...] = (fatal, marked, {}, marked, marked)
    lines = []
    for (recording, day), total, kind in zip(days.items(), totals, kinds, strict=True):
        lines.append(named(scenario, recording, total, **{**kind, "job": {**kind.get("job", {}), "date": day}}))
    overview = tables(read_batch(lines), {scenario.sha256: scenario}, 0, 1, MADE)[0]
    assert rows(overview, "项目", "数", "说明")[:4] == [
        ("情景", None, "测试"),
        ("通话日期", None, "2026-11-01 到 2026-11-30"),
        ("识别引擎、模型", None, "whisper whisper-base"),
        ("生成时间", None, "2026-12-01 09:05"),
    ]
    count = dict(rows(overview, "项目", "数"))
    assert (count["通过"], count["还没通过"], count["有总分"], count["不出分"], count["录音"]) == (1, 3, 4, 1, 5)
    assert (count["　红线"], count["　待复核"], count["　分低"], count["　听不清"], count["先听"]) == (1, 3, 1, 0, 5)


def test_a_rule_is_named_by_its_hint_then_its_words_then_its_id(make: Make) -> None:
    long = "再急也不能顶撞客户，先听他说完，再说{公司}能做什么、什么时候做完"
    scenario = make(
        f"""
        slots: {{公司: 海棠苑}}
        turns:
          - id: a
            cue: ring
            rules: [{{banned: 没办法, hint: "{long}"}}, {{banned: [不归我管, 不知道]}}, {{pace: 120}}]
        """
    )
    verdicts = [
        {**VERDICT, "id": f"a.{kind}", "operator": kind.partition("-")[0]}
        for kind in ("banned-1", "banned-2", "pace-1", "banned-9")
    ]
    rules = tables(
        read_batch([named(scenario, "a.wav", 0, verdicts=verdicts)]), {scenario.sha256: scenario}, 0, 1, MADE
    )[2]
    assert sorted(rows(rules, "规则")) == [
        ("忌语（a.banned-9）",),
        ("忌语（“不归我管”）",),
        ("忌语（再急也不能顶撞客户，先听他说完，再说海棠苑能做…）",),
        ("语速（a.pace-1）",),
    ]


def test_an_empty_batch_has_tables() -> None:
    assert all(not table.rows for table in tables(read_batch([]), {}, 0, 1, MADE)[1:])
    assert unscored_table(read_batch([])).rows == []
