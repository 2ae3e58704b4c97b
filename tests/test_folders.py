"""Folders that only the user may enter."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from trainer import folders

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=["umask 000", "umask 022", "umask 077"], autouse=True)
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_that_is_made_is_private(tmp_path: Path) -> None:
    folders.make_private(tmp_path / "a" / "b" / "c")
    assert [mode(tmp_path / part) for part in ("a", "a/b", "a/b/c")] == [0o700] * 3
    folders.make_private(tmp_path / "a" / "b" / "c")


def test_a_wider_folder_is_narrowed_but_not_the_one_the_user_put_it_in(tmp_path: Path) -> None:
    (tmp_path / "mine" / "sessions").mkdir(parents=True)
    (tmp_path / "mine").chmod(0o775)
    (tmp_path / "mine" / "sessions").chmod(0o777)
    folders.make_private(tmp_path / "mine" / "sessions")
    assert mode(tmp_path / "mine" / "sessions") == 0o700
    assert mode(tmp_path / "mine") == 0o775


def test_our_own_folder_above_is_narrowed_too() -> None:
    for own in (folders.data(), folders.config(), folders.cache(), folders.logs()):
        own.mkdir(parents=True)
        own.chmod(0o777)
        folders.make_private(own / "inside")
        assert (mode(own), mode(own / "inside")) == (0o700, 0o700)
        assert mode(own.parent) & 0o077 == 0o777 & ~_now() & 0o077  # that one is not ours


def _now() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask


def test_what_is_no_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        folders.make_private(tmp_path / "file" / "inside")
