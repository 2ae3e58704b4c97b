"""The reports about many calls: from a real store, in HTML and as tables; hostile names are names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.history.made import result, rule
from tests.report.html import made
from tests.report.html.hostile import HOSTILE, RTL, WORST
from trainer.history.class_figures import ClassFigures, Person
from trainer.history.class_rules import ClassRules
from trainer.history.opened import opened
from trainer.history.store import Store
from trainer.history.values import Trainee
from trainer.report.groups import Groups
from trainer.report.html.batch_report import batch_report
from trainer.report.html.class_report import HOTTEST, class_report
from trainer.report.html.index_page import index_page
from trainer.report.html.overview import Overview, Part, overview_page, overview_tables
from trainer.report.html.trainee_report import trainee_report
from trainer.report.report_table import PlainTable, headings

RED = f"小红{WORST}{RTL}"


def fill(store: Store, count: int = 10) -> None:
    """Calls of two trainees, one of whom has a hostile name, and of nobody."""
    people = (store.trainee("小王", "1008"), store.trainee(RED, "1009"), None)
    for place in range(count):
        session, scenario = made.session(*(("in-hold", 4), ("in-property", 3), ("in-hold", 0))[place % 3])
        at = session.started + timedelta(days=place)
        store.save(replace(session, key=f"k{place}", number=None, trainee=people[place % 3], started=at), scenario)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with opened(tmp_path_factory.mktemp("store")) as store:
        fill(store)
        yield store


def of_class(store: Store, groups: Groups | None = None) -> Overview:
    mine = groups or Groups()
    return class_report(
        store.class_figures(),
        store.class_rules(mine.of_skill, most=HOTTEST),
        lambda one: f"“{one.label}”",
        mine.names,
        store.titles(),
        links={1: "trainee-1.html"},
    )


def rules_of(store: Store) -> ClassRules:
    return store.class_rules(lambda scenario, rule, skill: skill, most=HOTTEST)


def table(overview: Overview, name: str) -> PlainTable:
    return next(one for one in overview_tables(overview) if one.name == name)


def test_a_class_has_every_part(store):
    overview = of_class(store)
    assert [part.title for part in overview.parts] == [
        "分数分布", "学员", "谁没做到什么", "最常漏掉的 5 句话", "最近 30 天", "服务水平",
    ]  # fmt: skip
    assert dict(overview.facts) == {"学员": "3 位", "时间": "2026-11-21 到 2026-11-30"}
    assert sum(row[1] for row in table(overview, "分数分布").rows) == 10
    assert len(table(overview, "漏掉的话").rows) == 5
    levels = [row[3] for row in table(overview, "漏掉的话").rows]
    assert levels == sorted(levels, reverse=True)
    assert {row[2] for row in table(overview, "漏掉的话").rows} <= {
        made.scenario(name).file.title for name in ("in-hold", "in-property")
    }


def test_service_levels_are_told_against_the_standard(store):
    rows = {row[0]: row[1:] for row in table(of_class(store), "服务水平").rows}
    answered = [one for one in rules_of(store).counts if one.operator == "answer"]
    assert rows["及时接听"][:2] == (sum(one.met for one in answered), sum(one.judged for one in answered))
    assert rows["及时接听"][3:] == (98, rows["及时接听"][4])
    assert rows["通过"][3] == 95
    assert rows["没通过的，三天之内再练"][3] == 100
    empty = class_report(ClassFigures((), (0,) * 10, (), 0, 0), ClassRules(), lambda one: "")
    assert {row[5] for row in table(empty, "服务水平").rows} == {"没有数据"}


def test_the_heat_map_counts_what_was_missed(store):
    heat = table(of_class(store), "规则×学员")
    wang = [column.title for column in heat.columns].index("小王")
    worst = heat.rows[0]
    rules = rules_of(store)
    (scenario, rule), cells = next(iter(rules.missed.items()))
    assert worst[-2:] == (made.scenario(scenario).file.title, rule)
    assert worst[0] == next(one.label for one in rules.counts if one.key == (scenario, rule))
    assert worst[wang] == round(100 * cells[1][0] / cells[1][1])
    counts = [one for one in rules.counts if one.key == (scenario, rule)]
    assert worst[-3] == round(100 * sum(one.missed for one in counts) / sum(one.judged for one in counts))


def test_groups_of_the_company_are_columns(store):
    own = table(of_class(store, Groups((("greet.*", "我们的开场"), ("*", "余下的")))), "学员")
    assert [column.title for column in own.columns][-2:] == ["我们的开场", "余下的"]
    eight = table(of_class(store), "学员")
    assert "接听问候" in [column.title for column in eight.columns]


def test_pages_escape_names_and_link_to_reports(store):
    html = overview_page(of_class(store))
    assert 'href="trainee-1.html"' in html
    for text in HOSTILE:
        if "<" in text:
            assert text not in html
    assert "\u202e" not in html
    assert "‹U+202E›" in html


def test_more_trainees_than_the_map_is_wide():
    people = tuple(
        Person(Trainee(n, f"学员{n}"), 1, 50.0, 1, 0, 1, 0, "2026-11-01", "2026-11-02") for n in range(1, 40)
    )
    overview = class_report(ClassFigures(people, (0,) * 10, (), 0, 0), ClassRules(), lambda one: "")
    assert len(next(part for part in overview.parts if part.heat).table.columns) == 24 + 4
    assert "练得最多的 24 位" in next(part for part in overview.parts if part.heat).note


def test_a_trainee_has_a_course_for_each_way():
    results = [result(n, 40.0 + n, source="voice" if n > 4 else "keyboard", pace=130.0 + n) for n in range(1, 9)]
    rules = [rule(n, "称呼", "missed" if n < 3 or n > 6 else "met") for n in range(1, 9)]
    overview = trainee_report(Trainee(1, "小王", "1008"), results, rules, {8: "call-8.html"})
    assert overview.title == "学员报告：小王"
    titles = [part.title for part in overview.parts]
    assert titles[0] == "键盘：总分（4 次）"
    assert "语音：八项本领" in titles
    assert "语音：最近总漏掉的" in titles
    assert "键盘：学会了" in titles
    skills = table(overview, "键盘·本领").rows
    assert ("安抚体谅", 0, 100, 100) in skills
    assert ("语速（字/分）", 132, 134, 2) in skills
    assert overview.parts[-1].links[0] == "call-8.html"
    assert len(table(overview, "全部成绩").rows) == 8
    assert 'href="call-8.html"' in overview_page(overview)


def test_a_trainee_without_results_and_results_without_a_total():
    nobody = trainee_report(None, [], [])
    assert dict(nobody.facts) == {"学员": "未署名"}
    assert "全部成绩" in overview_page(nobody)
    silent = trainee_report(Trainee(1, "小王"), [result(1, None, first_total=None)], [])
    assert [tile.name for tile in silent.tiles] == ["成绩"]
    assert [part.title for part in silent.parts] == ["键盘：八项本领", "全部成绩"]
    marked = trainee_report(Trainee(1, "小王"), [result(1, 70.0, marked=True)], [])
    assert marked.tiles[-1].value == "1 次"


def test_long_tables_are_cut_in_html_only():
    rows = [(f"行{n}", n) for n in range(600)]
    overview = Overview("长", (), (), (Part("表", table=PlainTable("表", headings(("甲", 8), ("乙", 8)), rows)),))
    html = overview_page(overview)
    assert "行499" in html
    assert "行500" not in html
    assert "共 600 行" in html
    assert len(table(overview, "表").rows) == 600


def test_many_points_are_gathered():
    results = [result(n, float(n % 100)) for n in range(200)]
    assert "每点 4 次的平均" in overview_page(trainee_report(Trainee(1, "小王"), results, []))


def test_a_batch_shows_its_tables():
    overview = PlainTable("总览", headings(("项目", 8), ("数", 8), ("说明", 8)), [
        ("情景", None, "漏水"), ("录音", 3, "加起来"), ("平均分", None, ""), ("失败", 0, ""), ("非通话", 1, ""),
    ])  # fmt: skip
    rules = PlainTable("规则", headings(("规则", 8)), [("问候",)])
    found = batch_report([overview, rules], [100.0, 55.0, 0.0])
    assert found.facts == (("情景", "漏水"),)
    assert [(tile.name, tile.value) for tile in found.tiles] == [("录音", "3"), ("失败", "0")]
    assert "问候" in overview_page(found)


def test_the_index_names_and_links_every_result():
    results = [result(n, 80.0, trainee=Trainee(1, RED)) for n in (1, 2)] + [result(3, None, trainee=None, passed=None)]
    html = index_page(results, {1: "call-1.html", 2: "call-2.html"}, [("班级报告", "class.html")])
    assert html.count('href="call-') == 2
    assert "未署名" in html
    assert "<option>不出分</option>" in html
    assert "<img" not in html
    assert Path("class.html").name in html
