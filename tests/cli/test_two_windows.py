"""Two windows, one trainee: real programs in real terminals (ptys), ended by real signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from patience import PATIENCE

from trainer.history.opened import opened
from trainer.history.values import Session
from trainer.practice import saved_state

pty = pytest.importorskip("pty", reason="Windows has no ptys")

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "tests" / "practice" / "mini.yaml"

ELSEWHERE = "正在另一个窗口里练"


class Window:
    """The program in a terminal of its own."""

    def __init__(self, env: dict[str, str], folder: Path, *arguments: str) -> None:
        self._keyboard, inside = pty.openpty()
        self.program = subprocess.Popen(
            [sys.executable, "-m", "trainer", *arguments],
            stdin=inside, stdout=inside, stderr=inside, env=env, cwd=folder, start_new_session=True,
        )  # fmt: skip
        os.close(inside)
        self._raw = b""
        self._seen = 0
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                piece = os.read(self._keyboard, 65536)
            except OSError:  # Linux says so when the program is gone
                return
            if not piece:
                return
            self._raw += piece

    @property
    def text(self) -> str:
        """All that was written so far."""
        return self._raw.decode("utf-8", "replace")

    def see(self, words: str) -> None:
        """Wait until the words are written, after those that were waited for last."""
        deadline = time.monotonic() + PATIENCE
        while (place := self.text.find(words, self._seen)) < 0:
            assert time.monotonic() < deadline, f"never seen: {words}\n{self.text[-3000:]}"
            assert self.program.poll() is None or self._reader.is_alive(), f"ended without {words}\n{self.text[-3000:]}"
            time.sleep(0.02)
        self._seen = place + len(words)

    def type(self, line: str = "") -> None:
        os.write(self._keyboard, f"{line}\r".encode())

    def end(self) -> int:
        """Wait for the program's own end; its exit code."""
        code = self.program.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code

    def kill(self) -> None:
        self.program.send_signal(signal.SIGKILL)
        self.end()

    def close(self) -> None:
        if self.program.poll() is None:
            self.kill()
        self._reader.join(PATIENCE)
        os.close(self._keyboard)


Open = Callable[..., Window]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "trainer.toml").write_text('data_folder = "data"\nby = "keyboard"\n', encoding="utf-8")
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "COVERAGE_PROCESS_START")}
    home = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return {**kept, **home, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "COLUMNS": "80", "LINES": "24"}


@pytest.fixture
def open_window(env: dict[str, str], tmp_path: Path) -> Iterator[Open]:
    opened: list[Window] = []

    def start(*arguments: str) -> Window:
        opened.append(Window(env, tmp_path, *arguments))
        return opened[-1]

    yield start
    for window in opened:
        window.close()


def in_the_middle(open_window: Open, *arguments: str) -> Window:
    """A practice whose first reply was given and is kept."""
    window = open_window("practice", str(MINI), *arguments)
    if "exam" in arguments:
        window.see("现在是谁")
        window.type()
    window.see("准备好了")
    window.type()
    window.see("叮铃铃")
    window.type()
    window.see("我：")
    window.type("您好，海棠苑客户服务中心")
    window.see("陈女士：")
    window.see("我：")
    return window


def kept(folder: Path) -> list[Session]:
    with opened(folder / "data") as store:
        return [store.session(number) for number in store.chosen()]


def trainer(env: dict[str, str], folder: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "trainer", *arguments],
        input=typed, env=env, cwd=folder, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False,
    )  # fmt: skip


def test_a_practice_open_in_another_window_is_neither_resumed_nor_written_over(
    env: dict[str, str], tmp_path: Path, open_window: Open
) -> None:
    first = in_the_middle(open_window)
    before = kept(tmp_path)

    second = open_window("practice", "--resume")
    assert second.end() == 1
    assert ELSEWHERE in second.text
    piped = trainer(env, tmp_path, "practice", "--resume", typed="非常抱歉\n再见\n")
    assert (piped.returncode, ELSEWHERE in piped.stderr) == (1, True)
    assert trainer(env, tmp_path, "results").returncode == 0
    assert kept(tmp_path) == before

    first.type("/退出")
    first.see("已经存好")
    assert first.end() == 0
    assert "上次没有正常结束" not in trainer(env, tmp_path, "practice", "--resume", typed="非常抱歉\n再见\n").stdout
    assert [one.finished for one in kept(tmp_path)] == [True]
    assert not list((tmp_path / "data" / "sessions").glob("*.lock"))


def test_a_killed_practice_is_taken_over_and_that_is_said(
    env: dict[str, str], tmp_path: Path, open_window: Open
) -> None:
    in_the_middle(open_window).kill()

    second = open_window("practice", "--resume")
    second.see("上次没有正常结束，接着练")
    second.see("接着上次：报修小练习")
    second.see("我：")
    third = trainer(env, tmp_path, "practice", "--resume")
    assert (third.returncode, ELSEWHERE in third.stderr) == (1, True)
    second.type("/退出")
    assert second.end() == 0


def test_an_older_one_is_resumed_where_the_last_is_open_elsewhere(
    env: dict[str, str], tmp_path: Path, open_window: Open
) -> None:
    left = in_the_middle(open_window)
    left.type("/退出")
    assert left.end() == 0
    time.sleep(1)  # sessions are told apart by the second
    open_elsewhere = in_the_middle(open_window)

    second = open_window("practice", "--resume")
    second.see(ELSEWHERE)
    second.see("接着上次：报修小练习")
    second.type("/退出")
    assert second.end() == 0
    assert open_elsewhere.program.poll() is None


def test_the_menu_does_not_offer_what_another_window_has(tmp_path: Path, open_window: Open) -> None:
    first = in_the_middle(open_window)

    menu = open_window()
    menu.see("现在是谁")
    menu.type()
    menu.see("输入数字")
    menu.type("1")
    menu.see(ELSEWHERE)
    menu.see("来电")
    assert "没有做完" not in menu.text
    first.kill()
    menu.type()
    menu.see("输入数字")
    menu.type("1")
    menu.see("没有做完")
    menu.see("接着做")
    menu.type("1")
    menu.see("上次没有正常结束，接着练")


def test_recordings_of_an_open_practice_are_not_deleted(env: dict[str, str], tmp_path: Path, open_window: Open) -> None:
    first = in_the_middle(open_window)
    [session] = kept(tmp_path)
    for name in (session.key, "20200101-000000-old-abcdef"):
        folder = tmp_path / "data" / "recordings" / name
        folder.mkdir(parents=True)
        (folder / "001.flac").write_bytes(b"fLaC")

    every = trainer(env, tmp_path, "recordings", "--delete", "all")
    assert (every.returncode, "删掉了 1 句" in every.stdout, ELSEWHERE in every.stderr) == (1, True, True)
    one = trainer(env, tmp_path, "recordings", "--delete", "1")
    assert (one.returncode, ELSEWHERE in one.stderr) == (1, True)
    assert (tmp_path / "data" / "recordings" / session.key / "001.flac").exists()

    first.kill()
    assert trainer(env, tmp_path, "recordings", "--delete", "1").returncode == 0
    assert not (tmp_path / "data" / "recordings" / session.key).exists()


def test_a_result_of_one_window_stays_when_another_was_in_the_middle(
    env: dict[str, str], tmp_path: Path, open_window: Open
) -> None:
    """B finishes what A has open: B is refused, and what A then does stands."""
    first = in_the_middle(open_window, "--mode", "exam")
    trainer(env, tmp_path, "practice", "--resume", typed="非常抱歉\n再见\n3-2-501\n13800138000\n\n")
    first.type("好")
    first.see("你就一句话都不说")
    first.see("我：")
    first.type("好")
    first.see("那就这样")
    first.see("我：")
    first.type("再见")
    first.see("等对方先挂")
    first.type()
    for field in ("房号", "电话", "其他"):
        first.see(field)
        first.type("不记得")
    first.see("总分")
    [session] = kept(tmp_path)
    assert session.finished
    assert [visit.attempts[0][0].text for visit in saved_state.from_json(session.state).visits] == [
        "您好，海棠苑客户服务中心",
        "好",
        "好",
        "再见",
    ]


def test_four_new_practices_at_once_are_four_whole_sessions(env: dict[str, str], tmp_path: Path) -> None:
    programs = [
        subprocess.Popen(
            [sys.executable, "-m", "trainer", "practice", str(MINI)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env, cwd=tmp_path,
        )
        for _ in range(4)
    ]  # fmt: skip
    for program in programs:
        program.communicate("您好，海棠苑客户服务中心\n非常抱歉\n再见\n".encode(), PATIENCE)
    assert [program.returncode for program in programs] == [0] * 4
    assert [one.finished for one in kept(tmp_path)] == [True] * 4
