"""Every test runs once: on every core, or with a sound card after the others; one closing line for both."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from _tests import closing, counted, parts, run_all

SUITE = '<testsuites><testsuite errors="{}" failures="{}" skipped="{}" tests="{}" /></testsuites>'


def written(folder: Path, name: str, *figures: int) -> Path:
    report = folder / name
    report.write_text(SUITE.format(*figures), encoding="utf-8")
    return report


def test_the_two_parts_make_the_whole():
    for chosen, marked in (("", []), ("not model", ["not model"])):
        many, cards = parts(chosen)
        assert [word for word in (*many, *cards) if "tests/device" in word] == ["--ignore=tests/device", "tests/device"]
        for words in (many, cards):
            assert [mark for option, mark in pairwise(words) if option == "-m"] == marked


@pytest.mark.parametrize("codes", [(0, 0), (1, 0), (0, 1), (2, 1)])
def test_the_second_part_runs_whatever_the_first_gave(capfd, codes):
    left, ran = list(codes), list[str]()

    def call(words: list[str], env: Mapping[str, str]) -> int:
        ran.extend(word for word in words if word.endswith("tests/device"))
        assert env == {"A": "b"}
        (name,) = (word.removeprefix("--junitxml=") for word in words if word.startswith("--junitxml="))
        written(Path(name).parent, Path(name).name, 0, codes[len(ran) - 1], 1, 10)
        return left.pop(0)

    assert run_all("python", {"A": "b"}, call=call) == next((code for code in codes if code), 0)
    assert ran == ["--ignore=tests/device", "tests/device"]
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
