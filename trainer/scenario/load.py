"""A scenario file → Scenario, or every problem there is, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from trainer.errors import Problem, ScenarioError
from trainer.rules.fields import IDENTIFIER
from trainer.scenario.binding import Placed, bind, duplicates
from trainer.scenario.checked_file import CheckedFile
from trainer.scenario.conflicts import Conflicts
from trainer.scenario.library import default_library
from trainer.scenario.model import ScenarioFile
from trainer.scenario.packs import Pack, PackFolder, read_pack
from trainer.scenario.phrase_checks import Wordings, check_branches, check_lists, check_templates, check_texts
from trainer.scenario.quiz_checks import check_quiz
from trainer.scenario.references import LIST, check_references, expectations, lists_expected
from trainer.scenario.resolved import Scenario, identity, write
from trainer.scenario.shape import shape
from trainer.scenario.suggestions import short
from trainer.scenario.turn_graph import check_turn_graph
from trainer.scenario.used_packs import check_used, use_packs
from trainer.scenario.yaml_nodes import Document, read
from trainer.text.phrase import Phrasebook

MOST_PROBLEMS = 200
MOST_RULES = 500  # of a scenario with its packs
MOST_PLAYED = 60_000  # rules times examples: each example is judged by each rule


@dataclass(frozen=True, slots=True)
class Loaded:
    """What reading a scenario file gave: the scenario (None where there is an error) and all problems."""

    scenario: Scenario | None
    problems: tuple[Problem, ...]  # errors and warnings, sorted
    document: Document
    rules: tuple[Placed, ...] = ()
    lacking: Mapping[str, Problem] = field(default_factory=dict)  # packs that are needed, not used; among the problems


def load(path: Path | str, *, packs: Path | None = None) -> Scenario:
    """The scenario in that file. Raises ScenarioError with every problem of the file and of the packs it uses.

    `packs`: their folder; None: `packs` beside the file, or those of the installed library.
    """
    loaded = examine(Path(path), PackFolder(packs or packs_folder(Path(path))))
    if loaded.scenario is None:
        raise ScenarioError(tuple(problem for problem in loaded.problems if not problem.warning))
    return loaded.scenario


def load_pack(path: Path | str) -> Pack:
    """The pack in that file. Raises ScenarioError with every problem."""
    pack = examine_pack(Path(path), PackFolder(Path(path).parent))
    errors = tuple(problem for problem in pack.problems if not problem.warning)
    if errors:
        raise ScenarioError(errors)
    return pack


def packs_folder(path: Path) -> Path:
    """Where the packs of a scenario file are."""
    beside = path.parent / "packs"
    return beside if beside.is_dir() else default_library() / "packs"


def examine_pack(path: Path, packs: PackFolder) -> Pack:
    """A pack file with all its problems, warnings included."""
    known = packs.pack(path.stem) if path.parent == packs.folder else None
    pack = known or packs.check(read_pack(path))
    ids = [item.bound.id for item in pack.rules]
    problems = list(pack.problems)
    lists = pack.book.book.lists if pack.book is not None else {}
    if pack.file is not None:
        for index, example in enumerate(pack.file.examples):
            at = ("examples", index, "expect")
            rules = {name: value for name, value in example.expect.items() if not LIST.fullmatch(name)}
            problems += expectations(rules, at, ids, pack.document, own=pack.name)
            problems += lists_expected(example.expect, at, lists, pack.document)
    return Pack(pack.name, pack.document, pack.file, pack.rules, limited(problems), pack.book)


def outline(path: Path) -> ScenarioFile | None:
    """The content of a scenario file, for lists. Packs, names and phrases are not checked: that takes much longer.

    None where it cannot be read or does not have the shape of a scenario.
    """
    try:
        document = read(path)
    except ScenarioError:
        return None
    shaped = shape(ScenarioFile, document, {})
    wrong = any(not problem.warning for problem in (*document.problems, *shaped.problems))
    return None if wrong else shaped.model


def examine(path: Path, packs: PackFolder) -> Loaded:
    """Read a scenario file and check everything in it and in the packs it uses."""
    try:
        document = read(path)
    except ScenarioError as error:
        return Loaded(None, error.problems, Document(str(path), []))
    return examine_document(document, path, packs)


def examine_document(document: Document, path: Path, packs: PackFolder) -> Loaded:
    """Check a scenario that was read already; `path` is its file, which need not exist yet."""
    shaped = shape(ScenarioFile, document, {"id": path.stem, "title": "?", "kind": "inbound"})
    problems = [*document.problems, *shaped.problems]
    file = shaped.model
    if file is None:
        return Loaded(None, limited(problems), document)
    if file.id != path.stem and "id" not in shaped.hurt:
        problems.append(document.problem(("id",), _other_name(file.id, path)))
    used = use_packs(file, document, packs)
    checked = CheckedFile(file, document, tuple(_own_rules(file, document)), used, shaped.hurt)
    problems += used.problems
    if too_many := _too_many(checked):
        return Loaded(None, limited([*problems, too_many]), document, checked.rules)
    problems += [
        *_kind(checked),
        *_taken_names(checked),
        *duplicates(checked.own),
        *check_quiz(checked),
        *check_turn_graph(checked),
        *check_references(checked),
        *_phrases(checked, packs),
    ]
    found = limited(problems)
    if any(not problem.warning for problem in found):
        return Loaded(
            None, found, document, checked.rules, {name: problem for name, (_, problem) in used.absent.items()}
        )
    written = write(document.data, used.data)
    scenario = Scenario(
        file=file,
        rules=tuple(item.bound for item in checked.rules),
        lists={**used.lists, **file.lists},
        sha256=identity(written),
        path=str(path),
        written=written,
    )
    return Loaded(scenario, found, document, checked.rules)


def _other_name(scenario_id: str, path: Path) -> str:
    if not IDENTIFIER.fullmatch(path.stem):
        return f"id 要和文件名一样，可是文件名里有 id 不能用的字符；请把文件改名为“{scenario_id}{path.suffix}”"
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


def _too_many(checked: CheckedFile) -> Problem | None:
    """What makes the file so large that checking it would take minutes; None where nothing does."""
    rules, examples = len(checked.rules), len(checked.file.examples)
    if rules > MOST_RULES:
        return checked.document.problem(
            (), f"情景里一共有 {rules} 条规则，太多了；最多 {MOST_RULES} 条，请拆成几个情景"
        )
    if rules * examples <= MOST_PLAYED:
        return None
    most = MOST_PLAYED // rules
    message = f"写了 {examples} 个示例，太多了；这个情景有 {rules} 条规则，示例最多 {most} 个"
    return checked.document.problem(("examples",), message, key=True)


def _own_rules(file: ScenarioFile, document: Document) -> list[Placed]:
    placed: list[Placed] = []
    for index, turn in enumerate(file.turns):
        placed += bind(turn.id, turn.id, turn.rules, (document, ("turns", index, "rules")))
    return placed + bind("call", None, file.rules, (document, ("rules",)))


def _kind(checked: CheckedFile) -> list[Problem]:
    """Turns where the kind of scenario has none, or none where it needs them."""
    file, document = checked.file, checked.document
    if checked.hurt & {"kind", "turns"}:
        return []
    if file.kind == "checklist" and file.turns:
        return [document.problem(("turns",), "checklist 不分回合，请把 turns 删掉，规则写在 rules 下面", key=True)]
    if file.kind not in ("checklist", "quiz") and not file.turns:
        return [document.problem((), "文件里没有 turns（回合）；请至少写一个回合，或者把 kind 改成 checklist")]
    return []


def _taken_names(checked: CheckedFile) -> Iterator[Problem]:
    """Turns called like a pack, and phrase lists that a pack has already."""
    names = {pack.name for pack in checked.used.packs}
    for index, turn in enumerate(checked.file.turns):
        if turn.id in names:
            yield checked.document.problem(("turns", index, "id"), f"回合 id“{turn.id}”和规则包同名，请换一个")
    for name in checked.file.lists:
        if name in checked.used.lists:
            message = f"说法表“{short(name)}”在规则包里已经有了，请换一个名字"
            yield checked.document.problem(("lists", name), message, key=True)


def _phrases(checked: CheckedFile, packs: PackFolder) -> list[Problem]:
    file, document, used = checked.file, checked.document, checked.used
    if checked.hurt & {"slots", "lists", "add"}:
        return []
    problems = check_texts(document, file.slots)
    if used.complete:
        absent = {name: one for pack, _ in used.absent.values() if pack.file for name, one in pack.file.lists.items()}
        book = Wordings(Phrasebook(file.slots, {**absent, **used.lists, **file.lists}), packs.expanded)
        problems += check_lists(document, book)
        problems += check_templates(checked.own, book)
        problems += check_branches(file.turns, document, book)
        problems += check_used(used, document, book)
        problems += Conflicts(book).check([item for item in checked.rules if not item.broken])
    return problems
