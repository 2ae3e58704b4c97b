"""Recognise the clips of tests/data/match as the program does, and tell the character error rate of each voice.

    recognise_speech.py [FOLDER]    writes recognised.tsv beside the clips; default tests/data/match; whisper-base

The texts are kept raw, as the recogniser gives them (traditional characters, Arabic digits), for that is what phrase
matching has to cope with. Only for the error rate are both sides brought to one spelling, see text/error_rate.py.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

import jiwer
import soundfile
from match_corpus import CORPUS, read_rows

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from trainer.recognition.engines import open_recogniser
from trainer.recognition.interface import Recogniser, hypotheses_of
from trainer.recognition.transcribe import transcribe
from trainer.text.error_rate import comparable


def recognise(recogniser: Recogniser, audio: Path) -> tuple[str, str]:
    """Return the raw text of one clip, and the other hypotheses separated by |."""
    said = transcribe(audio, recogniser).utterances
    return "".join(one.text for one in said), "|".join(hypotheses_of(said))


def main(folder: Path) -> None:
    """Recognise every clip of texts.tsv, write recognised.tsv and print seconds and error rate of each voice."""
    model = open_recogniser(model="whisper-base")
    spoken: defaultdict[str, list[str]] = defaultdict(list)
    heard: defaultdict[str, list[str]] = defaultdict(list)
    seconds: defaultdict[str, float] = defaultdict(float)
    with (folder / "recognised.tsv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE)
        table.writerow(("clip", "text", "seconds", "hypotheses"))
        for row in read_rows(CORPUS / "texts.tsv"):
            audio = folder / f"{row.clip}.opus"
            if not audio.exists():
                continue
            (text, others), length = recognise(model, audio), soundfile.info(audio).duration
            table.writerow((row.clip, text, f"{length:.2f}", others))
            spoken[row.voice].append(comparable(row.text))
            heard[row.voice].append(comparable(text))
            seconds[row.voice] += length
    for voice in sorted(spoken):
        errors = jiwer.cer(spoken[voice], heard[voice])
        print(f"{voice}: {len(spoken[voice])} clips, {seconds[voice]:.0f} s, CER {errors:.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS)
