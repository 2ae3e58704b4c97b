"""`trainer try`: score one sentence at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from trainer.cli.options import find, json_option
from trainer.cli.terminal import open_reader
from trainer.errors import TrainerError
from trainer.output.say import say
from trainer.visible import json_text

if TYPE_CHECKING:
    from trainer.practice.reader import Reader
    from trainer.scenario.resolved import Scenario

ASK = "学员："
LONGEST = 2000  # characters of one sentence


@click.command("try", help="试一句话：马上看到哪句对上了、怎么对上的、还缺什么、有没有碰到忌语。")
@click.argument("scenario", metavar="情景")
@click.option("--reply", metavar="话", help="要试的话。不写就一句一句地问，直接回车结束；也可以从文件读入，一行一句。")
@click.option("--turn", metavar="回合", help="当作对哪个回合的回答；不写就是第一个回合。")
@click.option("--variant", metavar="情况", help="情景分几种情况时，当作哪一种；不写就是第一种。")
@click.option("--heard", is_flag=True, help="当作录音听出来的字：同音也算，您、你不分。")
@click.option("--why", is_flag=True, help="再说明为什么：不该说的话过了哪几关、停在哪一关，该说的话差在哪里。")
@json_option(help="结果写成 JSON，一句一行。")
def command(
    scenario: str, reply: str | None, turn: str | None, variant: str | None, heard: bool, why: bool, as_json: bool
) -> None:
    """Load, judge, print."""
    if why and as_json:
        raise click.UsageError("--why 写给人看，不能和 --json 一起用；请去掉一个。")
    from trainer.authoring.attempt import turn_of, variant_of
    from trainer.scenario.load import load

    loaded = load(find(scenario))
    here, way = turn_of(loaded, turn), _Way(heard, why, as_json, variant_of(loaded, variant))
    if reply is not None:
        if not as_json:
            _head(loaded, here)
        _judge(loaded, here, reply, way)
        return
    _ask(open_reader(), loaded, here, way)


@dataclass(frozen=True, slots=True)
class _Way:
    """How sentences are judged and shown."""

    heard: bool
    why: bool
    as_json: bool
    variant: str | None


def _ask(reader: Reader, scenario: Scenario, turn: str | None, way: _Way) -> None:
    """Sentence after sentence; `/hear` goes to the turn `hear`, an empty line ends it (in a terminal)."""
    from trainer.authoring.attempt import turn_of

    if not way.as_json:
        _head(scenario, turn)
    if reader.interactive:
        ids = "、".join(one.id for one in scenario.file.turns)
        say(f"一句一句地试；换回合输入 /回合名（{ids}），直接回车结束。" if ids else "直接回车结束。", err=True)
    while True:
        try:
            text = reader.reply(ASK).strip()
        except EOFError:
            return
        if not text:
            if reader.interactive:
                return
            continue
        try:
            if not text.startswith("/"):
                _judge(scenario, turn, text, way)
                continue
            turn = turn_of(scenario, text[1:].strip())
        except TrainerError as error:
            say(error.message, err=True)
            continue
        if not way.as_json:
            _head(scenario, turn)


def _head(scenario: Scenario, turn: str | None) -> None:
    from trainer.authoring.attempt_text import heading
    from trainer.practice.screen import console

    screen = console()
    for line in heading(scenario, turn):
        screen.print(line)


def _judge(scenario: Scenario, turn: str | None, reply: str, way: _Way) -> None:
    from trainer.authoring.attempt import as_json as data_of
    from trainer.authoring.attempt import attempt
    from trainer.authoring.attempt_text import described
    from trainer.practice.reader import clean
    from trainer.practice.screen import console
    from trainer.text.normalise import normalise

    text = clean(reply)
    if not normalise(text).chars:
        raise TrainerError("这一句里没有可以判的字；请写一句完整的话，例如：您好，请问有什么可以帮您？")
    if len(text) > LONGEST:
        raise TrainerError(f"这一句有 {len(text)} 个字，太长了；最多 {LONGEST} 个字，请分几句来试。")
    tried = attempt(scenario, turn, text, heard=way.heard, variant=way.variant)
    if way.as_json:
        say(json_text(data_of(tried, scenario)))
        return
    screen = console()
    for line in described(tried, scenario):
        screen.print(line)
    if way.why:
        from trainer.authoring.why import explained

        for line in explained(tried, scenario):
            screen.print(line)
    screen.print()
