"""Fetch an archive by URL, going on where an earlier try stopped."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from trainer.errors import ModelError
from trainer.recognition.checksum import sha256

CONNECT = 5.0  # s; also the longest silence of the server while it sends
PIECE = 1 << 16  # bytes

Progress = Callable[[int, int], None]  # bytes done, bytes in all


class UnreachableError(ModelError):
    """This source cannot be reached or broke off; another one may help."""


def fetch(url: str, target: Path, size: int, digest: str, progress: Progress) -> Path:
    """The archive at `target`, complete and with the right sha256.

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
    return part.replace(target)


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
