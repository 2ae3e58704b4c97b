"""Each stage stops its one example and lets the other pass; together they decide what a forbidden word costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainer.rules.avoid import Avoid
from trainer.rules.banned import Banned
from trainer.rules.interface import Rule
from trainer.rules.stages import AVOID, BANNED
from trainer.rules.suspect import Example, Stage, Suspect, walk
from trainer.rules.unless import excuse

from .helpers import agent, call_of, context, judged, part_of, rule_of

ALL = [
    pytest.param(rule, stage, id=f"{rule}-{stage.name}")
    for rule, several in (("banned", BANNED), ("avoid", AVOID))
    for stage in several
]


def said(example: Example):
    if example.muttered:
        return agent(example.text, 1.0, 1.5, confidence=0.1)
    return agent(example.text, heard=example.heard, gate=example.gate)


def rule_for(operator: str, example: Example) -> Rule:
    more = {"fatal": "true"} if example.fatal else {}
    return rule_of(**{operator: example.phrase}, **more, **({"unless": example.unless} if example.unless else {}))


def suspects_of(operator: str, example: Example) -> list[Suspect]:
    rule = rule_for(operator, example)
    assert isinstance(rule, Banned | Avoid)
    found = rule.suspects(part_of(call_of(said(example))), context())
    assert found
    return found


def suspect_of(operator: str, example: Example) -> Suspect:
    [suspect] = suspects_of(operator, example)
    return suspect


@pytest.mark.parametrize(("operator", "stage"), ALL)
def test_a_stage_stops_its_example(operator: str, stage: Stage) -> None:
    suspect = suspect_of(operator, stage.stops)
    answer = stage.ask(suspect)

    assert answer != "pass"
    assert judged(rule_for(operator, stage.stops), said(stage.stops)).outcome in ("met", "unclear")
    steps = dict(walk(BANNED if operator == "banned" else AVOID, suspect).steps)
    assert steps[stage] == answer  # no stage before it has spared the words


@pytest.mark.parametrize(("operator", "stage"), ALL)
def test_a_stage_lets_its_other_example_pass(operator: str, stage: Stage) -> None:
    assert {stage.ask(suspect) for suspect in suspects_of(operator, stage.passes)} == {"pass"}


@pytest.mark.parametrize("stages", [BANNED, AVOID], ids=["banned", "avoid"])
def test_stages_have_names_and_sentences_of_their_own(stages: tuple[Stage, ...]) -> None:
    for texts in ([s.name for s in stages], [s.label for s in stages], [s.tells for s in stages]):
        assert len(set(texts)) == len(texts)
        assert all(texts)


def test_a_word_spared_is_asked_nothing_more() -> None:
    passage = walk(BANNED, suspect_of("banned", Example("不行", "行不行")))

    assert passage.answer == "spare"
    assert [(stage.name, answer) for stage, answer in passage.steps][-1] == ("question", "spare")


def test_doubts_add_up() -> None:
    passage = walk(BANNED, suspect_of("banned", Example("不行", "很不幸", heard=True, fatal=True, gate="noisy")))

    assert passage.answer == "doubt"
    doubts = [stage.name for stage, answer in passage.steps if answer == "doubt"]
    assert doubts == ["poor_audio", "short_sound", "fatal_sound", "own_word"]
    assert len(passage.steps) == len(BANNED)


def test_what_passes_every_stage_counts() -> None:
    passage = walk(BANNED, suspect_of("banned", Example("不行", "这个不行")))

    assert (passage.answer, {answer for _, answer in passage.steps}) == ("pass", {"pass"})


def test_the_polite_context_that_spares_is_named() -> None:
    example = Example("不知道", "我不知道您方便接听吗", unless="不知道您(是否)?方便")

    assert excuse(suspect_of("banned", example)) == "不知道您(是否)?方便"
    assert excuse(suspect_of("banned", Example("不知道", "我不知道密码", unless="不知道您方便"))) is None


def test_the_manual_names_the_stages_in_order() -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs" / "MATCHING.md").read_text(encoding="utf-8")
    rows = [
        line.split("`")[1] for line in manual.split("## 7.")[1].split("## 8.")[0].splitlines() if line.startswith("| `")
    ]

    assert rows == [stage.name for stage in BANNED]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("他回您“这不归我管”，是他不对", "met"),
        ("我绝不会跟您说“稍等”“不归我管”", "met"),
        ("牌子上写着“请进”。这不归我管", "missed"),
        ("“不归我管”", "missed"),
        ("我说“不归我管”", "missed"),
    ],
)
def test_whose_words_stand_in_quotation_marks(text: str, outcome: str) -> None:
    assert judged(rule_of(banned="不归我管"), agent(text)).outcome == outcome
