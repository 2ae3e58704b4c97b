"""The sheet 意图库: the phrase lists that rules may name. Those of packs are there to be read, own ones are added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from trainer.scenario.suggestions import short
from trainer.scenario.yaml_nodes import walk
from trainer.text.template import lists_in
from trainer.workbook.cells import FIGURE, PHRASES, name_in
from trainer.workbook.damage import Raw
from trainer.workbook.damage import read as keep
from trainer.workbook.remarks import Remarks
from trainer.workbook.sheets import LISTS, Column, Sheet
from trainer.workbook.table import Row

OWN = "本情景"
_PACK = "规则包"
_ONLY = "（只看）"

COLUMNS = (
    Column("name", "名称", 16, "规则里写 <名称>，就是下面任何一种说法都算。"),
    Column("phrases", "说法", 80, "一行一种说法（Alt+回车换行）。"),
    Column(
        "origin",
        "来自",
        20,
        "自己加的写“本情景”或空着；名称和灰色的一样，就是给它加说法。灰色的是规则包里的，改了不起作用。",
    ),
    Column("used", "用到", 8, "这个情景用到了没有。", spare=True),
)
PackLists = Mapping[str, Mapping[str, Sequence[str]]]  # pack → list → phrases


def write(data: Mapping[str, Any], pack_lists: PackLists) -> Sheet:
    """The sheet: own lists, then the packs' that are used, then the others."""
    sheet = Sheet(LISTS, COLUMNS, freeze="B2")
    own: Mapping[str, Any] = data.get("lists") or {}
    for name, phrases in own.items():
        sheet.rows.append({"name": FIGURE.encode(name), "phrases": PHRASES.encode(phrases), "origin": OWN})
    added: Mapping[str, Any] = data.get("add") or {}
    for name, phrases in added.items():
        sheet.rows.append({"name": FIGURE.encode(name), "phrases": PHRASES.encode(phrases), "origin": OWN})
    used = _used(data, pack_lists)
    offered = [(pack, name) for pack, lists in pack_lists.items() for name in lists]
    sheet.printed = len(own) + len(added) + len(used)  # the rest is a library of hundreds of pages
    for pack, name in sorted(offered, key=lambda one: one[1] not in used):
        sheet.grey.add(len(sheet.rows))
        sheet.rows.append(
            {
                "name": FIGURE.encode(name),
                "phrases": _shown(pack_lists[pack][name]),
                "origin": f"{_PACK} {pack}{_ONLY}",
                "used": "是" if name in used else "",
            }
        )
    return sheet


def _shown(phrases: Sequence[str]) -> str:
    """A pack's phrases, a line each; as the own ones where a cell would not keep them so."""
    text = "\n".join(phrases)
    return text if keep(Raw(text)).text == text else PHRASES.encode(list(phrases))


def _used(data: Mapping[str, Any], pack_lists: PackLists) -> set[str]:
    """The lists that the scenario's phrases name, and those that these name in turn."""
    known = {name: phrases for lists in pack_lists.values() for name, phrases in lists.items()}
    used: set[str] = set()
    waiting = [text for _, text in walk(dict(data))]
    while waiting:
        for name in lists_in(waiting.pop()):
            if name in known and name not in used:
                used.add(name)
                waiting += known[name]
    return used


def read(rows: Iterable[Row], pack_lists: PackLists, remarks: Remarks) -> tuple[dict[str, Any], dict[str, Any]]:
    """The scenario's own lists, and what it adds to those of packs: own rows with such a list's name.

    Changes in a pack's own row are reported, not kept.
    """
    own: dict[str, Any] = {}
    added: dict[str, Any] = {}
    known = {name for lists in pack_lists.values() for name in lists}
    for row in rows:
        pack = _pack(row)
        if pack is not None:
            _compare(row, pack, pack_lists, remarks)
            continue
        if row["name"].broken:
            continue
        name = name_in(row["name"], remarks)
        if name is None:
            remarks.error(row["name"], "这一行没有写名称，请补上；规则里用 <名称> 提到它")
        elif not row["phrases"]:
            remarks.error(row["phrases"], f"“{short(name)}”下面还没有说法；一行写一种")
        elif name in own or name in added:
            remarks.error(row["name"], f"“{short(name)}”写了两行，请合成一行")
        else:
            key, place = ("add", added) if name in known else ("lists", own)
            remarks.places.setdefault((key,), (row["name"], None))
            remarks.names[key, name] = row["name"]
            place[name] = PHRASES.decode(row["phrases"], (key, name), remarks)
    return own, added


def unused(rows: Iterable[Row], pack_lists: PackLists) -> dict[str, list[Row]]:
    """The rows of packs that are not among these, by pack."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        pack = _pack(row)
        if pack is not None and pack not in pack_lists:
            found.setdefault(pack, []).append(row)
    return found


def _pack(row: Row) -> str | None:
    """The pack that the list comes from; None for an own list."""
    origin = row["origin"].text.strip()
    return origin.removeprefix(_PACK).removesuffix(_ONLY).strip() if origin and origin != OWN else None


def _compare(row: Row, pack: str, pack_lists: PackLists, remarks: Remarks) -> None:
    if pack not in pack_lists:
        return
    name = name_in(row["name"], remarks) or ""
    known = pack_lists[pack].get(name)
    if known is None or _lines(_shown(known)) != _lines(row["phrases"].text):
        remarks.warn(
            row["phrases"] or row["name"],
            f"“{short(name)}”是规则包 {short(pack)} 里的，在这里改不起作用；"
            f"要给它加自己的说法：加一行，名称照写“{short(name)}”，只写您的说法，“来自”写“{OWN}”",
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
