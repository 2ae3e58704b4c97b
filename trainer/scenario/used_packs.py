"""What packs bring into a scenario: their rules and lists, by `use`, `change` and `skip`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from trainer.errors import Problem
from trainer.rules import pick
from trainer.scenario.binding import Placed
from trainer.scenario.model import ScenarioFile
from trainer.scenario.packs import Pack, PackFolder
from trainer.scenario.phrase_checks import Wordings
from trainer.scenario.resolved import BoundRule
from trainer.scenario.shape import located
from trainer.scenario.suggestions import offer, short
from trainer.scenario.yaml_nodes import Document, Loc, walk
from trainer.text.template import lists_in

MOST_NAMED = 5  # of what needs a pack that is not in `use`


@dataclass(slots=True)
class Used:
    """What the packs bring into one scenario."""

    rules: list[Placed] = field(default_factory=list)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    packs: list[Pack] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)  # what was written of it, for the scenario's identity
    complete: bool = True  # False: a pack is missing or broken, so it may have the names that nothing else has
    absent: dict[str, tuple[Pack, Problem]] = field(default_factory=dict)  # needed, but not in `use`; reported


def use_packs(file: ScenarioFile, document: Document, packs: PackFolder) -> Used:
    """The rules and lists of the packs in `use`, changed and skipped as the scenario says."""
    used = Used()
    for index, name in enumerate(file.use):
        at: Loc = ("use", index)
        if name in file.use[:index]:
            used.problems.append(document.problem(at, f"规则包“{short(name)}”写了两次，请删掉一个"))
            continue
        pack = packs.pack(name)
        if pack is None:
            used.problems.append(document.problem(at, f"没有规则包“{short(name)}”{offer(name, packs.names())}"))
            used.complete = False
            continue
        used.packs.append(pack)
        used.problems += pack.problems
        if pack.file is None:
            used.complete = False
            continue
        for key, phrases in pack.file.lists.items():
            if key in used.lists:
                used.problems.append(document.problem(at, f"说法表“{short(key)}”在两个规则包里都有，只能用其中一个"))
            used.lists[key] = phrases
        used.rules += pack.rules
    if used.complete:
        used.absent = _absent(document, packs, file.use, {*used.lists, *file.lists})
        used.problems += [problem for _, problem in used.absent.values()]
    _add(file, document, used)
    _skip(file, document, used)
    _change(file, document, used)
    for pack in used.packs:
        raw = pack.document.data if isinstance(pack.document.data, dict) else {}
        kept = {item.origins[-1][1][-1] for item in used.rules if item.scope == pack.name}
        rules = [rule for index, rule in enumerate(raw.get("rules", ())) if index in kept]
        used.data[pack.name] = {"lists": raw.get("lists", {}), "rules": rules}
    return used


def check_used(used: Used, document: Document, book: Wordings) -> list[Problem]:
    """Slots and lists that phrases of the packs need and this scenario does not have."""
    problems: list[Problem] = []
    uses = document.data.get("use") if isinstance(document.data, dict) else None
    for pack in used.packs:
        at: Loc = ("use", uses.index(pack.name)) if isinstance(uses, list) and pack.name in uses else ("use",)
        for item in used.rules:
            if item.scope != pack.name:
                continue
            for template in item.rule.templates():
                wrong = book.report(template)
                if wrong is None:
                    continue
                if document is item.origins[0][0] and document.find(item.origins[0][1], template):
                    problems.append(item.at_text(template, wrong.column - 1, wrong.message))
                elif pack.book is None or pack.book.fault(template) is None:  # else reported in the pack
                    message = f"规则包“{pack.name}”的“{short(template)}”用不上：{wrong.message}"
                    problems.append(document.problem(at, message))
    return problems


def _blames(name: str, used: Used) -> bool:
    """Whether an unknown rule is a mistake of its own: not that of a pack that was reported already."""
    return used.complete and name.partition(".")[0] not in used.absent


def _unknown(name: str, used: Used) -> str:
    return f"规则包里没有“{short(name)}”这条规则{offer(name, [item.bound.id for item in used.rules])}"


def _add(file: ScenarioFile, document: Document, used: Used) -> None:
    """The author's own phrases in the lists of packs."""
    for name, phrases in file.add.items():
        if name in used.lists:
            used.lists[name] = tuple(dict.fromkeys((*used.lists[name], *phrases)))
        elif used.complete:
            message = f"规则包里没有说法表“{short(name)}”（自己的说法表写在 lists 里）{offer(name, used.lists)}"
            used.problems.append(document.problem(("add", name), message, key=True))


def _skip(file: ScenarioFile, document: Document, used: Used) -> None:
    ids = {item.bound.id for item in used.rules}
    for index, name in enumerate(file.skip):
        if name not in ids and _blames(name, used):
            used.problems.append(document.problem(("skip", index), _unknown(name, used)))
        if name in file.change:
            message = f"“{short(name)}”已经在 skip 里，不用再改"
            used.problems.append(document.problem(("change", name), message, key=True))
    used.rules = [item for item in used.rules if item.bound.id not in file.skip]


def _change(file: ScenarioFile, document: Document, used: Used) -> None:
    places = {item.bound.id: index for index, item in enumerate(used.rules)}
    for name, changes in file.change.items():
        if name not in places:
            if _blames(name, used) and name not in file.skip:
                used.problems.append(document.problem(("change", name), _unknown(name, used), key=True))
            continue
        index = places[name]
        item = used.rules[index]
        if not item.broken:
            used.rules[index] = _changed(item, name, changes, document, used)


def _changed(item: Placed, name: str, changes: Mapping[str, Any], document: Document, used: Used) -> Placed:
    at: Loc = ("change", name)
    if "id" in changes:
        used.problems.append(document.problem((*at, "id"), "规则包里规则的 id 不能改，请删掉这一项", key=True))
        return item
    home, loc = item.origins[-1]
    try:
        rule = pick({**home.get(loc), **changes})
    except (ValidationError, PydanticCustomError) as error:
        errors = error.errors() if isinstance(error, ValidationError) else [_plain(error)]
        used.problems += located(errors, document, lambda inner: (*at, *inner))
        return item
    return Placed(BoundRule(item.bound.id, item.bound.turn, rule), ((document, at), *item.origins))


def _plain(error: PydanticCustomError) -> dict[str, Any]:
    return {"type": error.type, "loc": (), "msg": error.message(), "ctx": error.context or {}, "input": None}


def _absent(
    document: Document, packs: PackFolder, use: Sequence[str], known: Collection[str]
) -> dict[str, tuple[Pack, Problem]]:
    """Packs that hold a rule or a phrase list named in the scenario but are not in `use`, with one problem for each.

    `known`: the phrase lists of the scenario and of the packs in use.
    """
    others = [name for name in packs.names() if name not in use]
    rules = [name for name in _strings(document.data) if name.partition(".")[0] in others]
    lists = [f"<{name}>" for name in _lists_in(document.data) if name not in known]
    found = {}
    for name in others if rules or lists else ():
        pack = packs.unchecked(name)
        if pack is None or pack.file is None:
            continue
        offered = {item.bound.id for item in pack.rules} | {f"<{phrases}>" for phrases in pack.file.lists}
        needed = [one for one in (*rules, *lists) if one in offered]
        lists = [one for one in lists if one not in offered]  # the first pack that has it
        if needed:
            found[name] = pack, document.problem(("use",), _not_in_use(name, needed), key=True)
    return found


def _not_in_use(pack: str, needed: list[str]) -> str:
    names = list(dict.fromkeys(needed))
    more = " 等" if len(names) > MOST_NAMED else ""
    return (
        f"use 里没有“{pack}”，可是有 {len(needed)} 处要用到它：{'、'.join(names[:MOST_NAMED])}{more}；"
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
    """The phrase lists that rules, branches and own lists name, once for every occurrence."""
    turns = data.get("turns") if isinstance(data, dict) else None
    parts = [data.get(key) for key in ("rules", "lists", "add")] if isinstance(data, dict) else []
    parts += [turn.get(key) for turn in turns or () if isinstance(turn, dict) for key in ("rules", "next")]
    for part in parts:
        for _, text in walk(part):
            yield from lists_in(text)
