from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from patience import PATIENCE

from tests.voice.helpers import line, speech
from trainer.voice.interface import Line, Silent, Sound, VoiceError
from trainer.voice.new_recording import keep
from trainer.voice.open_voice import Notices, Voices, open_voice

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")


@dataclass
class Given:
    """A voice that has some lines, or fails at them."""

    name: str
    has: tuple[str, ...] = ()
    fails: str | None = None
    asked: list[str] = field(default_factory=list)

    def sound(self, line: Line) -> Sound | None:
        self.asked.append(line.name)
        if self.fails is not None:
            raise VoiceError(self.fails)
        return Sound(np.ones(len(self.name), dtype=np.float32), 1) if line.name in self.has else None


class Slow:
    """Renders one line, then waits until it is closed."""

    name = "slow"

    def __init__(self) -> None:
        self.started, self.closed, self.rendered = Event(), Event(), list[str]()

    def sound(self, line: Line) -> Sound | None:
        self.started.set()
        if not self.closed.wait(PATIENCE):
            raise AssertionError("nobody closed it")
        self.rendered.append(line.name)
        raise VoiceError("朗读已经停止")

    def close(self) -> None:
        self.closed.set()


def lines(folder: Path, *names: str) -> list[Line]:
    return [line(folder, name=name) for name in names]


def test_the_first_voice_that_has_the_line_speaks_it(tmp_path: Path):
    both = Voices("both", (Given("recorded", ("a",)), Given("synthetic", ("a", "b")), Silent()))

    sounds = [both.sound(one) for one in lines(tmp_path, "a", "b", "c")]

    assert [sound and len(sound.samples) for sound in sounds] == [len("recorded"), len("synthetic"), None]


def test_a_voice_that_fails_is_told_once_and_not_asked_again(tmp_path: Path):
    told: list[str] = []
    broken, next_one = Given("broken", fails="没有 espeak-ng"), Given("next", ("b",))
    voices = Voices("both", (broken, next_one), Notices(told.append))

    sounds = [voices.sound(one) for one in lines(tmp_path, "a", "b", "c")]

    assert [sound is not None for sound in sounds] == [False, True, False]
    assert told == ["没有 espeak-ng"]
    assert broken.asked == ["a"]
    assert next_one.asked == ["a", "b", "c"]


def test_without_anybody_to_tell_a_failure_is_silence(tmp_path: Path):
    assert Voices("one", (Given("broken", fails="坏了"),)).sound(line(tmp_path)) is None


def test_what_fails_in_the_background_is_told_when_a_line_is_wanted(tmp_path: Path):
    told: list[str] = []
    broken = Given("broken", fails="坏了")
    voices = Voices("one", (broken,), Notices(told.append))

    voices.prepare(lines(tmp_path, "a", "b"))
    assert voices.ready(30)
    assert told == []
    assert broken.asked == ["a"]

    assert voices.sound(line(tmp_path)) is None
    assert told == ["坏了"]


def test_lines_are_prepared_in_their_order(tmp_path: Path):
    given = Given("all", ("a", "b", "c"))
    voices = Voices("one", (given,))

    voices.prepare(lines(tmp_path, "a", "b", "c"))

    assert voices.ready(30)
    assert given.asked == ["a", "b", "c"]
    assert Voices("one", ()).ready()


def test_preparing_is_stopped_in_the_middle(tmp_path: Path):
    told: list[str] = []
    slow = Slow()
    voices = Voices("one", (slow,), Notices(told.append))
    voices.prepare(lines(tmp_path, "a", "b", "c"))
    assert slow.started.wait(PATIENCE)
    assert not voices.ready(0)

    voices.close()
    voices.close()

    assert voices.ready(0)
    assert slow.rendered == ["a"]
    assert voices.sound(line(tmp_path)) is None
    assert told == []


def test_preparing_something_else_takes_the_place_of_the_first(tmp_path: Path):
    given = Given("all", ("a",))
    voices = Voices("one", (given,))

    voices.prepare(lines(tmp_path, "a"))
    voices.prepare(lines(tmp_path, "b"))

    assert voices.ready(30)
    assert given.asked[-1] == "b"


@pytest.mark.parametrize("kind", ["auto", "recorded", "pyttsx3", "silent"])
def test_every_kind_opens_without_an_engine_and_bears_its_name(tmp_path: Path, kind):
    voices = open_voice(kind, tmp_path)
    voices.close()

    assert voices.name == kind


@needs_espeak
@pytest.mark.parametrize(
    ("kind", "recorded", "seconds"),
    [
        ("auto", True, "recording"),
        ("auto", False, "synthesis"),
        ("recorded", True, "recording"),
        ("recorded", False, None),
        ("pyttsx3", True, "synthesis"),
        ("silent", True, None),
    ],
)
def test_a_recording_wins_over_synthesis(tmp_path: Path, kind, recorded, seconds):
    if recorded:
        keep(tmp_path / "voices", "hear-1", "我家漏水了。", speech())
    voices = open_voice(kind, tmp_path / "cache")

    sound = voices.sound(line(tmp_path / "voices"))

    voices.close()
    if seconds is None:
        assert sound is None
    else:
        assert sound is not None
        wanted = len(speech()) / 16000 if seconds == "recording" else 5 / 220 * 60
        assert sound.seconds == pytest.approx(wanted, rel=0.1)


def test_a_broken_recording_is_told_through_warn(tmp_path: Path):
    path = keep(tmp_path, "hear-1", "我家漏水了。", speech())
    path.write_bytes(b"fLaC")
    told: list[str] = []
    voices = open_voice("recorded", tmp_path / "cache", told.append)

    assert voices.sound(line(tmp_path)) is None
    assert voices.sound(line(tmp_path)) is None
    assert len(told) == 1
    assert str(path) in told[0]
