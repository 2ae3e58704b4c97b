"""Let Kokoro speak examples of the scenarios, and write down what whisper-base hears.

    make_spoken_examples.py render    speak what is missing of tests/data/spoken_examples/examples.json
    make_spoken_examples.py hear      recognise what is missing of heard.json (delete it to hear all anew)

`render` needs the environment of `scripts/make_voices-requirements.txt`, `hear` the project's own with the extra
[whisper]. Sentence by sentence, since a clause of a few characters comes out badly alone; the pauses at its commas are
lengthened to those of somebody who speaks slowly on purpose.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _kokoro import FRAME, RATE, Kokoro, level, loudness_of, noise, sentences, trimmed, write_audio

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if TYPE_CHECKING:
    from _kokoro import Samples

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "data" / "spoken_examples"
SPEED = 0.92
"""Kokoro's speed factor."""

SHORTEST = 4
"""Characters of a sentence that is spoken by itself; a shorter one is joined with the next: alone it sounds bad."""

COMMA, STOP = 1.1, 1.4
"""Seconds of pause within a sentence, at its commas, and behind it."""

SILENT, BRIEFEST = 0.03, 7
"""Part of a sentence's loudest frame below which a frame is silent, and how many make a pause; frames of 10 ms."""

BETWEEN, EDGE = 2.6, 0.5
"""Seconds between two replies, and before and after all of them."""


def speakable(text: str) -> list[str]:
    """Split behind 。！？; one shorter than SHORTEST becomes a clause of the next, the last one of the one before."""
    found: list[str] = []
    for part in sentences(text):
        if found and _length(found[-1]) < SHORTEST:
            found[-1] = _joined(found[-1], part)
        else:
            found.append(part)
    if len(found) > 1 and _length(found[-1]) < SHORTEST:
        found[-2:] = [_joined(*found[-2:])]
    return found


def _length(text: str) -> int:
    return len(re.findall(r"\w", text))


def _joined(one: str, other: str) -> str:
    return one.rstrip("。！？") + "，" + other


def at_commas(wave: Samples, commas: int) -> list[Samples]:
    """Cut a sentence in the middle of its longest pauses, at most as many as it has commas."""
    import numpy as np

    loudness = loudness_of(wave)
    edges = np.flatnonzero(np.diff(np.pad(loudness < SILENT * loudness.max(), 1).astype(int)))
    pauses = [(end - start, (start + end) // 2) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    last = len(loudness) - BRIEFEST
    inside = [(length, middle) for length, middle in pauses if length >= BRIEFEST and BRIEFEST < middle < last]
    places = sorted(middle * FRAME for _, middle in sorted(inside, reverse=True)[:commas])
    return [trimmed(part) for part in np.split(wave, places)]


def reply(text: str, voice: str, kokoro: Kokoro) -> Samples:
    """A reply with its pauses."""
    import numpy as np

    parts: list[Samples] = []
    for sentence in speakable(text):
        for part in at_commas(kokoro.speak(sentence, voice, SPEED), len(re.findall(r"[，；]", sentence))):
            parts += [part, np.zeros(round(COMMA * RATE), np.float32)]
        parts[-1] = np.zeros(round(STOP * RATE), np.float32)
    return level(np.concatenate(parts[:-1]))


def render(examples: list[dict[str, Any]], folder: Path, threads: int) -> None:
    """Write the sound of each example that has none, and the times of its replies into examples.json."""
    import numpy as np
    from make_voices import phonemes

    kokoro = Kokoro(threads, phonemes)
    for example in examples:
        path = folder / f"{example['id']}.opus"
        if path.exists() and all("start" in one for one in example["replies"]):
            continue
        parts: list[Samples] = [np.zeros(round(EDGE * RATE), np.float32)]
        for one in example["replies"]:
            wave = reply(one["text"], example["voice"], kokoro)
            at = sum(map(len, parts))
            one |= {"start": round(at / RATE, 2), "end": round((at + len(wave)) / RATE, 2)}
            parts += [wave, np.zeros(round(BETWEEN * RATE), np.float32)]
        parts[-1] = parts[0]
        whole = np.concatenate(parts)
        write_audio(path, whole + noise(len(whole), 1, zlib.crc32(example["id"].encode()))[:, 0])
        save(folder / "examples.json", examples)
        print(f"{path.name}: {len(whole) / RATE:.0f} s", flush=True)


def hear(examples: list[dict[str, Any]], folder: Path) -> None:
    """Add to heard.json what is missing: example → the call that whisper-base makes of its sound."""
    from trainer.call import to_json
    from trainer.recognition.engines import open_recogniser
    from trainer.recognition.transcribe import transcribe

    recogniser = open_recogniser(model="whisper-base")
    known = folder / "heard.json"
    heard = json.loads(known.read_text(encoding="utf-8")) if known.exists() else {}
    for example in examples:
        path = folder / f"{example['id']}.opus"
        if example["id"] in heard or not path.exists():
            continue
        call = to_json(transcribe(path, recogniser))
        heard[example["id"]] = {**call, "source": path.name}
        save(folder / "heard.json", heard)
        print(example["id"], *(utterance["text"] for utterance in call["utterances"]), sep="\n    ", flush=True)


def save(path: Path, data: Any) -> None:
    """Write the file whole or not at all."""
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(path)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    top = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    top.add_argument("command", choices=["render", "hear"])
    top.add_argument("--folder", type=Path, default=FOLDER, help="where examples.json is")
    top.add_argument("--threads", type=int, default=2, help="cores to use (default: 2)")
    given = top.parse_args(arguments)
    folder: Path = given.folder
    examples = json.loads((folder / "examples.json").read_text(encoding="utf-8"))
    if given.command == "render":
        render(examples, folder, given.threads)
    else:
        hear(examples, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
