"""The group, the error boundary, the exit codes (docs/JSON.md)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from patience import PATIENCE
from rich.cells import cell_len

import trainer.cli as cli
from trainer import __version__
from trainer.cli import COMMANDS, chinese, crash
from trainer.cli.chinese import ChineseFormatter, explain
from trainer.errors import Problem, ScenarioError, SettingsError, TrainerError

from .helpers import ROOT, process, trainer

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ()], ids=["--help", "-h", "no terminal, no command"])
def test_help_lists_every_command_in_chinese(capfd: Capture, arguments: tuple[str, ...]) -> None:
    ran = trainer(capfd, *arguments)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("用法：trainer [选项] [命令] …")
    for heading in ("选项：", "命令："):
        assert f"\n{heading}\n" in ran.out
    lines = ran.out.splitlines()
    for name, (_, text) in COMMANDS.items():
        assert any(line.split() and line.split()[0] == name and text in line for line in lines)
    assert "显示这段说明" in ran.out
    for english in ("Usage", "Options", "Commands", "Show this"):
        assert english not in ran.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_page_in_chinese(capfd: Capture, name: str) -> None:
    ran = trainer(capfd, name, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"用法：trainer {name}")
    for english in ("Usage", "Options:", "Commands:", "Show this", "default:", "required"):
        assert english not in ran.out


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize("name", [*COMMANDS, ""], ids=[*COMMANDS, "trainer"])
def test_a_help_page_fits_the_window_and_keeps_words_whole(
    capfd: Capture, monkeypatch: pytest.MonkeyPatch, name: str, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = trainer(capfd, *([name] if name else []), "--help").out.splitlines()

    assert [line for line in lines if cell_len(line) > columns] == []
    assert [line for line in lines if line.strip().startswith(("。", "，", "）", "；"))] == []


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_version(capfd: Capture, option: str) -> None:
    ran = trainer(capfd, option)
    assert (ran.code, ran.out) == (0, f"trainer {__version__}\n")


USAGE = {
    "command like another": (("scor",), "没有“scor”这个命令，是不是 score？"),
    "command like none": (("zzz",), "没有“zzz”这个命令。"),
    "command with a quote": (("it's",), "没有“it's”这个命令。"),
    "command of a group": (("models", "pul"), "没有“pul”这个命令，是不是 pull？"),
    "command of another group": (("models", "scor"), "没有“scor”这个命令。"),
    "option like another": (("score", "--jsn"), "没有 --jsn 这个选项，是不是 --json"),
    "option like none": (("score", "--zzzzz"), "没有 --zzzzz 这个选项。"),
    "short option": (("score", "-x"), "没有 -x 这个选项。"),
    "missing argument": (("transcribe",), "还要写上参数 录音 。"),
    "missing option": (("score", "a.wav"), "还要写上选项 --scenario 。"),
    "missing value": (("score", "a.wav", "--scenario"), "选项 --scenario 后面还要写一个值。"),
    "value where none belongs": (("score", "a.wav", "--json=1"), "选项 --json 后面不能写值"),
    "no choice": (
        ("score", "a", "-s", "x", "--engine", "foo"),
        "选项 --engine 写得不对：只能是 auto、vosk、whisper、sensevoice 之一。",
    ),
    "no number": (
        ("score", "a", "-s", "x", "--fail-under", "x"),
        "选项 --fail-under 写得不对：这里要写一个数（不小于 0、不大于 100）。",
    ),
    "number too big": (
        ("score", "a", "-s", "x", "--fail-under", "101"),
        "选项 --fail-under 写得不对：这里要写一个数（不小于 0、不大于 100）。",
    ),
    "too much": (("transcribe", "a", "b"), "多写了内容：b"),
}


@pytest.mark.parametrize(("arguments", "message"), USAGE.values(), ids=USAGE)
def test_usage_errors_are_explained_in_chinese(capfd: Capture, arguments: tuple[str, ...], message: str) -> None:
    ran = trainer(capfd, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(message)
    assert ran.err.splitlines()[-1].startswith("看用法：trainer")


def test_the_usage_named_is_the_commands_own(capfd: Capture) -> None:
    for arguments in (("score", "a.wav"), ("score", "a.wav", "--scenario"), ("score", "--zzz")):
        assert trainer(capfd, *arguments).err.splitlines()[-1] == "看用法：trainer score --help"


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (click.FileError("甲.txt", "x"), "打不开文件 甲.txt。"),
        (click.BadParameter("坏了"), "参数写得不对：坏了"),
        (click.BadParameter("x", param=click.Option(["--n"], type=int)), "选项 --n 写得不对：这里要写一个整数。"),
        (
            click.BadParameter("x", param=click.Option(["--n"], type=click.IntRange(1))),
            "选项 --n 写得不对：这里要写一个整数（不小于 1）。",
        ),
        (
            click.BadParameter("x", param=click.Argument(["甲"], type=float)),
            "参数 甲 写得不对：这里要写一个数。",
        ),
        (click.BadParameter("不在", param=click.Option(["--n"], type=click.Path())), "选项 --n 写得不对：不在"),
        (click.MissingParameter(), "还要写上参数。"),
        (click.UsageError("别的"), "别的"),
    ],
    ids=["file", "value", "integer", "range", "number", "path", "missing", "other"],
)
def test_other_usage_errors(error: click.ClickException, text: str) -> None:
    assert explain(error) == f"{text}\n看用法：trainer --help"


def test_headings_without_a_translation_stay() -> None:
    formatter = ChineseFormatter()
    formatter.write_heading("其他")
    assert formatter.getvalue() == "其他：\n"
    assert chinese._HEADINGS["Arguments"] == "参数"


def raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    @click.command("doctor")
    def command() -> None:
        raise error

    monkeypatch.setattr(cli.LazyGroup, "get_command", lambda *_: command)


ERRORS: dict[str, tuple[BaseException, int, str]] = {
    "user's input": (TrainerError("请检查路径。"), 1, "请检查路径。\n"),
    "settings": (SettingsError("写错了。"), 1, "写错了。\n"),
    "scenario": (
        ScenarioError((Problem("s.yaml", 2, 1, "乙"), Problem("s.yaml", 1, 5, "甲"))),
        1, "s.yaml:1:5: 甲\ns.yaml:2:1: 乙\n",
    ),
    "usage": (click.UsageError("No such command 'x'."), 2, "没有“x”这个命令。"),
    "^C": (KeyboardInterrupt(), 130, "已停止。"),
    "abort": (click.Abort(), 130, "已停止。"),
    "end of input": (EOFError(), 130, "已停止。"),
    "exit": (click.exceptions.Exit(7), 7, ""),
    "reader gone": (BrokenPipeError(), 0, ""),
}  # fmt: skip


@pytest.mark.parametrize(("error", "code", "message"), ERRORS.values(), ids=ERRORS)
def test_exit_codes(
    monkeypatch: pytest.MonkeyPatch, capfd: Capture, error: BaseException, code: int, message: str
) -> None:
    monkeypatch.setattr(cli, "forget", lambda stream: None)
    raising(monkeypatch, error)
    ran = trainer(capfd, "doctor")
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err


@pytest.mark.parametrize(("result", "code"), [(None, 0), (0, 0), (4, 4), ("text", 0)])
def test_a_command_gives_its_exit_code(monkeypatch: pytest.MonkeyPatch, capfd: Capture, result: Any, code: int) -> None:
    monkeypatch.setattr(cli.LazyGroup, "get_command", lambda *_: click.Command("doctor", callback=lambda: result))
    assert trainer(capfd, "doctor").code == code


def test_a_bug_goes_to_a_log_file(monkeypatch: pytest.MonkeyPatch, capfd: Capture, own_home: Path) -> None:
    raising(monkeypatch, ZeroDivisionError("我们的错"))
    ran = trainer(capfd, "doctor")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("程序自己出错了，不是您的问题。详情写在：")
    path = Path(ran.err.splitlines()[0].partition("：")[2])
    assert own_home in path.parents
    text = path.read_text(encoding="utf-8")
    assert "ZeroDivisionError: 我们的错" in text
    assert "command: doctor\n" in text
    assert __version__ in text


def test_two_bugs_in_one_second_do_not_overwrite_each_other(monkeypatch: pytest.MonkeyPatch, capfd: Capture) -> None:
    paths = set()
    for number in (1, 2):
        raising(monkeypatch, ZeroDivisionError(f"第{number}个"))
        paths.add(trainer(capfd, "doctor").err.splitlines()[0].partition("：")[2])
    texts = [Path(path).read_text(encoding="utf-8") for path in paths]
    assert any("第1个" in text for text in texts)
    assert any("第2个" in text for text in texts)


def test_the_log_goes_to_the_temporary_folder_where_home_is_read_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    monkeypatch.setattr(crash, "_log_folder", lambda: blocked / "logs")
    monkeypatch.setattr(crash.tempfile, "gettempdir", lambda: str(tmp_path / "temp"))
    assert str(tmp_path / "temp") in crash.report_crash(cli.group, [])
    monkeypatch.setattr(crash.tempfile, "gettempdir", lambda: str(blocked / "temp"))
    assert "日志也写不了" in crash.report_crash(cli.group, [])


def test_only_the_command_called_is_imported() -> None:
    program = (
        "import sys; from trainer.cli import run; run(['--help']); "
        "print([m for m in sys.modules if m.startswith('trainer.') and m not in "
        "('trainer.cli', 'trainer.cli.chinese', 'trainer.errors', 'trainer.visible', 'trainer.output', "
        "'trainer.output.encoding', 'trainer.output.say', 'trainer.output.standard_streams')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, timeout=PATIENCE, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_menu_opens_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    import trainer.cli.menu as menu

    opened = []
    monkeypatch.setattr(menu, "menu", lambda: opened.append(True))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert cli.run([]) == 0
    assert opened == [True]


def test_exit_code_reaches_the_shell() -> None:
    done = process("scor")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "没有“scor”这个命令" in done.stderr.decode("utf-8")


def test_a_reader_that_goes_away_is_no_error() -> None:
    program = (
        "import sys, click, trainer.cli as c\n"
        "@click.command('doctor')\n"
        "def command():\n"
        "    for _ in range(100000): click.echo('很长的一行' * 20)\n"
        "c.LazyGroup.get_command = lambda *_: command\n"
        "sys.argv = ['trainer', 'doctor']\n"
        "c.main()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.readline()
        started.stdout.close()
        error = started.stderr.read().decode("utf-8")
        code = started.wait(timeout=PATIENCE)
    assert (code, error) == (0, "")


def test_streams_without_bytes_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(sys, "argv", ["trainer", "--version"])
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(click.Context, "formatter_class", click.Context.formatter_class)
    with pytest.raises(SystemExit):
        cli.main()
    assert out.getvalue() == f"trainer {__version__}\n"


def test_commands_are_listed_in_the_order_of_the_table() -> None:
    assert cli.group.list_commands(click.Context(cli.group)) == list(COMMANDS)
    assert cli.group.get_command(click.Context(cli.group), "none") is None


def test_what_is_still_buffered_goes_nowhere_when_the_reader_is_gone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: Capture
) -> None:
    raising(monkeypatch, BrokenPipeError())
    path = tmp_path / "out"
    with path.open("w", encoding="utf-8") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert cli.run(["doctor"]) == 0
        out.write("还没写完的")
    assert path.read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "a\x1b[2Jb"), "“a‹U+001B›[2Jb”里有看不见的字符 U+001B。"),
        (("score", "a\n总分 100", "--scenario", "x"), "“a‹U+000A›总分 100”里有看不见的字符 U+000A。"),
        (
            ("score", "a.wav", "--scenario", "x", "--slot", "公司=海棠\x9b苑"),
            "“公司=海棠‹U+009B›苑”里有看不见的字符 U+009B。",
        ),
        (("show", "\u202aC:\\in-late.yaml"), "“‹U+202A›C:\\in-late.yaml”里有看不见的字符 U+202A。"),
        (("\x1b[31m",), "“‹U+001B›[31m”里有看不见的字符 U+001B。"),
    ],
    ids=["escape", "line", "slot", "copied from Windows", "command"],
)
def test_a_word_that_would_steer_the_screen_is_told(capfd: Capture, arguments: tuple[str, ...], told: str) -> None:
    ran = trainer(capfd, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(told)
    assert "请先给文件改名" in ran.err


@pytest.mark.parametrize("given", [("--reply", "您好\n海棠苑\x1b"), ("--reply=您好\n海棠苑\x1b",)])
def test_a_reply_may_come_from_anywhere(capfd: Capture, given: tuple[str, ...]) -> None:
    ran = trainer(capfd, "try", "in-late", *given)
    assert ran.code == 0, ran.err


def test_the_log_of_a_bug_may_be_shown_in_a_terminal(monkeypatch: pytest.MonkeyPatch, capfd: Capture) -> None:
    raising(monkeypatch, ZeroDivisionError("我们的\x1b[2J错"))
    path = Path(trainer(capfd, "doctor").err.splitlines()[0].partition("：")[2])
    assert "我们的‹U+001B›[2J错" in path.read_text(encoding="utf-8")
