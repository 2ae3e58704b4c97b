"""`trainer results show N`: the scorecard as it was, whose it is, and what was said of it since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.errors import TrainerError
from trainer.report.way import way_of
from trainer.visible import argument, one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from trainer.history.store import Store
    from trainer.history.values import Session, Settlement
    from trainer.scenario.resolved import Scenario
    from trainer.scorecard import Scorecard, Verdict


@click.command("show", help="再看一次成绩单，和当时的一样；带教老师说过的话也在里面。")
@click.argument("number", type=click.IntRange(min=1), metavar="编号")
def command(number: int) -> None:
    """Read, draw."""
    from trainer.history.opened import opened
    from trainer.practice.screen import console

    with opened(user_settings.load().data_folder) as store:
        show(console(), store, number)


def show(console: Console, store: Store, number: int) -> None:
    """Head, scorecard with a number before each row, settlements. Raises TrainerError."""
    from trainer.report.console import render
    from trainer.report.summary import print_wrapped

    session, card, scenario = read(store, number)
    print_wrapped(console, head(session))
    rows = render(console, card, scenario, playable=lambda verdict: True, session=session)
    said = store.settlements(number)
    if said:
        _settlements(console, store, session, rows, said, scenario)
    _offers(console, session, card, rows)


def read(store: Store, number: int) -> tuple[Session, Scorecard, Scenario]:
    """A finished session with its scorecard and the scenario as it was. Raises TrainerError."""
    session = store.session(number)
    if session.card is None:
        raise TrainerError(f"第 {number} 号还没有做完，没有成绩单。接着做：trainer practice --resume")
    scenario = store.scenario(session.sha256) or _unchanged(session)
    if scenario is None:
        raise missing(number, session.scenario)
    return session, session.card, scenario


def _unchanged(session: Session) -> Scenario | None:
    """The scenario's file, where it is still the version of the session."""
    from trainer.cli.options import find
    from trainer.scenario.load import load

    there = Path(session.scenario_path)
    try:
        scenario = load(there if there.is_file() else find(session.scenario))
    except TrainerError:
        return None
    return scenario if scenario.sha256 == session.sha256 else None


def settled_of(store: Store, number: int) -> Scorecard | None:
    """The scorecard of that session as a trainer settled it; None where nobody did, or its scenario is gone."""
    from trainer.report.session_text import settled_card

    session = store.session(number)
    scenario = store.scenario(session.sha256)
    if session.card is None or scenario is None:
        return None
    return settled_card(session.card, scenario, store.settlements(number), store.rule_results(numbers=[number]))


def missing(number: int, scenario: str) -> TrainerError:
    """That the version of the scenario was not kept, so its scorecard cannot be drawn."""
    return TrainerError(
        f"第 {number} 号是旧成绩，当时的情景没有一起留下，画不出成绩单；总分在列表里。"
        f"按现在的情景再练一次：trainer practice {argument(scenario)}"
    )


def row(card: Scorecard, scenario: Scenario, place: int) -> Verdict:
    """The verdict in that row. Raises TrainerError."""
    from trainer.report.rows import rows

    found = rows(card, scenario)
    if place not in found:
        raise TrainerError(f"没有第 {place} 条，成绩单上有 1 到 {max(found, default=0)}。")
    return found[place]


def head(session: Session) -> Text:
    """The number, and how it was practised."""
    from rich.text import Text

    variant = "" if session.variant is None else f"　分支 {one_line(session.variant)}"
    return Text(f"第 {session.number} 号　{way_of(session.mode, session.source)}{variant}")


def _settlements(
    console: Console,
    store: Store,
    session: Session,
    rows: Mapping[int, Verdict],
    said: Sequence[Settlement],
    scenario: Scenario,
) -> None:
    """What the trainee and his trainers said, in order; then the settled result beside the computed one."""
    from rich.text import Text

    from trainer.report.session_text import settled_text, settlement_text
    from trainer.report.summary import print_wrapped
    from trainer.scoring.rule_label import label

    console.print()
    console.print(Text("异议和复核", style="bold"))
    places = {verdict.id: nth for nth, verdict in rows.items()}
    names = {v.id: label(scenario, v, session.slots) for v in (session.card.verdicts if session.card else ())}
    for one in said:
        place = "" if one.rule not in places else f"第 {places[one.rule]} 条"
        what = "整通电话" if one.rule is None else f"{place}“{one_line(names.get(one.rule, one.rule))}”"
        print_wrapped(console, Text(f"  {what}　{settlement_text(one)}", style="yellow" if one.by is None else "green"))
    settled = settled_of(store, session.number or 0)
    card = session.card
    if settled is None or card is None:
        console.print(Text("  带教老师还没有答复。", style="dim"))
        return
    print_wrapped(console, Text(f"  {settled_text(card, settled)}", style="bold"))


def _offers(console: Console, session: Session, card: Scorecard, rows: Mapping[int, Verdict]) -> None:
    """What can be done with this scorecard."""
    from rich.text import Text

    if not rows:
        return
    offers = [f'不同意哪一条：trainer results dispute {session.number} 条号 "理由"']
    if any(one.audio for one in card.call.utterances):
        offers.insert(0, f"听当时说的：trainer results play {session.number} 条号")
    console.print()
    for line in offers:
        console.print(Text(line, style="dim"))
