from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from evaluations import measured

import trainer.cli.models as cli_models
from trainer.errors import ModelError
from trainer.recognition import models
from trainer.recognition.catalogue import Entry, read_catalogue
from trainer.recognition.evaluation import write_evaluation
from trainer.recognition.installed import Check, Installed, needed_files
from trainer.recognition.models import Status

from .helpers import trainer

Capture = pytest.CaptureFixture[str]
KOREAN = Installed("vosk-ko", "vosk", "ko", Path("/m/vosk-ko"))
HERE = Installed("whisper-base", "whisper", "multi", Path("/m/whisper-base"))


class StandIn:
    """The models folder of a computer that is not this one."""

    folder = Path("/m")
    catalogue: tuple[Entry, ...] = ()
    statuses = (
        Status("whisper-base", "多语言", 145_000_000, HERE),
        Status("my-own", "", None, HERE),
        Status("vosk-cn", "中文", 44_000_000, None),
    )
    checks: tuple[Check, ...] = ()
    error: ModelError | None = None

    def status(self) -> tuple[Status, ...]:
        return self.statuses

    def pull(self, name: str | None, say: Any, progress: Any) -> Installed:
        if self.error:
            raise self.error
        say("先试 Vosk 的官网。")
        for done in (0, 5, 10, 100):
            progress("model.bin", done, 100)
        progress("未知大小", 5, 0)
        return Installed(name or "vosk-cn", "vosk", "zh", Path("/m/x"))

    def add(self, path: Path, name: str | None, progress: Any) -> Installed:
        progress(path.name, 1, 1)
        return Installed(name or path.stem, "vosk", "zh", path)

    def verify(self, name: str | None) -> tuple[Check, ...]:
        del name
        return self.checks


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    stand_in = StandIn()
    monkeypatch.setattr(models, "Models", lambda: stand_in)
    return stand_in


def test_list(capfd: Capture, there: StandIn) -> None:
    ran = trainer(capfd, "models", "list")
    assert (ran.code, ran.err) == (0, "模型放在：/m\n".replace("/m", str(there.folder)))
    assert ran.out.splitlines() == [
        "whisper-base\t已安装\t145 MB\t多语言\t已调好；这里没测过",
        "my-own\t已安装\t\t\t已调好；这里没测过",
        "vosk-cn\t未安装\t44 MB\t中文",
    ]


def test_list_says_what_else_this_computer_can_use(capfd: Capture, there: StandIn, tmp_path: Path) -> None:
    there.folder, there.catalogue = tmp_path, read_catalogue()
    ran = trainer(capfd, "models", "list")
    assert "还可以装：" in ran.err
    assert "  trainer models pull whisper-base" not in ran.err
    assert "vosk-ko" not in ran.err


def test_list_says_what_was_measured_here(capfd: Capture, there: StandIn, tmp_path: Path) -> None:
    model = Installed("whisper-own", "whisper", "multi", tmp_path)
    for name in needed_files("whisper", tmp_path):
        (tmp_path / name).write_text(name, encoding="utf-8")
    write_evaluation(model, measured(model, 0.123))
    there.statuses = (Status("whisper-own", "", None, model), Status("vosk-ko", "韩语", None, KOREAN))
    assert trainer(capfd, "models", "list").out.splitlines() == [
        "whisper-own\t已安装\t\t\t没调过；这里测过：字错率 12.3%（10 段）", "vosk-ko\t已安装\t\t韩语",
    ]  # fmt: skip


@pytest.mark.parametrize(("arguments", "name"), [((), "vosk-cn"), (("whisper-base",), "whisper-base")])
def test_pull(capfd: Capture, there: StandIn, arguments: tuple[str, ...], name: str) -> None:
    ran = trainer(capfd, "models", "pull", *arguments)
    assert (ran.code, ran.out) == (0, f"语音模型 {name} 可以用了。\n")
    assert ran.err.splitlines() == ["先试 Vosk 的官网。", "model.bin 0%", "model.bin 10%", "model.bin 100%"]


def test_pull_that_fails(capfd: Capture, there: StandIn) -> None:
    there.error = ModelError("磁盘空间不够。")
    ran = trainer(capfd, "models", "pull")
    assert (ran.code, ran.out, ran.err) == (1, "", "磁盘空间不够。\n")


def test_progress_bar_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    with cli_models._bar() as show:
        show("model.bin", 1, 0)
        show("model.bin", 50, 100)
        show("model.bin", 100, 100)


def test_add(capfd: Capture, there: StandIn) -> None:
    assert trainer(capfd, "models", "add", "下载/vosk.zip").out == "语音模型 vosk 可以用了。\n"
    assert trainer(capfd, "models", "add", "x", "--name", "vosk-cn").out == "语音模型 vosk-cn 可以用了。\n"


VERIFY = {
    "whole": ((Check("a", (), True),), 0, ["a\t完整"]),
    "own": ((Check("a", (), False),), 0, ["a\t完整（自己添加的，没有可比对的校验值）"]),
    "broken": ((Check("a", (), True), Check("b", ("少了 x", "y 不对"), True)), 1, ["a\t完整", "b\t少了 x；y 不对"]),
}


@pytest.mark.parametrize(("checks", "code", "lines"), VERIFY.values(), ids=VERIFY)
def test_verify(capfd: Capture, there: StandIn, checks: tuple[Check, ...], code: int, lines: list[str]) -> None:
    there.checks = checks
    ran = trainer(capfd, "models", "verify")
    assert (ran.code, ran.out.splitlines(), ran.err) == (code, lines, "")


def test_verify_without_any_model(capfd: Capture, there: StandIn) -> None:
    ran = trainer(capfd, "models", "verify")
    assert (ran.code, ran.out) == (0, "")
    assert "trainer models pull" in ran.err


@pytest.mark.parametrize(
    "arguments", [("add", "没有的文件夹"), ("pull", "nonsense"), ("verify", "nonsense")], ids=["add", "pull", "verify"]
)
def test_real_models_say_what_is_wrong(
    capfd: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("TRAINER_MODELS", str(tmp_path / "models"))
    ran = trainer(capfd, "models", *arguments)
    assert (ran.code, ran.out) == (1, "")
    assert arguments[1] in ran.err
