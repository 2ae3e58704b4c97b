"""Which drill and which call are chosen for what is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from trainer.history.todays_plan import Lesson, choose_call, choose_drill, lesson_of, open_level
from trainer.scenario.load import load

from .kept import MINI
from .made import START

GREETING = Lesson("a", "甲", 1, {"接听问候": 8.0, "结束道别": 2.0}, {"t": {"接听问候": 8.0}})
SOOTHING = Lesson("b", "乙", 1, {"安抚体谅": 9.0, "结束道别": 1.0}, {f"t{n}": {"安抚体谅": 3.0} for n in range(3)})
HARD = Lesson("c", "丙", 3, {"安抚体谅": 10.0}, {f"t{n}": {"安抚体谅": 1.0 + n} for n in range(7)})
ALL = (GREETING, SOOTHING, HARD)


def test_a_lesson_counts_points_by_group_and_leaves_second_chances_out() -> None:
    lesson = lesson_of(load(MINI))
    assert (lesson.id, lesson.title, lesson.level) == ("mini", "报修小练习", 1)
    assert lesson.turns == {"greet": {"接听问候": 4.0}, "hear": {"答复办理": 4.0}, "bye": {"答复办理": 1.0}}
    assert lesson.skills == {"接听问候": 5.0, "答复办理": 5.0, "倾听核对": 2.0, "结束道别": 1.0}
    assert Lesson("x", "", 1, {}, {}).share("接听问候") == 0


def test_the_call_trains_what_is_due_first() -> None:
    assert choose_call(ALL, ["接听问候", "安抚体谅"], {}, 1) == GREETING
    assert choose_call(ALL, ["安抚体谅", "接听问候"], {}, 1) == SOOTHING


def test_a_harder_call_waits_for_its_level() -> None:
    assert choose_call(ALL, ["安抚体谅"], {}, 3) == HARD
    assert choose_call([HARD], ["安抚体谅"], {}, 1) is None
    assert open_level({}) == 1
    assert open_level({"a": 1, "b": 2}) == 3


def test_the_last_call_does_not_come_at_once_and_of_equal_ones_the_oldest_does() -> None:
    twin = Lesson("z", "乙二", 1, SOOTHING.skills, SOOTHING.turns)
    done: dict[str, datetime] = {"b": START, "a": START + timedelta(days=1)}
    assert choose_call((SOOTHING, twin), ["安抚体谅"], done, 1) == twin
    assert choose_call((SOOTHING, twin), ["安抚体谅"], {**done, "z": START - timedelta(days=1)}, 1) == twin
    assert choose_call((SOOTHING, twin), ["安抚体谅"], {"b": START, "z": START + timedelta(days=1)}, 1) == SOOTHING


def test_a_drill_is_three_to_five_turns_of_one_group_in_the_order_of_the_call() -> None:
    drill = choose_drill(ALL, ["接听问候", "安抚体谅"], {}, other_than=None)
    assert drill is not None
    assert (drill.lesson, drill.skill, drill.turns) == (HARD, "安抚体谅", ("t2", "t3", "t4", "t5", "t6"))


def test_a_drill_goes_where_something_was_missed() -> None:
    drill = choose_drill(ALL, ["安抚体谅"], {"安抚体谅": {("b", "t1"): 2}}, other_than=None)
    assert drill is not None
    assert drill.lesson == SOOTHING
    drill = choose_drill(ALL, ["安抚体谅"], {"安抚体谅": {("c", "t0"): 1}}, other_than="b")
    assert drill is not None
    assert drill.turns == ("t0", "t3", "t4", "t5", "t6")


def test_without_enough_turns_there_is_no_drill() -> None:
    assert choose_drill([GREETING], ["接听问候"], {}, other_than=None) is None


def test_a_drill_goes_by_the_misses_of_its_own_group() -> None:
    """The first group that is due has no drill, so the next one has; what was missed of the first tells nothing."""
    missed = {"接听问候": {("c", "t0"): 9}, "安抚体谅": {("b", "t1"): 1}}
    drill = choose_drill(ALL, ["接听问候", "安抚体谅"], missed, other_than=None)
    assert drill is not None
    assert (drill.lesson.id, drill.skill) == ("b", "安抚体谅")
