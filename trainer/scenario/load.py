"""A scenario file → Scenario, or every problem there is, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from trainer.errors import Problem, ScenarioError
from trainer.scenario.binding import Placed, bind, duplicates
from trainer.scenario.conflicts import Conflicts
from trainer.scenario.flow import check_flow
from trainer.scenario.identity import sha256
from trainer.scenario.library import default_library
from trainer.scenario.model import ScenarioFile
from trainer.scenario.names import short
from trainer.scenario.packs import Pack, Shelf, Used, check_used, read_pack, work_in
from trainer.scenario.quiz import check_quiz
from trainer.scenario.references import Scope, check_references, expectations
from trainer.scenario.resolved import Scenario
from trainer.scenario.shape import shape
from trainer.scenario.wording import Kept, Wordings, check_branches, check_lists, check_templates, check_texts
from trainer.scenario.yaml_nodes import Document, read
from trainer.text.phrase import Phrasebook

MOST_PROBLEMS = 200
_NAMES = frozenset({"turns", "turns.id"})
_ORDER = frozenset({"turns", "turns.id", "turns.next"})  # where these are wrong, what can be reached is not known


@dataclass(frozen=True, slots=True)
class Loaded:
    """What reading a scenario file gave: the scenario (None where an error stands in the way) and all remarks."""

    scenario: Scenario | None
    problems: tuple[Problem, ...]  # errors and warnings, sorted
    document: Document
    rules: tuple[Placed, ...] = ()
    lacking: Mapping[str, Problem] = field(default_factory=dict)  # packs that are needed, not used; among the problems


def load(path: Path | str, *, packs: Path | None = None) -> Scenario:
    """The scenario in that file. Raises ScenarioError with every problem of the file and of the packs it uses.

    `packs`: their folder; None: `packs` beside the file, or those of the installed library.
    """
    loaded = examine(Path(path), Shelf(packs or packs_folder(Path(path))))
    if loaded.scenario is None:
        raise ScenarioError(tuple(problem for problem in loaded.problems if not problem.warning))
    return loaded.scenario


def load_pack(path: Path | str) -> Pack:
    """The pack in that file. Raises ScenarioError with every problem."""
    pack = examine_pack(Path(path), Shelf(Path(path).parent))
    errors = tuple(problem for problem in pack.problems if not problem.warning)
    if errors:
        raise ScenarioError(errors)
    return pack


def packs_folder(path: Path) -> Path:
    """Where the packs of a scenario file are."""
    beside = path.parent / "packs"
    return beside if beside.is_dir() else default_library() / "packs"


def examine_pack(path: Path, shelf: Shelf) -> Pack:
    """A pack file with all its problems, warnings included."""
    known = shelf.pack(path.stem) if path.parent == shelf.folder else None
    pack = known or shelf.check(read_pack(path))
    ids = [item.bound.id for item in pack.rules]
    problems = list(pack.problems)
    if pack.file is not None:
        for index, example in enumerate(pack.file.examples):
            at = ("examples", index, "expect")
            problems += expectations(example.expect, at, ids, pack.document, own=pack.name)
    return Pack(pack.name, pack.document, pack.file, pack.rules, limited(problems), pack.book)


def outline(path: Path) -> ScenarioFile | None:
    """What stands in a scenario file, for lists; packs, names and phrases are not looked at, which takes much longer.

    None where it cannot be read or is not shaped as a scenario.
    """
    try:
        document = read(path)
    except ScenarioError:
        return None
    shaped = shape(ScenarioFile, document, {})
    return None if document.problems or shaped.problems else shaped.model


def examine(path: Path, shelf: Shelf) -> Loaded:
    """Read a scenario file and look at everything in it and in the packs it uses."""
    try:
        document = read(path)
    except ScenarioError as error:
        return Loaded(None, error.problems, Document(str(path), []))
    return examine_document(document, path, shelf)


def examine_document(document: Document, path: Path, shelf: Shelf) -> Loaded:
    """Look at a scenario that was read already and stands, or shall stand, in that file."""
    shaped = shape(ScenarioFile, document, {"id": path.stem, "title": "?", "kind": "inbound"})
    problems = [*document.problems, *shaped.problems]
    file = shaped.model
    if file is None:
        return Loaded(None, limited(problems), document)
    if file.id != path.stem and "id" not in shaped.hurt:
        problems.append(document.problem(("id",), _other_name(file.id, path)))
    problems += _kind(file, document, shaped.hurt)
    used = work_in(file, document, shelf)
    own = _own_rules(file, document)
    rules = (*own, *used.rules)
    problems += used.problems
    problems += check_quiz(file, document, own, used, shaped.hurt)
    problems += _packs_and_turns(file, used, document)
    problems += _own_lists(file, used, document)
    problems += duplicates(own)
    problems += check_flow(file.turns, document, whole=not shaped.hurt & _ORDER, sure=not shaped.hurt & _NAMES)
    problems += check_references(Scope(file, document, rules, used.complete, shaped.hurt, frozenset(used.absent)))
    if not shaped.hurt & {"slots", "lists"}:
        lists = {name: one for pack, _ in used.absent.values() if pack.file for name, one in pack.file.lists.items()}
        problems += _phrases(file, document, own, used, {**lists, **used.lists, **file.lists}, shelf.plain)
    found = limited(problems)
    if any(not problem.warning for problem in found):
        return Loaded(None, found, document, rules, {name: problem for name, (_, problem) in used.absent.items()})
    scenario = Scenario(
        file=file,
        rules=tuple(item.bound for item in rules),
        lists={**used.lists, **file.lists},
        sha256=sha256(document.data, used.data),
        path=str(path),
    )
    return Loaded(scenario, found, document, rules)


def _other_name(scenario_id: str, path: Path) -> str:
    if any(sign in path.stem for sign in " .:,，。"):
        return f"id 要和文件名一样，可是文件名里有空格或标点；请把文件改名为“{scenario_id}{path.suffix}”"
    return f"id 要和文件名一样：“{path.stem}”"


def limited(problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems sorted, each once, and no more than anyone would read."""
    every = sorted(set(problems))
    if len(every) <= MOST_PROBLEMS:
        return tuple(every)
    last = every[MOST_PROBLEMS - 1]
    message = f"还有 {len(every) - MOST_PROBLEMS + 1} 处问题没有列出，先改上面这些"
    rest = Problem(last.path, last.line, last.column, message)
    return (*every[: MOST_PROBLEMS - 1], rest)


def _own_rules(file: ScenarioFile, document: Document) -> list[Placed]:
    placed: list[Placed] = []
    for index, turn in enumerate(file.turns):
        placed += bind(turn.id, turn.id, turn.rules, (document, ("turns", index, "rules")))
    return placed + bind("call", None, file.rules, (document, ("rules",)))


def _kind(file: ScenarioFile, document: Document, hurt: frozenset[str]) -> list[Problem]:
    if "kind" in hurt or "turns" in hurt:
        return []
    if file.kind == "checklist" and file.turns:
        return [document.problem(("turns",), "checklist 不分回合，请把 turns 删掉，规则写在 rules 下面", key=True)]
    if file.kind not in ("checklist", "quiz") and not file.turns:
        return [document.problem((), "文件里没有 turns（回合）；请至少写一个回合，或者把 kind 改成 checklist")]
    return []


def _packs_and_turns(file: ScenarioFile, used: Used, document: Document) -> list[Problem]:
    names = {pack.name for pack in used.packs}
    return [
        document.problem(("turns", index, "id"), f"回合 id“{turn.id}”和规则包同名，请换一个")
        for index, turn in enumerate(file.turns)
        if turn.id in names
    ]


def _own_lists(file: ScenarioFile, used: Used, document: Document) -> list[Problem]:
    return [
        document.problem(("lists", name), f"说法表“{short(name)}”在规则包里已经有了，请换一个名字", key=True)
        for name in file.lists
        if name in used.lists
    ]


def _phrases(
    file: ScenarioFile,
    document: Document,
    own: list[Placed],
    used: Used,
    lists: Mapping[str, tuple[str, ...]],
    plain: Kept,
) -> list[Problem]:
    book = Wordings(Phrasebook(file.slots, lists), plain)
    problems = check_texts(document, file.slots)
    if used.complete:
        problems += check_lists(document, book)
        problems += check_templates(own, book)
        problems += check_branches(file.turns, document, book)
        problems += check_used(used, document, book)
        problems += Conflicts(book).check([item for item in (*own, *used.rules) if not item.broken])
    return problems
