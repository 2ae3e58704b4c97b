"""`trainer score RECORDING… --scenario S`: score recorded calls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from trainer.cli.options import (
    agent_channel_option,
    engine_options,
    find,
    json_option,
    parse_channel,
    parse_raw,
    raw_option,
)
from trainer.errors import EXIT_BELOW, EXIT_DONE, EXIT_INPUT, TrainerError
from trainer.output.say import say

if TYPE_CHECKING:
    from trainer.batch.jobs import Result
    from trainer.recognition.engines import Engine
    from trainer.scenario.resolved import Scenario
    from trainer.scorecard import Scorecard


@click.command("score")
@click.argument("recordings", nargs=-1, required=True, metavar="录音…")
@click.option(
    "--scenario", "-s", "scenario_name", required=True, metavar="情景", help="情景的 id 或文件，例如 in-aftersales"
)
@click.option("--turn", metavar="ID", help="录音只是对这一步的回答")
@agent_channel_option
@engine_options
@raw_option
@click.option("--slot", "slots", multiple=True, metavar="名=值", help="替换情景里的内容，例如 --slot 工号=2031")
@json_option(help="每个录音输出一行 JSON")
@click.option("--fail-under", type=click.FloatRange(0, 100), metavar="分", help="有总分低于它或不出分时，退出码为 4")
def command(
    recordings: tuple[str, ...],
    scenario_name: str,
    turn: str | None,
    agent_channel: str | None,
    engine: Engine,
    model: str | None,
    raw: str | None,
    slots: tuple[str, ...],
    as_json: bool,
    fail_under: float | None,
) -> int:
    """给一段或多段录音打分。录音可以是一次完整通话（单声道或左右声道），也可以是一句回答（--turn），
    或以前保存的通话（.json）。"""
    from trainer.batch.jobs import Options, score_all
    from trainer.cli.terminal import Listening
    from trainer.recognition.engines import open_recogniser
    from trainer.scenario.load import load
    from trainer.settings import check_slots, parse_slots

    scenario = load(find(scenario_name))
    _check_turn(scenario, turn)
    own = parse_slots(slots)
    check_slots(own, scenario.file.slots)
    options = Options(parse_channel(agent_channel), turn, parse_raw(raw), own)
    with Listening(recordings) as listening:
        results = score_all(
            listening.each(recordings), scenario, lambda: open_recogniser(engine, model), options, listening.progress
        )
        return _report(results, scenario, as_json=as_json, fail_under=fail_under, many=len(recordings) > 1)


def _check_turn(scenario: Scenario, turn: str | None) -> None:
    turns = [one.id for one in scenario.file.turns]
    if turn is not None and turn not in turns:
        raise TrainerError(f"情景 {scenario.id} 里没有“{turn}”这一步。现有：{'、'.join(turns)}")


def _report(
    results: Iterable[Result], scenario: Scenario, *, as_json: bool, fail_under: float | None, many: bool
) -> int:
    from trainer.batch.jobs import Failure, dumps

    code = EXIT_DONE
    for result in results:
        if as_json:
            say(dumps(result))
        if isinstance(result, Failure):
            say(result.message, err=True)
            code = EXIT_INPUT
            continue
        if not as_json:
            _print_card(result, scenario, many=many)
        below = fail_under is not None and (result.total is None or result.total < fail_under)
        if result.total is None and code == EXIT_DONE:
            code = EXIT_BELOW if below else EXIT_INPUT
        elif below and code == EXIT_DONE:
            code = EXIT_BELOW
    return code


def _print_card(card: Scorecard, scenario: Scenario, *, many: bool) -> None:
    from trainer.cli.terminal import console
    from trainer.report.console import render

    if many:
        say(f"\n录音：{card.call.source}")
    render(console(), card, scenario)
