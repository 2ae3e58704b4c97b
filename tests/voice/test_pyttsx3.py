"""The synthetic voice: real pyttsx3 and espeak-ng where they are installed, broken children everywhere."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from tests.voice.helpers import ROOT, line
from trainer.audio.level import dbfs
from trainer.text.count import chars
from trainer.voice.interface import Line, Sound, VoiceError
from trainer.voice.process import own_command
from trainer.voice.pyttsx3 import Pyttsx3Voice

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")
posix = pytest.mark.skipif(os.name != "posix", reason="the child is a shell")

LINES = (
    "喂！你们怎么管的？楼上漏水漏了三天了，我家天花板全泡烂了，打了几次电话都没人管，你们到底干什么吃的！",
    "我跟你说不着，叫你们领导来听电话！",
    "我姓赵，6号楼1单元1203，电话13912345678。",
    "那就今天下午吧。我把话放这儿，再没人来我可真要去告你们了。",
    "行了，我等着。",
    "喂，哪位？",
    "修好了，现在一点儿都不漏了。",
    "我家厨房水管漏了两天了，地上全是水，门锁也坏了，钥匙都插不进去，你们到底管不管啊！",
    "好，再见。",
    "你这一问我想起来了，阳台的地漏也堵了，水下得特别慢。",
)


@needs_espeak
@pytest.mark.parametrize(("pace", "sex"), [(120, "female"), (200, "male"), (300, "female")])
def test_every_line_lasts_as_long_as_the_callers_pace_makes_it(tmp_path: Path, pace, sex):
    voice = Pyttsx3Voice(tmp_path)
    off = {}
    for text in LINES:
        sound = voice.sound(Line(text, "x", tmp_path, sex, pace))
        assert sound is not None
        off[text] = sound.seconds / (chars(text) / pace * 60) - 1

    assert {text: round(share, 3) for text, share in off.items() if abs(share) > 0.1} == {}


@needs_espeak
def test_a_man_speaks_lower_than_a_woman(tmp_path: Path):
    voice = Pyttsx3Voice(tmp_path)

    woman, man = (voice.sound(Line(LINES[6], "x", tmp_path, sex, 200)) for sex in ("female", "male"))

    assert woman is not None
    assert man is not None
    assert _pitch(man) < _pitch(woman)


def _pitch(sound: Sound) -> float:
    """Hz: median of the autocorrelation's best lag over loud frames of 40 ms."""
    size = round(0.04 * sound.rate)
    found = []
    for at in range(0, len(sound.samples) - size, size):
        frame = sound.samples[at : at + size]
        if dbfs(frame) > -25:
            likeness = np.correlate(frame, frame, "full")[size - 1 :]
            low, high = sound.rate // 350, sound.rate // 70
            found.append(sound.rate / (low + int(np.argmax(likeness[low:high]))))
    return float(np.median(found))


@needs_espeak
def test_the_second_time_it_is_there_at_once_and_the_same(tmp_path: Path):
    first = Pyttsx3Voice(tmp_path).sound(line(tmp_path))
    again = Pyttsx3Voice(tmp_path, command=("/nowhere/no-such-program",)).sound(line(tmp_path))

    assert first is not None
    assert again is not None
    assert again.rate == first.rate
    assert np.abs(again.samples - first.samples).max() < 1e-4


def test_two_askers_at_once_get_one_rendering(tmp_path: Path):
    command, log = fake(tmp_path, "1.364")
    voice = Pyttsx3Voice(tmp_path / "cache", command=command)
    sounds: list[Sound | None] = []
    askers = [Thread(target=lambda: sounds.append(voice.sound(line(tmp_path)))) for _ in range(3)]

    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(60)

    assert [sound is not None for sound in sounds] == [True] * 3
    assert len(requests(log)) == 1


@needs_espeak
def test_a_damaged_cache_file_is_rendered_again(tmp_path: Path):
    first = Pyttsx3Voice(tmp_path).sound(line(tmp_path))
    (kept,) = tmp_path.glob("*.flac")
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])

    again = Pyttsx3Voice(tmp_path).sound(line(tmp_path))

    assert first is not None
    assert again is not None
    assert again.seconds == pytest.approx(first.seconds, abs=0.01)  # no two renderings of espeak are quite the same
    assert Pyttsx3Voice(tmp_path, command=("/nowhere/no-such-program",)).sound(line(tmp_path)) is not None


@needs_espeak
@pytest.mark.parametrize("pace", [60, 400])
def test_a_pace_beyond_what_the_engine_can_do_is_met_as_near_as_it_gets(tmp_path: Path, pace):
    sound = Pyttsx3Voice(tmp_path).sound(line(tmp_path, "好，再见。", pace=pace))

    assert sound is not None
    assert 0.35 <= sound.seconds <= 3.2


@needs_espeak
def test_everything_the_shipped_child_needs_is_found_from_any_folder(tmp_path: Path, monkeypatch):
    (tmp_path / "pyttsx3.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert Pyttsx3Voice(tmp_path / "cache").sound(line(tmp_path)) is not None


def test_a_line_with_nothing_to_say_has_no_sound(tmp_path: Path):
    voice = Pyttsx3Voice(tmp_path, command=("/nowhere/no-such-program",))

    assert voice.sound(line(tmp_path, "……")) is None
    assert voice.sound(line(tmp_path, "（对方没有说话）")) is None


FAKE = """
import json, sys
import numpy as np, soundfile
request = json.load(sys.stdin)
with open({log!r}, "a", encoding="utf-8") as log:
    log.write(json.dumps(request) + "\\n")
rate = 16000
seconds = {seconds}
soundfile.write(request["file"], 0.5 * np.sin(np.arange(int(rate * seconds)) * 0.1), rate)
print(json.dumps({{"ok": True, "voice": "fake"}}))
"""


def fake(tmp_path: Path, seconds: str) -> tuple[tuple[str, ...], Path]:
    """An engine whose line lasts `seconds`, a formula in the engine's rate."""
    log = tmp_path / "log"
    return (sys.executable, "-c", FAKE.format(log=str(log), seconds=seconds.replace("RATE", "request['rate']"))), log


def requests(log: Path) -> list[Mapping[str, Any]]:
    return [json.loads(text) for text in log.read_text(encoding="utf-8").splitlines()]


def test_the_rate_is_corrected_until_the_length_is_right(tmp_path: Path):
    command, log = fake(tmp_path, "400 / RATE")
    text = "我家漏水了"

    sound = Pyttsx3Voice(tmp_path / "cache", command=command).sound(line(tmp_path, text, pace=150))

    assert sound is not None
    assert sound.seconds == pytest.approx(5 / 150 * 60, rel=0.05)
    assert len(requests(log)) > 1
    assert dbfs(sound.samples) == pytest.approx(-20, abs=0.5)


def test_an_engine_that_ignores_the_rate_is_not_asked_for_ever(tmp_path: Path):
    command, log = fake(tmp_path, "1.7")

    sound = Pyttsx3Voice(tmp_path / "cache", command=command).sound(line(tmp_path, "我家漏水了", pace=300))

    assert sound is not None
    assert sound.seconds == pytest.approx(1.7, abs=0.05)
    assert len(requests(log)) <= 4


def test_stage_directions_are_not_spoken(tmp_path: Path):
    command, log = fake(tmp_path, "1.0")

    Pyttsx3Voice(tmp_path / "cache", command=command).sound(line(tmp_path, "（沙沙声）喂？", pace=300))

    assert requests(log)[0]["text"] == "喂?"


def test_the_engine_gets_numbers_in_words_and_pinyin(tmp_path: Path):
    command, log = fake(tmp_path, "1.0")

    Pyttsx3Voice(tmp_path / "cache", command=command, platform="linux").sound(line(tmp_path, "工号1008", pace=300))
    Pyttsx3Voice(tmp_path / "cache", command=command, platform="darwin").sound(line(tmp_path, "工号1008", pace=300))

    first, *_, last = requests(log)
    assert (first["text"], first["pinyin"], first["sex"]) == (
        "工号幺零零八",
        "gong1 hao4 yao1 ling2 ling2 ba1",
        "female",
    )
    assert first["file"].endswith(".wav")
    assert last["file"].endswith(".aiff")
    assert not Path(first["file"]).exists()


def answering(text: str) -> tuple[str, ...]:
    return (sys.executable, "-c", f"import json, sys; q = json.load(sys.stdin); {text}")


def told(kind: str) -> tuple[str, ...]:
    return answering(f"print(json.dumps(dict(ok=False, error={kind!r}, detail='boom')))")


OK = "print(json.dumps(dict(ok=True)))"
SILENCE = f"import numpy, soundfile; soundfile.write(q['file'], numpy.zeros(16000), 16000); {OK}"
SHORT = f"import numpy, soundfile; soundfile.write(q['file'], numpy.ones(160), 16000); {OK}"
LONG = f"import numpy, soundfile; soundfile.write(q['file'], numpy.ones(16000 * 60), 16000); {OK}"


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (answering(f"open(q['file'], 'wb').close(); {OK}"), "合成出来的声音不对"),
        (answering(OK), "合成出来的声音不对"),
        (answering(SILENCE), "合成出来的声音不对"),
        (answering(SHORT), "合成出来的声音不对"),
        (answering(LONG), "合成出来的声音不对"),
        (answering("sys.exit(9)"), "意外退出"),
        (told("no_library"), "pip install pyttsx3"),
        (told("no_espeak"), "sudo apt-get install espeak-ng"),
        (told("engine"), "boom"),
    ],
    ids=["empty", "no file", "silence", "too short", "too long", "dies", "pyttsx3", "espeak", "else"],
)
def test_a_fault_is_told_in_one_sentence_with_the_next_step(tmp_path: Path, command, says):
    voice = Pyttsx3Voice(tmp_path / "cache", command=command, timeout=60)

    with pytest.raises(VoiceError, match=says) as caught:
        voice.sound(line(tmp_path))

    assert "屏幕上" in caught.value.message
    assert "\n" not in caught.value.message
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    ("platform", "says"),
    [("linux", "espeak-ng 太旧"), ("win32", "语音包"), ("darwin", "普通话声音"), ("freebsd14", "espeak-ng 太旧")],
)
def test_no_chinese_voice_says_where_to_get_one(tmp_path: Path, platform, says):
    voice = Pyttsx3Voice(tmp_path, command=told("no_chinese"), platform=platform)

    with pytest.raises(VoiceError, match=says):
        voice.sound(line(tmp_path))


@posix
def test_an_engine_that_hangs_is_stopped_and_named(tmp_path: Path):
    voice = Pyttsx3Voice(tmp_path, command=("sleep", "600"), timeout=0.3)

    with pytest.raises(VoiceError, match="没有反应"):
        voice.sound(line(tmp_path))


def test_what_failed_once_is_not_waited_for_again(tmp_path: Path):
    command, log = fake(tmp_path, "0")
    voice = Pyttsx3Voice(tmp_path / "cache", command=command)

    messages = set()
    for text in ("我家漏水了。", "好，再见。"):
        with pytest.raises(VoiceError) as caught:
            voice.sound(line(tmp_path, text))
        messages.add(caught.value.message)

    assert len(requests(log)) == 1
    assert len(messages) == 1


def test_after_closing_nothing_is_rendered(tmp_path: Path):
    voice = Pyttsx3Voice(tmp_path)
    voice.close()

    with pytest.raises(VoiceError, match="停止"):
        voice.sound(line(tmp_path))


def test_without_pyttsx3_installed_lines_are_still_kept_apart(tmp_path: Path, monkeypatch):
    command, _ = fake(tmp_path, "1.0")
    monkeypatch.setattr("importlib.metadata.Distribution.from_name", _none)

    for sex in ("female", "male"):
        Pyttsx3Voice(tmp_path / "cache", command=command).sound(Line("我家漏水了", "x", tmp_path, sex, 300))

    assert len(list((tmp_path / "cache").glob("*.flac"))) == 2


def _none(name: str) -> None:
    from importlib.metadata import PackageNotFoundError

    raise PackageNotFoundError(name)


def test_the_shipped_command_runs_the_child_of_this_tree():
    assert own_command()[-1] == str(ROOT)
