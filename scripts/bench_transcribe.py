"""Recognition: CER per data set, wall time against bare faster-whisper, and the pace that comes out of it.

Data: ../shared/audio (48 synthetic replies, 26 real clips, 2 calls) and our own corpus in tests/data/match.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import jiwer
import numpy as np
import soundfile
from _bench import Figure
from _setup import ROOT, SetupError

from trainer.call import Utterance
from trainer.recognition.engines import open_recogniser
from trainer.recognition.installed import models_folder
from trainer.recognition.transcribe import transcribe
from trainer.rules.pace import pace_of
from trainer.text.error_rate import comparable

SHARED = ROOT.parent / "shared" / "audio"
MODEL = "whisper-base"
SILENT = -46.0
"""dBFS; the truth of a reply's span is its first to last 20 ms frame above this."""


@dataclass(frozen=True)
class Sample:
    """A recording and what is said in it."""

    path: Path
    text: str


def add_options(parser: argparse.ArgumentParser) -> None:
    """How long the comparison may take."""
    parser.add_argument("--clips", type=int, default=20, help="clips of each set that are timed (default 20)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of timing, taking turns (default 3)")


def run(arguments: argparse.Namespace) -> list[Figure]:
    """Accuracy, time and pace. Raises SetupError where the recordings are missing."""
    bare = _bare()  # first: our recogniser keeps PyAV out of the process, the peer needs it
    recogniser = open_recogniser(model=MODEL)
    sets = {"kokoro": _replies(), "real": _clips(), "calls": _calls()}
    if not sets["kokoro"]:
        raise SetupError(f"缺少录音 {SHARED}：这一项测不了。")
    figures = []
    for name, samples in sets.items():
        said = [comparable(sample.text) for sample in samples]
        heard = [comparable("".join(u.text for u in transcribe(s.path, recogniser).utterances)) for s in samples]
        limit = 0.115 if name == "kokoro" else None
        figures.append(Figure(f"CER {name}", float(jiwer.cer(said, heard)), limit, note=f"n={len(samples)}, {MODEL}"))
    timed = [*sets["kokoro"][: arguments.clips], *sets["real"][: arguments.clips]]
    ours, peer = _times(timed, lambda path: transcribe(path, recogniser), bare, arguments.rounds)
    figures += [
        Figure("wall ÷ bare faster-whisper", ours / peer, 1.10, note=f"{len(timed)} clips, {arguments.rounds} rounds"),
        Figure("RTF", ours / sum(soundfile.info(s.path).duration for s in timed)),
        *_pace(sets["kokoro"], lambda path: transcribe(path, recogniser).utterances),
    ]
    return figures


def _replies() -> list[Sample]:
    return _table(SHARED / "kokoro" / "kokoro.tsv")


def _clips() -> list[Sample]:
    return _table(SHARED / "real" / "real.tsv")


def _table(path: Path) -> list[Sample]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Sample(path.parent / row["file"], row["text"]) for row in rows]


def _calls() -> list[Sample]:
    found = []
    for path in sorted((SHARED / "kokoro").glob("dev_call_*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        text = "".join(utterance["text"] for utterance in data["utterances"])
        found.append(Sample(path.with_suffix(".flac"), text))
    return found


def _bare() -> Callable[[Path], object]:
    """faster-whisper alone, with the options we use and its own VAD."""
    from faster_whisper import WhisperModel

    model = WhisperModel(str(models_folder() / MODEL), device="cpu", compute_type="int8", cpu_threads=2)

    def hear(path: Path) -> object:
        segments, _ = model.transcribe(
            str(path),
            language="zh",
            beam_size=5,
            temperature=0.0,
            vad_filter=True,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        return list(segments)

    return hear


def _times(
    samples: Sequence[Sample], ours: Callable[[Path], object], bare: Callable[[Path], object], rounds: int
) -> tuple[float, float]:
    """Median seconds of both over all samples; they take turns clip by clip, after one warm-up."""
    ours(samples[0].path)
    bare(samples[0].path)
    totals: dict[str, list[float]] = {"ours": [], "bare": []}
    for number in range(rounds):
        spent = {"ours": 0.0, "bare": 0.0}
        for index, sample in enumerate(samples):
            order = [("ours", ours), ("bare", bare)]
            for name, hear in order if (index + number) % 2 else reversed(order):
                started = time.perf_counter()
                hear(sample.path)
                spent[name] += time.perf_counter() - started
        for name, seconds in spent.items():
            totals[name].append(seconds)
    return statistics.median(totals["ours"]), statistics.median(totals["bare"])


def _pace(samples: Sequence[Sample], hear: Callable[[Path], Sequence[Utterance]]) -> list[Figure]:
    """Error of the gross pace of every reply against its recomputed truth."""
    errors = []
    for sample in samples:
        truth = len(re.findall(r"[\u4e00-\u9fff]", sample.text)) / _span(sample.path) * 60
        pace = pace_of(tuple(hear(sample.path)), min_chars=1).gross
        errors.append(1.0 if pace is None else abs(pace - truth) / truth)
    errors.sort()
    return [
        Figure("pace error, median", statistics.median(errors), 0.05, note=f"n={len(errors)}, none left out"),
        Figure("pace error, p90", errors[int(0.9 * (len(errors) - 1))], 0.12),
        Figure("pace error, worst", errors[-1]),
    ]


def _span(path: Path) -> float:
    samples, rate = soundfile.read(path, dtype="float32")
    step = rate // 50
    frames = samples[: len(samples) // step * step].reshape(-1, step)
    loud = np.flatnonzero(20 * np.log10(np.sqrt((frames**2).mean(axis=1)) + 1e-9) > SILENT)
    return float(loud[-1] + 1 - loud[0]) * 0.02
