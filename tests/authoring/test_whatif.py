from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from tests.scenario.conftest import GOOD, PACK
from trainer.authoring.whatif import Comparison, changed, compare, parse_settings
from trainer.call import Call, Utterance
from trainer.errors import TrainerError
from trainer.history.values import Session, Trainee
from trainer.scenario.load import Loaded, examine
from trainer.scenario.packs import PackFolder
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard
from trainer.scoring import score

WHEN = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
WITH_PACK = GOOD + "use: [taboo]\n"


@pytest.fixture
def packs(tmp_path: Path) -> PackFolder:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "taboo.yaml").write_text(PACK, encoding="utf-8")
    return PackFolder(tmp_path / "packs")


@pytest.fixture
def load(tmp_path: Path, packs: PackFolder) -> Callable[[str], Loaded]:
    def load(text: str) -> Loaded:
        path = tmp_path / "good.yaml"
        path.write_text(text, encoding="utf-8")
        return examine(path, packs)

    return load


def judged(scenario: Scenario, **replies: str) -> Scorecard:
    said = tuple(Utterance("agent", text, turn) for turn, text in replies.items())
    return score(scenario, Call(utterances=said, path=tuple(replies), mode="exam"))


def session(card: Scorecard | None, name: str = "小王") -> Session:
    return Session("key", WHEN, "good", "0" * 64, "报修", "exam", "keyboard", 1, trainee=Trainee(1, name), card=card)


def other(loaded: Loaded, packs: PackFolder, *texts: str) -> Scenario:
    return changed(loaded, packs, parse_settings(texts))


def scenario_of(loaded: Loaded) -> Scenario:
    assert loaded.scenario is not None
    return loaded.scenario


def rule(scenario: Scenario, rule_id: str):
    return next(bound.rule for bound in scenario.rules if bound.id == rule_id)


def test_own_rules_rules_of_packs_and_the_mark_to_pass_can_be_changed(load, packs) -> None:
    loaded = load(WITH_PACK)
    new = other(
        loaded, packs, "hear.sorry.points=26", "hear.sorry.required=[抱歉, 不好意思]", "taboo.unknown.每次扣=5",
        "greet.required-1.分值＝4", "及格分=70",
    )  # fmt: skip

    assert rule(new, "hear.sorry").worth == 26
    assert rule(new, "hear.sorry").required == ("抱歉", "不好意思")
    assert rule(new, "taboo.unknown").deduct == 5
    assert rule(new, "greet.required-1").worth == 4
    assert new.file.pass_mark == 70
    assert rule(scenario_of(loaded), "hear.sorry").worth == 1
    assert new.sha256 != scenario_of(loaded).sha256


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hear.sorry.points", "要写成 回合.规则.参数=内容，例如 greet.hello.points=6"),
        ("hear.sorry.points=", "要写成 回合.规则.参数=内容"),
        ("points=3", "要写成 回合.规则.参数=内容"),
    ],
)
def test_what_is_no_setting_is_told(text: str, message: str) -> None:
    with pytest.raises(TrainerError, match="--set") as told:
        parse_settings([text])
    assert message in told.value.message


def test_all_mistakes_are_told_each_with_its_setting(load, packs) -> None:
    with pytest.raises(TrainerError) as told:
        other(
            load(WITH_PACK), packs, "hear.sorri.points=3", "sorry.points=3", "hear.sorry.pionts=3",
            "hear.sorry.points=viel", "taboo.unknown.id=x", "hear.sorry.required=[甲",
        )  # fmt: skip
    lines = told.value.message.splitlines()
    assert [line.partition("：")[0] for line in lines] == [
        "--set hear.sorri.points=3",
        "--set sorry.points=3",
        "--set hear.sorry.pionts=3",
        "--set hear.sorry.points=viel",
        "--set taboo.unknown.id=x",
    ]
    assert "没有规则“hear.sorri”，是不是“hear.sorry”？" in lines[0]
    assert "是不是“hear.sorry”？" in lines[1]
    assert "points" in lines[2]


def test_the_same_thing_twice_is_a_mistake() -> None:
    with pytest.raises(TrainerError, match="写了两次"):
        parse_settings(["hear.sorry.points=3", "hear.sorry.分值=4"])


def test_two_settings_that_are_right_alone_may_be_wrong_together(load, packs) -> None:
    with pytest.raises(TrainerError, match="几处一起改就不对了"):
        other(load(WITH_PACK), packs, "greet.required-1.id=same", "greet.required-2.id=same")


def test_it_is_told_whose_results_would_be_others(load, packs) -> None:
    loaded = load(GOOD)
    now = scenario_of(loaded)
    good = judged(now, greet="您好，海棠苑服务中心", hear="很抱歉")
    bad = judged(now, greet="您好，海棠苑服务中心", hear="哦")
    found = compare(
        [session(good), session(bad, "小李"), session(None)], now, other(loaded, packs, "hear.sorry.points=8")
    )

    assert found.same == 1
    (one,) = found.differences
    assert one.session.trainee == Trainee(1, "小李")
    assert (one.before.total, one.after.total) == (bad.total, Fraction(20))
    assert (found.older, found.unusable) == (0, 0)


def test_results_of_another_version_are_judged_by_both_and_counted(load, packs) -> None:
    loaded = load(GOOD)
    now = scenario_of(loaded)
    card = replace(judged(now, greet="您好", hear="哦"), scenario_sha256="1" * 64, total=Fraction(99))
    found = compare([session(card)], now, other(loaded, packs, "hear.sorry.points=8"))

    assert found.older == 1
    assert found.differences[0].before.total == Fraction("33.3")


def test_calls_that_cannot_be_judged_are_counted(load, packs) -> None:
    now = scenario_of(load(GOOD))
    gone = replace(judged(now, greet="您好"), call=Call(path=("elsewhere",)))
    wordless = replace(gone, call=Call(utterances=(Utterance("agent", "", "greet"),), path=("greet",)))

    assert compare([session(gone), session(wordless)], now, now) == Comparison((), unusable=2)
