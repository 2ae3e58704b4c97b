"""Every test runs once: side by side, or alone after the others; one closing line for both."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from _tests import closing, counted, parts, run_all

SUITE = '<testsuites><testsuite errors="{}" failures="{}" skipped="{}" tests="{}" /></testsuites>'


def written(folder: Path, name: str, *figures: int) -> Path:
    report = folder / name
    report.write_text(SUITE.format(*figures), encoding="utf-8")
    return report


def test_the_two_parts_make_the_whole():
    beside, alone = parts()
    assert (beside[-1], alone[:2]) == ("not alone", ("-m", "alone"))
    assert [words[words.index("-m") + 1] for words in parts("not model")] == [
        "(not model) and not alone",
        "(not model) and alone",
    ]


@pytest.mark.parametrize("codes", [(0, 0), (1, 0), (0, 1), (2, 1)])
def test_the_second_part_runs_whatever_the_first_gave(capfd, codes):
    left, ran = list(codes), list[str]()

    def call(words: list[str], env: Mapping[str, str]) -> int:
        ran.append(words[words.index("-m", 2) + 1])
        assert env == {"A": "b"}
        (name,) = (word.removeprefix("--junitxml=") for word in words if word.startswith("--junitxml="))
        written(Path(name).parent, Path(name).name, 0, codes[len(ran) - 1], 1, 10)
        return left.pop(0)

    assert run_all("python", {"A": "b"}, call=call) == next((code for code in codes if code), 0)
    assert ran == ["not alone", "alone"]
    last = capfd.readouterr().out.splitlines()[-1]
    failed = f", {sum(codes)} failed" if sum(codes) else ""
    assert f" {18 - sum(codes)} passed{failed}, 2 skipped in " in last
    assert last.startswith("===")
    assert last.endswith("===")


def test_reports_are_added_up(tmp_path: Path):
    counts = counted([written(tmp_path, "a", 1, 2, 3, 20), written(tmp_path, "b", 0, 0, 1, 5)])
    assert counts == {"passed": 18, "failed": 2, "errors": 1, "skipped": 4}
    assert closing(counts, 1.5).strip("=") == " 18 passed, 2 failed, 1 errors, 4 skipped in 1.50s "


def test_without_a_report_no_tests_ran():
    assert "no tests ran" in closing({}, 0)
