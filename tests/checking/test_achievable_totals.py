"""What can be earned: sums, rules that exclude each other, expectations that prove nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checking.test_fairness import BAD_CALL, FULL
from tests.scenario.conftest import GOOD
from tests.scenario.helpers import changed
from trainer.checking.achievable_totals import check_totals, main_points
from trainer.checking.check import check
from trainer.scenario.load import examine, packs_folder
from trainer.scenario.packs import PackFolder


def warnings(tmp_path: Path, text: str) -> list[tuple[int, int, str]]:
    path = tmp_path / "good.yaml"
    path.write_text(text, encoding="utf-8")
    report = check([path])
    assert report.errors == []
    return [(one.line, one.column, one.message) for one in report.warnings]


def test_the_sum_is_told_turn_by_turn(tmp_path: Path) -> None:
    text = changed("points: 98", "points: 90", FULL) + "rules:\n  - {answer: 3 rings, points: 3}\n"
    found = [one for one in warnings(tmp_path, text) if "主线" in one[2]]
    assert [one[:2] for one in found] == [(6, 1)]
    assert "一共 95 分，不是 100 分（greet 91，hear 1，整通和规则包 3）" in found[0][2]


def test_a_recovery_turn_adds_no_points(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert main_points(examine(path, PackFolder(packs_folder(path)))) == {"greet": 2, "hear": 1, "call": 0}


@pytest.mark.parametrize(
    ("one", "other", "excluding"),
    [
        ("{id: a, hangup: caller, points: 10}", "{id: b, hangup: agent, points: 5}", True),
        ("{id: a, hangup: caller, points: 10}", "{id: b, hangup: caller, points: 5}", False),
        ("{id: a, duration: 60, points: 10}", "{id: b, duration: 300, min: 90, points: 5}", True),
        ("{id: a, duration: 300, min: 90, points: 10}", "{id: b, duration: 60, points: 5}", True),
        ("{id: a, duration: 60, points: 10}", "{id: b, duration: 300, points: 5}", False),
        ("{id: a, pace: 120, points: 10}", "{id: b, pace: 240, points: 5}", True),
        ("{id: a, pace: 120, points: 10}", "{id: b, pace: 140, points: 5}", False),
        ("{id: a, pace: 120, points: 10}", "{id: b, pace: 240, measure: net, points: 5}", False),
        ("{id: a, pace: 120, points: 10}", "{id: b, pace: 240, relative_to: caller, points: 5}", False),
        ("{id: a, order: [p, q], points: 10}", "{id: b, order: [q, p], points: 5}", True),
        ("{id: a, order: [p, q], points: 10}", "{id: b, order: [p, r, q], points: 5}", False),
        ("{id: a, order: [p, q], points: 10}", "{id: b, order: all, points: 5}", False),
        (
            "{id: a, required: 祝您愉快, points: 10}",
            "{id: b, none_of: [{required: [祝您愉快, 再会]}], points: 5}",
            True,
        ),
        ("{id: a, none_of: [{required: 祝您愉快}], points: 10}", "{id: b, required: 祝您愉快, points: 5}", True),
        (
            "{id: a, required: [祝您愉快, 再会了], points: 10}",
            "{id: b, none_of: [{required: 祝您愉快}], points: 5}",
            False,
        ),
        ("{id: a, hangup: caller, points: 10}", "{id: b, hangup: agent}", True),
        ("{id: a, hangup: caller, points: 10}", "{id: b, hangup: agent, points: 0}", False),
        (
            "{id: a, hangup: caller, points: 10}",
            "{id: b, hangup: agent, points: 5, applies_when: {said: 再见}}",
            False,
        ),
        (
            "{id: a, required: 祝您愉快, where: last 20s, points: 10}",
            "{id: b, none_of: [{required: 祝您愉快}], points: 5}",
            False,
        ),
    ],
)
def test_rules_that_exclude_each_other_are_named(tmp_path: Path, one: str, other: str, excluding: bool) -> None:
    named = "".join(f"  - {{id: {name}, required: 一句话{name}}}\n" for name in "pqr") if "order" in one else ""
    text = FULL + f"rules:\n{named}  - {one}\n  - {other}\n"
    path = tmp_path / "good.yaml"
    path.write_text(text, encoding="utf-8")
    loaded = examine(path, PackFolder(packs_folder(path)))
    assert loaded.scenario is not None
    found = [problem.message for problem in check_totals(loaded, []) if "不能同时做到" in problem.message]
    assert len(found) == excluding
    assert all("“call.a”和“call.b”不能同时做到，总分最多 9" in message for message in found)


def test_rules_of_different_turns_do_not_exclude_each_other(tmp_path: Path) -> None:
    text = changed("required: 您好", "none_of: [{required: 很抱歉}]", FULL)
    assert [one for one in warnings(tmp_path, text) if "不能同时做到" in one[2]] == []


@pytest.mark.parametrize(
    ("wanted", "proves"),
    [(">=0", False), ("<=100", False), ("<101", False), (">=1", True), ("<100", True), (">0", True), ("100", True)],
)
def test_an_expected_total_that_always_holds_is_named(tmp_path: Path, wanted: str, proves: bool) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(changed('total: ">=90"', f'total: "{wanted}"', FULL), encoding="utf-8")
    found = [one for one in check([path]).problems if "任何总分都符合" in one.message]
    assert [(one.line, one.column) for one in found] == ([] if proves else [(29, 21)])


def test_without_an_excellent_example_nobody_knows_that_90_can_be_reached(tmp_path: Path) -> None:
    text = changed("greet: 您好，海棠苑服务中心, hear: 很抱歉", "greet: 您好, hear: 什么, again: 哦", FULL)
    text = changed('total: ">=90", hear.sorry: met', "hear.sorry: missed", text).replace("points: 98", "points: 4")
    found = [one for one in warnings(tmp_path, text) if "最好的示例" in one[2]]
    assert [one[:2] for one in found] == [(26, 1)]
    assert "最好的示例只有 66.7 分；请加一个优秀的示例，证明 90 分拿得到" in found[0][2]


def test_without_a_failing_example_nobody_knows_that_bad_calls_fail(tmp_path: Path) -> None:
    text = changed(BAD_CALL, "", FULL)
    assert (26, 1) in [one[:2] for one in warnings(tmp_path, text) if "没有哪个示例不及格" in one[2]]


def test_a_scenario_with_mistakes_is_not_judged(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD.replace("title:", "titel:"), encoding="utf-8")
    assert list(check_totals(examine(path, PackFolder(packs_folder(path))), [])) == []
