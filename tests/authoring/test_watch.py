"""Checked again after every change, by looking at time and size; the sleep is the test's own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from trainer.authoring.watch import INTERVAL, PATIENCE, uses, watch


class Day:
    """What happens between the looks, one thing before each; then the trainer presses ^C."""

    def __init__(self, path: Path, *events: Callable[[], object] | None, pack: bool = False) -> None:
        self.events, self.log, self.looks = list(events), list[str](), 0
        with pytest.raises(KeyboardInterrupt):
            watch(path, lambda: self.say("check"), lambda: self.say("gone"), self.sleep, pack=pack)

    def say(self, word: str) -> None:
        self.log.append(f"{word} {self.looks}")

    def sleep(self, seconds: float) -> None:
        assert seconds == INTERVAL
        if self.looks == len(self.events):
            raise KeyboardInterrupt
        event = self.events[self.looks]
        self.looks += 1
        if event is not None:
            event()


@pytest.fixture
def saved(talk_path: Path) -> Callable[..., Callable[[], None]]:
    """Saves a file with a time of its own, as if later each time."""
    times = iter(range(2_000_000_000, 2_000_000_100))

    def saved(path: Path = talk_path, text: str = "id: talk\nuse: [small]\n") -> Callable[[], None]:
        def save() -> None:
            path.write_text(text, encoding="utf-8")
            at = next(times)
            os.utime(path, (at, at))

        return save

    return saved


def test_it_is_checked_at_once_and_after_each_change(talk_path, saved):
    assert Day(talk_path, None, saved(), None, saved(text="id: talk\n"), None).log == ["check 0", "check 2", "check 4"]


def test_a_used_pack_counts_another_does_not(talk_path, saved):
    small, other = talk_path.parent / "packs" / "small.yaml", talk_path.parent / "packs" / "other.yaml"

    assert Day(talk_path, saved(other), saved(small), saved(other)).log == ["check 0", "check 2"]


def test_a_missing_pack_counts_when_it_comes(talk_path, saved):
    late = talk_path.parent / "packs" / "late.yml"

    day = Day(talk_path, saved(text="use: late\n"), None, saved(late), saved(talk_path.parent / "packs" / "small.yaml"))

    assert day.log == ["check 0", "check 1", "check 3"]


def test_a_file_that_vanishes_for_a_moment_is_no_news(talk_path, saved):
    aside = talk_path.with_suffix(".bak")

    day = Day(talk_path, lambda: talk_path.rename(aside), None, lambda: aside.rename(talk_path), None, saved())

    assert day.log == ["check 0", "check 5"]


def test_a_half_written_file_is_not_read(talk_path, saved):
    assert Day(talk_path, saved(text=""), None, saved(), None).log == ["check 0", "check 3"]


def test_a_file_that_stays_away_is_told_once_and_checked_when_it_is_back(talk_path, saved):
    waits = [None] * (PATIENCE + 3)

    day = Day(talk_path, talk_path.unlink, *waits, saved(), None)

    assert day.log == ["check 0", f"gone {PATIENCE + 1}", f"check {PATIENCE + 5}"]


def test_while_the_file_is_away_nothing_is_checked_whatever_its_packs_do(talk_path, saved):
    waits = [None] * PATIENCE
    small = talk_path.parent / "packs" / "small.yaml"

    day = Day(talk_path, talk_path.unlink, *waits, saved(small), saved(small), saved(), None)

    assert day.log == ["check 0", f"gone {PATIENCE + 1}", f"check {PATIENCE + 4}"]


def test_a_file_that_stays_empty_is_checked(talk_path, saved):
    day = Day(talk_path, saved(text=""), *[None] * (PATIENCE + 2))

    assert day.log == ["check 0", f"check {PATIENCE + 1}"]


def test_a_pack_is_checked_with_its_neighbours(talk_path, saved):
    packs = talk_path.parent / "packs"
    saved(packs / "other.yaml")()

    assert Day(packs / "small.yaml", saved(packs / "other.yaml"), pack=True).log == ["check 0", "check 1"]
    assert packs / "small.yaml" not in uses(packs / "small.yaml", pack=True)


@pytest.mark.parametrize("text", ["id: [", "- 1\n", ""], ids=["broken", "a list", "empty"])
def test_what_cannot_be_read_may_use_any_pack(talk_path, text):
    talk_path.write_text(text, encoding="utf-8")

    assert talk_path.parent / "packs" / "small.yaml" in uses(talk_path, pack=False)
