"""Packs that are wrong, that do not fit together, that are changed wrongly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scenario.conftest import PACK
from tests.scenario.helpers import WITH_PACK, changed
from trainer.errors import Problem, ScenarioError
from trainer.scenario.load import load
from trainer.scenario.packs import PackFolder

Write = Callable[..., Path]
Named = list[tuple[str, int, int, str]]


def refused(path: Path) -> list[Problem]:
    with pytest.raises(ScenarioError) as raised:
        load(path)
    return list(raised.value.problems)


def assert_named(found: list[Problem], expected: Named) -> None:
    places = [(Path(one.path).stem, one.line, one.column) for one in found]
    assert places == [one[:3] for one in expected], found
    for problem, (_, _, _, piece) in zip(found, expected, strict=True):
        assert piece in problem.message


WRONG: dict[str, tuple[str, Named]] = {
    "no YAML": ("pack: 'x\n", [("taboo", 1, 7, "引号没有成对")]),
    "a list": ("- a\n", [("taboo", 1, 1, "分项写")]),
    "rule without id": ("pack: taboo\nrules:\n  - banned: 不行\n", [("taboo", 3, 5, "规则包里的规则要写 id")]),
    "unknown operator": ("pack: taboo\nrules:\n  - bannd: 不行\n", [("taboo", 3, 5, "是不是 banned")]),
    "same id twice": (
        "pack: taboo\nrules:\n  - {id: a, banned: 不行}\n  - {id: a, banned: 没空}\n",
        [("taboo", 4, 10, "规则 id“a”用了两次")],
    ),
    "phrase list": ("pack: taboo\nlists:\n  致歉: [很抱(歉]\n", [("taboo", 3, 10, "没有配对")]),
    "phrase of a rule": ("pack: taboo\nrules:\n  - id: no\n    banned: 不(行\n", [("taboo", 4, 14, "没有配对")]),
    "unknown key": ("pack: taboo\nrule: []\n", [("taboo", 2, 1, "是不是“rules”")]),
    "unknown key of an example": (
        "pack: taboo\nexamples:\n  - {txt: 不行, expect: {}}\n",
        [("taboo", 3, 5, "缺少“text”"), ("taboo", 3, 6, "是不是“text”")],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_pack_is_blamed_in_its_own_file(name: str, write: Write) -> None:
    pack, expected = WRONG[name]
    assert_named(refused(write(WITH_PACK, pack=pack)), expected)


# id → (what stands under `change`, the problems); the pack is PACK
CHANGES: dict[str, tuple[str, Named]] = {
    "second operator": ("{taboo.unknown: {required: 好}}", [("good", 5, 26, "只能有一个操作")]),
    "no mapping": ("{taboo.unknown: 3}", [("good", 5, 25, "分项写")]),
    "slot that is not given": ("{taboo.unknown: {banned: '{称呼}不行'}}", [("good", 5, 35, "slots 里没有“称呼”")]),
    "bracket left open": ("{taboo.unknown: {banned: 不(行}}", [("good", 5, 35, "没有配对")]),
    "unknown list": ("{taboo.unknown: {banned: <致谦>}}", [("good", 5, 34, "没有叫“致谦”")]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_wrong_change_is_blamed_in_the_scenario(name: str, write: Write) -> None:
    change, expected = CHANGES[name]
    text = changed("use: [taboo]", f"use: [taboo]\nchange: {change}", WITH_PACK)
    assert_named(refused(write(text)), expected)


def test_a_mistake_of_several_fields_together_is_named_at_the_changed_rule(write: Write) -> None:
    text = changed("use: [taboo]", "use: [taboo]\nchange: {taboo.unknown: {at_least: 3}}", WITH_PACK)
    pack = "pack: taboo\nrules:\n  - id: unknown\n    required: 好\n"
    assert_named(refused(write(text, pack=pack)), [("good", 5, 25, "只列了 1 句")])


def test_a_broken_rule_of_a_pack_may_be_changed_without_a_second_report(write: Write) -> None:
    text = changed("use: [taboo]", "use: [taboo]\nchange: {taboo.unknown: {max_deduct: 3}}", WITH_PACK)
    pack = PACK.replace("deduct: 2", "deduct: 很多")
    assert_named(refused(write(text, pack=pack)), [("taboo", 8, 13, "要写数字")])


def test_two_packs_may_not_bring_the_same_list(write: Write, tmp_path: Path) -> None:
    path = write(changed("[taboo]", "[taboo, more]", WITH_PACK))
    (tmp_path / "packs" / "more.yaml").write_text("pack: more\nlists:\n  致歉: 抱歉\n", encoding="utf-8")
    assert_named(refused(path), [("good", 4, 14, "说法表“致歉”在两个规则包里都有")])


def test_the_pack_that_needs_a_slot_is_named_among_several(write: Write, tmp_path: Path) -> None:
    path = write(changed("[taboo]", "[taboo, more]", WITH_PACK))
    more = "pack: more\nrules:\n  - id: name\n    required: '{称呼}'\n"
    (tmp_path / "packs" / "more.yaml").write_text(more, encoding="utf-8")
    assert_named(refused(path), [("good", 4, 14, "规则包“more”的“{称呼}”用不上")])


def test_a_missing_folder_holds_no_packs(tmp_path: Path) -> None:
    packs = PackFolder(tmp_path / "nothing")
    assert packs.names() == ()
    assert packs.pack("taboo") is None


def test_a_pack_is_read_once_for_all_scenarios(write: Write, tmp_path: Path) -> None:
    write(WITH_PACK)
    packs = PackFolder(tmp_path / "packs")
    first = packs.pack("taboo")
    (tmp_path / "packs" / "taboo.yaml").unlink()
    assert first is not None
    assert packs.pack("taboo") is first


LEANS = """format: 1
id: good
title: 一通电话
kind: inbound
skip: [taboo.unknown]
change: {taboo.unknown: {deduct: 1}}
lists: {开头: [<致歉>]}
turns:
  - id: greet
    cue: ring
    rules:
      - {id: sorry, required: [<致歉>, <开头>]}
      - {required: 您好, applies_when: {missed: taboo.unknown}}
    next:
      - {if: {said: <致歉>}, go: end}
      - {go: end}
examples:
  - {name: 一, replies: {greet: 您好}, expect: {taboo.unknown: met, greet.sorry: missed}}
"""


def test_a_pack_that_is_needed_and_not_used_is_told_once(write: Write) -> None:
    found = refused(write(LEANS.replace("skip: [taboo.unknown]\n", "")))
    assert_named(found, [("good", 1, 1, "use 里没有“taboo”，可是有 6 处要用到它：")])
    assert "taboo.unknown、<致歉>；请在 use 里加上 taboo" in found[0].message


def test_a_pack_that_is_needed_is_told_at_what_is_used(write: Write, tmp_path: Path) -> None:
    path = write(LEANS.replace("kind: inbound\n", "kind: inbound\nuse: [other]\n").replace("change: {t", "# {t"))
    (tmp_path / "packs" / "other.yaml").write_text("pack: other\nlists: {别的: [好]}\n", encoding="utf-8")
    (tmp_path / "packs" / "aside.yaml").write_text("pack: aside\nlists: {旁的: [好]}\n", encoding="utf-8")
    (tmp_path / "packs" / "broken.yaml").write_text("pack: 'x\n", encoding="utf-8")
    assert_named(refused(path), [("good", 5, 1, "use 里没有“taboo”，可是有 6 处要用到它")])


def test_a_pack_that_is_missing_is_told_alone(write: Write) -> None:
    path = write(LEANS.replace("kind: inbound\n", "kind: inbound\nuse: [tabu]\n"))
    found = [one.message for one in refused(path) if "skip" not in one.message]
    assert found == ["没有规则包“tabu”，是不是“taboo”？"]


def test_an_unknown_name_is_no_pack_s(write: Write) -> None:
    path = write(LEANS.replace("skip: [taboo.unknown]\nchange: {taboo.unknown: {deduct: 1}}\n", ""))
    path.write_text(
        path.read_text(encoding="utf-8").replace("taboo.unknown", "nowhere.x").replace("致歉", "没有"), "utf-8"
    )
    found = [one.message for one in refused(path)]
    assert len(found) == 6
    assert not any("use 里没有" in message for message in found)
