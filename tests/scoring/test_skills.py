"""Which skill group each rule trains: those of the library, and a trainer's own by words and by place."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from trainer.scenario.library import default_library, library
from trainer.scenario.load import load, load_pack
from trainer.scenario.resolved import Scenario
from trainer.scoring.skills import SKILLS, known_list, skill_of

from .conftest import Make

# Parts of wordings, and of exceptions: no rule asks for them alone.
PARTS = {
    "不好受", "上级", "经手", "会不会", "客户要的", "别的部门和同事", "急着辩解", "礼貌的不知道", "贬低人的话",
    "不能答应", "许诺期限",
}  # fmt: skip


@pytest.fixture(scope="module")
def scenarios() -> dict[str, Scenario]:
    """Those of the library, by id."""
    return {path.stem: load(path) for path in library(default_library())}


def test_there_are_eight_groups_in_the_order_of_a_call() -> None:
    assert len(SKILLS) == 8
    assert (SKILLS[0], SKILLS[5]) == ("接听问候", "结束道别")


def test_no_group_of_the_librarys_rules_is_a_rubbish_heap_or_empty(scenarios: dict[str, Scenario]) -> None:
    points: dict[str, Fraction] = dict.fromkeys(SKILLS, Fraction())
    trained_by: dict[str, set[str]] = {skill: set() for skill in SKILLS}
    for scenario in scenarios.values():
        for bound in scenario.rules:
            skill = skill_of(scenario, bound)
            points[skill] += bound.rule.worth
            trained_by[skill].add(scenario.id)
    shares = {skill: float(worth / sum(points.values())) for skill, worth in points.items()}
    assert max(shares.values()) < 0.3, shares
    assert min(shares.values()) > 0.03, shares
    assert {skill: len(ids) for skill, ids in trained_by.items() if len(ids) < 35} == {}


def test_every_phrase_list_of_the_packs_tells_a_group_or_is_a_part() -> None:
    lists = {name for path in library(default_library() / "packs") for name in load_pack(path).file.lists}  # type: ignore[union-attr]
    assert {name for name in lists - PARTS if not known_list(name)} == set()


@pytest.mark.parametrize(
    ("scenario", "rule", "skill"),
    [
        ("cp-leak", "greet.organisation", "接听问候"),
        ("cp-leak", "greet.in-order", "接听问候"),
        ("cp-leak", "outburst.sorry", "安抚体谅"),
        ("cp-leak", "outburst.calm-first", "安抚体谅"),
        ("cp-leak", "who-where.contact", "倾听核对"),
        ("cp-leak", "read-back.facts", "倾听核对"),
        ("cp-leak", "pay.record-demand", "答复办理"),
        ("cp-leak", "pay.promise", "忌语规范"),
        ("cp-leak", "close.thanks", "结束道别"),
        ("cp-leak", "close.trouble", "安抚体谅"),
        ("cp-leak", "call.rings", "接听问候"),
        ("cp-leak", "call.hangup", "结束道别"),
        ("cp-leak", "call.no-dead-air", "语速声音"),
        ("cp-leak", "pace.rate", "语速声音"),
        ("cp-leak", "courtesy.words", "礼貌称呼"),
        ("cp-leak", "taboo.scorn", "忌语规范"),
        ("cp-pay", "read-back.points", "倾听核对"),
        ("cp-authority", "hear.thanks", "礼貌称呼"),
        ("cp-authority", "matter.number", "倾听核对"),
        ("checklist-open", "call.organisation", "接听问候"),
        ("checklist-open", "call.thanks", "结束道别"),
        ("fu-service", "purpose.which-service", "倾听核对"),
        ("in-sales", "intro.price", "答复办理"),
        ("quiz-phone", "P-hold.required-1", "忌语规范"),
    ],
)
def test_a_rule_trains_what_its_words_and_its_place_say(
    scenarios: dict[str, Scenario], scenario: str, rule: str, skill: str
) -> None:
    loaded = scenarios[scenario]
    bound = next(one for one in loaded.rules if one.id == rule)
    assert skill_of(loaded, bound) == skill


OWN = """
lists: {我们的话: [您多担待, <将就>], 将就: [将就一下], 致歉: [对不起], 致谢: [谢谢], 道别: [再见]}
turns:
  - {id: a, cue: ring, rules: [{id: us, required: 海棠苑}, {id: sorry, required: <致歉>}]}
  - id: b
    line: 喂
    rules:
      - {id: own, required: <我们的话>}
      - {id: fact, required: 一百元}
      - {id: asked, required: 几号楼, hint: 问清楼号}
      - {id: both, any_of: [{required: 一百元}, {repeat: all}]}
      - {id: thanks, required: <致谢>}
      - {id: all-in-order, order: all}
  - {id: c, line: 好, rules: [{id: thanks, required: <致谢>}, {id: bye, required: <道别>}, {id: well, required: 慢走}]}
facts: {价钱: 一百元}
"""


@pytest.mark.parametrize(
    ("rule", "skill"),
    [
        ("a.us", "接听问候"),
        ("a.sorry", "安抚体谅"),
        ("b.own", "答复办理"),
        ("b.fact", "答复办理"),
        ("b.asked", "倾听核对"),
        ("b.both", "倾听核对"),
        ("b.thanks", "礼貌称呼"),
        ("b.all-in-order", "答复办理"),
        ("c.thanks", "结束道别"),
        ("c.well", "结束道别"),
    ],
)
def test_a_trainers_own_rules_find_their_group(make: Make, rule: str, skill: str) -> None:
    scenario = make(OWN)
    assert skill_of(scenario, next(one for one in scenario.rules if one.id == rule)) == skill


def test_lists_that_hold_each_other_without_end_tell_nothing(make: Make) -> None:
    scenario = make(OWN)
    endless = replace(scenario, lists={**scenario.lists, "将就": ("<我们的话>",)})
    assert skill_of(endless, next(one for one in endless.rules if one.id == "b.own")) == "答复办理"
