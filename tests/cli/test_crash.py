"""What a crash log holds: enough to find the fault, nothing that is the user's."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

import trainer.cli as cli
from trainer.cli import crash

from .helpers import trainer

Capture = pytest.CaptureFixture[str]
PRIVATE = ("赔不起", "海棠苑", "钱多多", "甲方", "1380013", "-我的")


def log(printed: str) -> Path:
    return Path(printed.splitlines()[0].partition("：")[2])


def fails(said: str) -> None:
    """An error that quotes what was said, on the way to another one."""
    try:
        raise ValueError(f"坏了：{said}")
    except ValueError as error:
        raise RuntimeError(f"也坏了：{said}") from error


def test_the_log_holds_no_value_no_path_and_nothing_said(
    monkeypatch: pytest.MonkeyPatch, capfd: Capture, tmp_path: Path
) -> None:
    scenario = tmp_path / "甲方.yaml"
    monkeypatch.setattr("trainer.cli.try_.find", fails)
    ran = trainer(
        capfd, "try", str(scenario), "--turn=greet", "--reply", "赔不起", "--reply=-我的", "--variant", "海棠苑",
        "--heard", "--why",
    )  # fmt: skip
    assert ran.code == 3
    text = log(ran.err).read_text(encoding="utf-8")
    assert "command: try --turn --reply --reply --variant --heard --why\n" in text
    assert "builtins.ValueError" in text
    assert "builtins.RuntimeError" in text
    assert "in fails" in text
    assert not [word for word in PRIVATE if word in text]
    assert str(tmp_path) not in text


def test_what_python_says_about_our_code_is_kept(monkeypatch: pytest.MonkeyPatch, capfd: Capture) -> None:
    monkeypatch.setattr("trainer.recognition.models.Models", lambda: None)
    ran = trainer(capfd, "models", "list")
    text = log(ran.err).read_text(encoding="utf-8")
    assert "command: models list\n" in text
    assert "AttributeError: 'NoneType' object has no attribute 'status'" in text


def test_a_command_that_cannot_even_be_loaded_is_named_in_no_log(
    monkeypatch: pytest.MonkeyPatch, capfd: Capture
) -> None:
    def broken(*_: object) -> None:
        raise ImportError("no module named such")

    monkeypatch.setattr(cli.LazyGroup, "get_command", broken)
    ran = trainer(capfd, "doctor", "--slot", "甲方")
    assert ran.code == 3
    text = log(ran.err).read_text(encoding="utf-8")
    assert "command: \n" in text
    assert "ImportError: no module named such" in text
    assert "甲方" not in text


def test_a_deep_recursion_makes_a_short_log(monkeypatch: pytest.MonkeyPatch, capfd: Capture) -> None:
    def one(number: int) -> int:
        return other(number + 1)

    def other(number: int) -> int:
        return one(number) + 1

    monkeypatch.setattr("trainer.cli.try_.find", lambda name: one(0))
    ran = trainer(capfd, "try", "x", "--turn", "greet", "--reply", "好")
    assert log(ran.err).stat().st_size < 30_000


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_only_the_user_may_read_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        own = log(crash.report_crash(cli.group, ["doctor"]))
        assert stat.S_IMODE(own.stat().st_mode) == 0o600
        assert stat.S_IMODE(own.parent.stat().st_mode) == 0o700
        own.parent.chmod(0o777)
        log(crash.report_crash(cli.group, ["doctor"]))
        assert stat.S_IMODE(own.parent.stat().st_mode) == 0o700

        shared = tmp_path / "tmp"
        shared.mkdir()
        shared.chmod(0o1777)
        monkeypatch.setattr(crash, "_log_folder", lambda: own / "no folder")
        monkeypatch.setattr(crash.tempfile, "gettempdir", lambda: str(shared))
        spare = log(crash.report_crash(cli.group, ["doctor"]))
        assert spare.parent == shared
        assert stat.S_IMODE(spare.stat().st_mode) == 0o600
        assert stat.S_IMODE(shared.stat().st_mode) == 0o1777
    finally:
        os.umask(before)
