"""The pieces of scripts/_setup.py, and what happens before it is imported."""

from __future__ import annotations

import ast
import errno
import subprocess
import sys
from pathlib import Path

import _setup
import pytest
from _setup import (
    DEMO,
    DEVELOPMENT,
    TOOLS,
    SetupError,
    check_space,
    check_venv_module,
    diagnose,
    fingerprint,
    guarded,
    install_commands,
    installed,
    lock_file,
    make_venv,
    pad,
    python_version,
    run,
    stamp_file,
    translate,
    venv_python,
    write_stamp,
)

ENTRIES = ("demo.py", "test.py", "bench.py", "check", "lock.py")
SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_script_parses_on_the_pythons_it_turns_away(name):
    ast.parse((SCRIPTS / name).read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("name", ENTRIES)
def test_an_old_python_is_told_so_in_one_sentence(name):
    code = "import runpy, sys; sys.version_info = (3, 10, 9); sys.version = '3.10.9 (old)'; runpy.run_path(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, str(SCRIPTS / name)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "需要 Python 3.11 或更新的版本，这里是 3.10.9：请到 https://www.python.org 安装。\n"


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_what_to_install(monkeypatch, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SetupError, match=f"缺少 {module} 模块.*apt install python3-venv"):
        check_venv_module()


def test_a_full_disk_stops_before_anything_is_installed(tmp_path):
    check_space(tmp_path, free=lambda _: 1_500_000_000)
    with pytest.raises(SetupError, match=r"只剩 0\.4 GB，安装约需 1\.5 GB"):
        check_space(tmp_path, free=lambda _: 400_000_000)


def test_the_interpreter_stands_elsewhere_on_windows():
    assert venv_python(Path("v"), windows=True) == Path("v/Scripts/python.exe")
    assert venv_python(Path("v"), windows=False) == Path("v/bin/python")


@pytest.fixture
def project(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project]\nname='甲'\n", encoding="utf-8")
    (tmp_path / ".venv").mkdir()
    (tmp_path / "requirements").mkdir()
    for name in (TOOLS, *DEVELOPMENT):
        lock_file(name, tmp_path).touch()
    return tmp_path


def test_a_stamp_holds_for_what_it_was_written_for(project):
    mark = fingerprint(project, "3.11.7")
    write_stamp(project / ".venv", mark, DEVELOPMENT)
    have = installed(project / ".venv", mark)
    assert have == set(DEVELOPMENT)
    assert have.issuperset(DEMO)
    assert not list((project / ".venv").glob("*.part"))


def test_a_stamp_of_the_demo_does_not_do_for_the_tests(project):
    mark = fingerprint(project, "3.11.7")
    write_stamp(project / ".venv", mark, DEMO)
    assert not installed(project / ".venv", mark).issuperset(DEVELOPMENT)


def test_another_pyproject_lock_python_or_place_makes_a_stamp_void(project):
    venv = project / ".venv"
    mark = fingerprint(project, "3.11.7")
    write_stamp(venv, mark, DEMO)
    assert not installed(venv, fingerprint(project, "3.12.0"))
    assert not installed(venv, {**mark, "root": "/elsewhere"})
    for file in (project / "pyproject.toml", *(lock_file(name, project) for name in (TOOLS, *DEVELOPMENT))):
        before = file.read_text(encoding="utf-8")
        file.write_text(before + "# 乙\n", encoding="utf-8")
        assert not installed(venv, fingerprint(project, "3.11.7")), file
        file.write_text(before, encoding="utf-8")
    assert installed(venv, fingerprint(project, "3.11.7"))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"installed": "whisper"}', "\x00"])
def test_a_damaged_stamp_counts_as_none(project, text):
    stamp_file(project / ".venv").write_text(text, encoding="utf-8")
    assert installed(project / ".venv", {}) == frozenset()


def test_the_version_of_a_python_that_does_not_run_is_none(tmp_path):
    assert python_version(tmp_path / "python") is None
    assert python_version(Path(sys.executable)) == ".".join(map(str, sys.version_info[:3]))


def test_pip_installs_the_tools_then_what_is_locked_then_the_project_alone():
    tools, packages, project = install_commands(Path("py thon"), DEVELOPMENT, Path("r"))
    for words in (tools, packages, project):
        assert words[:3] == ["py thon", "-m", "pip"]
    assert tools[-3:] == ["--require-hashes", "--requirement", str(Path("r/requirements/tools.txt"))]
    assert packages[-8:] == [
        "--no-build-isolation",
        "--require-hashes",
        "--requirement",
        str(Path("r/requirements/program.txt")),
        "--requirement",
        str(Path("r/requirements/cluster.txt")),
        "--requirement",
        str(Path("r/requirements/development.txt")),
    ]
    assert project[-4:] == ["--no-build-isolation", "--no-deps", "--editable", "."]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Collecting click>=8.1", "查找 click"),
        ("  Downloading click-8.5.1-py3-none-any.whl (108 kB)", "下载 click 8.5.1（108 kB）"),
        ("  Downloading https://x.org/a/b/av-1.2-cp3.whl.metadata (2 kB)", "下载 av 1.2（2 kB）"),
        ("  Downloading typing_extensions-4.16.0.tar.gz (9 kB)", "下载 typing_extensions 4.16.0.tar.gz（9 kB）"),
        ("Installing collected packages: a, b, c", "安装 3 个软件包"),
        ("WARNING: Retrying (Retry(total=3, connect=None", "网络不通，正在重试（还剩 3 次）"),
        ("Requirement already satisfied: click in /x", None),
    ],
)
def test_what_pip_says_is_shown_in_chinese(line, shown):
    assert translate(line) == shown


@pytest.mark.parametrize(
    ("log", "sentence"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "磁盘空间不足"),
        ("WARNING: Retrying (Retry(total=4\nERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE …", "校验值不符"),
        ("WARNING: Retrying (Retry(total=0\nERROR: No matching distribution found for x", "连不上软件源"),
        ("socket.gaierror: [Errno -3] Temporary failure in name resolution", "连不上软件源"),
        ("ERROR: [Errno 13] Permission denied: '/x'", "没有写入权限"),
        ("ERROR: No matching distribution found for x==9", "No matching distribution found for x==9"),
        ("  error: subprocess-exited-with-error\n      OSError: Readme file does not exist: README.md\n", "README.md"),
        ("", "pip 没有说明原因"),
    ],
    ids=["space", "sum", "retries", "names", "permission", "other", "build", "silent"],
)
def test_a_failed_installation_has_one_reason(log, sentence):
    told = diagnose(log, "安装没有成功")
    assert told.startswith("安装没有成功：")
    assert sentence in told
    assert "\n" not in told


def fails(error):
    raise error


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (SetupError("少了甲"), 1, "少了甲"),
        (KeyboardInterrupt(), 130, "已中断"),
        (OSError(errno.ENOSPC, "No space", "甲"), 1, "磁盘空间不足（甲）"),
        (PermissionError(errno.EACCES, "no", "乙"), 1, "没有读写权限（乙）"),
        (OSError(errno.EIO, "Input/output error"), 1, "系统报错：Input/output error"),
    ],
    ids=["missing", "interrupted", "space", "permission", "other"],
)
def test_every_end_is_one_sentence_and_a_code(capsys, error, code, sentence):
    assert guarded(lambda: fails(error)) == code
    told = capsys.readouterr().err.strip()
    assert told.startswith(sentence)
    assert "\n" not in told


def test_a_child_stopped_by_the_user_stops_us():
    assert run([sys.executable, "-c", "import sys; sys.exit(3)"]) == 3
    with pytest.raises(KeyboardInterrupt):
        run([sys.executable, "-c", "import sys; sys.exit(130)"])


def test_output_is_utf8_on_a_console_of_another_code_page():
    code = f"import sys; sys.path.append({str(SCRIPTS)!r}); import _setup; _setup.guarded(lambda: print('评分卡✓'))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=_setup.child_environment({"PYTHONIOENCODING": "cp936"}), capture_output=True,
        check=True,
    )  # fmt: skip
    assert done.stdout.decode("utf-8").strip() == "评分卡✓"


def test_children_speak_utf8_and_see_no_other_packages(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    env = _setup.child_environment({"X": "1"})
    assert "PYTHONPATH" not in env
    assert (env["PYTHONUTF8"], env["X"]) == ("1", "1")


@pytest.mark.parametrize(("columns", "line"), [(6, "甲a乙 "), (4, "甲a "), (5, "甲a乙")])
def test_a_progress_line_fills_the_terminal_and_no_more(columns, line):
    assert pad("甲a乙", columns) == line


def test_an_environment_that_is_a_link_is_left_alone(tmp_path):
    other = tmp_path / "other checkout"
    other.mkdir()
    (other / "kept").touch()
    link = tmp_path / ".venv"
    link.symlink_to(other, target_is_directory=True)

    with pytest.raises(SetupError, match="是一个链接"):
        make_venv(link)

    assert (other / "kept").exists()
