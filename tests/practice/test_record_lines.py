from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.practice.studio import room
from tests.voice.helpers import SCENARIO, scenario, speech, write
from trainer.audio.speech import segments
from trainer.errors import DeviceError, TrainerError
from trainer.practice.record_lines import Summary, matching, ready, record, register
from trainer.scenario.resolved import Scenario
from trainer.voice import manifest
from trainer.voice.lines import line_of, lines_of, recordings_folder
from trainer.voice.new_recording import keep
from trainer.voice.recorded import sound_of

NAMES = ["hear-1", "hear-2", "ask-busy", "ask-free-1", "ask-free-2", "goodbye"]
NOTHING = np.zeros(8000, dtype=np.float32)


@pytest.fixture
def talk(tmp_path: Path) -> Scenario:
    return scenario(tmp_path)


def recorded(talk: Scenario) -> list[str]:
    """The names of the lines that will be heard as recordings."""
    slots = talk.slots()
    return [line.name for line in lines_of(talk) if matching(line_of(talk, line, slots)) is not None]


def spoken(loudness: float = 1.0):
    return (speech() * np.float32(loudness), " ")


def test_a_line_is_shown_recorded_played_back_and_kept(talk: Scenario):
    at = room(" ", spoken(), "enter", "q")

    summary = record(talk, talk.slots(), at.studio)

    assert summary == Summary(kept=1, ended=True)
    assert recorded(talk) == ["hear-1"]
    assert "陈女士，女声，一分钟 200 字" in at.text
    assert "第 1/6 句 · hear-1 · 约 2 秒\n  我家漏水了。" in at.text
    assert any("正在录" in text for text in at.status)
    assert at.status[-1] == ""
    (played,) = at.earpiece.played
    kept = sound_of(recordings_folder(talk) / "hear-1.flac")
    assert kept.seconds == pytest.approx(played, abs=0.01)
    assert at.earpiece.stopped == 1


def test_what_is_kept_is_the_speech_without_the_quiet_around_it(talk: Scenario):
    quiet = np.random.default_rng(3).normal(0, 1e-4, 48_000).astype(np.float32)
    at = room(" ", (np.concatenate((quiet, speech(), quiet)), " "), "enter")

    record(talk, talk.slots(), at.studio, only="goodbye")

    kept = sound_of(recordings_folder(talk) / "goodbye.flac")
    (only, *_), (*_, last) = segments(speech()), segments(speech())
    assert kept.seconds == pytest.approx(last.end - only.start + 0.45, abs=0.15)


def test_every_line_in_turn_and_all_of_them_are_there_afterwards(talk: Scenario):
    at = room(*([" ", spoken(), "enter"] * 6))

    summary = record(talk, talk.slots(), at.studio)

    assert summary == Summary(kept=6)
    assert recorded(talk) == NAMES
    assert record(talk, talk.slots(), room().studio) == Summary(there=6)


def test_recorded_lines_are_skipped_unless_all_are_wanted(talk: Scenario):
    keep(recordings_folder(talk), "hear-1", "我家漏水了。", speech())

    some, every = room(), room()
    assert record(talk, talk.slots(), some.studio).there == 1
    assert record(talk, talk.slots(), every.studio, every=True).there == 0
    assert "第 1/5 句 · hear-2" in some.text
    assert "第 1/6 句 · hear-1" in every.text


def test_a_stale_recording_is_recorded_again(talk: Scenario):
    keep(recordings_folder(talk), "hear-2", "喂，是海棠苑吗？", speech())

    at = room("s", " ", spoken(), "enter")
    summary = record(talk, {"公司": "翠湖"}, at.studio, only="hear")

    assert summary == Summary(kept=1, skipped=1)
    assert "喂，是翠湖吗？" in at.text
    folder = recordings_folder(talk)
    assert manifest.read(folder)["hear-2.flac"] == manifest.digest("喂，是翠湖吗？")


def test_only_one_turn(talk: Scenario):
    at = room("s", "s")

    assert record(talk, talk.slots(), at.studio, only="hear") == Summary(skipped=2)


@pytest.mark.parametrize(
    ("steps", "summary", "played"),
    [
        ((" ", spoken(), "r", " ", spoken(), "enter"), Summary(kept=1), 2),
        ((" ", spoken(), "p", "p", "enter"), Summary(kept=1), 3),
        ((" ", spoken(), "s"), Summary(skipped=1), 1),
        ((" ", spoken(), "q"), Summary(ended=True), 1),
        ((" ", spoken(), "x", "E", "R", "c-d"), Summary(ended=True), 1),
        (("s",), Summary(skipped=1), 0),
        (("q",), Summary(ended=True), 0),
        ((), Summary(ended=True), 0),
    ],
    ids=["again", "listen again", "skip after", "end after", "other keys", "skip", "end", "Ctrl-D"],
)
def test_the_keys(talk: Scenario, steps, summary, played):
    at = room(*steps)

    assert record(talk, talk.slots(), at.studio, only="goodbye") == summary
    assert len(at.earpiece.played) == played
    assert recorded(talk) == (["goodbye"] if summary.kept else [])


def test_enter_ends_a_take_as_well_as_space(talk: Scenario):
    at = room(" ", (speech(), "enter"), "enter")

    assert record(talk, talk.slots(), at.studio, only="goodbye").kept == 1


@pytest.mark.parametrize(
    ("sound", "says"),
    [
        (NOTHING, "没有听到说话"),
        (speech() * np.float32(0.01), "声音太小"),
        (np.clip(speech() * 60, -1, 1), "破音"),
        (np.tile(speech(), 3), "长得多"),
        (speech(), "录了"),
    ],
    ids=["nobody", "soft", "loud", "long", "good"],
)
def test_what_is_not_good_is_said_at_once(talk: Scenario, sound, says):
    at = room(" ", (sound, " "))

    record(talk, talk.slots(), at.studio, only="hear")

    assert says in at.text


def test_half_a_line_is_noticed(tmp_path: Path):
    text = SCENARIO.replace(
        "好，再见。", "好，我知道了，那我就等你们的消息，明天下午我都在家，你们来以前给我打个电话，再见。"
    )
    long = scenario(tmp_path, text)
    at = room(" ", spoken())

    record(long, long.slots(), at.studio, only="goodbye")

    assert "短得多" in at.text


def test_a_take_ends_by_itself_before_memory_is_full(talk: Scenario):
    at = room(" ", (np.tile(speech(), 30), "x"), "q")

    record(talk, talk.slots(), at.studio, only="goodbye")

    (played,) = at.earpiece.played
    assert 55 < played < 61


def test_the_sound_before_the_key_and_on_its_way_after_it_belongs_to_the_take(talk: Scenario):
    """People speak as they press; the device is late by its latency."""
    middle = len(speech()) // 2
    before, rest = speech()[: middle // 800 * 800], speech()[middle // 800 * 800 :]
    at = room((before[:16000], ""), (before[16000:], " "), (rest, " "), "enter")
    at.microphone.latency = 0.2

    record(talk, talk.slots(), at.studio, only="goodbye")

    seconds = sound_of(recordings_folder(talk) / "goodbye.flac").seconds
    assert seconds > len(rest) / 16000 - 1 + 0.3


def test_without_speakers_it_is_recorded_all_the_same(talk: Scenario):
    at = room(" ", spoken(), "enter", speaker=False)

    assert record(talk, talk.slots(), at.studio, only="goodbye").kept == 1


def test_speakers_that_are_pulled_out_do_not_stop_it(talk: Scenario):
    at = room(" ", spoken(), "enter")
    at.earpiece.fails = True

    assert record(talk, talk.slots(), at.studio, only="goodbye").kept == 1
    assert "放不出来：耳机拔掉了" in at.text


def test_after_ctrl_c_what_was_kept_is_there(talk: Scenario):
    with pytest.raises(KeyboardInterrupt):
        record(talk, talk.slots(), room(" ", spoken(), "enter", " ", (NOTHING, "^C")).studio)

    assert recorded(talk) == ["hear-1"]


def test_a_microphone_that_is_lost_leaves_what_was_kept(talk: Scenario):
    at = room(" ", spoken(), "enter", " ", spoken())
    at.microphone.lost_after = 150

    with pytest.raises(DeviceError):
        record(talk, talk.slots(), at.studio)

    assert recorded(talk) == ["hear-1"]


@pytest.mark.parametrize("only", ["nowhere", "greet"])
def test_a_turn_without_lines_is_named(talk: Scenario, only):
    with pytest.raises(TrainerError, match=f"没有“{only}”这一回合") as caught:
        ready(talk, only)

    assert "hear" in caught.value.message


def test_a_caller_who_says_nothing_needs_no_recording(tmp_path: Path):
    text = SCENARIO[: SCENARIO.index("  - id: hear")]

    with pytest.raises(TrainerError, match="没有台词"):
        ready(scenario(tmp_path, text))


def test_a_folder_that_cannot_be_written_says_to_copy_the_scenario(tmp_path: Path, talk: Scenario):
    (tmp_path / "voices").touch()

    with pytest.raises(TrainerError, match="复制") as caught:
        record(talk, talk.slots(), room().studio)

    assert "trainer record talk.yaml" in caught.value.message


def test_an_installed_scenario_is_not_recorded_where_an_update_would_lose_it(tmp_path: Path, monkeypatch):
    package = tmp_path / "trainer" / "scenarios"
    package.mkdir(parents=True)
    monkeypatch.setattr("trainer.practice.record_lines.default_library", lambda: package)

    with pytest.raises(TrainerError, match="复制"):
        ready(scenario(package))
    assert list(package.iterdir()) == [package / "talk.yaml"]


def test_an_unreadable_manifest_is_told_before_anybody_speaks(talk: Scenario):
    folder = recordings_folder(talk)
    folder.mkdir(parents=True)
    (folder / "lines.json").write_text("{", encoding="utf-8")

    with pytest.raises(TrainerError, match="--register"):
        ready(talk)
    assert recorded(talk) == []


def test_a_recording_from_elsewhere_is_heard_and_entered(talk: Scenario):
    folder = recordings_folder(talk)
    write(folder / "hear-1.opus", speech())
    write(folder / "goodbye.wav", speech())
    write(folder / "ask-busy.wav", speech())
    at = room("p", "enter", "s", "enter", microphone=False)

    summary = register(talk, talk.slots(), at.studio)

    assert summary == Summary(kept=2, skipped=1)
    assert recorded(talk) == ["hear-1", "goodbye"]
    assert len(at.earpiece.played) == 4
    assert "hear-1.opus\n  我家漏水了。" in at.text
    again = room("q", microphone=False)
    assert register(talk, talk.slots(), again.studio) == Summary(there=1, ended=True)


def test_a_second_file_of_a_line_is_offered_where_the_first_is_refused(talk: Scenario):
    folder = recordings_folder(talk)
    write(folder / "hear-1.opus", speech())
    write(folder / "hear-1.wav", speech())

    register(talk, talk.slots(), room("s", "enter", microphone=False).studio, only="hear")

    assert list(manifest.read(folder)) == ["hear-1.wav"]


def test_a_broken_file_is_named_and_not_entered(talk: Scenario):
    folder = recordings_folder(talk)
    folder.mkdir(parents=True)
    (folder / "hear-1.wav").touch()
    at = room(microphone=False)

    assert register(talk, talk.slots(), at.studio) == Summary(skipped=1)
    assert "空文件" in at.text


def test_nothing_is_entered_unheard(talk: Scenario):
    with pytest.raises(TrainerError, match="先听一遍"):
        register(talk, talk.slots(), room(microphone=False, speaker=False).studio)


def test_a_manifest_that_cannot_be_written_is_told(talk: Scenario, monkeypatch):
    write(recordings_folder(talk) / "hear-1.wav", speech())

    def full(folder: Path, entries: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(manifest, "write", full)

    with pytest.raises(TrainerError, match="磁盘满了"):
        register(talk, talk.slots(), room("enter", microphone=False).studio)
