"""A real terminal of 80 × 24 for tests, by tmux."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import pytest
from patience import PATIENCE

ROOT = Path(__file__).resolve().parents[1]

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed: apt-get install tmux")


class Terminal:
    """A program in a terminal of 80 × 24, ended with the `with` block; its home and working folder are `folder`."""

    def __init__(self, folder: Path, *args: str, settings: str = "", **env: str) -> None:
        """`settings`: lines of trainer.toml; `env` adds to the environment."""
        self.tmux = ["tmux", "-L", f"trainer-{os.getpid()}-{time.monotonic_ns()}", "-f", "/dev/null"]
        (folder / "trainer.toml").write_text(f'data_folder = "data"\n{settings}', encoding="utf-8")
        words = " ".join(f"'{word}'" for word in (sys.executable, "-m", "trainer", *args))
        env = {"HOME": str(folder), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONFAULTHANDLER": "1", **env}
        env["PYTHONWARNINGS"] = "error,ignore::ResourceWarning"
        environment = " ".join(f"'{name}={value}'" for name, value in env.items())
        environment = f"-u COLUMNS -u LINES {environment}"  # readline exports the size it found
        shell = f"cd '{folder}'; env {environment} {words}; echo EXIT $?; stty -a | grep -o -- '-\\?icanon'; sleep 600"
        self._run("new-session", "-d", "-x", "80", "-y", "24", shell)

    def _run(self, *args: str) -> str:
        # -u: UTF-8 whatever the locale of the test run
        return subprocess.run(
            [self.tmux[0], "-u", *self.tmux[1:], *args], check=True, capture_output=True, encoding="utf-8"
        ).stdout

    def press(self, *keys: str) -> None:
        """Keys by tmux's names."""
        self._run("send-keys", *keys)

    def type(self, text: str) -> None:
        """A line, ended with Enter."""
        self._run("send-keys", "-l", text)
        self.see(text)
        self.press("Enter")

    def resize(self, columns: int, rows: int = 24) -> None:
        """Another size of window; waits until the program can see it."""
        self._run("resize-window", "-x", str(columns), "-y", str(rows))
        deadline = time.monotonic() + PATIENCE
        with Path(self._run("display-message", "-p", "#{pane_tty}").strip()).open("rb") as tty:
            while os.get_terminal_size(tty.fileno()).columns != columns:
                assert time.monotonic() < deadline, "the window keeps its size"
                time.sleep(0.05)

    def screen(self) -> str:
        """What a person sees now."""
        return self._run("capture-pane", "-p")

    def history(self) -> str:
        """What a person sees after scrolling back."""
        return self._run("capture-pane", "-p", "-S", "-500")

    def see(self, words: str) -> str:
        """Wait until the words stand on the screen."""
        deadline = time.monotonic() + PATIENCE
        while words not in (text := self.screen()):
            assert time.monotonic() < deadline, f"never seen: {words}\n{text}\n{self.stacks()}"
            time.sleep(0.05)
        return text

    def see_often(self, words: str, times: int) -> str:
        """Wait until the words stand on the screen so many times."""
        deadline = time.monotonic() + PATIENCE
        while (text := self.screen()).count(words) < times:
            assert time.monotonic() < deadline, f"not seen {times} times: {words}\n{text}"
            time.sleep(0.05)
        return text

    def stacks(self) -> str:
        """End the program so that it tells what each of its threads was doing."""
        shell = self._run("list-panes", "-F", "#{pane_pid}").strip()
        subprocess.run(["pkill", "-ABRT", "-P", shell, "-f", "trainer"], check=False)
        time.sleep(1)
        return self._run("capture-pane", "-p", "-S", "-200")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the program; may be called twice."""
        subprocess.run([*self.tmux, "kill-server"], check=False, capture_output=True)
