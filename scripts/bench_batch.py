"""Recordings one after another: wall time against whisper-ctranslate2 and against utterance by utterance, and CER.

Data: the utterances of scenarios/samples and of the calls in ../shared/audio, put together anew with other pauses until
there are `--minutes` of stereo. Everybody hears the same files with whisper-base on the same cores, taking turns. The
peer, installed into an environment of its own, gets each channel as a file. It is compared with `trainer score`
as users run it, with as many workers as it takes of its own. Utterance by utterance, what packing costs and CER are
measured on the first `--part` minutes, in one process.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import jiwer
import numpy as np
import soundfile
from _bench import Figure, Rate
from _setup import ROOT, SetupError, child_environment, venv_python
from bench_many import SCENARIO
from rapidfuzz.distance import Levenshtein

from trainer.call import Call, Utterance
from trainer.recognition.engines import choose
from trainer.recognition.interface import Heard
from trainer.recognition.models import Models
from trainer.recognition.packing import Window
from trainer.recognition.transcribe import transcribe
from trainer.recognition.whisper import WhisperRecogniser
from trainer.recognition.window_decoder import WindowDecoder
from trainer.text.error_rate import comparable

MODEL = "whisper-base"
PEER = "whisper-ctranslate2==0.5.8"
PEER_FOLDER = ROOT / ".peers"
SHARED = ROOT.parent / "shared" / "audio" / "kokoro"
RATE = 16_000
GAPS = (0.3, 2.5)
"""s between two utterances, drawn evenly."""
NEAR = 0.5
"""s by which an utterance's ends may differ from the truth to be compared with it."""
SIDES = {"agent": 0, "customer": 1, "caller": 1}


@dataclass(frozen=True)
class Said:
    """An utterance of a call as it was made."""

    side: int
    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Recording:
    """A stereo call with its truth, and its channels as files for the peer."""

    path: Path
    channels: tuple[Path, Path]
    seconds: float
    said: tuple[Said, ...]


@dataclass
class Times:
    """Real-time factor of each contestant in each round."""

    of: dict[str, list[float]] = field(default_factory=dict)

    def take(self, name: str, heard: Sequence[Recording], work: Callable[[], object]) -> None:
        """Time one round over those recordings."""
        started = time.perf_counter()
        work()
        self.of.setdefault(name, []).append((time.perf_counter() - started) / _seconds(heard))

    def ratio(self, name: str, ours: str) -> float:
        """Median over the rounds of that contestant's factor ÷ that of ours."""
        return statistics.median(one / own for one, own in zip(self.of[name], self.of[ours], strict=True))


class OneByOne(WhisperRecogniser):
    """Every utterance in a window of its own of 30 s, one after another, as Whisper is used without packing."""

    def transcribe_many(self, windows: Sequence[Window]) -> list[list[Heard]]:
        """No utterance shares a window."""
        return [self.transcribe(cut.samples) for window in windows for cut in window.cuts]


class Deaf(WhisperRecogniser):
    """Takes the windows and hears nothing: what is left is reading, VAD and measuring."""

    def __init__(self, decoder: WindowDecoder, name: str) -> None:
        super().__init__(decoder, name)
        self.windows: list[Window] = []

    def transcribe_many(self, windows: Sequence[Window]) -> list[list[Heard]]:
        """Nothing."""
        self.windows += windows
        return [[] for window in windows for _ in window.cuts]


def add_options(parser: argparse.ArgumentParser) -> None:
    """How long the comparison may take."""
    parser.add_argument("--minutes", type=float, default=60.0, help="minutes of stereo (default 60)")
    parser.add_argument("--part", type=float, default=20.0, help="minutes of them heard in one process (default 20)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of timing (default 3)")
    parser.add_argument("--no-peer", action="store_true", help="leave whisper-ctranslate2 out")


def run(arguments: argparse.Namespace) -> list[Figure]:
    """Times as ratios, CER and moved texts. Raises SetupError where the recordings or the peer are missing."""
    installed = choose("whisper", MODEL, Models())
    decoder = WindowDecoder(installed.folder)
    packed, single, deaf = WhisperRecogniser(decoder, MODEL), OneByOne(decoder, MODEL), Deaf(decoder, MODEL)
    peer = None if arguments.no_peer else _peer()
    with tempfile.TemporaryDirectory() as folder:
        recordings = make_recordings(Path(folder), arguments.minutes * 60)
        part = _first(recordings, arguments.part * 60)
        scenario = Path(folder) / "tiny.yaml"
        scenario.write_text(SCENARIO, encoding="utf-8")
        words = [str(path) for one in recordings for path in one.channels]
        words += ["--output_dir", folder, "--model_directory", str(installed.folder)]
        times = Times()
        heard: dict[str, list[Call]] = {}

        def hear(name: str, recogniser: WhisperRecogniser) -> None:
            heard[name] = [transcribe(one.path, recogniser) for one in part]

        def score() -> None:
            out = Path(folder) / "out"
            shutil.rmtree(out, ignore_errors=True)
            words = ["score", *(str(one.path) for one in recordings), "-s", str(scenario), "--turn", "greet"]
            command = [sys.executable, "-m", "trainer", *words, "--model", MODEL, "--out", str(out)]
            done = subprocess.run(command, cwd=ROOT, env=child_environment(), capture_output=True, check=False)
            if done.returncode not in (0, 1):  # 1: a call was not passed
                raise SetupError(done.stderr.decode("utf-8", "replace")[-300:])

        def decode() -> None:
            for window in deaf.windows:
                decoder.decode([window.samples], short=True)

        for _ in range(arguments.rounds):
            deaf.windows.clear()
            times.take("packed", part, lambda: hear("packed", packed))
            times.take("one by one", part, lambda: hear("one by one", single))
            times.take("reading", part, lambda: hear("reading", deaf))
            times.take("windows", part, decode)
            times.take("score", recordings, score)
            if peer is not None:
                times.take("peer", recordings, lambda: _ask(peer, words))
                times.take("peer, VAD", recordings, lambda: _ask(peer, [*words, "--vad_filter", "True"]))
    note = f"{_seconds(recordings) / 60:.0f} min of stereo, {len(recordings)} calls, {arguments.rounds} rounds, {MODEL}"
    alone = f"{_seconds(part) / 60:.0f} min of them, one process"
    limit = statistics.median(
        (reading + windows) / ours
        for reading, windows, ours in zip(times.of["reading"], times.of["windows"], times.of["packed"], strict=True)
    )
    figures = [
        Figure("utterance by utterance ÷ trainer score", times.ratio("one by one", "score"), 3.0, ">=", note=alone),
        Figure("utterance by utterance ÷ packed", times.ratio("one by one", "packed"), note=alone),
        Figure("the engine on the same windows and VAD ÷ packed", limit, 0.9, ">=", note=alone),
        Figure("RTF of trainer score", statistics.median(times.of["score"]), note=f"{os.cpu_count()} cores, {note}"),
    ]
    if peer is not None:
        figures += [
            Figure("whisper-ctranslate2 ÷ trainer score", times.ratio("peer", "score"), 2.3, ">=", note=PEER),
            Figure("the same with its VAD filter ÷ trainer score", times.ratio("peer, VAD", "score"), 2.0, ">="),
        ]
    return [*figures, *_accuracy(part, heard)]


def _first(recordings: Sequence[Recording], seconds: float) -> list[Recording]:
    """As many of them as are that long together; one at least."""
    found: list[Recording] = []
    for one in recordings:
        if _seconds(found) < seconds:
            found.append(one)
    return found


def _seconds(recordings: Sequence[Recording]) -> float:
    return sum(one.seconds for one in recordings)


def _accuracy(recordings: Sequence[Recording], heard: dict[str, list[Call]]) -> list[Figure]:
    rates = {name: _cer(recordings, heard[name]) for name in ("packed", "one by one")}
    moved = [_moved(one, call) for one, call in zip(recordings, heard["packed"], strict=True)]
    share = Rate(sum(hits for hits, _ in moved), sum(n for _, n in moved))
    return [
        Figure("CER packed", rates["packed"], note=f"n={sum(len(one.said) for one in recordings)} utterances"),
        Figure("CER utterance by utterance", rates["one by one"]),
        Figure("CER packed ÷ utterance by utterance", rates["packed"] / rates["one by one"], 0.9),
        share.figure("utterances whose text moved to a neighbour", 0.005, "<="),
    ]


def _cer(recordings: Sequence[Recording], calls: Sequence[Call]) -> float:
    said, heard = [], []
    for one, call in zip(recordings, calls, strict=True):
        for side, speaker in enumerate(("agent", "caller")):
            said.append(comparable("".join(s.text for s in one.said if s.side == side)))
            heard.append(comparable("".join(u.text for u in call.utterances if u.speaker == speaker)))
    return float(jiwer.cer(said, heard))


def _moved(recording: Recording, call: Call) -> tuple[int, int]:
    """How many neighbours would be nearer to the truth if characters went from one to the other, and of how many."""
    hits = n = 0
    for side, speaker in enumerate(("agent", "caller")):
        said = [s for s in recording.said if s.side == side]
        pairs = [_truth(u, said) for u in call.utterances if u.speaker == speaker]
        n += len(pairs)
        for first, second in pairwise(pairs):
            if first is None or second is None:
                continue
            texts = first[1] + second[1]
            here = _errors(first[0], first[1]) + _errors(second[0], second[1])
            best = min(_errors(first[0], texts[:at]) + _errors(second[0], texts[at:]) for at in range(len(texts) + 1))
            hits += best < here
    return hits, n


def _truth(utterance: Utterance, said: Sequence[Said]) -> tuple[str, str] | None:
    """What was said in that utterance and what was heard, comparable; None where the VAD cut elsewhere."""
    start, end = utterance.start or 0.0, utterance.end or 0.0
    found = next((s for s in said if abs(s.start - start) < NEAR and abs(s.end - end) < NEAR), None)
    return None if found is None else (comparable(found.text), comparable(utterance.text))


def _errors(said: str, heard: str) -> int:
    return Levenshtein.distance(said, heard)


def make_recordings(folder: Path, seconds: float) -> list[Recording]:
    """Calls of other pauses, in turn, until there are that many seconds."""
    sources = [*sorted(SHARED.glob("dev_call_*.json")), *sorted((ROOT / "scenarios" / "samples").glob("*.json"))]
    if not any(SHARED.glob("dev_call_*.json")):
        raise SetupError(f"缺少录音 {SHARED}：这一项测不了。")
    made: list[Recording] = []
    chance, total = random.Random(1), 0.0
    while total < seconds:
        made.append(_recording(sources[len(made) % len(sources)], folder / f"{len(made):03}", chance))
        total += made[-1].seconds
    return made


def _recording(source: Path, target: Path, chance: random.Random) -> Recording:
    sound = next(source.with_suffix(kind) for kind in (".flac", ".opus") if source.with_suffix(kind).is_file())
    samples, rate = soundfile.read(sound, dtype="float32")
    assert rate == RATE
    truth = json.loads(source.read_text(encoding="utf-8"))["utterances"]
    pieces, said, clock = [], [], 0.5
    pieces.append(np.zeros((round(clock * RATE), 2), dtype=np.float32))
    for one in truth:
        side = SIDES[one.get("speaker") or one["who"]]
        piece = np.zeros((round((one["end"] - one["start"] + 0.2) * RATE), 2), dtype=np.float32)
        own = samples[round(max(0.0, one["start"] - 0.1) * RATE) :][: len(piece), side]
        piece[: len(own), side] = own
        said.append(Said(side, one["text"], clock + 0.1, clock + len(piece) / RATE - 0.1))
        pause = np.zeros((round(chance.uniform(*GAPS) * RATE), 2), dtype=np.float32)
        pieces += [piece, pause]
        clock += (len(piece) + len(pause)) / RATE
    whole = np.concatenate(pieces)
    paths = [target.with_name(f"{target.name}{name}.wav") for name in ("", "-left", "-right")]
    for path, track in zip(paths, (whole, whole[:, 0], whole[:, 1]), strict=True):
        soundfile.write(path, track, RATE, subtype="PCM_16")
    return Recording(paths[0], (paths[1], paths[2]), len(whole) / RATE, tuple(said))


def _peer() -> Path:
    """The interpreter of the peer's environment, made where it is missing."""
    python = venv_python(PEER_FOLDER)
    if not (PEER_FOLDER / "ready").is_file():
        venv.create(PEER_FOLDER, with_pip=True, clear=True)
        if subprocess.run([python, "-m", "pip", "install", "-q", PEER], check=False).returncode:
            raise SetupError(f"装不上 {PEER}：请检查网络，或者加上 --no-peer。")
        (PEER_FOLDER / "ready").touch()
    return python


def _ask(python: Path, words: Sequence[str]) -> None:
    """The peer's command line with its defaults."""
    settings = [
        "--language",
        "zh",
        "--beam_size",
        "5",
        "--device",
        "cpu",
        "--compute_type",
        "int8",
        "--verbose",
        "False",
    ]
    command = [str(python.with_name("whisper-ctranslate2"))]
    done = subprocess.run([*command, *words, *settings], capture_output=True, check=False)
    if done.returncode:
        raise SetupError(f"{PEER} 没有跑完：{done.stderr.decode('utf-8', 'replace')[-300:]}")
