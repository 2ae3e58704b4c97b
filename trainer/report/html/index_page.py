"""The page that leads to every report of a folder, with a search and filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trainer.history.values import Result
from trainer.output.local_time import local_time
from trainer.report.display import number
from trainer.report.html.page import render
from trainer.report.identity import NOBODY
from trainer.report.session_text import outcome_text
from trainer.report.way import way_of
from trainer.scorecard import Scorecard

Row = tuple[str, str, str, str, str, str, str]  # address, trainee, time, scenario, way, total, result


def index_page(
    results: Sequence[Result],
    links: Mapping[int, str],
    others: Sequence[tuple[str, str]],
    settled: Mapping[int, Scorecard] | None = None,
) -> str:
    """`results`: oldest first; `links`: number → its report; `others`: title and address of the other reports.

    `settled`: number → the scorecard as a trainer settled it.
    """
    settled = settled or {}
    rows: list[Row] = [
        (
            links.get(one.number, ""),
            one.trainee.name if one.trainee else NOBODY,
            local_time(one.started),
            one.title,
            way_of(one.mode, one.source),
            number(one.total),
            outcome_text(one, settled.get(one.number)),
        )
        for one in reversed(results)
    ]
    choices = tuple(
        (name, sorted({row[place] for row in rows})) for name, place in (("学员", 1), ("情景", 3), ("结果", 6))
    )
    return render("index.html", title="成绩报告", script="index.js", rows=rows, choices=choices, others=others)
