"""Speak Mandarin text with the Kokoro-82M voices: test corpus, single sentences, whole calls.

The voices and their environment are described in `scripts/_kokoro.py`:

    make_speech.py corpus                                   render what is missing of tests/data/match/texts.tsv
    make_speech.py say --voice jf_nezumi --out x.opus TEXT  render one text
    make_speech.py calls SPEC.json OUTDIR                   render a call and write its truth beside it
    make_speech.py check                                    check and count the labels of texts.tsv

A call's SPEC.json is either a list of turns or an object {"name", "layout", "suffix", "turns"}; see `read_call`.
Numbers in a text are written the way they are spoken (幺零零八, not 1008).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from _kokoro import RATE, Kokoro, noise, with_edges, write_audio
from match_corpus import CORPUS, VOICES, counts, problems, read_rows, shortages

if TYPE_CHECKING:
    from _kokoro import Samples


@dataclass(frozen=True)
class Turn:
    """One utterance of a call before it is spoken."""

    who: str
    """`agent` or `caller`."""
    text: str
    gap_before: float
    """Seconds between the end of the turn before and the start of this one; negative: they overlap."""
    voice: str
    speed: float


@dataclass(frozen=True)
class Utterance:
    """One utterance of a rendered call, as the truth file tells it."""

    who: str
    channel: str
    """`left`, `right` or `mono`."""
    start: float
    """Start of the speech, seconds from the beginning of the file."""
    end: float
    """End of the speech, seconds from the beginning of the file."""
    text: str
    voice: str
    speed: float


@dataclass(frozen=True)
class Call:
    """What a SPEC.json asks for."""

    name: str
    """Name of the audio and truth files, without suffix."""
    stereo: bool
    """Agent left and caller right; otherwise both in one channel."""
    suffix: str
    """`.opus`, `.ogg` or `.flac`."""
    turns: tuple[Turn, ...]


def read_call(path: Path) -> Call:
    """Read a call's SPEC.json.

    Either a list of turns {who: agent|caller, text, gap_before, voice, speed}, which gives a stereo Opus named like the
    file, or an object {name, layout: stereo|mono, suffix: .opus|.flac, turns}. Only who, text and voice are needed;
    gap_before (seconds) is 0.5 and speed 1 unless told. Raises ValueError for anything else.
    """
    spec = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(spec, list):
        spec = {"turns": spec}
    try:
        turns = tuple(Turn(**{"gap_before": 0.5, "speed": 1.0, **turn}) for turn in spec["turns"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path}: turns must hold who, text, voice and perhaps gap_before, speed ({error})") from error
    if not turns:
        raise ValueError(f"{path}: a call needs turns")
    if wrong := {turn.who for turn in turns} - {"agent", "caller"}:
        raise ValueError(f"{path}: who must be agent or caller, not {', '.join(sorted(wrong))}")
    layout = spec.get("layout", "stereo")
    if layout not in {"stereo", "mono"}:
        raise ValueError(f"{path}: layout must be stereo or mono, not {layout}")
    return Call(spec.get("name", path.stem), layout == "stereo", spec.get("suffix", ".opus"), turns)


def render_call(call: Call, kokoro: Kokoro, seed: int = 1) -> tuple[Samples, list[Utterance]]:
    """Speak `call`; return the samples (samples x channels) and when each turn is heard."""
    placed: list[tuple[int, Samples, Turn]] = []
    clock = 0.0
    for turn in call.turns:
        spoken = kokoro.speak(turn.text, turn.voice, turn.speed)
        start = max(0, round((clock + turn.gap_before) * RATE))
        placed.append((start, spoken, turn))
        clock = (start + len(spoken)) / RATE
    length = max(start + len(spoken) for start, spoken, _ in placed) + round(0.5 * RATE)
    wave = noise(length, 2 if call.stereo else 1, seed)
    truth = []
    for start, spoken, turn in placed:
        side = 1 if call.stereo and turn.who == "caller" else 0
        wave[start : start + len(spoken), side] += spoken
        channel = ("left", "right")[side] if call.stereo else "mono"
        times = round(start / RATE, 3), round((start + len(spoken)) / RATE, 3)
        truth.append(Utterance(turn.who, channel, *times, turn.text, turn.voice, turn.speed))
    return wave, truth


def command_corpus(threads: int, only: str, speed: float | None, folder: Path) -> int:
    """Render the clips of texts.tsv that `folder` lacks.

    `only` is the beginning of the voices wanted; `speed` overrides that of the rows.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = [row for row in read_rows(CORPUS / "texts.tsv") if row.voice.startswith(only)]
    missing = [row for row in rows if not (folder / f"{row.clip}.opus").exists()]
    kokoro, began, seconds = Kokoro(threads), time.monotonic(), 0.0
    for done, row in enumerate(missing, 1):
        spoken = kokoro.speak(row.text, row.voice, speed or row.speed)
        write_audio(folder / f"{row.clip}.opus", with_edges(spoken, seed=zlib.crc32(row.clip.encode())))
        seconds += len(spoken) / RATE
        print(f"{done}/{len(missing)} {row.clip} {len(spoken) / RATE:.1f} s", flush=True)
    print(f"{len(missing)} clips, {seconds:.0f} s of speech in {time.monotonic() - began:.0f} s")
    return 0


def command_check() -> int:
    """Print the counts of texts.tsv and what is wrong with it; the exit code is 1 if anything is."""
    rows = read_rows(CORPUS / "texts.tsv")
    for (part, label), number in sorted(counts(rows).items()):
        print(f"{part} {label}: {number}")
    wrong = [*problems(rows), *shortages(rows)]
    print(*wrong or ["all labels agree with their texts"], sep="\n")
    return 1 if wrong else 0


def command_say(text: str, voice: str, speed: float, out: Path, threads: int) -> int:
    """Render one text into the file `out`."""
    write_audio(out, with_edges(Kokoro(threads).speak(text, voice, speed), seed=1))
    return 0


def command_calls(spec: Path, folder: Path, threads: int) -> int:
    """Render the call of `spec` into `folder`, with NAME.json beside it that tells who says what when."""
    call = read_call(spec)
    wave, truth = render_call(call, Kokoro(threads))
    folder.mkdir(parents=True, exist_ok=True)
    audio = folder / (call.name + call.suffix)
    write_audio(audio, wave)
    told = {
        "file": audio.name,
        "sample_rate": RATE,
        "seconds": round(len(wave) / RATE, 3),
        "channels": {"left": "agent", "right": "caller"} if call.stereo else {"mono": "agent and caller"},
        "utterances": [asdict(utterance) for utterance in truth],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    audio.with_suffix(".json").write_text(text, encoding="utf-8")
    print(f"{audio}: {told['seconds']} s, {len(truth)} utterances")
    return 0


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    top = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    top.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1), help="cores to use (default: 2)")
    commands = top.add_subparsers(dest="command", required=True)
    corpus = commands.add_parser("corpus", help="render the missing clips of tests/data/match/texts.tsv")
    corpus.add_argument("--only", default="", metavar="VOICE", help="only voices whose name begins so, such as jm")
    corpus.add_argument("--speed", type=float, help="this speed for all clips")
    corpus.add_argument("--folder", type=Path, default=CORPUS, help="where the clips go")
    commands.add_parser("check", help="check and count the labels of tests/data/match/texts.tsv")
    say = commands.add_parser("say", help="render one text")
    say.add_argument("--voice", default="jf_nezumi", choices=sorted(VOICES))
    say.add_argument("--speed", type=float, default=1.0)
    say.add_argument("--out", type=Path, required=True)
    say.add_argument("text")
    calls = commands.add_parser("calls", help="render a call and its truth")
    calls.add_argument("spec", type=Path)
    calls.add_argument("outdir", type=Path)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    given = parser().parse_args(arguments)
    try:
        match given.command:
            case "corpus":
                return command_corpus(given.threads, given.only, given.speed, given.folder)
            case "check":
                return command_check()
            case "say":
                return command_say(given.text, given.voice, given.speed, given.out, given.threads)
            case _:
                return command_calls(given.spec, given.outdir, given.threads)
    except (ValueError, OSError) as error:
        print(f"make_speech: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
