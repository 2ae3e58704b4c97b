"""Blind sets: well formed, and turned into calls as the listener heard them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.library.fair import (
    DATA,
    LISTS,
    BlindCall,
    Library,
    Mockery,
    charged,
    may_be_partial,
    mocked,
    practised,
    read_calls,
    read_mockery,
    read_sentences,
    stored_call,
)
from trainer import scoring
from trainer.rules.any_of import AnyOf
from trainer.rules.order import Order
from trainer.rules.repeat import Repeat
from trainer.rules.required import Required

KINDS = ("excellent", "trap", "ordinary", "bad", "mocking")
FOLDERS = [folder for folder in sorted(DATA.iterdir()) if folder.is_dir()]
BLIND = BlindCall("in-unclear", "e1", "excellent", None, (), {}, {})


@pytest.fixture(scope="module")
def scenarios() -> Library:
    """Each scenario, loaded once."""
    return Library()


def test_every_set_can_be_measured(scenarios):
    for folder in FOLDERS:
        files = {file.name for file in folder.iterdir()}
        for name in files & {"calls.json", "second.json"}:
            _checked(read_calls(folder / name), scenarios)
        if "sentences.tsv" in files:
            assert {one.intent for one in read_sentences(folder / "sentences.tsv")} <= {*LISTS, "rude", "discipline"}
        if "mockery.tsv" in files:
            assert all(scenarios[one.scenario] for one in read_mockery(folder / "mockery.tsv"))


def _checked(calls, scenarios):
    for one in calls:
        assert one.kind in KINDS
        assert set(one.labels.values()) <= {"met", "partly", "missed", "?"}
        assert one.path[0] == scenarios[one.scenario].file.turns[0].id
        assert one.variant in (None, *scenarios[one.scenario].file.variants)


def test_a_call_is_stored_along_the_path_that_the_listener_named(scenarios):
    first, second = [turn.id for turn in scenarios["cp-leak"].file.turns][:2]
    replies = {first: "您好", second: "对不起", "elsewhere": "不用"}
    blind = replace(BLIND, scenario="cp-leak", path=(first, second, first, "gone"), replies=replies)
    call = stored_call(scenarios["cp-leak"], blind)
    assert call.path == blind.path
    assert [(one.turn, one.text) for one in call.utterances if one.speaker == "agent"] == [
        (first, "您好"),
        (second, "对不起"),
    ]


def test_a_practice_goes_on_until_the_call_and_its_note_are_done(scenarios):
    asked = []

    def reply(turn):
        asked.append(turn)
        return "嗯" if len(asked) < 3 else ""

    call = practised(scenarios["in-aftersales"], reply, note=iter(["3-2-501"]))
    assert call.path[: len(asked)] == tuple(asked)
    assert call.path[-1] == scenarios["in-aftersales"].file.turns[-1].id
    assert sum(one.speaker == "agent" for one in call.utterances) == 2
    assert list(call.note.values()) == ["3-2-501"]


def test_mockery_stands_at_the_end_of_an_excellent_reply(scenarios):
    scenario = scenarios["cp-leak"]
    turn = scenario.file.turns[1].id
    before, after, number, start = mocked(scenario, Mockery("cp-leak", turn, "你脑子有病。"))
    assert after.utterances[number].text[start:] == "你脑子有病。"
    assert after.utterances[number].turn == turn
    cards = [scoring.score(scenario, call) for call in (before, after)]
    assert charged(*cards)
    assert not charged(cards[0], cards[0])
    assert mocked(scenario, Mockery("cp-leak", "no-such-turn", "哼")) is None
    number = mocked(scenario, Mockery("cp-leak", None, "哼"))[2]
    assert all(one.speaker == "caller" for one in before.utterances[number + 1 :])


def test_which_rules_can_be_met_in_part():
    one, both = Required(required=("甲乙",)), Required(required=("甲乙", "丙丁"), all=True)
    facts = {"房号": ("501",), "诉求": ("漏水", "门锁")}
    assert not may_be_partial(one, facts)
    assert may_be_partial(both, facts)
    assert not may_be_partial(Repeat(repeat=("房号",)), facts)
    assert may_be_partial(Repeat(repeat=("诉求",)), facts)
    assert may_be_partial(Order(order="all"), facts)
    assert not may_be_partial(AnyOf(any_of=(one, one)), facts)
    assert may_be_partial(AnyOf(any_of=(one, both)), facts)


def test_a_sentence_alone_says_what_it_expresses_and_what_is_charged(scenarios):
    assert "致歉" in scenarios.hear("非常抱歉").found
    assert scenarios.hear("你脑子有病").told == "taboo"
    assert scenarios.hear("今天天气很好").told == "neither"
