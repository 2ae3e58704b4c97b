"""The sheet 评分: one row a rule. A rule made of rules has them in the rows below it, marked ↳."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from trainer.rules import by_operator, class_of, label_of
from trainer.rules.interface import Rule
from trainer.rules.operator import CellKind
from trainer.scenario.suggestions import offer, short
from trainer.scenario.yaml_nodes import Loc
from trainer.workbook.cells import (
    ALL_OR_NAMES,
    AMOUNT,
    CONDITION,
    ITEMS,
    OPERATOR,
    PARAMETERS,
    PHRASES,
    SPEECH,
    TEXT,
    Codec,
    choice,
    lines,
    pairs,
)
from trainer.workbook.labels import (
    FLAGS,
    RINGS,
    SPEAKERS,
    WHERE,
    meant,
    parameter_labels,
    shown,
)
from trainer.workbook.remarks import Cell, Remarks
from trainer.workbook.sheets import GUIDE, JUDGING, TURNS, Column, Sheet, any_of
from trainer.workbook.table import Row

CALL = "整通"
INNER = "↳"
_BELOW = "（见下面带 ↳ 的行）"
_DEEPEST = 6

COLUMNS = (
    Column("turn", "回合", 14, "哪个回合的规则；管整通电话的写“整通”。每一行都要写。", TURNS),
    Column("id", "编号", 14, "给规则起个名字，别处要提到它时用；可以空着。"),
    Column("rule", "规则", 20, "选一种；每种的意思在“说明”里。"),
    Column(
        "content",
        "内容",
        52,
        "一行写一句话（Alt+回车换行）：说到哪一句都算。<致歉> 是意图库里的说法，(请)? 是可有可无。",
    ),
    Column("points", "分值", 7, "做到得几分；不写是 1 分。"),
    Column("hint", "提示", 28, "给学员看的一句话。", spare=True),
    Column(
        "unless", "除外", 30, "出现在这些话里就不算，一行一句。“冷场”写的是先打的招呼，“抢话”写的是不算抢话的附和。"
    ),
    Column("deduct", "每次扣", 8, "每犯一次扣几分。"),
    Column("max_deduct", "最多扣", 8, "一通电话最多扣几分。"),
    Column(
        "where",
        "看哪里",
        12,
        "不写是本回合。“前后一句也算”：前一句、后一句里说到也行；“结尾”：最后两句和客户道别以后的一句。"
        "也可以写“开头 15 秒”“最后 20 秒”“sorry 之后”“sorry 之前”。",
        any_of(*WHERE.values()),
    ),
    Column("applies_when", "什么时候才用", 18, "不写是一直用；写法和“如果”一样，例如“情况是: busy”。"),
    Column("fatal", "一票否决", 9, "犯了总分就是 0，只用在绝对不能说的话上。", any_of(*FLAGS.values())),
    Column("more", "其他参数", 24, "一行一项“名称: 内容”，例如“至少几项: 2”“建议改说: 好的，我马上办”。"),
    Column("note", "备注", 24, "给培训师自己看，学员看不到。", spare=True),
)
_WHERES = (
    (re.compile(r"first (\d+(?:\.\d+)?)s"), "开头 {} 秒", re.compile(r"开头\s*(\d+(?:\.\d+)?)\s*秒"), "first {}s"),
    (re.compile(r"last (\d+(?:\.\d+)?)s"), "最后 {} 秒", re.compile(r"最后\s*(\d+(?:\.\d+)?)\s*秒"), "last {}s"),
    (re.compile(r"after (\S+)"), "{} 之后", re.compile(r"(\S+)\s*之后"), "after {}"),
    (re.compile(r"before (\S+)"), "{} 之前", re.compile(r"(\S+)\s*之前"), "before {}"),
)


def _write_where(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    for pattern, label, _, _ in _WHERES:
        found = pattern.fullmatch(value)
        if found:
            return label.format(found[1])
    return shown(value, WHERE)


def _read_where(cell: Cell, loc: Loc, remarks: Remarks) -> str:
    for _, _, pattern, value in _WHERES:
        found = pattern.fullmatch(cell.text)
        if found:
            return value.format(found[1])
    return meant(cell.text, WHERE)


_PLAIN: Mapping[str, Codec] = {
    "id": TEXT,
    "points": AMOUNT,
    "hint": TEXT,
    "deduct": AMOUNT,
    "max_deduct": AMOUNT,
    "where": Codec(_write_where, _read_where, wordy=False),
    "applies_when": CONDITION,
    "fatal": choice(FLAGS),
    "note": TEXT,
}
_UNLESS_CODEC = SPEECH
_CONTENT: Mapping[CellKind, Codec] = {  # how the main value is written; rules stand in the rows below
    "items": ITEMS,
    "phrases": PHRASES,
    "names": ALL_OR_NAMES,
    "text": TEXT,
    "speaker": lines(words=SPEAKERS),
    "rings": lines(words=RINGS, figures=True),
    "pairs": pairs(),
    "letters": lines(names=True, figures=True),
}


def combines(operator: str) -> bool:
    """Its main value is rules."""
    return class_of(operator).cells.content == "rules"


def operator_of(rule: Mapping[str, Any]) -> str:
    """The kind of rule; beside another one `note` is a remark."""
    found = [key for key in rule if key in by_operator()]
    return next((key for key in found if key not in Rule.model_fields), found[0])


def write(data: Mapping[str, Any], rules_area: str) -> Sheet:
    """The sheet for that scenario; `rules_area` is where 说明 lists the kinds of rules, as `$A$30:$A$54`."""
    columns = tuple(
        Column(one.key, one.title, one.width, one.tip, f"'{GUIDE}'!{rules_area}") if one.key == "rule" else one
        for one in COLUMNS
    )
    sheet = Sheet(JUDGING, columns, freeze="D2")
    for turn in data.get("turns") or ():
        for rule in turn.get("rules") or ():
            sheet.rows += _rows(rule, turn["id"])
    for rule in data.get("rules") or ():
        sheet.rows += _rows(rule, CALL)
    return sheet


def _rows(rule: Mapping[str, Any], turn: str, depth: int = 0) -> list[dict[str, str]]:
    operator = operator_of(rule)
    cells = class_of(operator).cells
    row = {"turn": turn, "rule": OPERATOR.encode(operator)}
    more: dict[str, Any] = {}
    inner: list[dict[str, str]] = []
    for key, value in rule.items():
        if key == operator and combines(operator):
            row["content"] = _BELOW
            inner = [line for one in value for line in _rows(one, INNER * (depth + 1), depth + 1)]
        elif key == operator:
            row["content"] = _CONTENT[cells.content].encode(value)
        elif key == cells.exceptions:
            row["unless"] = _UNLESS_CODEC.encode(value)
        elif key in _PLAIN:
            row[key] = _PLAIN[key].encode(value)
        else:
            more[key] = value
    if more:
        row["more"] = PARAMETERS.encode(more)
    return [row, *inner]


def read(rows: Sequence[Row], turns: list[dict[str, Any]], remarks: Remarks) -> list[dict[str, Any]]:
    """The rules of the whole call; those of turns are put into the turns."""
    call: list[dict[str, Any]] = []
    ids = [str(turn.get("id")) for turn in turns]
    above: list[tuple[list[Any], Loc]] = []  # by depth: where inner rules of the last rule go
    inside_lost = False
    lost: dict[str, list[Row]] = {}  # turns that are not there → the rows that name them
    for row in rows:
        name = row["turn"].text.strip()
        depth = len(name) if name and not name.strip(INNER) else 0
        if depth and inside_lost:
            continue
        inside_lost = False
        if depth > len(above) or depth > _DEEPEST:
            remarks.error(row["turn"], "“↳”行要跟在“都要做到”“做到一项”或“都不要”的下面")
            continue
        if depth:
            holder, loc = above[depth - 1]
        elif name == CALL:
            holder, loc = call, ("rules",)
        elif name in ids:
            index = ids.index(name)
            holder, loc = turns[index].setdefault("rules", []), ("turns", index, "rules")
        else:
            lost.setdefault(name, []).append(row)
            inside_lost = True
            continue
        at = (*loc, len(holder))
        remarks.places.setdefault(loc, (row["turn"], None))
        rule, nested = _rule(row, at, remarks)
        holder.append(rule)
        above = above[:depth]
        if nested is not None:
            above.append((nested, (*at, operator_of(rule))))
    _check_nested(call, turns, remarks)
    for name, several in lost.items():
        _explain(name, [row["turn"] for row in several if not row["turn"].broken], [*ids, CALL], remarks)
    return call


def _explain(name: str, cells: Sequence[Cell], known: Sequence[str], remarks: Remarks) -> None:
    """Rows of a turn that is not there: once for all of them. What else they lead to is told when they are mended."""
    if name and cells:
        more = f"；这一列有 {len(cells)} 格写着它" if len(cells) > 1 else ""
        remarks.error(cells[0], f"“对话”里没有“{short(name)}”这个回合{offer(name, known)}{more}")
        remarks.held = True
    for cell in cells if not name else ():
        remarks.error(cell, f"请写上是哪个回合（和上一行一样的也要写）；管整通电话的写“{CALL}”")


def _rule(row: Row, at: Loc, remarks: Remarks) -> tuple[dict[str, Any], list[Any] | None]:
    """The rule of a row and, where it is made of rules, the list for them."""
    remarks.mark(at, row["rule"] or row["content"])
    rule: dict[str, Any] = {}
    operator = OPERATOR.decode(row["rule"], at, remarks) if row["rule"] else None
    if not isinstance(operator, str):
        if not row["rule"]:
            remarks.error(row["rule"], "这一行没有选规则，请选一种；不要这条规则就把整行删掉")
        operator = "required"
        remarks.mark((*at, operator), row["rule"])
        rule["?"] = "?"
        remarks.mark((*at, "?"), row["rule"])
    cells = class_of(operator).cells
    nested: list[Any] | None = None
    if combines(operator):
        nested = rule[operator] = []
        remarks.mark((*at, operator), row["content"])
    elif row["content"]:
        rule[operator] = _CONTENT[cells.content].decode(row["content"], (*at, operator), remarks)
    else:
        remarks.error(row["content"], f"“{label_of(operator)}”要写内容")
        rule[operator] = [["?"]]
        remarks.mark((*at, operator), row["content"])
    if row["unless"]:
        key = cells.exceptions
        rule[key] = _UNLESS_CODEC.decode(row["unless"], (*at, key), remarks)
    for key, codec in _PLAIN.items():
        if row[key] and key == operator:
            remarks.error(row[key], "“记录单”这种规则没有备注，请删掉")
        elif row[key]:
            rule[key] = codec.decode(row[key], (*at, key), remarks)
    if row["more"]:
        _more(row["more"], rule, at, remarks)
    return rule, nested


def _more(cell: Cell, rule: dict[str, Any], at: Loc, remarks: Remarks) -> None:
    more = PARAMETERS.decode(cell, (*at, "?more"), remarks)
    for key in more if isinstance(more, dict) else ():
        marked = remarks.places.get((*at, "?more", key), (cell, None))
        if key in rule:
            remarks.error(cell, f"“{short(shown(key, parameter_labels()))}”已经在别的列里写了，请留一个", marked[1])
        else:
            remarks.mark((*at, key), *marked)
            rule[key] = more[key]


def _check_nested(call: Sequence[Any], turns: Sequence[Mapping[str, Any]], remarks: Remarks) -> None:
    """Rules made of rules need some."""
    every: list[tuple[Loc, Any]] = [(("rules", index), rule) for index, rule in enumerate(call)]
    for number, turn in enumerate(turns):
        every += [(("turns", number, "rules", index), rule) for index, rule in enumerate(turn.get("rules") or ())]
    while every:
        at, rule = every.pop()
        operator = operator_of(rule)
        if not combines(operator):
            continue
        if not rule[operator]:
            cell = remarks.places[(*at, operator)][0]
            remarks.error(cell, "下面要有带“↳”的行：“回合”写 ↳，每行一条里层的规则")
        every += [((*at, operator, index), one) for index, one in enumerate(rule[operator])]
