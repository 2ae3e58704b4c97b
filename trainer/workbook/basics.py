"""The sheet 基本信息: a row for each thing said once, for each slot, fact, variant and changed pack rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from trainer.scenario.heading import KINDS
from trainer.scenario.suggestions import offer, short
from trainer.workbook.cells import (
    AMOUNT,
    FIGURE,
    ITEMS,
    NAMES,
    PARAMETERS,
    SPEECH,
    TEXT,
    Codec,
    broken,
    choice,
    name_in,
)
from trainer.workbook.labels import LEVELS, VOICES
from trainer.workbook.remarks import Remarks
from trainer.workbook.sheets import BASICS, Column, Sheet, any_of
from trainer.workbook.table import Row

_BASIC, _CALLER, _SLOT, _FACT, _VARIANT, _CHANGE, _OTHER = (
    "基本", "来电人", "可替换的词", "要点", "情况", "调整规则包", "其他",
)  # fmt: skip
GROUPS = (_BASIC, _CALLER, _SLOT, _FACT, _VARIANT, _CHANGE, _OTHER)

COLUMNS = (
    Column("group", "类别", 14, "要加一项，就加一行：选好类别，写上项目和内容。", any_of(*GROUPS)),
    Column("name", "项目", 16, "“可替换的词”“要点”“情况”的项目由您起名。"),
    Column("value", "内容", 60, "电话、房号照原样写。同一项有几个内容，一行写一个（换行按 Alt+回车）。"),
    Column("about", "这是什么", 60, spare=True),
)
_SAID_ONCE: dict[str, tuple[str, Codec, str]] = {
    "id": ("编号", TEXT, "情景的名字，也是文件名；只用字母、数字、汉字、“-”和“_”"),
    "title": ("标题", TEXT, "学员看得到"),
    "kind": ("类型", choice(KINDS), "来电、外呼、回访 ……"),
    "level": ("级别", AMOUNT, "1 容易，2 中等，3 难"),
    "pass_mark": ("及格分", AMOUNT, "不写就是 80"),
    "brief": ("背景", TEXT, "开始前给学员看；{公司} 这样的词会换成“可替换的词”里的内容"),
    "source": ("依据", NAMES, "依据哪些服务标准，一行一个编号"),
    "use": ("规则包", NAMES, "用哪些共用的规则和意图，一行一个"),
    "skip": ("不用的规则", NAMES, "规则包里的哪几条不用，例如 taboo.maybe"),
    "format": ("文件格式", FIGURE, "不用改"),
}
_CALLER_ROWS: dict[str, tuple[str, Codec, str]] = {
    "name": ("姓名", TEXT, "来电的人"),
    "voice": ("声音", choice(VOICES), "女声或男声"),
    "pace": ("语速", AMOUNT, "每分钟多少字，平常是 220"),
}
_MAPPINGS: dict[str, tuple[str, Codec, str]] = {
    "slots": (_SLOT, TEXT, "别处写 {…} 的地方换成它；学员可以换成自己的"),
    "facts": (_FACT, SPEECH, "复述和记录单以它为准"),
    "variants": (_VARIANT, TEXT, "这通电话的一种情况；项目是代号，内容是说明"),
    "change": (_CHANGE, PARAMETERS, "项目是规则的全名，内容是要改的“名称: 内容”"),
}
_ORDER = ("id", "title", "kind", "level", "pass_mark", "brief", "source", "use", "skip")
_NEEDED = ("id", "title", "kind")
OWN_SHEETS = frozenset({"turns", "rules", "lists", "add", "examples"})


def write(data: dict[str, Any]) -> Sheet:
    """The sheet for that scenario."""
    sheet = Sheet(BASICS, COLUMNS)

    def add(group: str, name: str, text: str, about: str, choices: str = "") -> None:
        if choices:
            sheet.choices[len(sheet.rows), "value"] = choices
        sheet.rows.append({"group": group, "name": name, "value": text, "about": about})

    lists = {"kind": KINDS, "level": LEVELS, "voice": VOICES}
    for key in (*_ORDER, *(["format"] if "format" in data else [])):
        name, codec, about = _SAID_ONCE[key]
        text = codec.encode(data[key]) if key in data else ""
        add(_BASIC, name, text, about, any_of(*lists[key].values()) if key in lists else "")
    caller = data.get("caller")
    whole = isinstance(caller, dict) and caller and set(caller) <= set(_CALLER_ROWS)
    if whole or caller is None:
        for key, (name, codec, about) in _CALLER_ROWS.items():
            text = codec.encode(caller[key]) if caller and key in caller else ""
            add(_CALLER, name, text, about, any_of(*lists[key].values()) if key in lists else "")
    for key, (group, codec, about) in _MAPPINGS.items():
        for name, value in (data.get(key) or {}).items():
            add(group, FIGURE.encode(name), codec.encode(value), about)
    for key in _left_over(data, whole=bool(whole)):
        add(_OTHER, key, ITEMS.encode(data[key]), "特殊的内容，不懂就不用改")
    return sheet


def _left_over(data: dict[str, Any], *, whole: bool) -> Iterable[str]:
    """Keys that have no rows of their own here, or nothing to put into them."""
    for key, value in data.items():
        if key in OWN_SHEETS or key in _MAPPINGS:
            if not value:
                yield key
        elif key not in _SAID_ONCE and not (key == "caller" and whole):
            yield key


def read(rows: list[Row], remarks: Remarks) -> dict[str, Any]:
    """The part of the scenario that is on this sheet."""
    data: dict[str, Any] = {}
    for row in rows:
        group, name = row["group"], row["name"]
        if group.broken or name.broken:
            continue
        named = name_in(name, remarks)
        found = _place(group.text.strip(), named)
        if not row["value"] and not (found and found[0][0] in _NEEDED):
            if found and len(found[0]) == 1:
                remarks.places.setdefault(found[0], (row["value"], None))  # where it would be
            continue  # an empty row of the form: nothing is said about it
        if found is None:
            _explain(row, remarks)
            continue
        loc, codec = found
        holder = data if len(loc) == 1 else data.setdefault(loc[0], {})
        if not isinstance(holder, dict) or loc[-1] in holder:
            remarks.error(name, f"“{short(name.text)}”写了两行，请删掉一行")
            continue
        remarks.names[loc] = name
        if not row["value"]:
            remarks.error(row["value"], f"“{name.text.strip()}”要填写")
            remarks.mark(loc, row["value"])
        holder[loc[-1]] = codec.decode(row["value"], loc, remarks) if row["value"] else broken()
        remarks.places.setdefault(loc[:1], (row["value"], None))
    return data


def _place(group: str, name: str | None) -> tuple[tuple[str, ...], Codec] | None:
    """Where in the scenario a row's content goes, and how it is written."""
    for label, known, above in ((_BASIC, _SAID_ONCE, ()), (_CALLER, _CALLER_ROWS, ("caller",))):
        for key, (title, codec, _) in known.items():
            if group == label and name in (title, key):
                return (*above, key), codec
    for key, (label, codec, _) in _MAPPINGS.items():
        if group == label and name:
            return (key, name), codec
    return ((name,), ITEMS) if group == _OTHER and name and name not in _SAID_ONCE else None


def _explain(row: Row, remarks: Remarks) -> None:
    group, name = row["group"].text.strip(), row["name"].text.strip()
    if group not in GROUPS:
        remarks.error(row["group"], f"没有“{short(group)}”这个类别{offer(group, GROUPS)}" if group else "请选一个类别")
    elif not name:
        remarks.error(row["name"], "请写上项目的名字")
    else:
        known = _CALLER_ROWS if group == _CALLER else _SAID_ONCE
        titles = [title for title, _, _ in known.values()]
        remarks.error(row["name"], f"“{group}”里没有“{short(name)}”这一项{offer(name, titles)}")
