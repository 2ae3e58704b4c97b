"""`trainer results dispute` and `review`: the trainee does not agree; a trainer settles it. Both stay on record."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.cli.results_show import read, row, settled_of
from trainer.errors import TrainerError
from trainer.output.say import say
from trainer.visible import one_line

if TYPE_CHECKING:
    from trainer.history.store import Store
    from trainer.history.values import Action

LONGEST = 500  # characters of a reason


@click.command("dispute", help="不同意成绩单上的某一条，写下理由；带教老师会看到。")
@click.argument("number", type=click.IntRange(min=1), metavar="编号")
@click.argument("place", type=click.IntRange(min=1), metavar="条号")
@click.argument("why", metavar="理由")
def dispute(number: int, place: int, why: str) -> None:
    """Keep the trainee's reason."""
    from trainer.history.opened import opened

    with opened(user_settings.load().data_folder) as store:
        name = _settle(store, number, place, "dispute", why, None)
    say(f"记下了：您不同意第 {number} 号的{name}。分数先不变，等带教老师复核。")
    say(f'老师这样答复：trainer results review {number} {place} --agree --by 姓名 --because "……"（或 --reject）')


@click.command(
    "review",
    help="带教老师复核：写条号，就定那一条；不写，就定整通。程序算的分数还在，复核后的分数写在旁边，学员下次会看到您的话。",
)
@click.argument("number", type=click.IntRange(min=1), metavar="编号")
@click.argument("place", type=click.IntRange(min=1), metavar="[条号]", required=False)
@click.option("--agree", "action", flag_value="agree", help="同意学员：这一条算做到；不写条号：这通算通过。")
@click.option("--reject", "action", flag_value="reject", help="维持原判；不写条号：这通不算通过。")
@click.option("--by", metavar="姓名", required=True, help="您是谁。")
@click.option("--because", metavar="理由", required=True, help="为什么；学员会看到。")
def review(number: int, place: int | None, action: Action | None, by: str, because: str) -> None:
    """Keep the trainer's answer, show what comes out."""
    from trainer.history.opened import opened

    if action is None:
        raise click.UsageError("要写 --agree（同意学员）或 --reject（维持原判）。")
    if not by.strip():
        raise click.UsageError("--by 后面写上您的姓名。")
    with opened(user_settings.load().data_folder) as store:
        answer(store, number, place, action, because, by.strip())


def answer(store: Store, number: int, place: int | None, action: Action, because: str, by: str) -> None:
    """Keep what a trainer says of that row, or of the whole call; what comes out of it. Raises TrainerError."""
    from trainer.report.session_text import settled_text

    before = store.session(number).card
    name = _settle(store, number, place, action, because, by)
    after = settled_of(store, number)
    say(f"定下来了：第 {number} 号的{name}，{'同意' if action == 'agree' else '维持原判' if place else '不通过'}。")
    if after is not None and before is not None:
        say(f"{settled_text(before, after)}。")
    say("学员下次打开 trainer 会看到您的话。")


def _settle(store: Store, number: int, place: int | None, action: Action, text: str, by: str | None) -> str:
    """Keep it; what it is about, in words. Raises TrainerError."""
    from trainer.history.values import Settlement
    from trainer.scoring.rule_label import label

    session, card, scenario = read(store, number)
    verdict = None if place is None else row(card, scenario, place)
    if not text.strip():
        raise TrainerError("理由是空的，写一句为什么。")
    if len(text) > LONGEST:
        raise TrainerError(f"理由太长了，{LONGEST} 字以内说清楚就好。")
    rule = None if verdict is None else verdict.id
    store.settle(Settlement(number, rule, action, text.strip(), by, datetime.now().astimezone()))
    if verdict is None:
        return "整通电话"
    return f"第 {place} 条“{one_line(label(scenario, verdict, session.slots))}”"
