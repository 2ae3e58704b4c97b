from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile

from trainer.batch.evaluate import Hearing, Reading, chosen, evaluation, read_with, unreadable, worst
from trainer.batch.said_texts import Said
from trainer.batch.wordings import Wordings
from trainer.errors import AudioError, RecognitionError, TrainerError
from trainer.recognition.evaluation import Share
from trainer.recognition.scripted import ScriptedRecogniser
from trainer.scenario.load import load

SPEECH = Path(__file__).parents[1] / "data" / "match" / "m001.opus"
ROOT = Path(__file__).parents[2]


def ticking(step: float) -> Callable[[], float]:
    """A clock that goes on by `step` seconds whenever it is looked at."""
    times = iter(range(1000))
    return lambda: step * next(times)


def reading(name: str, errors: int, characters: int, **more: object) -> Reading:
    return Reading(name, "说", "听", errors, characters, 10.0, 2.0, "cpu", **more)


@pytest.mark.parametrize(
    ("limit", "names"), [(None, "abcdef"), (9, "abcdef"), (6, "abcdef"), (3, "ace"), (1, "a"), (4, "abde")]
)
def test_a_few_are_spread_over_all(limit: int | None, names: str) -> None:
    assert "".join(chosen("abcdef", limit)) == names


def test_what_cannot_be_read_is_all_told(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("no sound", encoding="utf-8")
    names = [str(tmp_path / "text.wav"), str(SPEECH), str(tmp_path / "gone.wav")]
    told = list(unreadable(names, None))
    assert len(told) == 2
    assert "text.wav" in told[0]
    assert "gone.wav" in told[1]


def test_a_recording_is_read_and_compared() -> None:
    found = read_with(
        ScriptedRecogniser.says("您好", *[""] * 9),
        str(SPEECH),
        Said("您好，工号三", "x"),
        Hearing(clock=ticking(2)),
    )
    assert (found.said, found.heard) == ("x", "您好")
    assert (found.characters, found.took) == (1, 2.0)
    assert found.seconds == pytest.approx(soundfile.info(SPEECH).duration, abs=0.1)
    assert found.wanted == found.found == frozenset()


def test_of_two_sides_the_agents_is_compared(tmp_path: Path) -> None:
    sound, rate = soundfile.read(SPEECH, dtype="float32")
    two = tmp_path / "two.wav"
    both = [[0.0, 0.0]] * len(sound) * 2
    for at, sample in enumerate(sound):
        both[at], both[len(sound) + at] = [sample, 0.0], [0.0, sample]
    soundfile.write(two, both, rate)
    said = Said("您好", "您好喂")
    found = read_with(ScriptedRecogniser.says(*["您好"] * 9), str(two), said, Hearing(clock=ticking(1)))
    assert found.said == "您好"


def test_wordings_are_looked_for_in_both_texts() -> None:
    wordings = Wordings(load(ROOT / "scenarios" / "in-aftersales.yaml"))
    said = Said("您好，请问有什么可以帮您", "您好，请问有什么可以帮您")
    found = read_with(
        ScriptedRecogniser.says("您好，我不知道", *[""] * 9),
        str(SPEECH),
        said,
        Hearing(wordings=wordings, clock=ticking(1)),
    )
    assert {kind for kind, _ in found.wanted} == {"asked"}
    assert found.wanted - found.found
    assert {kind for kind, _ in found.found} == {"asked", "forbidden"}


def test_a_failure_of_the_engine_names_the_recording() -> None:
    class Broken(ScriptedRecogniser):
        def transcribe_many(self, windows):
            raise RecognitionError("坏了。")

    with pytest.raises(TrainerError, match=r"m001\.opus：坏了。"):
        read_with(Broken.says(), str(SPEECH), Said("好", "好"), Hearing(clock=ticking(1)))
    with pytest.raises(AudioError, match=r"gone\.wav"):
        read_with(ScriptedRecogniser.says(), "gone.wav", Said("好", "好"), Hearing(clock=ticking(1)))


def test_figures_are_of_all_recordings_together() -> None:
    two, one = frozenset({("asked", "甲"), ("asked", "乙")}), frozenset({("asked", "甲")})
    readings = (reading("a", 1, 10, wanted=two, found=one), reading("b", 5, 30, wanted=one, found=two))
    found = evaluation(ScriptedRecogniser.says(), readings, "2026-11-30", {}, "s")
    assert (found.recordings, found.seconds, found.characters, found.rtf) == (2, 20.0, 40, 0.2)
    assert (found.cer.value, found.cer.hits, found.cer.of) == (0.15, 6, 40)
    assert found.cer.low == 0.1
    assert found.recall == found.precision == Share(0.6667, 0.2077, 0.9385, 2, 3)


def test_nothing_to_find_has_no_share() -> None:
    found = evaluation(ScriptedRecogniser.says(), (reading("a", 1, 10),), "2026-11-30", {}, "s")
    assert found.recall is None
    assert (found.cer.low, found.cer.high) == (None, None)
    assert evaluation(ScriptedRecogniser.says(), (reading("a", 1, 10),), "2026-11-30", {}).precision is None


def test_the_worst_have_errors_and_the_highest_rate_comes_first() -> None:
    readings = [reading("a", 0, 10), reading("b", 1, 10), reading("c", 3, 10), reading("d", 2, 10)]
    assert [one.recording for one in worst(readings, 2)] == ["c", "d"]
    assert worst(readings[:1]) == ()
