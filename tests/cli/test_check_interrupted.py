"""^C while the library is checked by several processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups to interrupt like this")
@pytest.mark.parametrize("seconds", [1.0, 3.0])
def test_it_ends_at_once_with_one_sentence(seconds: float) -> None:
    command = [sys.executable, "-m", "trainer", "check"]
    environment = {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "HOME": os.environ["HOME"]}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as checking:
        time.sleep(seconds)
        os.killpg(checking.pid, signal.SIGINT)
        said, _ = checking.communicate(timeout=60)
    assert (checking.returncode, said.decode().strip()) == (130, "已停止。")
