"""Two hundred damaged files at every door, in a process that a hang or a lack of memory can be seen of.

Ten thousand: `scripts/bench.py fuzz`.
"""

from __future__ import annotations

import random

import pytest
from _fuzz import DOORS, damaged, trainer
from bench_fuzz import assault
from mutate import BLOWS

COUNT = 200


@pytest.mark.parametrize("door", DOORS)
def test_what_is_damaged_is_told_or_read(door):
    done = assault(door, COUNT, seed=12)
    assert done.files == COUNT
    assert done.broken == []


@pytest.mark.parametrize("door", DOORS)
def test_the_same_seed_and_number_give_the_same_file(door):
    files = [("a", b"first line\nsecond line\n")]
    assert damaged(door, 1, 7, files) == damaged(door, 1, 7, files)
    assert damaged(door, 1, 0, files) == files[0]


@pytest.mark.parametrize("kind", BLOWS)
def test_every_blow_may_fall_on_any_file(kind):
    for content in (b"", b"x", b"\xff" * 9, b"{}", b"PK\3\4", "您好: [好]\n".encode()):
        for blow in BLOWS[kind]:
            for seed in range(20):
                assert isinstance(blow(content, random.Random(seed)), bytes)


def test_a_command_that_ends_as_it_should_is_no_crash(tmp_path):
    assert "找不到" in trainer("check", str(tmp_path / "none.yaml"))


def test_a_worker_that_says_nothing_is_counted(tmp_path, monkeypatch):
    """With no patience at all every file is a hang, and the next one is tried all the same."""
    done = assault("toml", 2, patience=0)
    assert (done.files, len(done.broken)) == (2, 2)
    assert "no answer within 0 s" in done.broken[0]
