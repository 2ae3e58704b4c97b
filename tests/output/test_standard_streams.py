"""Output that cannot be written is the user's matter: one sentence, exit 1; a reader that goes away is nobody's."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from patience import PATIENCE

from trainer.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
FULL = Path("/dev/full")
CALL = {
    "source": "keyboard",
    "path": [],
    "utterances": [{"speaker": "agent", "text": "您好", "start": 0.0, "end": 1.0}],
}
TOLD = "结果写不出来：磁盘满了。请腾出一些空间，再运行一次。\n"

needs_full = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full")

# Each writes to stdout, or has another reason to end with 1.
LINES = {
    "practice": "practice in-late --by keyboard --no-save",
    "today": "today",
    "results": "results",
    "progress": "progress",
    "report": "report --class --out class.html --force",
    "forget": "forget --session 9",
    "recordings": "recordings",
    "list": "list",
    "show": "show in-late",
    "print": "print in-late",
    "record": "record in-late",
    "new": "new",
    "check": "check --schema",
    "try": "try in-late --reply 您好",
    "whatif": "whatif in-late --set greet.sorry.points=26",
    "preview": "preview in-late",
    "watch": f"watch {ROOT / 'scenarios' / 'in-late.yaml'}",
    "export": "export in-late --force",
    "import": "import in-late.xlsx",
    "score": "score call.json --scenario in-late --json",
    "watch-folder": "watch-folder none --out out --scenario in-late",
    "transcribe": "transcribe none.wav",
    "evaluate": "evaluate none",
    "models": "models list",
    "devices": "devices",
    "doctor": "doctor",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("full")
    (made / "trainer.toml").write_text('data_folder = "data"\n', encoding="utf-8")
    (made / "call.json").write_text(json.dumps(CALL), encoding="utf-8")
    return made


def ran(folder: Path, line: str, redirection: str) -> tuple[int, str]:
    """Exit code and stderr of a command line with that redirection."""
    with subprocess.Popen(
        ["sh", "-c", f'"$0" -m trainer {line} {redirection}', sys.executable],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT), "TRAINER_MODELS": str(folder / "models")},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    ) as shell:  # fmt: skip
        try:
            _, told = shell.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(shell.pid, signal.SIGKILL)  # the shell alone would leave the program, which holds the pipe
            raise
    return shell.returncode, told.decode("utf-8")


def test_no_command_is_left_out() -> None:
    assert list(LINES) == list(COMMANDS)


@needs_full
@pytest.mark.parametrize("name", LINES)
def test_a_full_disk_behind_the_output(folder: Path, name: str) -> None:
    code, told = ran(folder, LINES[name], "> /dev/full")
    assert code == 1, told
    assert "程序自己出错" not in told
    assert "Traceback" not in told
    assert "Exception ignored" not in told
    assert told.count("写不出来") <= 1
    if name not in (
        "report",
        "forget",
        "record",
        "transcribe",
        "evaluate",
        "devices",
        "watch-folder",
    ):  # they say on stderr what is missing
        assert told.endswith(TOLD), told


@needs_full
@pytest.mark.parametrize("line", ["", "--help", "--version", "show --help", "check"])
def test_a_full_disk_behind_help_and_much_output(folder: Path, line: str) -> None:
    assert ran(folder, line, "> /dev/full") == (1, TOLD)


@pytest.mark.skipif(sys.platform == "win32", reason="no sh")
@pytest.mark.parametrize("line", ["list", "show in-late", "score call.json --scenario in-late --json", "results"])
def test_an_output_that_is_closed(folder: Path, line: str) -> None:
    assert ran(folder, line, ">&-") == (1, "结果写不出来：输出被关掉了（>&-）。请换个地方存，再运行一次。\n")


@needs_full
@pytest.mark.parametrize("redirection", ["2>&-", "2> /dev/full"])
@pytest.mark.parametrize(("line", "code"), [("list", 0), ("show none", 1), ("score none.json --scenario in-late", 1)])
def test_messages_that_nobody_takes(folder: Path, line: str, code: int, redirection: str) -> None:
    assert ran(folder, line, redirection) == (code, "")


@pytest.mark.skipif(sys.platform == "win32", reason="no sh")
@pytest.mark.parametrize("line", ["list", "results", "try in-late --reply 您好 --why"])
def test_a_reader_that_goes_away(folder: Path, line: str) -> None:
    code, told = ran(folder, line, "| true")
    assert (code, told) == (0, "")
