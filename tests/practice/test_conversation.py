"""The turn loop as tables of events."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trainer import scoring
from trainer.call import Utterance
from trainer.practice.conversation import (
    Again,
    Event,
    GoOn,
    Hinted,
    HungUp,
    Jotted,
    Lesson,
    Noted,
    OutOfPlaceError,
    PickedUp,
    Ready,
    Replied,
    State,
    call_of,
    card_of,
    rings_in,
    step,
)

from .conftest import first


def said(text: str) -> Replied:
    return Replied((Utterance(speaker="agent", text=text, turn=None),) if text else ())


def run(lesson: Lesson, *events: Event) -> State:
    state = State()
    for event in events:
        if isinstance(event, Replied):
            event = Replied(tuple(replace(u, turn=state.turn) for u in event.utterances))
        state = step(lesson, state, event, scoring, first)
    return state


PICKED = (Ready(), PickedUp(7.0))
GREETED = (*PICKED, said("您好，海棠苑客户服务中心"), GoOn())
SORRY = (*GREETED, said("非常抱歉"), GoOn())
RUDE = (*GREETED, said("哦"), GoOn())


@pytest.mark.parametrize(
    ("events", "phase", "turn", "ended_by"),
    [
        pytest.param((), "ready", None, None, id="brief first"),
        pytest.param((Ready(),), "ringing", None, None, id="rings once the trainee is ready"),
        pytest.param(PICKED, "reply", "greet", None, id="picked up"),
        pytest.param((*PICKED, said("喂")), "feedback", "greet", None, id="practice gives feedback at once"),
        pytest.param((*PICKED, said("喂"), Again()), "reply", "greet", None, id="another try in the same turn"),
        pytest.param((*PICKED, said("")), "feedback", "greet", None, id="silence is a reply"),
        pytest.param(SORRY, "reply", "bye", None, id="apology leads on"),
        pytest.param(RUDE, "reply", "angrier", None, id="no apology angers the caller"),
        pytest.param((*RUDE, said("对不起"), GoOn()), "reply", "bye", None, id="recovery goes on"),
        pytest.param((*SORRY, said("再见"), GoOn()), "closing", "bye", None, id="someone has to hang up"),
        pytest.param((*SORRY, said("再见"), GoOn(), GoOn()), "note", "bye", "caller", id="the caller hangs up"),
        pytest.param((*SORRY, said("再见"), GoOn(), HungUp()), "note", "bye", "agent", id="the trainee hangs up"),
        pytest.param(
            (*SORRY, said("再见"), GoOn(), said("您慢走")),
            "note",
            "bye",
            "caller",
            id="a word, and the caller hangs up",
        ),
        pytest.param((*PICKED, HungUp()), "note", "greet", "agent", id="hung up at once"),
        pytest.param((*SORRY, HungUp(), Noted({})), "finished", "bye", "agent", id="note filled in"),
    ],
)
def test_events_lead_to_phase(lesson, events, phase, turn, ended_by):
    state = run(lesson, *events)

    assert (state.phase, state.turn, state.ended_by) == (phase, turn, ended_by)


def hanging_up(lesson: Lesson) -> Lesson:
    """The caller hangs up where `bye` stands."""
    file = lesson.scenario.file
    turns = tuple(t if t.id != "bye" else t.model_copy(update={"cue": "hangup", "rules": ()}) for t in file.turns)
    rules = tuple(rule for rule in lesson.scenario.rules if not rule.id.startswith("bye."))
    scenario = replace(lesson.scenario, file=file.model_copy(update={"turns": turns}), rules=rules)
    return replace(lesson, scenario=scenario)


@pytest.mark.parametrize(
    ("event", "words"),
    [(said("再见"), ["再见"]), (said(""), []), (GoOn(), []), (HungUp(), [])],
    ids=["a last word", "silence", "on", "Ctrl-D"],
)
@pytest.mark.parametrize("mode", ["practice", "exam"])
def test_a_turn_in_which_the_caller_hangs_up_takes_a_last_word(lesson, mode, event, words):
    lesson = replace(hanging_up(lesson), mode=mode)
    onward = (GoOn(),) if mode == "practice" else ()
    events = (*PICKED, said("您好，海棠苑客户服务中心"), *onward, said("非常抱歉"), *onward)
    assert run(lesson, *events).phase == "closing"

    state = run(lesson, *events, event)

    assert (state.phase, state.ended_by) == ("note", "caller")
    call = call_of(lesson, state)
    assert [u.text for u in call.replies("bye")] == words
    assert call_of(lesson, state, first=True).replies("bye") == call.replies("bye")


def test_a_word_while_waiting_joins_every_try_at_the_last_reply(lesson):
    state = run(lesson, *SORRY, said("好"), Again(), said("再见"), GoOn(), said("您慢走"))

    assert [u.text for u in call_of(lesson, state).replies("bye")] == ["再见", "您慢走"]
    assert [u.text for u in call_of(lesson, state, first=True).replies("bye")] == ["好", "您慢走"]


def test_exam_gives_no_feedback_and_one_try(lesson):
    exam = replace(lesson, mode="exam")

    state = run(exam, *PICKED, said("您好"))

    assert (state.phase, state.turn) == ("reply", "hear")
    with pytest.raises(OutOfPlaceError):
        step(exam, state, Again(), scoring, first)


@pytest.mark.parametrize(
    ("events", "wrong"),
    [
        ((), GoOn()),
        ((Ready(),), said("喂")),
        (PICKED, GoOn()),
        ((*SORRY, HungUp(), Noted({})), HungUp()),
    ],
    ids=["go on before the start", "speak while it rings", "go on without a reply", "hang up afterwards"],
)
def test_events_out_of_place_are_refused(lesson, events, wrong):
    with pytest.raises(OutOfPlaceError):
        run(lesson, *events, wrong)


@pytest.mark.parametrize(("seconds", "rings"), [(0.0, 1), (0.1, 1), (5.0, 1), (5.1, 2), (15.0, 3), (15.01, 4)])
def test_a_ring_lasts_five_seconds(seconds, rings):
    assert rings_in(seconds) == rings


def test_call_holds_the_last_try_and_the_first_on_request(lesson):
    state = run(lesson, *PICKED, said("喂"), Again(), said("您好"), GoOn())

    last, initial = call_of(lesson, state), call_of(lesson, state, first=True)

    assert [u.text for u in last.utterances if u.speaker == "agent"] == ["您好"]
    assert [u.text for u in initial.utterances if u.speaker == "agent"] == ["喂"]
    assert (last.attempt, initial.attempt) == (2, 1)
    assert (last.rings, last.answered) == (2, 7.0)
    assert last.path == ("greet", "hear")
    assert [(u.turn, u.text) for u in last.utterances if u.speaker == "caller"] == [("hear", "我家厨房漏水了！")]


def test_first_tries_give_first_total(lesson):
    better = (
        *PICKED,
        said("喂"),
        Again(),
        said("您好，海棠苑客户服务中心"),
        GoOn(),
        said("抱歉"),
        GoOn(),
        said("再见"),
    )
    state = run(lesson, *better, GoOn(), GoOn(), Noted({"房号": "3-2-501", "电话": "13800138000"}))

    card = card_of(lesson, state, scoring)

    assert card.first_total is not None
    assert card.total is not None
    assert card.first_total < card.total == 100


def test_rings_are_not_measured_where_nobody_heard_them(lesson):
    call = call_of(lesson, run(lesson, Ready(), PickedUp(None)))

    assert (call.rings, call.answered) == (None, None)


def test_a_hint_counts_once(lesson):
    state = run(lesson, *PICKED, Hinted("greet.required-1"), Hinted("greet.required-1"))

    assert call_of(lesson, state).hints == ("greet.required-1",)


@pytest.mark.parametrize("events", [SORRY, (*PICKED, said("喂"))], ids=["before a reply", "after it"])
def test_what_is_jotted_down_changes_nothing_but_the_note(lesson: Lesson, events):
    before = run(lesson, *events)
    state = run(lesson, *events, Jotted({"房号": "3-2-501"}))

    assert state == replace(before, note={"房号": "3-2-501"})
    assert call_of(lesson, state).note is None  # a note half written is not judged
