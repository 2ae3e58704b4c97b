"""The authors' guide (scenarios/README.md): its tables are fresh, and every piece of YAML in it is right."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from trainer.checking.check import check
from trainer.cli import COMMANDS
from trainer.rules import RULES
from trainer.scenario.keys import own_keys
from trainer.scenario.library import default_library, library
from trainer.scenario.load import packs_folder
from trainer.scenario.packs import PackFolder
from trainer.scenario.standards import STANDARDS
from trainer.scenario.yaml_nodes import parse

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "scenarios" / "README.md"
TEXT = GUIDE.read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
SKELETON: dict[str, Any] = {  # what a piece of a file is put into
    "id": "guide",
    "title": "片段",
    "kind": "inbound",
    "slots": {"公司": "海棠苑", "称呼": "陈女士"},
    "facts": {"房号": "3号楼2单元501", "电话": "13800138000", "诉求": "漏水"},
    "use": ["taboo", "courtesy", "pace", "intents"],
    "turns": [
        {"id": "greet", "cue": "ring", "rules": [{"required": "您好", "points": "30"}]},
        {"id": "hear", "line": "我家漏水了", "rules": [{"id": "sorry", "required": "<致歉>", "points": "60"}]},
    ],
}


def whole(snippet: str) -> tuple[str, str]:
    """File name and text of a scenario or pack that the snippet is, or stands in."""
    document = parse(snippet, "README.md")
    assert document.problems == []
    data = document.data
    if isinstance(data, dict) and "pack" in data:
        return f"packs/{data['pack']}.yaml", snippet
    if isinstance(data, dict) and "id" in data:
        return f"{data['id']}.yaml", snippet
    turns: list[dict[str, Any]] = [dict(turn) for turn in SKELETON["turns"]]
    if isinstance(data, list):
        turns[1]["rules"] = [*turns[1]["rules"], *data]
        data = {}
    if "next" in data:
        goals = {step["go"] for step in data["next"]} - {"end", "greet", "hear"}
        turns[1]["next"] = data.pop("next")
        turns += [{"id": goal, "line": "喂", "next": [{"go": "end"}]} for goal in sorted(goals)]
    return "guide.yaml", json.dumps({**SKELETON, "turns": turns, **data}, ensure_ascii=False)


def test_its_tables_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "make_guide.py"), "--check"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def make_guide() -> Any:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("make_guide", ROOT / "scripts" / "make_guide.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_was_changed_by_hand_is_made_anew_and_the_rest_is_kept(
    make_guide: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = tmp_path / "README.md"
    monkeypatch.setattr(make_guide, "GUIDE", guide)
    guide.write_text(TEXT.replace("**要说** `required`", "**想说** `required`") + "我的话\n", encoding="utf-8")
    shutil.copytree(GUIDE.parent / "packs", tmp_path / "packs")
    assert make_guide.main(["--check"]) == 1
    assert "python scripts/make_guide.py" in capsys.readouterr().err
    assert make_guide.main([]) == 0
    assert guide.read_text(encoding="utf-8") == TEXT + "我的话\n"
    assert make_guide.main([]) == make_guide.main(["--check"]) == 0


def test_a_guide_without_its_markers_is_refused(make_guide: Any) -> None:
    with pytest.raises(ValueError, match="规则表：完"):
        make_guide.made(TEXT.replace("<!-- 规则表：完 -->", ""))


@pytest.mark.parametrize("snippet", SNIPPETS, ids=[snippet.split("\n")[0][:30] for snippet in SNIPPETS])
def test_each_piece_of_yaml_is_right(tmp_path: Path, snippet: str) -> None:
    if snippet.startswith("# yaml-language-server"):
        assert all(file.read_text(encoding="utf-8").startswith(snippet) for file in library(default_library()))
        return
    name, text = whole(snippet)
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    report = check([path])
    assert [str(problem) for problem in report.errors] == []
    assert report.scenarios + report.packs == 1


def test_the_first_scenario_gives_no_warning_and_the_mistake_it_tells_of(tmp_path: Path) -> None:
    path = tmp_path / "my-first.yaml"
    path.write_text(SNIPPETS[0], encoding="utf-8")
    report = check([path])
    assert report.problems == []
    assert report.examples == 2
    path.write_text(SNIPPETS[0].replace("required: <主动服务>", "required: <主动服物>"), encoding="utf-8")
    told = [str(problem).replace(f"{path.parent}/", "") for problem in check([path]).errors]
    assert len(told) == 1
    assert told[0] in TEXT


def test_the_table_has_every_operator_with_a_line_that_loads(tmp_path: Path) -> None:
    for rule in RULES:
        assert f"`{rule.operator}` |" in TEXT
        for key in own_keys(rule):
            assert f"`{key}` " in TEXT
    lines = [rule.example for rule in RULES if rule.operator != "choice"]  # a question needs options
    path = tmp_path / "guide.yaml"
    text = json.dumps(SKELETON, ensure_ascii=False)[:-1] + f', "rules": [{", ".join(lines)}]}}'
    path.write_text(text, encoding="utf-8")
    assert [str(problem) for problem in check([path]).errors if "order" not in str(problem)] == []


def test_docstrings_name_every_key_the_table_names() -> None:
    for rule in RULES:
        for key in own_keys(rule):
            assert re.search(rf"`{key}(: [^`]*)?`", rule.__doc__ or ""), (rule.operator, key)


def test_phrase_lists_packs_and_sources_that_it_names_exist() -> None:
    folder = PackFolder(packs_folder(GUIDE))
    packs = [folder.pack(name) for name in folder.names()]
    lists = {name for pack in packs if pack is not None and pack.file is not None for name in pack.file.lists}
    examples = {"名称"}
    assert set(re.findall(r"`<([^<>`]+)>`", TEXT)) - examples <= lists
    assert set(re.findall(r"\b([PACFS]-[a-z]+(?:-[a-z]+)*)\b", TEXT)) <= set(STANDARDS)


def test_commands_that_it_names_exist() -> None:
    assert set(re.findall(r"trainer ([a-z]+)", TEXT)) <= set(COMMANDS)


def test_links_within_it_lead_to_headings() -> None:
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", TEXT, re.M)
    }
    assert [link for link in re.findall(r"\]\(#([^)]+)\)", TEXT) if link not in headings] == []


def test_the_warnings_it_explains_are_those_the_program_gives() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "trainer").rglob("*.py"))
    table = TEXT.partition("## 检查时的提醒")[2].partition("\n## ")[0]
    told = re.findall(r"^\| ([^|]+) \|", table, re.M)[1:]
    assert len(told) > 10
    for warning in told:
        pieces = re.split(r"[“”…]|甲|乙|examples|>=0", warning)
        assert max(pieces, key=len).strip() in sources, warning
