"""What each operator asks for, in words for a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainer.report.wishes import Wish, Wishes
from trainer.rules import RULES, pick
from trainer.rules.interface import Rule
from trainer.scenario.load import load
from trainer.scenario.resolved import BoundRule, Scenario
from trainer.scenario.yaml_nodes import parse

TEXT = """\
id: small
title: 小
kind: inbound
use: [intents]
slots: {公司: 海棠苑, 称呼: 陈女士}
facts: {房号: 3栋2单元501, 电话: "0571"}
turns:
  - id: one
    cue: ring
    rules:
      - {id: sorry, required: <致歉>, hint: "向{称呼}致歉"}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    path = tmp_path / "small.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return load(path)


def wish(scenario: Scenario, rule: str) -> Wish:
    bound = BoundRule("one.x", "one", pick(parse(f"- {rule}\n", "x").data[0]))
    return Wishes(scenario, scenario.slots()).of(bound)


@pytest.mark.parametrize("kind", RULES, ids=lambda rule: rule.operator)
def test_every_operator_is_told_in_chinese(scenario: Scenario, kind: type[Rule]) -> None:
    rule = pick(parse(f"- {kind.example}\n", "x").data[0])
    asked = Wishes(scenario, scenario.slots()).asked(rule, "one")
    assert any("一" <= char <= "鿿" for char in asked)
    assert kind.operator not in asked


@pytest.mark.parametrize(
    ("rule", "figures"),
    [
        ("{courtesy: {请: 2, 谢谢: 1, 您好: 1}}", "最少“请”2 次、“谢谢”1 次、“您好”1 次"),
        ("{courtesy: {您你: 90%}}", "最少“您”占 90%"),
        ("{courtesy: {五声: 4}}", "最少五声 4 样"),
        ("{loudness: [-30.5, -12]}", "-30.5 到 -12 分贝（满格是 0）"),
        ("{pitch: 4}", "比平时最多高 4 个半音"),
        ("{interruption: 1.5}", "客户还在说，插进去最多 1.5 秒"),
        ("{duration: 180, min: 20}", "整通电话不超过 180 秒"),
    ],
)
def test_an_author_is_told_every_figure(scenario: Scenario, rule: str, figures: str) -> None:
    bound = BoundRule("one.x", "one", pick(parse(f"- {rule}\n", "x").data[0]))
    assert Wishes(scenario, scenario.slots()).figures(bound) == figures


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        ("{required: [您好, 您早], all: true}", "这几句都要说到"),
        ("{answer: 12}", "12 秒之内接起"),
        ("{order: all}", "上面几句依次说"),
        ("{order: [sorry, lost]}", "依次：“向陈女士致歉” → “lost”"),
        ("{pattern: '赔', not: true}", "不说规定以外的内容"),
        ("{pattern: '一[0-9]{10}'}", "把号码、时间一字一字说完整"),
        ("{share: 60%}", "自己说话不超过 60%"),
        ("{gap: 2.5}", "客户说完，2.5 秒之内开口"),
        ("{hangup: agent}", "由您先挂机"),
        ("{repeat: [房号, 没有]}", "念给客户听：房号（3栋2单元501）"),
        ('{addressed: "{称呼}"}', "称呼客户“陈女士”"),
        ("{all_of: [{required: <致歉>}, {gap: 3}]}", "说“非常抱歉给您带来不便”，并且客户说完，3 秒之内开口"),
        ("{any_of: [{required: 请稍等}, {required: 您等等}]}", "说“请稍等”，或者说“您等等”"),
        ("{none_of: [{required: 祝您愉快}]}", "不要说“祝您愉快”"),
        ("{required: 您好, hint: '问候{称呼}'}", "问候陈女士"),
    ],
)
def test_what_is_asked_for(scenario: Scenario, rule: str, asked: str) -> None:
    assert wish(scenario, rule).text == asked


@pytest.mark.parametrize(
    ("rule", "samples"),
    [
        ("{required: [<致歉>, (早上|下午)好, '{公司}(中心)?', 您好]}", ("非常抱歉给您带来不便", "海棠苑中心")),
        ("{required: [您好, (您好|您早)]}", ("您好",)),
        ("{required: [您好, 早上好, 欢迎致电]}", ("您好", "早上好", "欢迎致电")),
        ("{required: ['请保持(电话)?畅通', 保持畅通, 畅通]}", ("请保持电话畅通", "保持畅通")),
        ("{gap: 3}", ()),
        ("{similar: 样句}", ("样句",)),
    ],
)
def test_samples_are_wordings_as_they_would_be_said(scenario: Scenario, rule: str, samples: tuple[str, ...]) -> None:
    assert wish(scenario, rule).samples == samples


@pytest.mark.parametrize(("rule", "fatal"), [("{banned: 滚, severity: 甲}", True), ("{banned: 哦}", False)])
def test_what_ends_with_no_points_is_marked(scenario: Scenario, rule: str, fatal: bool) -> None:
    assert wish(scenario, rule).fatal is fatal


def test_an_unknown_list_stands_by_its_name(scenario: Scenario) -> None:
    assert Wishes(scenario, {}).sample("<没有>") == "没有"
