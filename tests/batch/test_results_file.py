"""One line a recording, whatever happens to the file."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from trainer.batch import results_file
from trainer.batch.jobs import Job, Line, Options, failure_line
from trainer.batch.results_file import LOCK, MOST_UNSYNCED, NAME, Results, ResultsError, open_results


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def job(recording: str, key: str = "k") -> Job:
    return Job(recording, "sha", Options(), key=key)


def line(one: Job, total: int = 100) -> Line:
    told = {"recording": one.recording, "key": one.key, "trainee": one.trainee, "date": one.date}
    data = {"total": total, "call": {"source": one.recording}, "job": told}
    return Line(json.dumps(data, ensure_ascii=False))


def written(folder: Path) -> list[tuple[str, object]]:
    lines = (folder / NAME).read_text(encoding="utf-8").splitlines()
    return [(one["job"]["recording"], one.get("total")) for one in map(json.loads, lines)]


def add(folder: Path, *jobs: Job, total: int = 100) -> None:
    with open_results(folder, Clock()) as results:
        for one in jobs:
            results.append(one, line(one, total))


def test_what_is_done_is_known_when_the_file_is_opened_again(tmp_path: Path) -> None:
    add(tmp_path / "新" / "的", job("甲"), job("乙", "other"))
    with open_results(tmp_path / "新" / "的", Clock()) as results:
        assert results.has(job("甲"))
        assert results.has(job("乙", "other"))
        assert not results.has(job("甲", "another"))
        assert not results.has(job("丙"))
        assert [one["job"]["recording"] for one in results.lines()] == ["甲", "乙"]


def test_a_later_line_stands_in_place_of_an_earlier_one(tmp_path: Path) -> None:
    add(tmp_path, job("甲"), job("乙"))
    add(tmp_path, job("甲", "new"), total=50)
    assert written(tmp_path) == [("乙", 100), ("甲", 50)]
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize("torn", ['{"total": 1, "job": {"recording": "乙", "key"', '{"a"', "\0\0\0", ""])
def test_a_torn_last_line_is_as_if_it_had_never_been(tmp_path: Path, torn: str) -> None:
    add(tmp_path, job("甲"))
    with (tmp_path / NAME).open("ab") as file:
        file.write(torn.encode())
    add(tmp_path, job("乙"))
    assert written(tmp_path) == [("甲", 100), ("乙", 100)]


def test_lines_a_power_failure_has_spoilt_are_left_out(tmp_path: Path) -> None:
    add(tmp_path, job("甲"))
    with (tmp_path / NAME).open("ab") as file:
        file.write(b"\0" * 80 + b"\n")
    with open_results(tmp_path, Clock()) as results:
        assert results.has(job("甲"))
        results.append(job("乙"), line(job("乙")))
    assert written(tmp_path) == [("甲", 100), ("乙", 100)]


@pytest.mark.parametrize(
    "content", [b"hello\n", b'{"format": 1, "total": 3}\n', b"[1]\n"], ids=["text", "JSON", "list"]
)
def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(ResultsError, match="这不是批量打分留下的文件"), open_results(tmp_path, Clock()):
        pass
    assert (tmp_path / NAME).read_bytes() == content


def test_failures_are_tried_again_but_for_recordings_without_a_call(tmp_path: Path) -> None:
    with open_results(tmp_path, Clock()) as results:
        results.append(job("坏"), failure_line(job("坏"), "audio", "坏：坏了"))
        results.append(job("空"), failure_line(job("空"), "no_call", "空：没有人说话"))
        assert not results.has(job("坏"))
        assert results.has(job("空"))
    with open_results(tmp_path, Clock()) as results:
        assert not results.has(job("坏"))
        assert results.has(job("空"))


def test_a_recording_that_could_not_be_read_is_never_done(tmp_path: Path) -> None:
    with open_results(tmp_path, Clock()) as results:
        results.append(job("甲", ""), line(job("甲", "")))
        assert not results.has(job("甲", ""))
        assert not results.take_over(job("乙", ""))


def test_a_copy_gets_the_result_of_the_same_sound(tmp_path: Path) -> None:
    first, copy = tmp_path / "甲.wav", str(tmp_path / "乙.wav")
    first.touch()
    add(tmp_path, job(str(first)))
    with open_results(tmp_path, Clock()) as results:
        assert results.take_over(job(copy))
        assert results.has(job(copy))
        assert not results.take_over(job("丙", "other"))
        assert [one["call"]["source"] for one in results.lines()] == [str(first), copy]
    assert written(tmp_path) == [(str(first), 100), (copy, 100)]


def test_another_trainee_or_date_renews_the_line_and_the_result_stays(tmp_path: Path) -> None:
    told = replace(job("甲.wav"), trainee="2031", date="2026-11-30")
    empty = replace(job("空.wav", "silence"), trainee="2031")
    add(tmp_path, job("甲.wav"))
    with open_results(tmp_path, Clock()) as results:
        results.append(job("空.wav", "silence"), failure_line(job("空.wav", "silence"), "no_call", "没有人说话"))
        for one in (told, empty):
            assert not results.has(one)
            assert results.take_over(one)
            assert results.has(one)
    with open_results(tmp_path, Clock()) as results:
        assert results.has(told)
        assert results.has(empty)
        scored, silent = results.lines()
    assert (scored["total"], scored["call"]["trainee"]) == (100, "2031")
    assert (scored["job"]["trainee"], scored["job"]["date"]) == ("2031", "2026-11-30")
    assert (silent["error"]["code"], silent["job"]["trainee"]) == ("no_call", "2031")


def test_a_result_of_sound_that_has_changed_since_is_not_taken_over(tmp_path: Path) -> None:
    add(tmp_path, job("甲.wav"))
    with open_results(tmp_path, Clock()) as results:
        results.append(job("甲.wav", "changed"), line(job("甲.wav", "changed"), 50))
        assert not results.take_over(job("乙.wav"))
        assert not results.take_over(job("甲.wav"))


@pytest.mark.skipif(sys.platform == "win32", reason="has no modes")
def test_results_are_the_users_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = tmp_path / "新" / "的"
        add(folder, job("甲"), job("乙"))
        assert [one.stat().st_mode & 0o777 for one in (folder.parent, folder, folder / NAME)] == [0o700, 0o700, 0o600]
        (folder / NAME).chmod(0o644)
        with open_results(folder, Clock()) as results:
            assert {one.name: one.stat().st_mode & 0o777 for one in folder.iterdir()} == {NAME: 0o600, LOCK: 0o600}
            results.append(job("甲", "new"), line(job("甲", "new")))  # a line goes: the file is written anew
        assert (folder / NAME).stat().st_mode & 0o777 == 0o600
        tmp_path.chmod(0o755)
        add(tmp_path, job("甲"))
        assert tmp_path.stat().st_mode & 0o777 == 0o755  # the user's own folder
    finally:
        os.umask(before)


def test_a_stored_call_is_scored_again_for_another_trainee(tmp_path: Path) -> None:
    add(tmp_path, job("甲.json"))
    with open_results(tmp_path, Clock()) as results:
        assert not results.take_over(replace(job("甲.json"), trainee="2031"))
        assert results.take_over(replace(job("甲.json"), date="2026-11-30"))


def test_a_recording_that_was_moved_has_one_line(tmp_path: Path) -> None:
    add(tmp_path, job(str(tmp_path / "旧.wav")))
    with open_results(tmp_path, Clock()) as results:
        assert results.take_over(job("新.wav"))
    assert written(tmp_path) == [("新.wav", 100)]


def test_one_process_writes_at_a_time(tmp_path: Path) -> None:
    with (
        open_results(tmp_path, Clock()),
        pytest.raises(ResultsError, match="另一个窗口正在往这里打分"),
        open_results(tmp_path, Clock()),
    ):
        pass


def test_lines_reach_the_disk_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[float] = []
    clock = Clock()
    monkeypatch.setattr(results_file.os, "fsync", lambda _: synced.append(clock.time))
    with open_results(tmp_path, clock) as results:
        for number in range(MOST_UNSYNCED):
            assert synced == []
            results.append(job(str(number)), line(job(str(number))))
        assert synced == [0.0]
        results.sync_if_due()
        clock.time = 10.0
        results.append(job("a"), line(job("a")))
        clock.time = 10.9
        results.sync_if_due()
        assert synced == [0.0]
        clock.time = 11.0
        results.sync_if_due()
        assert synced == [0.0, 11.0]
        results.append(job("b"), line(job("b")))
    assert synced == [0.0, 11.0, 11.0]


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of the size of files")
def test_a_full_disk_leaves_whole_lines_and_is_told(tmp_path: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with open_results(tmp_path, Clock()) as results:
        results.append(job("甲"), line(job("甲")))
        size = (tmp_path / NAME).stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, before[1]))
        try:
            with pytest.raises(ResultsError, match=r"文件太大.*已经写好的 1 通都在.*再运行同一条命令"):
                results.append(job("乙"), line(job("乙")))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert (tmp_path / NAME).stat().st_size == size
        assert not results.has(job("乙"))
        results.append(job("乙"), line(job("乙")))
    assert written(tmp_path) == [("甲", 100), ("乙", 100)]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_a_device_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / NAME).symlink_to("/dev/full")
    with pytest.raises(ResultsError, match="管道或设备"), open_results(tmp_path, Clock()):
        pass


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(ResultsError, match="建不了这个文件夹"), open_results(tmp_path / "x" / "y", Clock()):
        pass


def test_where_the_file_cannot_be_made_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refuse(path: Path, flags: int, *more: int) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(13, "denied")
        return opened(path, flags, *more)

    monkeypatch.setattr(results_file.os, "open", refuse)
    with pytest.raises(ResultsError, match=r"写不进去（没有权限）"):
        Results(tmp_path / NAME, Clock())
