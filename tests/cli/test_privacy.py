"""What the program writes is the user's own, whatever the umask and whatever was there before."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "tests" / "practice" / "mini.yaml"
GOOD = "您好，海棠苑客户服务中心\n非常抱歉\n再见\n3-2-501\n13800138000\n\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")


def practise(home: Path, umask: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "trainer", "practice", str(MINI)],
        input=GOOD, cwd=home, env={**os.environ, "PYTHONPATH": str(ROOT)}, umask=umask,
        capture_output=True, encoding="utf-8", timeout=PATIENCE, check=True,
    )  # fmt: skip
    assert "总分" in done.stdout


def wide(folder: Path) -> list[str]:
    """What under the folder, itself included, somebody else may use."""
    return [path.name for path in (folder, *folder.rglob("*")) if stat.S_IMODE(path.stat().st_mode) & 0o077]


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_sessions_are_private_and_so_is_the_folder_they_are_in(own_home: Path, umask: int) -> None:
    practise(own_home, umask)
    data = Path(os.environ["XDG_DATA_HOME"]) / "call-trainer"
    assert (data / "history.db").is_file()
    assert wide(data) == []


def test_what_was_wide_before_is_narrowed_with_the_next_session(own_home: Path) -> None:
    data = Path(os.environ["XDG_DATA_HOME"]) / "call-trainer"
    (data / "sessions").mkdir(parents=True)
    data.chmod(0o777)
    (data / "sessions").chmod(0o777)
    practise(own_home, 0o000)
    assert wide(data) == []


def test_a_data_folder_that_the_user_chose_keeps_its_mode_and_what_is_ours_inside_is_private(own_home: Path) -> None:
    (own_home / "trainer.toml").write_text('data_folder = "练习"\n', encoding="utf-8")
    (own_home / "练习").mkdir()
    (own_home / "练习").chmod(0o755)
    practise(own_home, 0o000)
    assert wide(own_home / "练习") == ["练习"]
