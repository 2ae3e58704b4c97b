"""The documents: their links lead somewhere, their figures are the measured ones, what they name exists."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from trainer import errors, scorecard, settings
from trainer.call import Call, Clip, Utterance, Word
from trainer.checking.check import check
from trainer.cli import COMMANDS
from trainer.cli.results import COMMANDS as SUBCOMMANDS
from trainer.rules import RULES
from trainer.scenario.library import default_library, library
from trainer.scenario.standards import FACE_TO_FACE, STANDARDS
from trainer.scorecard import Evidence, Pace, Review, Scorecard, Verdict

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "scripts"))
import _measurements  # noqa: E402

MANUALS = ("docs/USING.md", "docs/zh/USING.md")
READMES = ("README.md", "README.zh-CN.md")
LONGEST_README = 150  # lines
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "scenarios/README.md", "models/README.md")
    for path in ROOT.glob(pattern)
)
PLACES = ("trainer/", "tests/", "scripts/", "scenarios/", "docs/", "models/")  # what begins so is a path of the project
QUOTED = re.compile(r"(?P<number>[\d.]+) ?(?P<percent>%?)<!-- (?P<key>.+?) -->")
ABROAD = ("DESIGN", "../shared", "NOTES.md", "STYLE.md")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(name: str) -> str:
    """The document without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", text(name), flags=re.DOTALL | re.MULTILINE)


def blocks(name: str, language: str) -> list[str]:
    """The blocks of code in that language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text(name), re.DOTALL | re.MULTILINE)


def anchors(name: str) -> set[str]:
    """The names by which headings can be linked to, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(name), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_to_files_and_headings(name: str) -> None:
    lost = []
    for link in re.findall(r"\]\(([^)\s]+)\)|<a href=\"([^\"]+)\"|src=\"([^\"]+)\"", prose(name)):
        target, _, anchor = next(filter(None, link)).partition("#")
        if target.startswith("https://"):
            continue
        path = (ROOT / name).parent / target if target else ROOT / name
        if not path.exists() or (anchor and anchor not in anchors(str(path.resolve().relative_to(ROOT)))):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_paths_that_are_named_exist(name: str) -> None:
    told = re.findall(r"`(?:python3? )?([a-z]+/[^`\s]+)", prose(name))
    ours = [path for path in told if path.startswith(PLACES) and not re.search(r"[<>{}*…]|my-first", path)]
    assert [path for path in ours if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "CONTRIBUTING.md"])
def test_nothing_points_outside_the_project(name: str) -> None:
    assert [word for word in ABROAD if word in text(name)] == []


def test_documents_that_code_cites_exist() -> None:
    sources = [path for folder in ("trainer", "scripts", "tests") for path in (ROOT / folder).rglob("*.py")]
    cited = {name for path in sources for name in re.findall(r"docs/[A-Z]+\.md", path.read_text(encoding="utf-8"))}
    assert [name for name in sorted(cited) if not (ROOT / name).is_file()] == []


def test_the_measurements_are_written_from_the_kept_figures() -> None:
    again = "cd scripts && ../.venv/bin/python -c 'import _measurements; _measurements.write_document()'"
    assert text("docs/MEASUREMENTS.md") == _measurements.document(_measurements.read()), again


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if "<!-- " in text(name)])
def test_figures_that_are_quoted_are_the_measured_ones(name: str) -> None:
    measured = _measurements.quotable(_measurements.read())
    for quote in QUOTED.finditer(re.sub(r"`[^`]*`", "", prose(name))):
        number = quote["number"]
        digits = len(number.partition(".")[2])
        value = measured[quote["key"]] * (100 if quote["percent"] else 1)
        assert f"{value:.{digits}f}" == number, quote[0]


def test_both_readmes_quote_the_same_figures_in_the_same_order() -> None:
    english, chinese = ([(quote["number"], quote["key"]) for quote in QUOTED.finditer(text(name))] for name in READMES)
    assert english == chinese
    assert len(english) > 5


@pytest.mark.parametrize("name", READMES)
def test_a_readme_is_a_door(name: str) -> None:
    assert len(text(name).splitlines()) <= LONGEST_README
    assert re.findall(r"(\d+) (?:scenarios|个情景)", text(name)) == [str(len(library(default_library())))]


@pytest.mark.parametrize(
    ("one", "other"),
    [READMES, MANUALS, ("docs/SCORING.md", "docs/zh/SCORING.md")],
    ids=["README", "USING", "SCORING"],
)
def test_english_and_chinese_have_the_same_parts(one: str, other: str) -> None:
    def shape(name: str) -> list[str]:
        """Levels of headings, tables, and points of lists, in order."""
        return re.findall(r"^(#+ |\|---|\d+\. |- )", prose(name), re.M)

    assert shape(one) == shape(other)


@pytest.mark.parametrize("name", MANUALS)
def test_options_that_the_manual_names_exist(name: str) -> None:
    commands = [import_module(module).command for module, _ in COMMANDS.values()]
    commands += [getattr(import_module(module), one) for module, one, _ in SUBCOMMANDS.values()]
    options = {option for command in commands for one in command.params for option in (*one.opts, *one.secondary_opts)}
    told = {option for code in re.findall(r"`([^`]+)`", prose(name)) for option in re.findall(r"--[a-z-]+", code)}
    assert told - options == {"--help"}
    assert len(told) > 15


@pytest.mark.parametrize("name", MANUALS)
def test_the_settings_of_the_manual_are_accepted(name: str, tmp_path: Path) -> None:
    path = tmp_path / "trainer.toml"
    path.write_text(blocks(name, "toml")[0], encoding="utf-8")
    assert settings.load(path).slots == {"公司": "青松里", "姓名": "小李", "工号": "2031", "称呼": "陈先生"}


def test_the_scenario_of_the_format_is_right_and_fair(tmp_path: Path) -> None:
    path = tmp_path / "my-first.yaml"
    path.write_text(blocks("docs/SCENARIOS.md", "yaml")[0], encoding="utf-8")
    report = check([path])
    assert [str(problem) for problem in report.problems] == []
    assert report.examples == 3


def test_every_operator_stands_in_the_format() -> None:
    told = re.findall(r"`([a-z_]+)`", text("docs/SCENARIOS.md").partition("| operators |")[2].partition("`where`")[0])
    assert {rule.operator for rule in RULES} - set(told) == set()


def test_every_service_rule_is_explained_with_its_name() -> None:
    told = dict(re.findall(r"^\| ([A-Z]-[a-z-]+) \| ([^|]+) \|", text("docs/ETIQUETTE.md"), re.M))
    assert told == {**STANDARDS, **FACE_TO_FACE}


def keys(data: Any) -> set[str]:
    """Every key of a JSON value, however deep."""
    if isinstance(data, Mapping):
        return set(data) | {key for value in data.values() for key in keys(value)}
    return {key for value in data for key in keys(value)} if isinstance(data, list) else set()


def test_every_key_of_a_result_is_explained() -> None:
    utterance = Utterance("agent", "您好", "t", words=(Word("您好", 0.0, 1.0),), audio=Clip("t.flac", 0.0))
    verdict = Verdict("t.hello", "t", "required", "met", "说到了", evidence=(Evidence(0, "您好"),))
    card = Scorecard(
        "s", "0", Call((utterance,)), Pace(None, None, 0, 0.0), None, None, None, 1.0, None, (verdict,), "0",
        (Review("manners", 0, 0, 2, "您好"),),
    )  # fmt: skip
    told = set(re.findall(r"[a-z_0-9]+", " ".join(re.findall(r"`([^`]+)`", text("docs/JSON.md")))))
    assert keys(json.loads(scorecard.dumps(card))) - told == set()


def test_every_exit_code_is_explained() -> None:
    codes = {value for name, value in vars(errors).items() if name.startswith("EXIT_")}
    table = text("docs/JSON.md").partition("## Exit codes")[2]
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.M)} == codes
