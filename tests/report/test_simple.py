"""Recognised words are shown in simplified characters; what was typed, and the JSON, stay as they are."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from trainer import scoring
from trainer.call import Call, Utterance, Word
from trainer.report.console import render
from trainer.report.simple import simple, simplified
from trainer.scenario.load import load
from trainer.scorecard import Review, Scorecard, to_json

MINI = load(Path(__file__).parents[1] / "practice" / "mini.yaml")
SAID = "您好,海棠苑客戶服務中心"


def card(*, recognised: bool) -> Scorecard:
    words = (Word(text="您好", start=0.0, end=0.5),) if recognised else ()
    said = (
        Utterance(speaker="agent", text=SAID, turn="greet", recognised=recognised, words=words),
        Utterance(speaker="agent", text="對不起，我不知道", turn="hear", recognised=recognised),
    )
    return scoring.score(MINI, Call(utterances=said, path=("greet", "hear"), mode="recording", slots=MINI.slots()))


def shown(card: Scorecard) -> str:
    out = StringIO()
    render(Console(file=out, width=80), card, MINI)
    return out.getvalue()


def test_recognised_words_are_quoted_in_simplified_characters():
    text = shown(card(recognised=True))

    assert "客服：您好，海棠苑客户服务中心" in text
    assert "“海棠苑客户服务中心” 字面" in text
    assert "“对不起” 字面" in text
    assert not set("戶務對") & set(text)


def test_marked_words_are_simplified_too():
    marks = (Review("manners", 1, 0, 3, "對不起"), Review("manners", 9, 0, 3, "對不起"))
    marked = replace(card(recognised=True), review=marks)

    assert [one.said for one in simplified(marked).review] == ["对不起", "對不起"]


def test_the_json_keeps_the_raw_text():
    scored = card(recognised=True)
    before = to_json(scored)
    shown(scored)

    assert to_json(scored) == before
    assert before["call"]["utterances"][0]["text"] == SAID


def test_typed_words_stay_as_typed():
    typed = card(recognised=False)

    assert simplified(typed) is typed
    assert SAID in shown(typed)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("您好,請問?", "您好，请问？"), ("一共1,000元,明天9:30", "一共1,000元，明天9:30"), ("OK,好", "OK，好")],
)
def test_marks_are_the_chinese_ones_but_in_numbers(text: str, shown: str):
    assert simple(text) == shown


@pytest.mark.parametrize("text", ["客戶專員，１２３ abc😀", "乾隆", ""])
def test_offsets_stay_right(text: str):
    assert len(simple(text)) == len(text)
