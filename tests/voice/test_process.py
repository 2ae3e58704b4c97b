"""Real children: that hang, die, talk nonsense, are ended from another thread."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from trainer.voice.process import ChildError, Children, own_command

posix = pytest.mark.skipif(os.name != "posix", reason="the child is a shell")


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def hanging(tmp_path: Path) -> tuple[tuple[str, ...], Path]:
    """A command that writes its process id and never ends."""
    pid = tmp_path / "pid"
    return ("sh", "-c", f'echo $$ > "{pid}.new"; mv "{pid}.new" "{pid}"; exec sleep 600'), pid


@posix
def test_a_child_that_hangs_is_killed(tmp_path: Path):
    command, pid = hanging(tmp_path)

    with pytest.raises(ChildError) as caught:
        Children(command, timeout=1.0).ask({})

    assert caught.value.kind == "hung"
    assert gone(int(pid.read_text(encoding="ascii")))


@posix
def test_closing_kills_the_child_another_thread_waits_for(tmp_path: Path):
    command, pid = hanging(tmp_path)
    children = Children(command, timeout=600)
    caught: list[ChildError] = []

    def ask() -> None:
        try:
            children.ask({})
        except ChildError as error:
            caught.append(error)

    waiting = Thread(target=ask)
    waiting.start()
    while not pid.exists():
        time.sleep(0.01)
    children.close()
    waiting.join(30)

    assert [error.kind for error in caught] == ["closed"]
    assert gone(int(pid.read_text(encoding="ascii")))
    with pytest.raises(ChildError, match="closed"):
        children.ask({})


@pytest.mark.parametrize(
    "command",
    [
        python("import os; os.abort()"),
        python("print('Audio saved to x.wav')"),
        python("print([1])"),
        python(""),
        ("/nowhere/no-such-program",),
    ],
    ids=["aborts", "talks nonsense", "answers with a list", "says nothing", "is not there"],
)
def test_a_child_that_gives_no_answer(command):
    with pytest.raises(ChildError) as caught:
        Children(command, timeout=30).ask({"text": "您好"})

    assert caught.value.kind == "died"


def test_what_the_child_said_last_is_kept():
    with pytest.raises(ChildError, match=r"3 .*坏了"):
        Children(python("import sys; sys.stderr.buffer.write('坏了'.encode()); sys.exit(3)"), timeout=30).ask({})


def test_the_request_arrives_on_stdin_and_the_answer_comes_back():
    echo = python("import json, sys; print(json.dumps({'got': json.load(sys.stdin)}))")

    assert Children(echo, timeout=30).ask({"text": "喂，“您好”"}) == {"got": {"text": "喂，“您好”", "limit": 30}}


def test_nothing_of_the_line_stands_on_the_command_line():
    assert own_command()[0] == sys.executable
    assert "-P" in own_command()
