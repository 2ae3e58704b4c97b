from __future__ import annotations

import os
from pathlib import Path

import pytest

from trainer.recognition.catalogue import Archive, Entry, Source
from trainer.recognition.what_to_fetch import Machine, this_machine, what_to_fetch

GB = 1_000_000_000


def entry(name: str, engine: str, language: str, size: int, unpacked: int) -> Entry:
    source = Source("url", (Archive("0", size, "", url="https://models.invalid/x"),))
    return Entry(name, name, engine, language, "MIT", unpacked, (source,), {}, {})


CATALOGUE = (
    entry("vosk-cn", "vosk", "zh", 44_000_000, 68_000_000),
    entry("whisper-base", "whisper", "multi", 133_000_000, 148_000_000),
    entry("whisper-small", "whisper", "multi", 486_000_000, 486_000_000),
    entry("vosk-ko", "vosk", "ko", 87_000_000, 100_000_000),
)


@pytest.mark.parametrize(
    ("there", "machine", "names"),
    [
        ([], Machine(4, 8 * GB, 50 * GB), ["whisper-base", "vosk-cn", "whisper-small"]),
        (["whisper-base"], Machine(4, 8 * GB, 50 * GB), ["vosk-cn", "whisper-small"]),
        (["whisper-base", "vosk-cn"], Machine(2, 8 * GB, 50 * GB), []),
        ([], Machine(8, GB, 50 * GB), ["whisper-base", "vosk-cn"]),
        ([], Machine(8, None, 50 * GB), ["whisper-base", "vosk-cn", "whisper-small"]),
        ([], Machine(8, 8 * GB, 200_000_000), ["vosk-cn"]),
        ([], Machine(8, 8 * GB, 0), []),
    ],
    ids=["everything", "one is there", "two cores", "little memory", "memory unknown", "little room", "no room"],
)
def test_what_fits_the_machine_is_told_the_tuned_one_first(there, machine, names) -> None:
    assert [one.name for one in what_to_fetch(CATALOGUE, there, machine)] == names


def test_each_has_its_command_its_size_and_its_reason() -> None:
    tuned, live, trial = map(str, what_to_fetch(CATALOGUE, [], Machine(4, 8 * GB, 50 * GB)))
    assert tuned.startswith("trainer models pull whisper-base（133 MB）：打分")
    assert "出字" in live
    assert "trainer evaluate" in trial


def test_a_machine_in_words() -> None:
    assert str(Machine(2, 8 * GB, 20 * GB)) == "2 核，内存 8 GB，磁盘还空 20 GB"
    assert str(Machine(2, None, 20 * GB)) == "2 核，磁盘还空 20 GB"


def test_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = this_machine(tmp_path / "not" / "yet")
    assert here.cores >= 1
    assert here.free > 0

    def refuse(_name: str) -> int:
        raise ValueError

    monkeypatch.setattr(os, "sysconf", refuse, raising=False)
    assert this_machine(tmp_path).memory is None
    monkeypatch.delattr(os, "sysconf")
    assert this_machine(tmp_path).memory is None
