"""`trainer record`: the trainer speaks the caller's lines, one after the other. Everything it touches is passed in."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trainer.audio.interface import Microphone, Speaker
from trainer.audio.level import dbfs
from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.errors import AudioError, DeviceError, TrainerError, reason
from trainer.practice.keyboard import Keys
from trainer.scenario.library import default_library
from trainer.scenario.resolved import Scenario
from trainer.scenario.suggestions import offer
from trainer.text.count import chars
from trainer.visible import argument, one_line
from trainer.voice import manifest
from trainer.voice.interface import Line
from trainer.voice.lines import Possible, line_of, lines_of, recordings_folder
from trainer.voice.new_recording import Fault, NewRecording, cut, enter, keep, writable
from trainer.voice.recorded import sound_of

LONGEST = 60.0  # s; a recording stops there by itself
LEAD = 0.3  # s before the key is pressed that still belong to it
TICK = 0.05  # s between two looks at the keys
DRAW = 0.1  # s of sound between two drawings of the bar
ODD = 2.0  # times longer or shorter than the caller's pace makes it

FAULTS: Mapping[Fault, str] = {
    "quiet": "声音太小了，请靠近麦克风或调高音量，按 r 重录。",
    "clipped": "声音太大，有些地方破音了，请离麦克风远一点，按 r 重录。",
    "noisy": "周围太吵了，请换个安静的地方，按 r 重录。",
}


@dataclass(frozen=True, slots=True)
class Studio:
    """What recording needs."""

    keys: Keys
    say: Callable[[str], None]  # prints one line
    status: Callable[[str], None]  # draws over the line drawn last; "" takes it away
    microphone: Microphone | None = None  # None: nothing is recorded (only `register`)
    speaker: Speaker | None = None  # None: nothing can be played back
    sleep: Callable[[float], None] = time.sleep  # s; between two looks at the keys where no microphone sets the pace


@dataclass(slots=True)
class Summary:
    """What came of it."""

    kept: int = 0
    skipped: int = 0
    there: int = 0  # recorded before, and still right
    ended: bool = False  # by q


def ready(scenario: Scenario, only: str | None = None) -> tuple[Possible, ...]:
    """The lines in question. Raises TrainerError where there are none, or where recordings cannot be kept."""
    lines = lines_of(scenario)
    turns = list(dict.fromkeys(line.turn for line in lines))
    if not lines:
        raise TrainerError("这个情景里客户没有台词，不用录。")
    if only is not None and only not in turns:
        raise TrainerError(f"没有“{only}”这一回合，或者客户在那里不说话{offer(only, turns)}")
    folder = recordings_folder(scenario)
    inside = default_library().resolve()
    packaged = inside.parent.name == "trainer" and Path(scenario.path).resolve().is_relative_to(inside)
    if packaged or not writable(folder):  # what is put into the installed package goes away with the next update
        own = f"{scenario.id}.yaml"
        raise TrainerError(
            f"录音存不进 {folder}。请先把情景文件复制到自己的文件夹，再录：\n"
            f"  复制 {one_line(scenario.path)} 成 {own}\n  trainer record {own}"
        )
    try:
        manifest.read(folder)
    except manifest.ManifestError as error:
        raise TrainerError(
            f"{folder / manifest.FILE}：录音清单读不懂（{error}）。\n"
            f"请删掉或改名，再运行：trainer record {argument(scenario.path)} --register"
        ) from error
    return tuple(line for line in lines if only in (None, line.turn))


def record(
    scenario: Scenario, slots: Mapping[str, str], studio: Studio, *, only: str | None = None, every: bool = False
) -> Summary:
    """Record each line that has no matching recording yet; `every`: all of them; `only`: those of one turn.

    Each line is on disk before the next one starts. Raises TrainerError; DeviceError where the microphone is lost.
    """
    lines, folder = ready(scenario, only), recordings_folder(scenario)
    todo = [line for line in lines if every or matching(line_of(scenario, line, slots)) is None]
    summary = Summary(there=len(lines) - len(todo))
    if summary.there:
        studio.say(f"已经录好 {summary.there} 句，跳过（要全部重录，加 --all）。")
    caller = scenario.file.caller
    voice = "女声" if caller.voice == "female" else "男声"
    if todo:
        studio.say(
            f"您来当客户：{caller.name}，{voice}，一分钟 {caller.pace} 字上下。按台词的意思带上情绪，念错了可以重录。"
        )
    for number, possible in enumerate(todo, 1):
        line = line_of(scenario, possible, slots)
        studio.say(f"\n第 {number}/{len(todo)} 句 · {possible.name} · 约 {_expected(line):.0f} 秒")
        studio.say(f"  {line.text}")
        came_to = _one(line, folder, studio)
        summary.kept += came_to == "kept"
        summary.skipped += came_to == "skipped"
        if came_to == "ended":
            summary.ended = True
            break
    return summary


def register(scenario: Scenario, slots: Mapping[str, str], studio: Studio, *, only: str | None = None) -> Summary:
    """Play each recording that came from elsewhere, and enter it in the manifest when the trainer says it is right.

    Raises TrainerError, also where nothing can be heard.
    """
    if studio.speaker is None:
        raise TrainerError("登记以前要先听一遍，可是现在放不出声音。请插上耳机再运行。")
    summary = Summary()
    for possible in ready(scenario, only):
        line = line_of(scenario, possible, slots)
        if matching(line) is not None:
            summary.there += 1
            continue
        for path in manifest.files(line.folder, line.name):
            studio.say(f"\n{path.name}\n  {line.text}")
            try:
                sound = sound_of(path)
            except AudioError as error:
                studio.say(error.message)
                summary.skipped += 1
                continue
            answer = _listen(
                sound.samples, sound.rate, studio, "回车 登记 · p 再听 · s 跳过 · q 结束", ("enter", "s", "q")
            )
            if answer == "q":
                summary.ended = True
                return summary
            if answer == "enter":
                _enter(path, line.text)
                summary.kept += 1
                break
            summary.skipped += 1
    return summary


def matching(line: Line) -> Path | None:
    """The recording that would be played for the line; None: there is none."""
    try:
        entries = manifest.read(line.folder)
    except manifest.ManifestError:
        return None
    wanted = manifest.digest(line.text)
    return next((path for path in manifest.files(line.folder, line.name) if entries.get(path.name) == wanted), None)


def _one(line: Line, folder: Path, studio: Studio) -> str:
    """One line until the trainer is content: `kept`, `skipped` or `ended`."""
    while True:
        studio.status("空格 开始录 · s 跳过 · q 结束")
        key, lead = _wait(studio, (" ", "s", "q"))
        studio.status("")
        if key != " ":
            return "skipped" if key == "s" else "ended"
        recording = _checked(_capture(studio, lead), line, studio)
        if recording is None:
            continue
        question = "回车 保留 · r 重录 · p 再听 · s 跳过 · q 结束"
        key = _listen(recording.samples, SPEECH_RATE, studio, question, ("enter", "r", "s", "q"))
        if key == "enter":
            keep(folder, line.name, line.text, recording.samples)
            return "kept"
        if key != "r":
            return "skipped" if key == "s" else "ended"


def _checked(samples: Samples, line: Line, studio: Studio) -> NewRecording | None:
    """The recording, with a word about what is not good in it; None where nothing was said."""
    recording = cut(samples)
    if recording is None:
        studio.say("没有听到说话。请看看麦克风是不是静音了，再录一次。")
        return None
    studio.say(f"录了 {recording.speech:.1f} 秒。")
    if recording.fault is not None:
        studio.say(FAULTS[recording.fault])
    elif recording.speech * ODD < _expected(line):
        studio.say("比预计短得多，听听是不是没说完。")
    elif recording.speech > _expected(line) * ODD:
        studio.say("比预计长得多，听听有没有别的声音。")
    return recording


def _capture(studio: Studio, lead: Samples) -> Samples:
    """From just before now until Space or Enter, with what is still on its way then."""
    assert studio.microphone is not None
    pieces, length, drawn = [lead], 0, -1
    keys: tuple[str, ...] = ()
    while not {" ", "enter"} & set(keys) and length < LONGEST * SPEECH_RATE:
        block = studio.microphone.read(TICK)
        pieces.append(block)
        length += len(block)
        if int(length / SPEECH_RATE / DRAW) > drawn:
            drawn = int(length / SPEECH_RATE / DRAW)
            studio.status(f"● 正在录 {length / SPEECH_RATE:4.1f} 秒 {_bar(block)}  空格 说完")
        keys = studio.keys.pressed()
    rest = studio.microphone.latency * SPEECH_RATE
    while rest > 0 and len(block := studio.microphone.read(TICK)):
        pieces.append(block)
        rest -= len(block)
    studio.status("")
    return np.concatenate(pieces)


def _listen(samples: Samples, rate: int, studio: Studio, question: str, answers: Sequence[str]) -> str:
    """Play it and ask; p plays it again."""
    key = "p"
    while key == "p":
        _play(samples, rate, studio)
        studio.status(question)
        key, _ = _wait(studio, (*answers, "p"))
    if studio.speaker is not None:
        studio.speaker.stop()
    studio.status("")
    return key


def _play(samples: Samples, rate: int, studio: Studio) -> None:
    if studio.speaker is None:
        return
    try:
        studio.speaker.play(samples, rate)
    except DeviceError as error:
        studio.say(f"放不出来：{error.message}")


def _wait(studio: Studio, wanted: Sequence[str]) -> tuple[str, Samples]:
    """One of these keys, and the last LEAD s of sound before it. Ctrl-D is q."""
    lead: Samples = np.zeros(0, dtype=np.float32)
    while True:
        if studio.microphone is None:
            studio.sleep(TICK)
        else:
            lead = np.concatenate((lead, studio.microphone.read(TICK)))[-round(LEAD * SPEECH_RATE) :]
        for key in studio.keys.pressed():
            key = "q" if key == "c-d" else key.lower()
            if key in wanted:
                return key, lead


def _enter(path: Path, text: str) -> None:
    try:
        enter(path, text)
    except OSError as error:
        raise TrainerError(f"清单写不进 {path.parent}：{reason(error)}。请检查磁盘空间和权限。") from error


def _expected(line: Line) -> float:
    """Seconds at the caller's pace."""
    return max(1, chars(line.text)) / line.pace * 60


def _bar(block: Samples) -> str:
    return "▮" * max(0, min(10, round((dbfs(block) + 60) / 6)))
