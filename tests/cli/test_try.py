from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import Terminal, needs_tmux

from tests.cli.helpers import ROOT, trainer

MINI = str(ROOT / "tests" / "practice" / "mini.yaml")


def test_a_sentence_is_judged_at_once(capfd):
    ran = trainer(capfd, "try", MINI, "--turn", "hear", "--reply", "抱歉，我不知道")

    assert ran.code == 0
    assert "【做到】先道歉　4/4 分　hear.sorry" in ran.out
    assert "【扣分】忌语　−5 分　hear.banned-1" in ran.out


def test_a_phrase_without_a_hint_is_shown_as_it_would_be_said(capfd):
    ran = trainer(capfd, "try", str(ROOT / "tests" / "report" / "unhinted.yaml"), "--reply", "喂")

    assert "【没做到】“您好，这里是海棠苑”　0/5 分　greet.optional-end" in ran.out
    assert "【没做到】“请您稍等片刻”　0/5 分　greet.optional-words" in ran.out
    assert "?" not in ran.out


def test_json_tells_the_same(capfd):
    ran = trainer(capfd, "try", MINI, "--turn", "hear", "--reply", "抱谦", "--json")

    data = json.loads(ran.out)
    assert (data["format"], data["turn"], data["text"], data["heard"]) == (1, "hear", "抱谦", False)
    assert (data["points"], data["earned"], data["deducted"], data["next"]) == (4, 4, 0, "bye")
    [met] = [verdict for verdict in data["verdicts"] if verdict["id"] == "hear.sorry"]
    assert met["evidence"][0]["how"] == "sound"
    assert data["rescued"] == []


def test_why_follows_the_verdicts_stage_by_stage(capfd):
    ran = trainer(capfd, "try", MINI, "--turn", "hear", "--reply", "抱歉，不知道您方便吗", "--why")

    assert ran.code == 0
    assert ran.out.index("【做到】先道歉") < ran.out.index("不该说的话，一关一关这样过：")
    assert "放过　客气地问：" in ran.out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((MINI, "--turn", "haer", "--reply", "您好"), 1, "是不是“hear”？"),
        ((MINI, "--reply", "。"), 1, "没有可以判的字"),
        ((MINI, "--reply", "好" * 2001), 1, "最多 2000 个字"),
        (("in-aftersale", "--reply", "您好"), 1, "是不是“in-aftersales”？"),
        ((), 2, "情景"),
        ((MINI, "--reply", "您好", "--why", "--json"), 2, "请去掉一个"),
    ],
    ids=["turn", "no words", "too long", "scenario", "nothing", "why in JSON"],
)
def test_what_cannot_be_tried_is_said(capfd, arguments, code, says):
    ran = trainer(capfd, "try", *arguments)

    assert (ran.code, ran.out.count("【做到】")) == (code, 0)
    assert says in ran.err


def piped(text: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "trainer", "try", MINI, *arguments],
        input=text,
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )


def test_sentences_may_come_from_a_file(tmp_path: Path):
    ran = piped("您好\n\n。\n/hear\n抱歉\n/nowhere\n", cwd=tmp_path)

    assert ran.returncode == 0
    assert "greet.required-1" in ran.stdout
    assert "hear.sorry" in ran.stdout
    assert "没有可以判的字" in ran.stderr
    assert "没有回合“nowhere”" in ran.stderr
    lines = piped("您好\n/hear\n抱歉\n", "--json", cwd=tmp_path).stdout.splitlines()
    assert [json.loads(line)["turn"] for line in lines] == ["greet", "hear"]


@needs_tmux
def test_in_a_terminal_sentence_after_sentence_until_an_empty_line(tmp_path: Path):
    with Terminal(tmp_path, "try", MINI) as terminal:
        terminal.see("直接回车结束")
        terminal.type("您好")
        terminal.see("【做到】先问好")
        terminal.type("/hear")
        terminal.see("第 2 个回合 hear")
        terminal.press("Enter")
        terminal.see("EXIT 0")
        terminal.see("icanon")
        assert "-icanon" not in terminal.screen()
