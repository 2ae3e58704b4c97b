"""Pack files: rules and phrase lists that several scenarios share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from trainer.errors import Problem, ScenarioError
from trainer.scenario.binding import Placed, bind, duplicates
from trainer.scenario.conflicts import Conflicts
from trainer.scenario.model import PackFile
from trainer.scenario.phrase_checks import Expanded, Wordings, check_lists, check_templates
from trainer.scenario.shape import shape
from trainer.scenario.yaml_nodes import Document, read, walk
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
class PackFolder:
    """The packs in a folder, by name. Each is read once and then kept."""

    folder: Path
    expanded: Expanded = field(default_factory=dict)  # wordings of templates, kept for all scenarios
    _read: dict[str, Pack] = field(default_factory=dict)
    _checked: dict[str, Pack] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """The names of all packs, sorted."""
        try:
            files = list(self.folder.iterdir())
        except OSError:
            return ()
        return tuple(sorted(file.stem for file in files if file.suffix in SUFFIXES))

    def pack(self, name: str) -> Pack | None:
        """The pack of that name with all its problems; None where there is none."""
        if name not in self._checked:
            found = self.unchecked(name)
            if found is None:
                return None
            self._checked[name] = self.check(found)
        return self._checked[name]

    def check(self, pack: Pack) -> Pack:
        """The pack with the problems of its phrases too. Slots may have any value, lists may be in other packs."""
        lists: dict[str, tuple[str, ...]] = {}
        for name in self.names():
            other = self.unchecked(name)
            if other is not None and other.file is not None:
                lists.update(other.file.lists)
        lists.update(pack.file.lists if pack.file is not None else {})
        slots = {name: "甲" for _, text in walk(pack.document.data) for _, name in slots_in(text)}
        book = Wordings(Phrasebook(slots, lists), self.expanded)
        wrong = [
            *check_lists(pack.document, book),
            *check_templates(pack.rules, book),
            *Conflicts(book).check(pack.rules),
        ]
        return replace(pack, problems=tuple(dict.fromkeys((*pack.problems, *wrong))), book=book)

    def unchecked(self, name: str) -> Pack | None:
        """The pack of that name without the check of its phrases, which takes long; None where there is none."""
        if name not in self._read:
            if name not in self.names():
                return None
            paths = [self.folder / f"{name}{suffix}" for suffix in SUFFIXES]
            self._read[name] = read_pack(next(path for path in paths if path.exists()))
        return self._read[name]


def read_pack(path: Path) -> Pack:
    """A pack file with its problems; its phrases are not checked yet."""
    try:
        document = read(path)
    except ScenarioError as error:
        return Pack(path.stem, Document(str(path), []), None, problems=error.problems)
    return pack_of(document, path.stem)


def pack_of(document: Document, name: str) -> Pack:
    """The pack of that name in a document, with its problems; its phrases are not checked yet."""
    shaped = shape(PackFile, document, {"pack": name})
    problems = [*document.problems, *shaped.problems]
    file = shaped.model
    if file is None:
        return Pack(name, document, None, problems=tuple(problems))
    if file.pack != name:
        problems.append(document.problem(("pack",), f"pack 要和文件名一样：“{name}”"))
    placed = bind(file.pack, None, file.rules, (document, ("rules",)))
    problems += [
        item.at_key("id", "规则包里的规则要写 id，例如 id: unknown")
        for item in placed
        if item.rule.id is None and not item.broken
    ]
    problems += duplicates(placed)
    return Pack(name, document, file, tuple(placed), tuple(problems))
