"""Each kind turns its examples and lets the others be; a clause ends at a mark or a pause."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from trainer.text.meaning import KINDS, NEGATED, Kind, Pauses, turned
from trainer.text.thresholds import CLAUSE_PAUSE

TURNED = [(kind, phrase, text) for kind in KINDS for phrase, text in kind.turned]
KEPT = [(kind, phrase, text) for kind in KINDS for phrase, text in kind.kept]


def name_of(phrase: str, text: str, pauses: Pauses = ()) -> str | None:
    at = text.index(phrase)
    found = turned(text, at, at + len(phrase), pauses)
    return found and found.kind.name


@pytest.mark.parametrize(("kind", "phrase", "text"), TURNED, ids=[f"{kind.name}-{text}" for kind, _, text in TURNED])
def test_a_kind_turns_its_examples(kind: Kind, phrase: str, text: str) -> None:
    assert name_of(phrase, text) == kind.name


@pytest.mark.parametrize(("kind", "phrase", "text"), KEPT, ids=[f"{kind.name}-{text}" for kind, _, text in KEPT])
def test_what_only_looks_like_it_keeps_its_meaning(kind: Kind, phrase: str, text: str) -> None:
    assert name_of(phrase, text) is None


def test_every_kind_has_a_name_of_its_own_and_examples_both_ways() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert all(kind.turned and kind.kept and kind.tells for kind in KINDS)


KEPT_PHRASES = {
    "holds the negator": ("不好意思", "不好意思，刚才没听清"),
    "holds it in the middle": ("您别急", "您别急，我来想办法"),
    "double negation": ("上报", "这件事我不得不上报"),
    "there is nobody who does not": ("着急", "没有人不着急"),
    "another thing is denied": ("我理解", "不是您的错，我理解"),
    "another thing, no mark": ("向您道歉", "没做好这件事我向您道歉"),
    "only not yet": ("给您回电话", "不管有没有结果，我都给您回电话"),
    "who would": ("着急", "谁遇到这样的事都着急"),
    "an offer": ("上报", "需要我帮您上报吗"),
    "let me": ("核查一下", "让我核查一下这笔账单"),
    "a question": ("满意", "您对结果满意不满意？"),
    "what is asked politely": ("什么问题", "您还有什么问题吗"),
}


@pytest.mark.parametrize(("phrase", "text"), KEPT_PHRASES.values(), ids=KEPT_PHRASES)
def test_a_phrase_is_meant_as_it_stands(phrase: str, text: str) -> None:
    assert name_of(phrase, text) is None


def test_a_clause_ends_at_a_pause() -> None:
    text = "我不会给您上报"
    assert name_of("给您上报", text) == "negated"
    assert name_of("给您上报", text, ((3, CLAUSE_PAUSE),)) is None
    assert name_of("给您上报", text, ((3, CLAUSE_PAUSE - 0.01), (5, 1.0))) == "negated"
    assert name_of("道歉", "道歉有什么用", ((2, CLAUSE_PAUSE),)) is None


def test_the_clause_is_told() -> None:
    found = turned("您好。我可不会替您上报，您别问了", 9, 11)
    assert found is not None
    assert (found.start, found.end, found.negated) == (3, 11, False)
    negated = turned("不给您答复", 1, 5)
    assert negated is not None
    assert (negated.kind, negated.negated, negated.start, negated.end) == (NEGATED, True, 0, 5)


def test_a_plain_kind_comes_before_a_doubtful_one() -> None:
    assert name_of("给您打电话", "他说不会给您打电话") == "negated"
    assert name_of("上报", "他说不想替您上报") == "refusal"


def test_the_manual_names_the_kinds_in_order() -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs" / "MATCHING.md").read_text(encoding="utf-8")
    rows = [line for line in manual.split("## 5.")[1].split("## 6.")[0].splitlines() if line.startswith("| `")]
    assert [name for row in rows for name in re.findall("`(.+?)`", row.split("|")[1])] == [kind.name for kind in KINDS]
