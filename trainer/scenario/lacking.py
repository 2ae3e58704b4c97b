"""Packs a scenario leans on without naming them in `use`: told once each, not at every rule and phrase list."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from trainer.errors import Problem
from trainer.scenario.yaml_nodes import Document, walk
from trainer.text.template import lists_in

if TYPE_CHECKING:
    from trainer.scenario.packs import Pack, Shelf

NAMED = 5  # of what needs the pack, so many are named


def lacking(
    document: Document, shelf: Shelf, use: Sequence[str], known: Collection[str]
) -> dict[str, tuple[Pack, Problem]]:
    """The packs of the shelf that hold a rule or a phrase list named here, and are not in `use`; what to say of each.

    `known`: the phrase lists there are without them.
    """
    others = [name for name in shelf.names() if name not in use]
    rules = [name for name in _strings(document.data) if name.partition(".")[0] in others]
    lists = [f"<{name}>" for name in _lists_in(document.data) if name not in known]
    found = {}
    for name in others if rules or lists else ():
        pack = shelf.unchecked(name)
        if pack is None or pack.file is None:
            continue
        offered = {item.bound.id for item in pack.rules} | {f"<{phrases}>" for phrases in pack.file.lists}
        needed = [one for one in (*rules, *lists) if one in offered]
        lists = [one for one in lists if one not in offered]  # the first pack that has it
        if needed:
            found[name] = pack, document.problem(("use",), _told(name, needed), key=True)
    return found


def _told(pack: str, needed: list[str]) -> str:
    names = list(dict.fromkeys(needed))
    more = " 等" if len(names) > NAMED else ""
    return (
        f"use 里没有“{pack}”，可是有 {len(needed)} 处要用到它：{'、'.join(names[:NAMED])}{more}；"
        f"请在 use 里加上 {pack}，真的不用了，就把用到它的地方也删掉"
    )


def _strings(data: Any) -> Iterator[str]:
    """Every key and every scalar."""
    stack = [data]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield from item
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
        else:
            yield str(item)


def _lists_in(data: Any) -> Iterator[str]:
    """The phrase lists that rules, branches and own lists name, once for each place."""
    turns = data.get("turns") if isinstance(data, dict) else None
    parts = [data.get(key) for key in ("rules", "lists")] if isinstance(data, dict) else []
    parts += [turn.get(key) for turn in turns or () if isinstance(turn, dict) for key in ("rules", "next")]
    for part in parts:
        for _, text in walk(part):
            yield from lists_in(text)
