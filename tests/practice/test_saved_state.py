"""The State as plain data: read again as it was, refused where it is damaged."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from trainer.call import Utterance
from trainer.practice import saved_state
from trainer.practice.conversation import State, Visit

SAID = Utterance(speaker="agent", text="您好", turn="greet")
HEARD = Utterance(speaker="caller", text="喂", turn="greet", start=1.5, end=2.0)
STATE = State(
    phase="reply",
    visits=(Visit("greet", (HEARD,), ((SAID,), (SAID, SAID))),),
    hints=("greet.a",),
    rings=2,
    answered=7.5,
    note={"房号": "3-2-501"},
    echo=True,
)


def through(state: State) -> State:
    return saved_state.from_json(json.loads(json.dumps(saved_state.to_json(state))))


@pytest.mark.parametrize("state", [STATE, State(), replace(STATE, phase="note", ended_by="agent", note=None)])
def test_what_is_saved_is_read_again(state: State):
    assert through(state) == state


def test_nothing_saved_is_a_fresh_state():
    assert saved_state.from_json({}) == State()


def test_a_call_that_was_ringing_rings_again():
    assert through(replace(STATE, phase="ringing")).phase == "ready"


def test_what_was_kept_before_echoes_were_is_read():
    kept = saved_state.to_json(STATE)
    del kept["echo"]
    assert saved_state.from_json(kept).echo is False


@pytest.mark.parametrize("key", ["phase", "visits", "hints", "rings", "answered", "ended_by", "note"])
def test_a_missing_part_is_damage(key: str):
    kept = saved_state.to_json(STATE)
    del kept[key]
    with pytest.raises(saved_state.DAMAGE):
        saved_state.from_json(kept)


@pytest.mark.parametrize(
    "wrong",
    [
        {"phase": "sleeping"},
        {"visits": []},
        {"visits": [[]]},
        {"visits": [{"turn": "greet", "caller": [{}], "attempts": []}]},
        {"rings": "two"},
        {"note": ["a"]},
        {"ended_by": "nobody"},
    ],
)
def test_what_no_state_is_is_damage(wrong: dict[str, object]):
    with pytest.raises(saved_state.DAMAGE):
        saved_state.from_json({**saved_state.to_json(STATE), **wrong})
