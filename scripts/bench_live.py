"""Live listening through a virtual microphone: CPU, memory, lost sound, ends of replies, text, time until feedback.

Needs PulseAudio (see tests/pulse.py), no sound card. The replies are those of ../shared/audio.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
import soundfile
from _bench import Figure
from _setup import ROOT, SetupError
from numpy.typing import NDArray
from rich.console import Console

from trainer.audio import device
from trainer.audio.interface import Microphone
from trainer.audio.speech import Segment
from trainer.audio.stream import Cut
from trainer.practice.meter import Meter, Reading
from trainer.practice.reply_recording import ReplyRecording
from trainer.recognition.engines import open_recogniser
from trainer.recognition.interface import Recogniser
from trainer.recognition.packing import Window
from trainer.recognition.scripted import ScriptedRecogniser
from trainer.text.error_rate import comparable

sys.path.append(str(ROOT / "tests"))
from pulse import SoundCard, missing

SHARED = ROOT.parent / "shared" / "audio" / "kokoro"
MODEL = "whisper-base"
RATE = 16_000
SILENT = -46.0
"""dBFS; a reply ends with its last 20 ms frame above this."""
PAUSE = 2.5  # s
SAMPLED = 20.0  # s between two looks at the memory
BETWEEN = 3.5  # s of silence between two replies while listening

Pcm = NDArray[np.int16]


def add_options(parser: argparse.ArgumentParser) -> None:
    """How long it may take."""
    parser.add_argument(
        "--minutes", type=float, default=2.0, help="minutes of listening (default 2; the claim is for 30)"
    )
    parser.add_argument(
        "--replies", type=int, default=48, help="replies whose end is looked for (default 48: 8 minutes)"
    )
    parser.add_argument("--only", choices=["listening", "ends", "text", "feedback"], help="one part of it")


def run(arguments: argparse.Namespace) -> list[Figure]:
    """All parts, or the one chosen. Raises SetupError where PulseAudio or the replies are missing."""
    if reason := missing():
        raise SetupError(f"没有虚拟声卡，这一项测不了：{reason}")
    replies = [_pcm(path) for path in sorted(SHARED.glob("dv*.flac"))]
    if not replies:
        raise SetupError(f"缺少录音 {SHARED}：这一项测不了。")
    figures: list[Figure] = []
    with SoundCard() as card:
        os.environ.update(card.environment)
        device.refresh()
        if arguments.only in (None, "listening"):
            figures += _listening(card, replies, arguments.minutes)
        if arguments.only in (None, "ends"):
            figures += _ends(card, replies[: arguments.replies])
        if arguments.only in (None, "text"):
            whisper = open_recogniser("whisper", MODEL)
            figures += _text(card, replies[: arguments.replies], whisper, busy=False)
            figures += _text(card, replies[: arguments.replies], whisper, busy=True)
            figures += _guesses(replies, whisper)
    if arguments.only in (None, "feedback"):
        figures += _feedback()
    return figures


def _listening(card: SoundCard, replies: Sequence[Pcm], minutes: float) -> Iterator[Figure]:
    """Reply after reply as in a long exam, the meter drawn, the engine doing nothing."""
    silence = np.zeros(round(BETWEEN * RATE), np.int16)
    parts = [part for reply in replies for part in (reply, silence)]
    once = np.concatenate(parts)
    sound = np.tile(once, int(minutes * 60 * RATE / len(once)) + 1)[: round(minutes * 60 * RATE)]
    recogniser = ScriptedRecogniser([])
    with (
        tempfile.TemporaryDirectory() as folder,
        device.open_microphone("pulse") as microphone,
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
    ):
        meter = Meter(Console(file=nowhere, force_terminal=True, width=80), time.monotonic)
        path = Path(folder) / "captured"
        path.touch()
        memory: list[float] = []
        with path.open("ab") as file:
            player = card.speak(sound, RATE, wait=False)
            del parts, once
            started, worked = time.monotonic(), time.process_time()
            take = ReplyRecording(recogniser, 0.0, PAUSE)
            while player.poll() is None:
                samples = microphone.read(0.05)
                np.round(samples * 32768).astype("<i2").tofile(file)
                take.feed(samples)
                if take.over is not None:
                    take.finish(None, False, None)
                    take = ReplyRecording(recogniser, 0.0, PAUSE)
                meter.show(_reading(take))
                if len(memory) < (time.monotonic() - started) // SAMPLED:
                    memory.append(_resident())
            share = (time.process_time() - worked) / (time.monotonic() - started)
            take.abandon()
            meter.clear()
            samples = microphone.read(0.5)
            np.round(samples * 32768).astype("<i2").tofile(file)
            lost = microphone.overflows
        captured = np.fromfile(path, dtype="<i2")
    note = f"{minutes:g} min"
    begin = _place(sound[: RATE // 2], captured)
    same = begin >= 0 and np.array_equal(captured[begin : begin + len(sound)], sound)
    yield Figure("CPU share of one core while listening", share, 0.10, note=note)
    yield Figure("blocks lost", float(lost), 0, note=note)
    yield Figure("captured is sample for sample what was played", float(same), 1, ">=", note)
    if len(memory) > 1:
        half = len(memory) // 2
        note = f"{max(memory) / 1e6:.0f} MB; first half grew by {(max(memory[:half]) - memory[0]) / 1e6:.0f} MB"
        yield Figure(
            "memory, most in the second half ÷ most in the first",
            max(memory[half:]) / max(memory[:half]),
            1.05,
            note=note,
        )


def _ends(card: SoundCard, replies: Sequence[Pcm]) -> Iterator[Figure]:
    """Each reply once; the end of speech by energy alone, looked up in what was captured."""
    recogniser = ScriptedRecogniser([])
    late: list[float] = []
    early = 0
    with device.open_microphone("pulse") as microphone:
        for reply in replies:
            microphone.read()
            heard, waited = _one(card, microphone, recogniser, reply)
            begin = _place(reply[_loud(reply)[0] * 320 :][: RATE // 4], heard) - _loud(reply)[0] * 320
            end = (begin + (_loud(reply)[-1] + 1) * 320) / RATE
            detected = len(heard) / RATE + waited + microphone.latency
            early += detected < end + 0.5
            late.append(detected - end)
    note = f"n={len(late)}, pause {PAUSE} s, median {statistics.median(late):.3f} s, worst {max(late):.3f} s"
    yield Figure("end of speech → end detected, p95 − pause (s)", _p95(late) - PAUSE, 0.15, note=note)
    yield Figure("replies cut early", float(early), 0, note=f"n={len(late)}")


def _reading(take: ReplyRecording) -> Reading:
    """What is drawn of a reply while it is listened to."""
    return Reading(
        "listening",
        take.seconds,
        take.level,
        take.speaking,
        take.text,
        pace=take.pace,
        target=120,
        quiet=take.quiet,
        pause=PAUSE,
        loudest=take.loudest,
    )


def _one(card: SoundCard, microphone: Microphone, recogniser: ScriptedRecogniser, reply: Pcm) -> tuple[Pcm, float]:
    """What was captured until the end was detected, and the seconds between the last sample's arrival and that."""
    take = ReplyRecording(recogniser, 0.0, PAUSE)
    pieces: list[Any] = []
    player = card.speak(reply, RATE, wait=False)
    while take.over is None:
        pieces.append(microphone.read(0.05))
        arrived = time.monotonic()
        take.feed(pieces[-1])
    waited = time.monotonic() - arrived
    take.finish(None, False, None)
    player.wait()
    return np.round(np.concatenate(pieces) * 32768).astype(np.int16), waited


def _text(card: SoundCard, replies: Sequence[Pcm], whisper: Recogniser, *, busy: bool) -> Iterator[Figure]:
    """Each reply with the real engine and the meter drawn; `busy`: another process computes all the time."""
    how = "beside one busy process" if busy else "otherwise idle"
    first: list[float] = []
    last: list[float] = []
    silent = lost = 0
    worked = spent = 0.0
    spinning = [sys.executable, "-c", "while True: pass"]
    with ExitStack() as stack:
        if busy:
            stack.callback(subprocess.Popen(spinning).kill)
        nowhere = stack.enter_context(Path(os.devnull).open("w", encoding="utf-8"))
        meter = Meter(Console(file=nowhere, force_terminal=True, width=80), time.monotonic)
        microphone = stack.enter_context(device.open_microphone("pulse"))
        for reply in replies:
            microphone.read()
            take = ReplyRecording(whisper, 0.0, PAUSE)
            player = card.speak(reply, RATE, wait=False)
            started, before, begun, shown = time.monotonic(), time.process_time(), 0.0, False
            while take.over is None:
                take.feed(microphone.read(0.05))
                if take.begun and not begun:
                    begun = time.monotonic() - take.seconds
                if take.text and not shown:
                    first.append(time.monotonic() - begun)
                    shown = True
                meter.show(_reading(take))
            over = time.monotonic()
            worked += time.process_time() - before
            spent += over - started
            take.finish(None, False, None)
            last.append(time.monotonic() - over)
            silent += not shown
            player.wait()
        meter.clear()
        lost = microphone.overflows
    note = f"n={len(last)}, {MODEL}, {how}"
    if not busy:
        yield Figure("CPU share of one core while listening with live text", worked / spent, 0.60, note=note)
    yield Figure(f"blocks lost with live text, {how}", float(lost), 0, note=note)
    yield Figure(f"speech begins → first text, p95 (s), {how}", _p95(first), 2.5, note=f"{note}, {silent} without")
    yield Figure(f"pause over → scored text, p95 (s), {how}", _p95(last), 0.7, note=f"{note}, worst {max(last):.2f}")


def _guesses(replies: Sequence[Pcm], whisper: Recogniser) -> Iterator[Figure]:
    """What stands on the screen against what is scored, both against what was said."""
    with (SHARED / "kokoro.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        said = {row["file"]: comparable(row["text"]) for row in rows}
    names = sorted(path.name for path in SHARED.glob("dv*.flac"))
    guessed: list[str] = []
    scored: list[str] = []
    for reply in replies:
        sound = (reply / 32768).astype(np.float32)
        eight = [sound[at : at + 8 * RATE] for at in range(0, len(sound), 8 * RATE)]
        guessed.append(comparable("".join(whisper.guess(piece) for piece in eight)))
        heard = whisper.transcribe_many([Window((Cut((Segment(0.0, len(sound) / RATE),), sound, 0.0),))])[0]
        scored.append(comparable("".join(one.text for one in heard)))
    truth = [said[name] for name in names]
    yield Figure("CER of live text", float(jiwer.cer(truth, guessed)), note=f"n={len(truth)}, {MODEL}, 8 s at a time")
    yield Figure("CER of scored text", float(jiwer.cer(truth, scored)), note=f"n={len(truth)}, {MODEL}")


def _p95(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def _feedback() -> Iterator[Figure]:
    """A practice call with whisper-base, feedback after every reply."""
    script = ROOT / "tests" / "device" / "spoken_call.py"
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, str(script), "fu-visit", folder, "--variant", "solved", "--mode", "practice"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            check=True,
        )
    seconds = json.loads(done.stdout)["drawn"]
    note = f"n={len(seconds)}, whisper-base, median {statistics.median(seconds):.3f} s"
    yield Figure("recogniser's final → feedback drawn, worst (s)", max(seconds), 0.3, note=note)


def _pcm(path: Path) -> Pcm:
    samples, rate = soundfile.read(path, dtype="int16")
    assert rate == RATE
    found: Pcm = samples
    return found


def _loud(reply: Pcm) -> NDArray[np.intp]:
    frames = (reply[: len(reply) // 320 * 320].reshape(-1, 320) / 32768).astype(np.float64)
    return np.flatnonzero(10 * np.log10(np.mean(frames**2, axis=1) + 1e-12) > SILENT)


def _place(part: Pcm, whole: Pcm) -> int:
    """Where `part` begins in `whole`, to the sample; −1: nowhere."""
    wanted, found = part.astype("<i2").tobytes(), whole.astype("<i2").tobytes()
    at = found.find(wanted)
    while at % 2 == 1:
        at = found.find(wanted, at + 1)
    return at // 2 if at >= 0 else -1


def _resident() -> float:
    """Bytes of memory in use now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return float(pages * os.sysconf("SC_PAGE_SIZE"))
