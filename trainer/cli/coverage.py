"""`trainer list --coverage`: every rule of etiquette and the scenarios that train it."""

from __future__ import annotations

import sys

from trainer.output.say import say
from trainer.scenario.standards import GROUPS, STANDARDS, Coverage, Trained, group
from trainer.scenario.suggestions import offer
from trainer.visible import json_text

WIDTH = 80  # columns of the table at most


def as_json(found: Coverage) -> str:
    """One JSON object."""

    def row(one: Trained) -> dict[str, object]:
        return {"id": one.id, "group": group(one.id), "name": one.name, "scenarios": list(one.scenarios)}

    return json_text(
        {
            "format": 1,
            "standards": [row(one) for one in found.standards],
            "untrained": list(found.untrained),
            "unknown": [row(one) for one in found.unknown],
        }
    )


def show(found: Coverage) -> None:
    """A table in a terminal, tab-separated lines where the output is piped; then what is missing."""
    if sys.stdout.isatty():
        _table(found)
    else:
        for one in found.standards:
            say(f"{one.id}\t{one.name}\t{' '.join(one.scenarios)}")
    for one in found.unknown:
        where = "、".join(one.scenarios)
        say(f"没有“{one.id}”这个编号（{where}）{offer(one.id, STANDARDS)}", err=True)
    if found.untrained:
        say(f"还没有情景练到：{'、'.join(found.untrained)}。", err=True)
    else:
        say(f"{len(found.standards)} 条都有情景练到。", err=True)


def _table(found: Coverage) -> None:
    from rich.table import Table

    from trainer.cli.terminal import console

    screen = console()
    table = Table(box=None, pad_edge=False, header_style="bold", width=min(WIDTH, screen.width))
    table.add_column("编号", no_wrap=True)
    table.add_column("内容", max_width=24, overflow="fold")
    table.add_column("情景", ratio=1, overflow="fold")
    before = ""
    for one in found.standards:
        if group(one.id) != before:
            before = group(one.id)
            table.add_row(before, GROUPS[before], "", style="bold")
        table.add_row(one.id, one.name, " ".join(one.scenarios) or "（没有）")
    screen.print(table)
