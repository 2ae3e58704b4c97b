"""The report of a batch: the tables of its summary on one page."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.history.class_figures import STEP
from trainer.report.html import charts
from trainer.report.html.overview import Overview, Part, Tile
from trainer.report.report_table import PlainTable

TILES = ("录音", "有总分", "平均分", "通过 %", "先听", "失败")


def batch_report(tables: Sequence[PlainTable], totals: Sequence[float]) -> Overview:
    """`tables`: those of the summary, the overview first; `totals`: of the calls that have one."""
    overview, *others = tables
    facts = [(str(name), str(told)) for name, figure, told in overview.rows if figure is None and told]
    tiles = [
        Tile(str(name), str(figure), str(told or ""))
        for name, figure, told in overview.rows
        if name in TILES and figure is not None
    ]
    spread = [0] * (100 // STEP)
    for total in totals:
        spread[min(int(total // STEP), len(spread) - 1)] += 1
    labels = [str(low) for low in range(0, 100, STEP)]
    chart = charts.bars(labels, spread, "分数分布")
    parts = (
        Part("分数分布", f"每一格 {STEP} 分。", chart),
        *(Part(table.name, table=table) for table in others),
    )
    return Overview("批量报告", tuple(facts), tuple(tiles), parts)
