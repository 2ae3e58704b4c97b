from __future__ import annotations

from pathlib import Path

import pytest

from trainer.batch.wordings import Wordings
from trainer.call import Call, Utterance
from trainer.scenario.load import load

SCENARIO = """
format: 1
id: t
kind: inbound
title: 试
slots: {公司: 百川}
turns:
  - id: a
    cue: ring
    rules:
      - required: ["您好", "{公司}客服"]
      - any_of: [{required: 抱歉}, {required: 不好意思}]
      - {banned: 不知道, unless: "不知道您(是否)?方便"}
"""


@pytest.fixture
def wordings(tmp_path: Path) -> Wordings:
    path = tmp_path / "t.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return Wordings(load(path))


def heard(wordings: Wordings, *texts: str, **more: object) -> set[str]:
    said = tuple(Utterance("agent", text, recognised=True, **more) for text in texts)
    return {wording for _, wording in wordings.heard(Call(said), said)}


def test_what_is_asked_for_and_what_is_forbidden_is_found(wordings: Wordings) -> None:
    assert wordings.said("您好，百川客服，不好意思，这个我不知道") == {
        ("asked", "您好"), ("asked", "{公司}客服"), ("asked", "不好意思"), ("forbidden", "不知道"),
    }  # fmt: skip


def test_a_polite_context_is_no_violation(wordings: Wordings) -> None:
    assert wordings.said("不知道您是否方便") == set()


def test_recognised_words_are_found_by_sound_and_in_other_hypotheses(wordings: Wordings) -> None:
    assert heard(wordings, "您号，百川客服") == {"您好", "{公司}客服"}
    assert heard(wordings, "喂", hypotheses=("抱歉",)) == {"抱歉"}


def test_one_call_leaves_nothing_for_the_next(wordings: Wordings) -> None:
    assert heard(wordings, "您好", "不知道") == {"您好", "不知道"}
    assert heard(wordings, "抱歉") == {"抱歉"}
    assert heard(wordings) == set()
