"""What a pipe gets: the system's own encoding where it has Chinese, JSON in UTF-8."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest
from patience import PATIENCE

from tests.cli.helpers import ROOT, process
from trainer.output.encoding import fitting, for_programs
from trainer.output.standard_streams import open_streams

ENCODINGS = [
    ("utf-8", "utf-8"),
    ("UTF8", "utf-8"),
    ("cp936", "gb18030"),
    ("gbk", "gb18030"),
    ("gb2312", "gb18030"),
    ("gb18030", "gb18030"),
    ("utf-16", "utf-16"),
    ("cp1252", "utf-8"),
    ("ascii", "utf-8"),
    ("cp950", "utf-8"),
    ("shift_jis", "utf-8"),
    ("no such", "utf-8"),
    (None, "utf-8"),
]


@pytest.mark.parametrize(("chosen", "used"), ENCODINGS)
def test_pythons_choice_stands_where_it_has_chinese(chosen: str | None, used: str) -> None:
    assert fitting(chosen) == used


@pytest.mark.parametrize(
    ("env", "encoding"),
    [
        ({"PYTHONIOENCODING": "cp936"}, "gb18030"),  # what Python takes for a pipe on Chinese Windows
        ({"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}, "utf-8"),
        ({"PYTHONIOENCODING": "cp1252"}, "utf-8"),
        ({"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}, "utf-8"),
        ({"PYTHONUTF8": "1", "LC_ALL": "C"}, "utf-8"),
    ],
    ids=lambda one: " ".join(one.values()) if isinstance(one, dict) else one,
)
def test_text_in_a_pipe(env: dict[str, str], encoding: str) -> None:
    help_text = process("--help", **env)
    assert help_text.returncode == 0
    assert "用法：trainer" in help_text.stdout.decode(encoding)
    wrong = process("scor", **env)
    assert "没有“scor”这个命令" in wrong.stderr.decode(encoding)


JSON = [("list", "--coverage", "--json"), ("check", "--schema"), ("check", "tests/practice/mini.yaml", "--json"),
        ("try", "tests/practice/mini.yaml", "--reply", "您好", "--json")]  # fmt: skip


@pytest.mark.parametrize("arguments", JSON, ids=" ".join)
def test_json_is_utf8_on_every_system(arguments: tuple[str, ...]) -> None:
    done = process(*arguments, PYTHONIOENCODING="cp936", TRAINER_MODELS=os.devnull)
    assert json.loads(done.stdout.decode("utf-8"))
    assert not done.stdout.isascii()


def test_what_the_code_page_does_not_have_is_written_all_the_same() -> None:
    program = "from trainer.output.standard_streams import open_streams; open_streams(); print('✓ 𠮷 练习 \\udcff')"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": "cp936"},
        capture_output=True, check=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.stdout.decode("gb18030").strip() == "✓ 𠮷 练习 ?"


def test_streams_that_have_no_encoding_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    open_streams()
    for_programs()
    print("练习")  # noqa: T201
    assert out.getvalue() == "练习\n"
