"""Recognise lines and model answers as the program hears speech, and name recordings that are hard to understand.

    check_voices.py [--only SCENARIO] [--heard FILE.json]

whisper-base writes down every recording of scenarios/voices that Kokoro spoke; a line is named where the character
error rate is above 0.3, with the error rate of its toneless syllables beside it: high in both is bad speech or a wrong
reading, high in the first alone is whisper's spelling. `--heard` keeps what was heard between runs, by the file's
content. Needs the project's own environment with the extra [whisper].
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import jiwer
import soundfile
from make_voices import LIBRARY, answers, lines, scenarios, tag
from pypinyin import lazy_pinyin
from recognise_speech import recognise

from trainer.recognition.engines import open_recogniser
from trainer.recognition.interface import Recogniser
from trainer.text.error_rate import comparable
from trainer.voice import manifest
from trainer.voice.read_aloud import numbers_in_words, without_directions

MOST = 0.3
"""The character error rate from which a line is named."""


@dataclass(frozen=True)
class Heard:
    """One recording and what the recogniser makes of it."""

    label: str
    how: str
    """Voice and speed."""
    seconds: float
    text: str
    heard: str

    @property
    def characters(self) -> float:
        """Character error rate."""
        return _rate(comparable(numbers_in_words(self.text)), comparable(numbers_in_words(self.heard)))

    @property
    def syllables(self) -> float:
        """Error rate of the toneless syllables."""
        wanted, got = (" ".join(lazy_pinyin(comparable(numbers_in_words(text)))) for text in (self.text, self.heard))
        return float(jiwer.wer(wanted, got)) if wanted else 0.0


def _rate(wanted: str, got: str) -> float:
    return float(jiwer.cer(wanted, got)) if wanted else 0.0


def listen(library: Path, only: str, known: dict[str, str], recogniser: Recogniser) -> list[Heard]:
    """What is heard on every recording Kokoro made; `known` (sha256 of a file → text) is added to."""
    found = []
    for scenario in scenarios(library):
        if not scenario.id.startswith(only):
            continue
        for line in (*lines(scenario), *answers(scenario)):
            for path in manifest.files(line.folder, line.name):
                how = tag(path)
                if how is None:
                    continue
                key = sha256(path.read_bytes()).hexdigest()
                if key not in known:
                    known[key] = recognise(recogniser, path)[0]
                seconds = soundfile.info(path).duration
                label = f"{scenario.id}/{line.name}"
                found.append(
                    Heard(label, f"{how['voice']} x{how['speed']}", seconds, without_directions(line.text), known[key])
                )
    return found


def report(found: Sequence[Heard]) -> int:
    """Print the lines in question and the totals; the exit code is 1 where there are any."""
    wrong = sorted((one for one in found if one.characters > MOST), key=lambda one: -one.syllables)
    for one in wrong:
        print(f"{one.label} {one.how} {one.seconds:.1f} s: CER {one.characters:.2f}, syllables {one.syllables:.2f}")
        print(f"    {one.text}\n    {one.heard}")
    if found:
        texts, heard = (
            [comparable(numbers_in_words(text)) for text in column]
            for column in zip(*((one.text, one.heard) for one in found), strict=True)
        )
        pairs = [(text, one) for text, one in zip(texts, heard, strict=True) if text]
        rate = jiwer.cer([text for text, _ in pairs], [one for _, one in pairs])
        seconds = sum(one.seconds for one in found)
        print(f"{len(found)} lines, {seconds:.0f} s, CER {rate:.3f}; {len(wrong)} lines above {MOST}")
    return 1 if wrong else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    top = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    top.add_argument("--only", default="", metavar="SCENARIO", help="beginning of the scenario's name")
    top.add_argument("--heard", type=Path, help="JSON file that keeps what was heard")
    top.add_argument("--library", type=Path, default=LIBRARY, help="folder of the scenarios")
    given = top.parse_args(arguments)
    known = json.loads(given.heard.read_text(encoding="utf-8")) if given.heard and given.heard.exists() else {}
    try:
        return report(listen(given.library, given.only, known, open_recogniser(model="whisper-base")))
    finally:
        if given.heard:
            given.heard.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
