"""`trainer list --coverage`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.scenario.conftest import GOOD
from trainer.scenario.standards import GROUPS, STANDARDS

from .helpers import trainer

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = "kind: inbound\nsource: [P-greet, K-tea, P-gret]"
    (tmp_path / "good.yaml").write_text(GOOD.replace("kind: inbound", source), encoding="utf-8")
    return tmp_path


def test_piped_every_standard_is_one_line_of_three_columns(capfd: Capture, folder: Path) -> None:
    ran = trainer(capfd, "list", "--coverage", str(folder))
    assert ran.code == 0
    rows = [line.split("\t") for line in ran.out.splitlines()]
    assert [row[0] for row in rows] == [*STANDARDS, "K-tea"]
    assert rows[1] == ["P-greet", STANDARDS["P-greet"], "good"]
    assert rows[0] == ["P-rings", STANDARDS["P-rings"], ""]
    unknown, untrained = ran.err.splitlines()
    assert unknown == "没有“P-gret”这个编号（good），是不是“P-greet”？"
    assert untrained.startswith("还没有情景练到：P-rings、P-script、")


def test_where_all_are_trained_it_says_so(capfd: Capture, tmp_path: Path) -> None:
    source = f"kind: inbound\nsource: [{', '.join(STANDARDS)}]"
    (tmp_path / "good.yaml").write_text(GOOD.replace("kind: inbound", source), encoding="utf-8")
    ran = trainer(capfd, "list", "--coverage", str(tmp_path))
    assert (ran.code, ran.err) == (0, f"{len(STANDARDS)} 条都有情景练到。\n")


def test_as_json(capfd: Capture, folder: Path) -> None:
    ran = trainer(capfd, "list", "--coverage", "--json", str(folder))
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert told["format"] == 1
    greet = {"id": "P-greet", "group": "P", "name": STANDARDS["P-greet"], "scenarios": ["good"]}
    assert greet in told["standards"]
    assert told["untrained"] == [one for one in STANDARDS if one != "P-greet"]
    assert [one["id"] for one in told["unknown"]] == ["P-gret"]


def test_json_goes_with_coverage_only(capfd: Capture, folder: Path) -> None:
    ran = trainer(capfd, "list", "--json", str(folder))
    assert (ran.code, ran.out) == (2, "")
    assert "--coverage" in ran.err


def test_in_a_terminal_it_is_a_table_of_80_columns(capfd: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    ran = trainer(capfd, "list", "--coverage")
    assert ran.code == 0
    plain = re.sub(r"\x1b\[[0-9;]*m", "", ran.out)
    assert max(map(cell_len, plain.splitlines())) <= 80
    assert "…" not in plain
    for standard in STANDARDS:
        assert re.search(f"^{standard} ", plain, re.MULTILINE)
    for letter, name in GROUPS.items():
        assert (letter == "K") or re.search(f"^{letter} +{name}", plain, re.MULTILINE)
