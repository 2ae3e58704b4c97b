"""Packs: reading them once, and working them into a scenario with `use`, `change` and `skip`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from trainer.errors import Problem, ScenarioError
from trainer.rules import pick
from trainer.scenario.binding import Placed, bind, duplicates
from trainer.scenario.conflicts import Conflicts
from trainer.scenario.lacking import lacking
from trainer.scenario.model import PackFile, ScenarioFile
from trainer.scenario.names import offer, short
from trainer.scenario.resolved import BoundRule
from trainer.scenario.shape import located, shape
from trainer.scenario.wording import Kept, Wordings, check_lists, check_templates
from trainer.scenario.yaml_nodes import Document, Loc, read, walk
from trainer.text.phrase import Phrasebook
from trainer.text.template import slots_in

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack file: what could be read of it and what was wrong."""

    name: str
    document: Document
    file: PackFile | None
    rules: tuple[Placed, ...] = ()
    problems: tuple[Problem, ...] = ()
    book: Wordings | None = None  # compiles its phrases with stand-ins for the slots


@dataclass(slots=True)
class Shelf:
    """The folder of packs; each is read once in the shelf's life."""

    folder: Path
    plain: Kept = field(default_factory=dict)  # wordings, kept for all scenarios
    _read: dict[str, Pack] = field(default_factory=dict)
    _checked: dict[str, Pack] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """The packs there are, sorted."""
        try:
            files = list(self.folder.iterdir())
        except OSError:
            return ()
        return tuple(sorted(file.stem for file in files if file.suffix in SUFFIXES))

    def pack(self, name: str) -> Pack | None:
        """The pack of that name with all its problems, None where there is none."""
        if name not in self._checked:
            found = self.unchecked(name)
            if found is None:
                return None
            self._checked[name] = self.check(found)
        return self._checked[name]

    def check(self, pack: Pack) -> Pack:
        """The pack with the problems of its phrases; slots may have any value, lists may stand in other packs."""
        lists: dict[str, tuple[str, ...]] = {}
        for name in self.names():
            other = self.unchecked(name)
            if other is not None and other.file is not None:
                lists.update(other.file.lists)
        lists.update(pack.file.lists if pack.file is not None else {})
        slots = {name: "甲" for _, text in walk(pack.document.data) for _, name in slots_in(text)}
        book = Wordings(Phrasebook(slots, lists), self.plain)
        wrong = [
            *check_lists(pack.document, book),
            *check_templates(pack.rules, book),
            *Conflicts(book).check(pack.rules),
        ]
        return replace(pack, problems=tuple(dict.fromkeys((*pack.problems, *wrong))), book=book)

    def unchecked(self, name: str) -> Pack | None:
        """The pack of that name before its phrases are looked at, which takes long; None where there is none."""
        if name not in self._read:
            if name not in self.names():
                return None
            paths = [self.folder / f"{name}{suffix}" for suffix in SUFFIXES]
            self._read[name] = read_pack(next(path for path in paths if path.exists()))
        return self._read[name]


def read_pack(path: Path) -> Pack:
    """A pack file with its problems; no phrase is looked at yet."""
    try:
        document = read(path)
    except ScenarioError as error:
        return Pack(path.stem, Document(str(path), []), None, problems=error.problems)
    shaped = shape(PackFile, document, {"pack": path.stem})
    problems = [*document.problems, *shaped.problems]
    file = shaped.model
    if file is None:
        return Pack(path.stem, document, None, problems=tuple(problems))
    if file.pack != path.stem:
        problems.append(document.problem(("pack",), f"pack 要和文件名一样：“{path.stem}”"))
    placed = bind(file.pack, None, file.rules, (document, ("rules",)))
    problems += [
        item.at_key("id", "规则包里的规则要写 id，例如 id: unknown")
        for item in placed
        if item.rule.id is None and not item.broken
    ]
    problems += duplicates(placed)
    return Pack(path.stem, document, file, tuple(placed), tuple(problems))


@dataclass(slots=True)
class Used:
    """What the packs bring into one scenario."""

    rules: list[Placed] = field(default_factory=list)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    packs: list[Pack] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)  # plain data of what is in force, for the identity
    complete: bool = True  # False: a pack is missing or broken, so unknown names may be its fault
    absent: dict[str, tuple[Pack, Problem]] = field(default_factory=dict)  # needed, not in `use`; told once each


def work_in(file: ScenarioFile, document: Document, shelf: Shelf) -> Used:
    """The rules and lists of the packs in `use`, changed and skipped as the scenario says."""
    used = Used()
    for index, name in enumerate(file.use):
        at: Loc = ("use", index)
        if name in file.use[:index]:
            used.problems.append(document.problem(at, f"规则包“{short(name)}”写了两次，请删掉一个"))
            continue
        pack = shelf.pack(name)
        if pack is None:
            used.problems.append(document.problem(at, f"没有规则包“{short(name)}”{offer(name, shelf.names())}"))
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
        used.absent = lacking(document, shelf, file.use, {*used.lists, *file.lists})
        used.problems += [problem for _, problem in used.absent.values()]
    _skip(file, document, used)
    _change(file, document, used)
    for pack in used.packs:
        raw = pack.document.data if isinstance(pack.document.data, dict) else {}
        kept = {item.origins[-1][1][-1] for item in used.rules if item.scope == pack.name}
        rules = [rule for index, rule in enumerate(raw.get("rules", ())) if index in kept]
        used.data[pack.name] = {"lists": raw.get("lists", {}), "rules": rules}
    return used


def check_used(used: Used, document: Document, book: Wordings) -> list[Problem]:
    """Slots and lists that the packs' phrases need and this scenario does not give them."""
    problems: list[Problem] = []
    uses = document.data.get("use") if isinstance(document.data, dict) else None
    for pack in used.packs:
        at: Loc = ("use", uses.index(pack.name)) if isinstance(uses, list) and pack.name in uses else ("use",)
        for item in used.rules:
            if item.scope != pack.name:
                continue
            for template in item.rule.templates():
                wrong = book.fault(template)
                if wrong is None:
                    continue
                if document is item.origins[0][0] and document.find(item.origins[0][1], template):
                    problems.append(item.at_text(template, wrong.column - 1, wrong.message))
                elif pack.book is None or pack.book.fault(template) is None:  # else reported in the pack
                    message = f"规则包“{pack.name}”的“{short(template)}”用不上：{wrong.message}"
                    problems.append(document.problem(at, message))
    return problems


def _blames(name: str, used: Used) -> bool:
    """That no rule has this name is not the fault of a pack that was told of already."""
    return used.complete and name.partition(".")[0] not in used.absent


def _unknown(name: str, used: Used) -> str:
    return f"规则包里没有“{short(name)}”这条规则{offer(name, [item.bound.id for item in used.rules])}"


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
