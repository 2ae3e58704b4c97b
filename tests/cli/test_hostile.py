"""No text of others steers the terminal, whatever the command, in a pipe and in a terminal."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from trainer.cli import COMMANDS

from .hostile import EVIL, FORGED, command, environment, found_in, in_terminal, piped, write

needs_terminals = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals")

TYPED = "您好\n很抱歉\n/提示\n\n不知道\n\n\n"
# command → command lines, each with what is typed
WALK: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "practice": (
        (("practice", "evil.yaml", "--by", "keyboard"), TYPED),
        (("practice", "evil-quiz.yaml", "--by", "keyboard"), "A\n\n您好\n\n"),
        (("practice", "evil.yaml", "--mode", "exam", "--by", "keyboard"), "您好\n/退出\n"),
        (("practice", "--resume"), TYPED),
    ),
    "today": ((("today",), "\n"), (("today", "--trainee", "none"), "")),
    "results": (
        (("results",), ""),
        (("results", "--scenario", "evil"), ""),
        (("results", "show", "1"), ""),
        (("results", "compare", "1", "3"), ""),
        (("results", "play", "1"), ""),
        (("results", "dispute", "1", "1", "不同意"), ""),
        (("results", "review", "1", "1", "--reject", "--by", "王", "--because", "好"), ""),
        (("results", "assign", "all", "--trainee", "小王"), ""),
        (("results", "import", "none"), ""),
    ),
    "progress": ((("progress",), ""), (("progress", "--trainee", "小王"), "")),
    "report": (
        (("report", "1", "--out", "call.html", "--force"), ""),
        (("report", "--class", "--out", "class.csv", "--format", "csv", "--force"), ""),
        (("report", "--all", "--out", "reports"), ""),
    ),
    "forget": ((("forget", "--session", "1", "--yes"), ""), (("forget", "--trainee", "none"), "")),
    "recordings": ((("recordings",), ""), (("recordings", "--delete", "1"), "")),
    "list": (
        (("list", "."), ""),
        (("list", "some"), ""),
        (("list", ".", "--coverage"), ""),
        (("list", ".", "--coverage", "--json"), ""),
    ),
    "show": ((("show", "evil.yaml"), ""), (("show", "evil-quiz.yaml"), "")),
    "print": ((("print", "evil.yaml", "evil-quiz.yaml", "--out", "sheet.html", "--force"), ""),),
    "record": ((("record", "evil.yaml"), ""), (("record", "evil.yaml", "--only", "none"), "")),
    "new": ((("new",), f"my-{EVIL}\nmy-first\n1\n{EVIL}标题\n"),),
    "check": ((("check", "evil.yaml", "some"), ""), (("check", "evil.yaml", "evil-quiz.yaml", "some", "--json"), "")),
    "try": (
        (("try", "evil.yaml", "--turn", "ask", "--reply", f"很抱歉\n{FORGED}{EVIL}", "--why"), ""),
        (("try", "evil.yaml", "--turn", "ask", "--reply", f"不知道{EVIL}", "--json"), ""),
        (("try", "evil.yaml"), f"喂{EVIL}\n/none{EVIL}\n/ask\n对不起\n"),
    ),
    "whatif": ((("whatif", "evil.yaml", "--set", "greet.hello.points=26"), ""),),
    "preview": (
        (("preview", "evil.yaml"), ""),
        (("preview", "evil.yaml", "--svg", "way.svg", "--force"), ""),
        (("preview", "evil.yaml", "--svg", f"way{EVIL}.svg"), ""),
    ),
    "watch": ((("watch", "some"), ""), (("watch", "none.yaml"), "")),  # watching itself: below
    "export": ((("export", "evil.yaml", "--force"), ""), (("export", "evil-quiz.yaml", "--xlsx", "q.xlsx"), "")),
    "import": (
        (("import", "evil.xlsx", "--out", "again.yaml", "--force"), ""),
        (("import", "evil.yaml"), ""),
    ),
    "score": (
        (("score", "call.json", "call.json", "--scenario", "evil.yaml"), ""),
        (("score", "call.json", "--scenario", "evil.yaml", "--json"), ""),
        (("score", "call.json", "--scenario", "evil.yaml", "--slot", f"公司=海棠\n{FORGED}"), ""),
        (("score", f"call{EVIL}.json", "--scenario", "evil.yaml"), ""),
        (("score", ".", "--scenario", "evil.yaml", "--out", "results", "--pattern", "*.json", "--workers", "1"), ""),
        (("score", "--manifest", "calls.csv", "--scenario", "evil.yaml", "--out", "results"), ""),
    ),
    "watch-folder": ((("watch-folder", "none", "--out", "results", "--scenario", "evil.yaml"), ""),),
    "transcribe": ((("transcribe", f"none{EVIL}.wav"), ""), (("transcribe", "call.json"), "")),
    "evaluate": ((("evaluate", "heard"), ""), (("evaluate", f"none{EVIL}"), "")),
    "models": ((("models", "list"), ""), (("models", "verify"), ""), (("models", "pull", f"x{EVIL}"), "")),
    "devices": ((("devices",), ""),),
    "doctor": ((("doctor",), ""),),
}


KEYS = (
    ("准备好了", " "),
    ("叮铃铃", " "),
    ("我：", "您好\r"),
    ("没电", ""),  # the caller says 我家没电 or only 没电
    ("我：", "不知道\r"),
    ("回车 继续", "\x03"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sessions and files of one command are there for those that follow."""
    made = tmp_path_factory.mktemp("hostile")
    write(made)
    return made


def test_the_walk_leaves_no_command_out() -> None:
    assert list(WALK) == list(COMMANDS)


@pytest.mark.parametrize("name", WALK)
def test_nothing_of_others_steers_the_screen_in_a_pipe(folder: Path, name: str) -> None:
    for arguments, typed in WALK[name]:
        code, text = piped(folder, command(*arguments, trusting=True), typed)
        assert found_in(text) == [], arguments
        assert code in (0, 1, 2, 4, 130), text


@pytest.mark.parametrize("name", ["check", "show", "list", "import"])
def test_what_is_refused_is_told_without_steering_the_screen(folder: Path, name: str) -> None:
    for arguments, typed in WALK[name]:
        _, text = piped(folder, command(*arguments, trusting=False), typed)
        assert found_in(text) == [], arguments


@needs_terminals
@pytest.mark.parametrize("name", WALK)
def test_nothing_of_others_steers_the_screen_in_a_terminal(folder: Path, name: str) -> None:
    for arguments, typed in WALK[name]:
        text = in_terminal(folder, command(*arguments, trusting=True), typed)
        assert found_in(text) == [], arguments


@needs_terminals
def test_practice_by_keys_writes_nothing_of_others_either(folder: Path) -> None:
    words = command("practice", "evil.yaml", "--by", "keyboard", "--no-save", trusting=True)
    text = in_terminal(folder, words, keys=KEYS)
    assert "‹U+001B›" in text
    for sign in ("\x1b[8m", "\x1b]0;PWNED", "\x9b", "\u202e", "\u2066"):
        assert sign not in text


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        (("show", "lines.yaml"), ""),
        (("preview", "lines.yaml"), ""),
        (("practice", "lines.yaml", "--by", "keyboard", "--no-save"), "您好\n/提示\n不知道\n对不起\n"),
        (("score", "lines.json", "--scenario", "lines.yaml"), ""),
        (("try", "lines.yaml", "--turn", "ask", "--reply", f"不知道\n{FORGED}", "--why"), ""),
        (("list", "."), ""),
        (("check", "some"), ""),
        (("results",), ""),
        (("recordings",), ""),
        (("models", "list"), ""),
    ],
    ids=lambda value: value[0] if value else "",
)
def test_no_line_begins_in_our_name(folder: Path, arguments: tuple[str, ...], typed: str) -> None:
    code, text = piped(folder, command(*arguments, trusting=False), typed)
    assert code in (0, 1), text
    assert [line for line in text.splitlines() if line.strip().startswith(FORGED)] == []


def test_what_watch_finds_is_clean(folder: Path) -> None:
    with subprocess.Popen(
        command("watch", "evil.yaml", trusting=False), cwd=folder, env=environment(folder), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    ) as watching:  # fmt: skip
        assert watching.stdout is not None
        seen = ""
        while "处要改" not in seen:
            line = watching.stdout.readline()
            assert line, seen
            seen += line
        watching.send_signal(signal.SIGINT)
        seen += watching.stdout.read()
        assert watching.wait(60) == 130
    assert found_in(seen) == []


def test_json_keeps_the_value(folder: Path) -> None:
    _, text = piped(folder, command("score", "call.json", "--scenario", "evil.yaml", "--json", trusting=True))
    assert json.loads(text)["call"]["utterances"][0]["text"] == f"您好\n{FORGED}{EVIL}\n喂"


def test_pages_and_pictures_show_marks(folder: Path) -> None:
    piped(folder, command("print", "evil.yaml", "--out", "marks.html", trusting=True))
    piped(folder, command("preview", "evil.yaml", "--svg", "marks.svg", trusting=True))
    for name in ("marks.html", "marks.svg"):
        text = (folder / name).read_text(encoding="utf-8")
        assert found_in(text) == []
        assert "‹U+202E›" in text
