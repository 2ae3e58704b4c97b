"""The house's own order: no circle of imports, one file name for one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = frozenset({"interface.py", "__init__.py"})  # names that every folder may have

Graph = Mapping[str, frozenset[str]]


def modules(folder: Path) -> dict[str, Path]:
    """Dotted name → file, packages included."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(module: str, text: str, is_package: bool) -> Iterator[str]:
    """Every dotted name that is imported anywhere in the text: in functions and under TYPE_CHECKING too."""
    package = module if is_package else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join((*above, *([node.module] if node.module else [])))
            yield from (f"{base}.{alias.name}" for alias in node.names)


def graph(folder: Path) -> Graph:
    """Module → the modules of that folder that it imports. A name that is no module belongs to the one above it."""
    known = modules(folder)
    arrows: dict[str, frozenset[str]] = {}
    for module, path in known.items():
        named = imports(module, path.read_text(encoding="utf-8"), path.name == "__init__.py")
        whole = {name if name in known else name.rpartition(".")[0] for name in named}
        arrows[module] = frozenset(whole & known.keys()) - {module}
    return arrows


def circles(arrows: Graph) -> list[tuple[str, ...]]:
    """One circle for every module that can reach itself, the shortest, each set of modules once."""
    while leaves := {module for module, others in arrows.items() if not others}:  # they lead nowhere
        arrows = {module: others - leaves for module, others in arrows.items() if module not in leaves}
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for start in arrows:
        paths: list[tuple[str, ...]] = [(start,)]
        seen: set[str] = set()
        while paths:
            path = paths.pop(0)
            if path[-1] in seen:
                continue
            seen.add(path[-1])
            if start in arrows[path[-1]]:
                found.setdefault(frozenset(path), (*path, start))
                break
            paths += ((*path, following) for following in sorted(arrows[path[-1]]) if following != start)
    return list(found.values())


def test_no_module_imports_itself_through_others():
    found = circles(graph(ROOT / "trainer"))
    assert found == [], "\n".join(" → ".join(circle) for circle in found)


def test_no_file_name_stands_in_two_folders():
    folders: defaultdict[str, list[str]] = defaultdict(list)
    for path in modules(ROOT / "trainer").values():
        folder = path.parent.relative_to(ROOT).as_posix()
        if folder != "trainer/cli" and path.name not in SHARED:
            folders[path.name].append(folder)
    assert {name: where for name, where in folders.items() if len(where) > 1} == {}


@pytest.mark.parametrize(
    ("texts", "circle"),
    [
        ({"a": "from house.b import x", "b": "import house.c", "c": ""}, None),
        ({"a": "from house import b", "b": "def f():\n    from house.a import x"}, ("house.a", "house.b", "house.a")),
        (
            {"a": "from . import b", "b": "if TYPE_CHECKING:\n    from .c import x", "c": "import house.a"},
            ("house.a", "house.b", "house.c", "house.a"),
        ),
        ({"__init__": "from house.a import x", "a": "from house import name"}, ("house", "house.a", "house")),
    ],
    ids=["one way", "inside a function", "for types only, relative", "through the package itself"],
)
def test_a_circle_is_found_wherever_the_import_stands(tmp_path: Path, texts: dict[str, str], circle):
    folder = tmp_path / "house"
    folder.mkdir()
    for name, text in {"__init__": "", **texts}.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")

    assert circles(graph(folder)) == ([] if circle is None else [circle])
