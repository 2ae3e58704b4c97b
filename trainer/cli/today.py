"""`trainer today`: what is due again: a drill of five minutes and one call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

import click

from trainer import settings as user_settings
from trainer.cli.options import own_folders
from trainer.cli.terminal import open_reader, pick
from trainer.cli.who import usual
from trainer.output.say import say
from trainer.visible import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from trainer.history.spaced_repetition import Due
    from trainer.history.store import Store
    from trainer.history.todays_plan import Drill, Lesson
    from trainer.history.values import Trainee
    from trainer.practice.reader import Reader
    from trainer.rules.operator import Skill
    from trainer.scenario.model import ScenarioFile
    from trainer.scenario.resolved import Scenario

MINUTES = 5  # of a drill
SHOWN = 3  # groups that are named


@click.command("today", help="今天练什么：哪几项本领该复习了，一个五分钟的小练，一通电话。")
@click.option("--trainee", metavar="姓名或工号", help="给谁排；不写，就是上次练的那位。")
def command(trainee: str | None) -> None:
    """Plan, then begin what is chosen."""
    from trainer.history.opened import opened

    settings = user_settings.load()
    with opened(settings.data_folder) as store:
        who = usual(store, settings).trainee if trainee is None else store.find_trainee(trainee)
    propose(open_reader(), settings, who)


def propose(reader: Reader, settings: user_settings.Settings, who: Trainee | None) -> None:
    """Show the plan; at a terminal one of the two can be begun at once."""
    from trainer.history.opened import opened
    from trainer.history.spaced_repetition import due, next_day
    from trainer.scoring.skills import SKILLS

    if who is None:
        say("先说您是谁，才知道该练什么：运行 trainer，写上姓名；或者 trainer practice --trainee 姓名")
        return
    now = datetime.now().astimezone()
    with opened(settings.data_folder) as store:
        cards: dict[Skill, str | None] = {skill: store.memory(who, skill) for skill in SKILLS}
        wanted = due(cards, now, typed=_typed(store, who, settings))
        files = library() if wanted else {}
        call, drill = plan(store, who, wanted, [lesson for _, lesson in files.values()]) if wanted else (None, None)
    if not wanted:
        day = next_day(cards, now)
        when = "" if day is None else f"，下一项 {day:%m-%d} 到期"
        say(f"{one_line(who.name)}今天没有要复习的{when}。想练就练：trainer practice")
        return
    _show(f"{one_line(who.name)}今天（{now:%m-%d}）该练：{_skills(wanted)}")
    begins: list[Callable[[], None]] = []
    if drill is not None:
        lesson, turns, path = drill.lesson, drill.turns, files[drill.lesson.id][0]
        _show(f"  1  小练 {MINUTES} 分钟：{drill.skill}——“{one_line(lesson.title)}”里的 {len(turns)} 句，一句一句说好")
        begins.append(lambda: _drill(settings, reader, path, turns, who))
    if call is not None:
        there = files[call.id][0]
        trained = "、".join(_trained(call, wanted))
        _show(f"  {len(begins) + 1}  打一通：{one_line(call.title)}  {'★' * call.level}（练{trained}）")
        begins.append(lambda: _call(settings, reader, there, who))
        if not reader.interactive:
            say(f"开始：trainer practice {call.id}")
    place = pick(reader, len(begins), "先做哪个？输入数字（直接回车 返回）：") if reader.interactive else None
    if place is not None:
        begins[place]()


def _show(line: str) -> None:
    from rich.text import Text

    from trainer.practice.screen import console
    from trainer.report.summary import print_wrapped

    print_wrapped(console(), Text(line))


def _typed(store: Store, who: Trainee, settings: user_settings.Settings) -> bool:
    """Whether he practises by keyboard: as last time, else as the settings say."""
    last = store.results(trainee=who.id, limit=1)
    return (last[-1].source if last else settings.by) == "keyboard"


def plan(
    store: Store, who: Trainee, wanted: Sequence[Due], lessons: Sequence[Lesson]
) -> tuple[Lesson | None, Drill | None]:
    """The call and the drill for what is due."""
    from trainer.history.todays_plan import choose_call, choose_drill, open_level

    results = store.results(trainee=who.id)
    levels = {one.id: one.level for one in lessons}
    passed = {one.scenario: levels.get(one.scenario, 1) for one in results if one.passed}
    skills = [one.skill for one in wanted]
    call = choose_call(lessons, skills, {one.scenario: one.started for one in results}, open_level(passed))
    scenario_of = {one.number: one.scenario for one in results}
    missed: dict[Skill, Counter[tuple[str, str]]] = {skill: Counter() for skill in skills}
    for rule in store.rule_results(trainee=who.id):
        mine = missed.get(cast("Skill", rule.skill))
        if rule.outcome in ("missed", "partly") and mine is not None and rule.number in scenario_of:
            mine[scenario_of[rule.number], rule.rule.partition(".")[0]] += 1
    return call, choose_drill(lessons, skills, missed, other_than=call.id if call else None)


def library() -> Mapping[str, tuple[Path, Lesson]]:
    """The conversations there are, by id, and what each trains. Packs are not read: that takes much longer."""
    from trainer.history.todays_plan import lesson_of
    from trainer.scenario.library import everything
    from trainer.scenario.load import outline

    found: dict[str, tuple[Path, Lesson]] = {}
    for path in everything(own_folders()):
        file = outline(path)
        if file is not None and file.kind not in ("checklist", "quiz"):
            found[file.id] = (path, lesson_of(_alone(file)))
    return found


def _alone(file: ScenarioFile) -> Scenario:
    """The scenario without its packs."""
    from trainer.scenario.resolved import BoundRule, Scenario

    turns = [(turn.id, turn.id, turn.rules) for turn in file.turns]
    rules = [
        BoundRule(f"{scope}.{rule.id or nth}", turn, rule)
        for scope, turn, own in (*turns, ("call", None, file.rules))
        for nth, rule in enumerate(own)
    ]
    return Scenario(file, tuple(rules), file.lists, "")


def _skills(wanted: Sequence[Due]) -> str:
    """The groups in order of need, and for how long they are due."""
    named = []
    for one in wanted[:SHOWN]:
        days = one.since.days if one.since else 0
        named.append(f"{one.skill}（过了 {days} 天）" if days else one.skill)
    more = f" 等 {len(wanted)} 项" if len(wanted) > SHOWN else ""
    return "、".join(named) + more


def _trained(call: Lesson, wanted: Sequence[Due]) -> Sequence[str]:
    """The groups that are due and the call trains most."""
    fit = [one.skill for one in wanted if call.share(one.skill)]
    return sorted(fit, key=lambda skill: -call.share(skill))[:SHOWN]


def _call(settings: user_settings.Settings, reader: Reader, path: Path, who: Trainee) -> None:
    from trainer.cli.practice import begin
    from trainer.cli.who import Who

    begin(settings, str(path), "practice", reader=reader, who=Who(who))


def _drill(settings: user_settings.Settings, reader: Reader, path: Path, turns: Sequence[str], who: Trainee) -> None:
    from trainer.cli.practice import begin_drill

    begin_drill(settings, path, turns, reader, who)
