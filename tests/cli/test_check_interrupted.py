"""^C while the library is checked by several processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]


def _children(process: int) -> bool:
    return bool(Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").strip())


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children are told from Linux's /proc")
@pytest.mark.parametrize("working", [0.0, 0.05, 2.0], ids=["as they start", "a moment later", "at work"])
def test_it_ends_at_once_with_one_sentence(working: float) -> None:
    command = [sys.executable, "-m", "trainer", "check"]
    environment = {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "HOME": os.environ["HOME"]}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as checking:
        while checking.poll() is None and not _children(checking.pid):
            time.sleep(0.005)
        time.sleep(working)
        os.killpg(checking.pid, signal.SIGINT)
        said, _ = checking.communicate(timeout=PATIENCE)
    assert (checking.returncode, said.decode().strip()) == (130, "已停止。")
