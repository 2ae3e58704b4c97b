"""What all benches share, and the start-up bench's own parts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import bench
import pytest
from _bench import Figure, interleaved, rate, show
from _measurements import DOCUMENT, document, keep, machine, quotable, read
from bench_startup import processor_time, trainer_command


@pytest.mark.parametrize(
    ("figure", "good"),
    [
        (Figure("ratio", 2.5, 2.5), True),
        (Figure("ratio", 2.6, 2.5), False),
        (Figure("recall", 0.96, 0.96, ">="), True),
        (Figure("recall", 0.95, 0.96, ">="), False),
        (Figure("seconds", 99), True),
    ],
    ids=["at most, kept", "at most, broken", "at least, kept", "at least, broken", "no limit"],
)
def test_a_figure_keeps_its_limit_or_not(capsys, figure, good):
    assert figure.good is good
    assert show("bench", [figure], as_json=False) == (0 if good else 1)
    assert ("FAILED" in capsys.readouterr().out) is not good


def test_a_rate_of_nothing_keeps_no_limit_and_breaks_none():
    assert rate([True, False]).figure("share", 0.4, "<=").good is False
    assert rate([]).figure("share", 0.4, "<=").limit is None


def test_figures_as_json(capsys):
    assert show("startup", [Figure("比值", 3, 2.5, note="甲")], as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["good"] is False
    assert told["figures"][0] == {"name": "比值", "value": 3, "limit": 2.5, "sense": "<=", "note": "甲", "good": False}


def test_every_command_is_measured():
    fast, slow = [sys.executable, "-c", "pass"], [sys.executable, "-c", "import json"]
    assert all(took > 0 for took in interleaved([fast, slow], runs=1))


def test_the_table_of_benches_names_the_commands(capsys):
    assert [name for name, _, _ in bench.BENCHES] == [
        "match",
        "transcribe",
        "batch",
        "totals",
        "live",
        "startup",
        "library",
        "fuzz",
        "spoken",
        "fair",
        "many",
        "cluster",
        "history",
        "models",
    ]
    arguments = bench.read_arguments(["startup", "--runs", "3", "--json"])
    assert (arguments.name, arguments.runs, arguments.json) == ("startup", 3, True)
    with pytest.raises(SystemExit, match="0"):
        bench.read_arguments(["--help"])
    shown = capsys.readouterr().out
    assert all(f"    {name}" in shown for name, _, _ in bench.BENCHES)


def test_all_benches_or_some_are_measured_for_the_record():
    assert bench.read_arguments(["--markdown"]).markdown == []
    assert bench.read_arguments(["--markdown", "match", "live"]).markdown == ["match", "live"]


@pytest.mark.parametrize("words", [[], ["--markdown", "nothing"], ["nothing"]], ids=["none", "record", "single"])
def test_what_is_no_bench_is_refused(capsys, words):
    with pytest.raises(SystemExit, match="2"):
        bench.read_arguments(words)
    assert "usage:" in capsys.readouterr().err


def test_a_bench_measured_again_replaces_its_own_figures_only(tmp_path):
    figures = [{"name": "recall", "value": 0.9, "limit": 0.96, "sense": ">=", "note": "9 of 10 | more", "good": False}]
    keep("match", "bench.py match", figures, tmp_path)
    keep("startup", "bench.py startup", [{"name": "ratio", "value": 1.3}], tmp_path)
    keep("match", "bench.py match", [{**figures[0], "value": 0.97}], tmp_path)

    assert quotable(read(tmp_path)) == {"match: recall": 0.97, "startup: ratio": 1.3}
    written = (tmp_path / DOCUMENT).read_text(encoding="utf-8")
    assert "| recall | 0.970 | ≥ 0.96 | 9 of 10 \\| more |" in written
    assert written.index("## match") < written.index("## startup")
    assert machine() in written


def test_a_limit_that_is_not_kept_is_named():
    figure = {"name": "recall", "value": 0.9, "limit": 0.96, "sense": ">=", "note": ""}
    kept = {"match": {"how": "somehow", "date": "2026-11-30", "machine": "here", "figures": [figure]}}
    assert "| recall | 0.900 | ≥ 0.96, missed |  |" in document(kept)


def test_the_measured_command_asks_for_help():
    assert trainer_command("--help")[-1] == "--help"


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_processor_time_is_that_of_the_child_until_the_last_step(tmp_path: Path):
    program = "n = input('名字？'); sum(range(3_000_000)); print(f'您好 {n}', flush=True); input()"
    asked = [sys.executable, "-c", program]

    assert processor_time(asked, str(tmp_path), (("名字", "王\n"), ("您好 王", ""))) > 0.01
    assert processor_time([sys.executable, "-c", "pass"], str(tmp_path)) > 0


def test_what_cannot_be_measured_is_left_as_it_was(monkeypatch, capsys):
    kept = []
    said = {"live": "", "match": '{"figures": []}'}
    monkeypatch.setattr("_measurements.keep", lambda name, command, figures: kept.append((name, command)))
    monkeypatch.setattr(bench.subprocess, "run", lambda words, **rest: SimpleNamespace(stdout=said[words[2]]))

    assert bench.record(["live", "match"]) == 1
    assert kept == [("match", "python3 scripts/bench.py match")]
    assert "live: not measured" in capsys.readouterr().out
