"""What a finished call leaves behind: where it stands, and when its skill groups come again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from trainer import settings
from trainer.history.after_call import compared, remember
from trainer.history.opened import opened
from trainer.scoring.skills import SKILLS

from .kept import BAD, GOOD, HALF, call_of, keep


def cards() -> dict[str, str]:
    with opened(settings.load().data_folder) as store:
        who = store.last_trainee()
        assert who is not None
        found = {skill: store.memory(who, skill) for skill in SKILLS}
    return {skill: card for skill, card in found.items() if card is not None}


def test_a_call_stands_beside_the_one_before_and_a_record_is_told() -> None:
    keep(GOOD, 9, mode="exam")
    keep(BAD, 3)
    keep(HALF, 2, who="小李")
    second, third = keep(GOOD, 1), keep(HALF)
    with opened(settings.load().data_folder) as store:
        assert compared(store, 1) is None
        better, worse = compared(store, second), compared(store, third)
    assert better is not None
    assert worse is not None
    assert (better.before.number, better.record, (better.difference or 0) > 0) == (2, True, True)
    assert (worse.before.number, worse.record, (worse.difference or 0) < 0) == (second, False, True)
    assert [one.gain < 0 for one in worse.changes] == [True, True]


def test_each_group_that_was_measured_gets_a_card() -> None:
    keep(GOOD)
    assert set(cards()) == {"接听问候", "答复办理", "结束道别", "忌语规范"}


def test_a_hint_or_a_second_try_makes_the_group_come_sooner() -> None:
    keep(GOOD)
    alone = cards()
    keep(GOOD, who="小李", call=call_of(GOOD, mode="practice", hints=("hear.sorry",)))
    hinted = cards()
    visits: Any = {"visits": [{"turn": "hear", "attempts": [[], []]}, {"turn": "bye", "attempts": [[]]}]}
    keep(GOOD, who="小张", state=visits)
    again = cards()
    assert hinted["答复办理"] == again["答复办理"] != alone["答复办理"]
    assert hinted["接听问候"] == again["接听问候"] == alone["接听问候"]


def test_nothing_is_noted_without_a_name_or_before_the_end() -> None:
    number = keep(GOOD, who=None)
    with opened(settings.load().data_folder) as store:
        who = store.trainee("小王")
        session = store.session(number)
        remember(store, session)
        remember(store, replace(session, trainee=who, card=None))
        remember(store, replace(session, trainee=who, number=None))
        assert {store.memory(who, skill) for skill in SKILLS} == {None}
