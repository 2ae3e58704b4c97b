"""The call note: filled in while the call goes on, and again at its end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import StringIO

import pytest
from rich.console import Console

from trainer.practice.call_note import fill_in, note_fields, wants
from trainer.practice.conversation import Lesson
from trainer.practice.practice_run import new_session, run_practice
from trainer.practice.screen import Screen
from trainer.practice.typed_events import LeaveError
from trainer.scenario.resolved import Scenario

from .conftest import Scripted


def filled(lesson: Lesson, *typed: str, **note: str) -> dict[str, str]:
    screen = Screen(Console(file=StringIO(), width=80), lesson)
    return dict(fill_in(Scripted(list(typed)), screen, lesson.scenario, note, live=True))


def test_every_field_is_asked_with_its_place_and_what_it_wants(lesson: Lesson):
    reader = Scripted(["3-2-501", "", "急"])
    note = fill_in(reader, Screen(Console(file=StringIO()), lesson), lesson.scenario, {}, live=False)

    assert note == {"房号": "3-2-501", "其他": "急"}
    assert reader.asked == [
        "1/3 房号（几号楼几单元几室）：",
        "2/3 电话（一位一位记全）：",
        "3/3 其他（别的想记的）：",
    ]


def test_one_can_go_back_a_field(lesson: Lesson):
    assert filled(lesson, "3-2-510", "/上一项", "3-2-501", "", "") == {"房号": "3-2-501"}
    assert filled(lesson, "/上一项", "3-2-501") == {"房号": "3-2-501"}


def test_putting_the_form_away_keeps_what_stands_in_it(lesson: Lesson):
    assert filled(lesson, "3-2-501", 电话="13800138000") == {"房号": "3-2-501", "电话": "13800138000"}


def test_leaving_is_possible_from_every_field(lesson: Lesson):
    with pytest.raises(LeaveError):
        filled(lesson, "3-2-501", "/退出")


@pytest.mark.parametrize(
    ("name", "values", "hint"),
    [
        ("督办", ("督办",), "要就写“是”"),
        ("诉求", ("漏水", "门锁"), "有几样写几样"),
        ("方便时间", ("五点",), "哪天、几点"),
        ("金额", ("58元",), "数目"),
        ("地点", ("东门",), "最要紧的几个字"),
        ("其他", (), "别的想记的"),
    ],
)
def test_a_field_says_what_it_wants_and_not_what_is_right(mini: Scenario, name, values, hint):
    facts = {name: values} if values else {}
    scenario = replace(mini, file=mini.file.model_copy(update={"facts": facts}))

    assert wants(scenario, name) == hint
    assert name in note_fields(scenario)


def play(env, mini, *typed: str, mode: str = "practice"):
    reader = Scripted(list(typed))
    session = new_session(mini, mode, {}, None, None, env)
    return run_practice(mini, session, replace(env, reader=reader)), reader


@pytest.mark.parametrize("mode", ["practice", "exam"])
def test_a_note_begun_while_listening_stands_in_the_form_at_the_end(env, mini, mode):
    onward = [""] if mode == "practice" else []
    typed = ["/记录", "3-2-501", "", "", "喂", *onward, "非常抱歉", "再见", "", "", "13800138000", ""]
    card, _ = play(env, mini, *typed, mode=mode)

    assert card is not None
    assert card.call.note == {"房号": "3-2-501", "电话": "13800138000"}


def test_writing_after_the_feedback_does_not_repeat_it(env, mini, screen_text):
    card, reader = play(env, mini, "喂", "n", "3-2-501", "13800138000", "", "", "非常抱歉", "再见", "", "", "", "")

    assert card is not None
    assert card.call.note == {"房号": "3-2-501", "电话": "13800138000"}
    assert sum("n 记录单" in asked for asked in reader.asked) == 2  # before and after it was filled in
    assert screen_text.getvalue().count("要改：报单位") == 1


def test_a_note_begun_is_still_there_after_leaving(env, mini):
    session = new_session(mini, "practice", {}, None, None, env)
    left = replace(env, reader=Scripted(["喂", "n", "3-2-501", "", "", "/退出"]))
    assert run_practice(mini, session, left) is None

    again = replace(env, reader=Scripted(["", "非常抱歉", "再见", "", "", "13800138000", ""]))
    card = run_practice(mini, env.store.session_of(session.key), again)

    assert card.call.note == {"房号": "3-2-501", "电话": "13800138000"}


@dataclass
class Interrupted(Scripted):
    """A reader at which ^C is pressed when there is nothing left to type."""

    def reply(self, prompt: str) -> str:
        if not self.typed:
            raise KeyboardInterrupt
        return super().reply(prompt)


@pytest.mark.parametrize("live", [False, True])
def test_what_was_filled_in_before_an_interruption_is_kept(env, mini, live):
    session = new_session(mini, "practice", {}, None, None, env)
    begun = ["喂", "n"] if live else ["喂", "", "非常抱歉", "再见", ""]
    with pytest.raises(KeyboardInterrupt):
        run_practice(mini, session, replace(env, reader=Interrupted([*begun, "3-2-501", ""])))

    reader = Scripted(["", "非常抱歉", "再见", "", "", "", "急"] if live else ["急"])
    card = run_practice(mini, env.store.session_of(session.key), replace(env, reader=reader))

    assert card.call.note == {"房号": "3-2-501", "其他": "急"}


def test_the_form_goes_on_where_it_was_left_and_shows_what_was_written(env, mini, screen_text):
    session = new_session(mini, "practice", {}, None, None, env)
    left = replace(env, reader=Interrupted(["喂", "", "非常抱歉", "再见", "", "3-2-501"]))
    with pytest.raises(KeyboardInterrupt):
        run_practice(mini, session, left)

    reader = Scripted(["/上一项", "3-2-510", "13800138000", "急"])
    card = run_practice(mini, env.store.session_of(session.key), replace(env, reader=reader))

    assert reader.asked[0].startswith("2/3 电话")
    assert "已经写了：房号：3-2-501" in screen_text.getvalue()
    assert card.call.note == {"房号": "3-2-510", "电话": "13800138000", "其他": "急"}


def test_a_form_that_was_left_full_goes_on_at_its_last_field(lesson: Lesson):
    reader, screen = Scripted([]), Screen(Console(file=StringIO(), width=80), lesson)
    note = {"房号": "", "电话": "", "其他": ""}
    assert fill_in(reader, screen, lesson.scenario, note, live=False, resumed=True) == {}
    assert reader.asked[0].startswith("3/3 其他")


def test_where_no_note_is_asked_the_key_says_so(env, ending_without_note, screen_text):
    card, _ = play(env, ending_without_note, "/记录", "您好", "")

    assert card is not None
    assert "这里不用填记录单" in screen_text.getvalue()
    assert "/记录，随时" not in screen_text.getvalue()


@pytest.fixture
def ending_without_note(mini: Scenario) -> Scenario:
    rules = tuple(bound for bound in mini.rules if bound.rule.closing != "note")
    return replace(mini, rules=rules)
