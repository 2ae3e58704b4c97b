"""The company's own groups of rules (its 评分表), from a table that Excel writes: 规则, 评分项 (report/groups.py)."""

from __future__ import annotations

from pathlib import Path

from trainer.report.groups import Groups
from trainer.visible import one_line
from trainer.workbook.read_rows import TableFileError, rows_of

HEADINGS = {"规则": "rule", "编号": "rule", "规则编号": "rule", "评分项": "group", "分组": "group"}
MOST = 5_000  # rows
EXAMPLE = "第一行写：规则、评分项；下面一行一条，例如：greet.*　开场"


def read_groups(path: Path) -> Groups:
    """The groups in that file. Raises TableFileError with every problem at once, WorkbookError."""
    rows = rows_of(path, "评分表")
    head = next(rows, None)
    titles = [] if head is None else [HEADINGS.get(cell) for cell in head[1]]
    if "rule" not in titles or "group" not in titles:
        raise TableFileError(f"{path}：找不到“规则”和“评分项”两列。{EXAMPLE}。")
    at = titles.index("rule"), titles.index("group")
    patterns, problems = [], list[str]()
    for number, cells in rows:
        pattern, name = (cells[place] if place < len(cells) else "" for place in at)
        if pattern and name:
            patterns.append((pattern, name))
        elif pattern or name:
            problems.append(
                f"{path}:{number}: “{one_line(pattern or name)}”这一行还缺{'评分项' if pattern else '规则'}。"
            )
        if len(patterns) > MOST:
            raise TableFileError(f"{path}:{number}: 超过 {MOST} 行，太多了。")
    if problems:
        raise TableFileError("\n".join(problems))
    if not patterns:
        raise TableFileError(f"{path}：里面还没有规则。{EXAMPLE}。")
    return Groups(tuple(patterns))
