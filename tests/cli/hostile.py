"""A folder in which every text that is not ours tries to steer the terminal, and what may be on a screen."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from patience import PATIENCE

from trainer.visible import OBEYED

from .helpers import ROOT

EVIL = "\x1b[2J\x1b[8m\x1b]0;PWNED\x07\r\x08\x7f\x9b8m\u202e\u2066"
WORD = "\x1b\x9b\x07\u202e\u2066"  # where brackets mean something
FORGED = "总分 100，通过"
OURS = re.compile(
    r"\x1b\[(?:[0-79]|[0-9]{2,3})?(?:;(?:[0-79]|[0-9]{2,3}))*m"  # colours and styles but for hidden text
    r"|\x1b\[\?25[lh]|\x1b\[1A|\x1b\[2K"  # rich's bars are drawn over
    r"|\r(?=\n|\x1b\[(?:2K|1A))"  # a terminal's own line ends
)


def scenario(**more: Any) -> dict[str, Any]:
    """A call in which every field that holds text holds the worst."""
    data: dict[str, Any] = {
        "id": "evil",
        "title": f"标题\n{FORGED}{EVIL}",
        "kind": "inbound",
        "source": ["P-greet", f"X{EVIL}"],
        "brief": f"你是{{公司{WORD}}}的人{EVIL}",
        "slots": {f"公司{WORD}": f"海棠苑\n{FORGED}{EVIL}"},
        "caller": {"name": f"李先生\n{FORGED}{EVIL}", "voice": "male"},
        "facts": {f"房号{WORD}": f"3号楼{EVIL}"},
        "variants": {f"忙{WORD}": f"客户忙{EVIL}", "free": f"有空{EVIL}"},
        "lists": {f"致歉{WORD}": [f"很抱{WORD}歉", f"对不起{WORD}"]},
        "pass_mark": "80",
        "turns": [
            {
                "id": "greet",
                "cue": "ring",
                "rules": [
                    {"id": "hello", "required": f"您{WORD}好", "points": "20", "hint": f"提示\n{FORGED}{EVIL}"},
                    {"id": "odd", "banned": f"喂{WORD}", "deduct": "2", "note": f"备注{EVIL}"},
                ],
            },
            {
                "id": "ask",
                "line": {f"忙{WORD}": f"我家没电了{EVIL}", "free": [f"没电{EVIL}"]},
                "rules": [
                    {"id": "sorry", "required": f"<致歉{WORD}>", "points": "30", "hint": f"先{EVIL}致歉"},
                    {"id": "like", "similar": f"马上派师傅{WORD}过来", "points": "10"},
                    {"id": "back", "repeat": [f"房号{WORD}"], "points": "10"},
                    {"id": "sum", "pattern": f"(很|非常)抱歉{WORD}", "points": "10"},
                ],
                "next": [{"if": {"not_said": f"抱{WORD}歉"}, "go": "again"}, {"go": "end"}],
            },
            {"id": "again", "line": f"听见没有{EVIL}", "recovery": "sorry"},
        ],
        "examples": [
            {
                "name": f"好{EVIL}",
                "replies": {"greet": f"您好{EVIL}", "ask": f"很抱歉，3号楼{EVIL}", "again": f"对不起{EVIL}"},
                "note": {f"房号{WORD}": f"3号楼{EVIL}"},
                "variant": f"忙{WORD}",
                "expect": {"total": ">=1", "ask.sorry": "met"},
            },
            {"name": f"差{EVIL}", "replies": {"greet": f"喂{EVIL}", "ask": f"不知道{EVIL}"}, "expect": {"total": "<1"}},
        ],
    }
    return {**data, **more}


def quiz() -> dict[str, Any]:
    """Questions of the same kind."""
    return {
        "id": "evil-quiz",
        "title": f"题{EVIL}",
        "kind": "quiz",
        "brief": f"答题{EVIL}",
        "turns": [
            {
                "id": "rings",
                "line": f"几声{EVIL}？",
                "choices": {"A": f"一声\n{FORGED}{EVIL}", "B": f"两声{EVIL}", "C": f"三声{EVIL}"},
                "explain": f"讲解{EVIL}",
                "rules": [{"choice": "C", "points": "4", "hint": f"提示{EVIL}"}],
            },
            {"id": "open", "line": f"怎么说{EVIL}", "rules": [{"required": f"您{WORD}好", "points": "4"}]},
        ],
    }


def call() -> dict[str, Any]:
    """A stored call, every text of it hostile."""
    said = {"start": None, "end": None, "recognised": False}
    return {
        "source": f"源{EVIL}",
        "path": ["greet", "ask"],
        "engine": f"e{EVIL}",
        "model": f"m{EVIL}",
        "trainee": f"t{EVIL}",
        "variant": "free",
        "hints": [f"h{EVIL}"],
        "note": {"房号": f"3{EVIL}"},
        "utterances": [
            {**said, "speaker": "agent", "turn": "greet", "text": f"您好\n{FORGED}{EVIL}\n喂"},
            {**said, "speaker": "caller", "turn": "ask", "text": f"没电\n{FORGED}{EVIL}"},
            {**said, "speaker": "agent", "turn": "ask", "text": f"抱歉\n{FORGED}{EVIL}\n不知道", "recognised": True},
        ],
    }


def write(folder: Path) -> None:
    """Scenarios, a stored call, settings, a model and file names."""
    for data in (scenario(), quiz()):
        (folder / f"{data['id']}.yaml").write_text(json.dumps(data), encoding="utf-8")  # JSON is YAML
    (folder / "call.json").write_text(json.dumps(call()), encoding="utf-8")
    for name, data in (("lines.yaml", scenario(id="lines")), ("lines.json", call())):  # nothing but line breaks
        text = json.dumps(data).replace(json.dumps(EVIL)[1:-1], "").replace(json.dumps(WORD)[1:-1], "")
        (folder / name).write_text(text, encoding="utf-8")
    rows = f'录音,情景,日期,列{EVIL}\n"call{EVIL}.json",x{EVIL},昨天{EVIL},1\ncall.json,,,\n'
    (folder / "calls.csv").write_text(rows, encoding="utf-8")
    some = folder / "some"
    some.mkdir()
    (some / f"a\n{FORGED}{EVIL}.yaml").write_text("id: [", encoding="utf-8")
    (some / "fine.yaml").write_text(json.dumps(scenario(id="fine")), encoding="utf-8")
    heard = folder / "heard"
    heard.mkdir()
    (heard / f"none\n{FORGED}{EVIL}.wav").touch()
    for end, text in (("wav", ""), ("txt", f"。{EVIL}")):
        (heard / f"empty\n{FORGED}{EVIL}.{end}").write_text(text, encoding="utf-8")
    model = folder / "models" / f"vosk-cn-m\n{FORGED}{EVIL}"
    for part in ("am/final.mdl", "conf/model.conf"):
        (model / part).parent.mkdir(parents=True, exist_ok=True)
        (model / part).touch()
    kept = folder / "data" / "recordings" / f"r\n{FORGED}{EVIL}"
    kept.mkdir(parents=True)
    (kept / "001.flac").write_bytes(b"x")
    (folder / "data" / "sessions").mkdir()
    (folder / "data" / "sessions" / f"s\n{FORGED}{EVIL}.json").write_text("{", encoding="utf-8")
    (folder / "trainer.toml").write_text('data_folder = "data"\n', encoding="utf-8")


def command(*arguments: str, trusting: bool) -> list[str]:
    """The command line; `trusting`: a scenario's hidden characters are not refused, so that they reach the screen."""
    careless = "import trainer.scenario.yaml_nodes as nodes\nnodes.may_hide = lambda text: False\n" if trusting else ""
    program = f"{careless}import sys\nsys.argv[0] = 'trainer'\nfrom trainer.cli import main\nmain()"
    return [sys.executable, "-c", program, *arguments]


def environment(folder: Path) -> Mapping[str, str]:
    """Nothing of this computer's own."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TRAINER_MODELS": str(folder / "models"),
        "PYTHONWARNINGS": "ignore",
        "COLUMNS": "100",
        "TERM": "xterm-256color",
    }


def piped(folder: Path, words: Sequence[str], typed: str = "") -> tuple[int, str]:
    """Exit code, and everything written to both streams."""
    done = subprocess.run(
        words, cwd=folder, env=environment(folder), input=typed.encode(), stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=PATIENCE, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.decode("utf-8")


def in_terminal(
    folder: Path, words: Sequence[str], typed: str = "", keys: Sequence[tuple[str, str]] | None = None
) -> str:
    """Everything written to a terminal. `typed` comes by a pipe; of `keys` each is pressed when its words are there."""
    ours, theirs = pty.openpty()
    stdin = subprocess.PIPE if keys is None else theirs
    raw, seen, left, deadline = b"", 0, list(keys or ()), time.monotonic() + PATIENCE
    with subprocess.Popen(words, cwd=folder, env=environment(folder), stdin=stdin, stdout=theirs, stderr=theirs) as one:
        os.close(theirs)
        if one.stdin is not None:
            one.stdin.write(typed.encode())
            one.stdin.close()
        while True:
            if time.monotonic() > deadline:
                one.kill()  # or leaving the block would wait for it for ever
                raise AssertionError(raw.decode("utf-8", "replace"))
            if left and (at := raw.find(left[0][0].encode(), seen)) >= 0:
                seen = at + 1
                os.write(ours, left.pop(0)[1].encode())
            if not select.select([ours], [], [], 1.0)[0]:
                continue
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end was closed
                break
            if not piece:
                break
            raw += piece
    os.close(ours)
    return raw.decode("utf-8", "replace")


def found_in(text: str) -> list[str]:
    """What should not be on a screen: characters that steer it."""
    text = OURS.sub("", text)
    return [repr(text[max(0, one.start() - 30) : one.end() + 10]) for one in re.finditer(OBEYED, text)]
