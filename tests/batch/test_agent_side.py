from __future__ import annotations

from dataclasses import replace

import pytest

from trainer.batch.agent_side import with_agent_found
from trainer.call import Call, Speaker, Utterance

from .conftest import Make

TALK = """
slots: {公司: 海棠苑}
turns:
  - {id: a, cue: ring, rules: [{required: 您好}, {required: "{公司}"}]}
  - {id: b, line: 我家水管漏水了，门锁也坏了, rules: [{required: 抱歉}, {required: 马上安排师傅}]}
  - {id: c, line: 那就这样吧, rules: [{required: 再见}]}
"""
CHECKLIST = """
rules: [{required: 您好}, {required: 很高兴为您服务}, {required: 抱歉}, {required: 再见}, {banned: 不知道}]
"""
SAID: tuple[tuple[Speaker, str], ...] = (
    ("agent", "您好，海棠苑，很高兴为您服务"),
    ("caller", "我家水管漏水了，门锁也坏了"),
    ("agent", "非常抱歉，我马上安排师傅上门"),
    ("caller", "那就这样吧"),
    ("agent", "好的，再见"),
)


def call(*said: tuple[Speaker, str], exchange: bool = False) -> Call:
    """A recording of both sides, one utterance after the other."""
    other: dict[Speaker, Speaker] = {"agent": "caller", "caller": "agent"}
    utterances = (
        Utterance(other[who] if exchange else who, text, start=5.0 * n, end=5.0 * n + 4, recognised=True, speech=4.0)
        for n, (who, text) in enumerate(said)
    )
    return Call(tuple(utterances), mode="recording", both_sides=True)


@pytest.mark.parametrize(("rules", "kind"), [(TALK, "inbound"), (CHECKLIST, "checklist")])
def test_the_agent_is_found_on_the_other_side(make: Make, rules: str, kind: str) -> None:
    found = with_agent_found(call(*SAID, exchange=True), make(rules, kind))
    assert found == replace(call(*SAID), exchanged=True)


@pytest.mark.parametrize(("rules", "kind"), [(TALK, "inbound"), (CHECKLIST, "checklist")])
def test_an_agent_in_the_usual_place_stays_there(make: Make, rules: str, kind: str) -> None:
    assert with_agent_found(call(*SAID), make(rules, kind)) == call(*SAID)


def test_an_agent_who_says_little_of_it_stays_too(make: Make) -> None:
    poor: tuple[tuple[Speaker, str], ...] = (
        ("agent", "喂，什么事"),
        *SAID[1:2],
        ("agent", "知道了"),
        ("caller", "您好，再见"),
    )
    assert with_agent_found(call(*poor), make(TALK)) == call(*poor)


def test_a_side_that_is_silent_is_not_the_agents(make: Make) -> None:
    alone = [one for one in SAID if one[0] == "agent"]
    assert with_agent_found(call(*alone, exchange=True), make(TALK)).exchanged


def test_one_channel_has_no_sides(make: Make) -> None:
    mono = replace(call(*SAID, exchange=True), both_sides=False)
    assert with_agent_found(mono, make(TALK)) is mono
