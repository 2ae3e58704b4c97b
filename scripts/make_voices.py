"""Render the caller's lines and the model answers of the library with the Kokoro-82M voices, into scenarios/voices.

Each fixed line becomes `scenarios/voices/<scenario>/<line>.opus`, entered in `lines.json` as `trainer record` would do
it; each model answer `scenarios/voices/<scenario>/answers/<turn>-<hash>.opus`, by another voice than the caller. Slots
have their default values. Needs an environment of its own, see `scripts/make_voices-requirements.txt`:

    make_voices.py                                 render what is missing or stale, delete what no line needs any more
    make_voices.py --only in-hold/wait --speed 0.9 --voice jf_nezumi    render these lines again, another way
    make_voices.py --list                          only say what would be rendered and deleted

It may be stopped at any time and goes on where it was. A trainer's own recording is never touched: only files whose tag
says that Kokoro spoke them are replaced or deleted. Quizzes are left to synthetic speech. How well the recordings are
understood, `check_voices.py` tells.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from _kokoro import FASTEST, OPUS_COMPRESSION, RATE, SLOWEST, Kokoro, write_audio

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from trainer import scoring
from trainer.errors import ScenarioError
from trainer.practice.model_answers import answers_of
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario
from trainer.text.normalise import is_han, simplify
from trainer.voice import manifest
from trainer.voice.interface import Line
from trainer.voice.lines import ANSWERS, answer_line, possible_lines
from trainer.voice.pinyin import LETTERS, PAUSES, syllables
from trainer.voice.read_aloud import numbers_in_words, without_directions
from trainer.voice.volume import levelled

if TYPE_CHECKING:
    from _kokoro import Samples

LIBRARY = Path(__file__).resolve().parent.parent / "scenarios"
VOICES = {"female": ("jf_gongitsune", "jf_nezumi"), "male": ("jm_kumo",)}
"""Who may speak; a scenario keeps its voice in all its lines."""

EVEN = {"jf_gongitsune": 203, "jf_nezumi": 209, "jm_kumo": 243}
"""字 a minute that a voice speaks at speed 1, measured on the clips of tests/data/match."""

BEFORE, AFTER = 0.1, 0.15
"""Seconds of silence around the speech."""

ANSWER_COMPRESSION = 0.97
"""About 13 kbit/s, so that all model answers fit into the repository; see OPUS_COMPRESSION."""

SUFFIX = ".opus"
TAG = re.compile(r"Kokoro-82M (?P<voice>\w+) x(?P<speed>[\d.]+) for (?P<sex>\w+) (?P<pace>\d+)")
_PIECE = re.compile(r"[\u3007\u3400-\u9fff]+|[a-z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]*|[a-zA-Z]|[^\w\s]")


class Speaks(Protocol):
    """What is needed of Kokoro."""

    def speak(self, text: str, voice: str, speed: float) -> Samples:
        """The text as samples at RATE."""
        ...


@dataclass(frozen=True)
class Task:
    """A line that has no recording, or a stale one."""

    scenario: Scenario
    line: Line

    @property
    def path(self) -> Path:
        """The file to write."""
        return self.line.folder / f"{self.line.name}{SUFFIX}"

    @property
    def label(self) -> str:
        """What `--only` calls it."""
        return f"{self.scenario.id}/{ANSWERS + '/' if self.answer else ''}{self.line.name}"

    @property
    def answer(self) -> bool:
        """The line is a model answer, not the caller's."""
        return self.line.folder.name == ANSWERS


def phonemes(sentence: str) -> str:
    """The phonemes of a sentence, by the program's own readings: numbers, 幺, polyphones, letters.

    jieba only says where a word ends.
    """
    import jieba
    from misaki.zh import ZHG2P  # type: ignore[import-not-found, unused-ignore]
    from pypinyin.contrib.tone_convert import to_tone3

    out = ""
    for piece in _PIECE.findall(numbers_in_words(sentence)):
        if is_han(piece[0]) or piece[0] == "〇":
            run = simplify(piece.replace("〇", "零"))
            sounds = [ZHG2P.py2ipa(syllable) for syllable in syllables(run)]
            if len(sounds) != len(run):
                raise ValueError(f"no reading for every character of {run!r}")
            at = 0
            for word in jieba.lcut(run):
                out += "".join(sounds[at : at + len(word)]) + " "
                at += len(word)
        elif len(piece) > 1:  # 姓páng
            out += ZHG2P.py2ipa(to_tone3(piece)) + " "
        elif piece.lower() in LETTERS:
            out += "".join(ZHG2P.py2ipa(syllable) for syllable in LETTERS[piece.lower()].split()) + " "
        elif piece in PAUSES and out.strip() and out.rstrip()[-1] not in ",.;!?":
            out = out.rstrip() + PAUSES[piece] + " "
    return out.strip().replace(chr(815), "")


def scenarios(library: Path) -> Iterator[Scenario]:
    """Every scenario of the library that has a caller; one with errors is named and left as it is."""
    for path in sorted(library.glob("*.yaml")):
        try:
            scenario = load(path)
        except ScenarioError as error:
            print(*error.problems, f"{path.stem}: left out", sep="\n", file=sys.stderr)
            continue
        if scenario.file.kind not in ("quiz", "checklist"):
            yield scenario


def lines(scenario: Scenario) -> tuple[Line, ...]:
    """What the caller says there, with the default slots; what is a stage direction from end to end is left out."""
    return tuple(
        line for line in possible_lines(scenario, scenario.slots()) if re.search(r"\w", without_directions(line.text))
    )


def answers(scenario: Scenario) -> tuple[Line, ...]:
    """The model answers there, with the default slots."""
    return tuple(answer_line(scenario, turn, text) for turn, text in answers_of(scenario, scoring))


def tag(path: Path) -> re.Match[str] | None:
    """How Kokoro spoke the file; None where it is somebody's own recording, or none at all."""
    import soundfile

    try:
        with soundfile.SoundFile(path) as file:
            return TAG.match(file.comment)
    except (OSError, RuntimeError):
        return None


def stale(task: Task) -> bool:
    """Whether the line has to be rendered: no recording says it, or the caller was changed since."""
    entries = manifest.read(task.line.folder)
    for path in manifest.files(task.line.folder, task.line.name):
        if entries.get(path.name) == manifest.digest(task.line.text):
            how = tag(path)
            return how is not None and (how["sex"], int(how["pace"])) != (task.line.voice, task.line.pace)
    return True


def recorded(line: Line) -> bool:
    """Whether a recording somebody made is played."""
    entries = manifest.read(line.folder)
    listed = (path for path in manifest.files(line.folder, line.name) if path.name in entries)
    return any(tag(path) is None for path in listed)


def voice_of(task: Task) -> str:
    """The same voice in all the caller's lines of a scenario, and another one in all its model answers."""
    voices = VOICES[task.scenario.file.caller.voice]
    caller = voices[zlib.crc32(task.scenario.id.encode()) % len(voices)]
    return next(voice for voice in VOICES[task.line.voice] if voice != caller) if task.answer else caller


def speed_of(task: Task, voice: str) -> float:
    """The speed that comes nearest to the caller's pace: the mood."""
    return round(min(FASTEST, max(SLOWEST, task.line.pace / EVEN[voice])), 2)


def render(task: Task, kokoro: Speaks, voice: str, speed: float) -> float:
    """Write the recording and its entry; return its length in seconds."""
    import numpy as np

    speech = levelled(kokoro.speak(without_directions(task.line.text), voice, speed))
    wave: Samples = np.pad(speech, (round(BEFORE * RATE), round(AFTER * RATE)))
    task.line.folder.mkdir(parents=True, exist_ok=True)
    comment = f"Kokoro-82M {voice} x{speed:g} for {task.line.voice} {task.line.pace}"
    write_audio(task.path, wave, comment, ANSWER_COMPRESSION if task.answer else OPUS_COMPRESSION)
    entries = manifest.read(task.line.folder)
    manifest.write(task.line.folder, {**entries, task.path.name: manifest.digest(task.line.text)})
    return len(wave) / RATE


def needless(library: Path, wanted: Sequence[Line]) -> list[Path]:
    """Kokoro's recordings of lines that are no more or that somebody has recorded, and what an interrupted run left."""
    names = {(line.folder, line.name) for line in wanted if not recorded(line)}
    known = {line.folder for line in wanted}
    unread = {library / "voices" / path.stem for path in library.glob("*.yaml")} - known
    unread |= {folder / ANSWERS for folder in unread}
    answers = (library / "voices").glob(f"*/{ANSWERS}/*")  # first: a folder goes when nothing is left in it
    found = (path for path in (*sorted(answers), *sorted((library / "voices").glob("*/*"))) if path.is_file())
    return [
        path
        for path in found
        if path.parent not in unread
        and (
            path.name.endswith((".part", ".tmp"))
            or (path.suffix == SUFFIX and (path.parent, path.stem) not in names and tag(path) is not None)
        )
    ]


def delete(path: Path) -> None:
    """Take a recording and its entry away, and its folder after the last one."""
    folder = path.parent
    entries = manifest.read(folder)
    path.unlink()
    left = {name: value for name, value in entries.items() if name != path.name}
    if left:
        manifest.write(folder, left)
    elif not [other for other in folder.iterdir() if other.name != manifest.FILE]:
        (folder / manifest.FILE).unlink(missing_ok=True)
        folder.rmdir()
        if folder.name == ANSWERS and not any(folder.parent.iterdir()):
            folder.parent.rmdir()


def run(given: argparse.Namespace, kokoro: Speaks) -> None:
    """Render and delete what the command line asks for."""
    known = list(scenarios(given.library))
    every = [Task(scenario, line) for said in (lines, answers) for scenario in known for line in said(scenario)]
    if given.only:
        tasks, gone = [task for task in every if task.label.startswith(tuple(given.only))], []
    else:
        number, processes = map(int, given.share.split("/"))
        others = sorted({task.line.folder for task in every})
        del others[number - 1 :: processes]
        tasks = [task for task in every if task.line.folder not in others and stale(task)]
        gone = [path for path in needless(given.library, [task.line for task in every]) if path.parent not in others]
    for path in gone:
        print(f"delete {path.relative_to(given.library)}")
        if not given.list:
            delete(path)
    began, seconds = time.monotonic(), 0.0
    for done, task in enumerate(tasks, 1):
        voice = given.voice or voice_of(task)
        speed = given.speed or speed_of(task, voice)
        print(f"{done}/{len(tasks)} {task.label} {voice} x{speed:g}", flush=True)
        if not given.list:
            seconds += render(task, kokoro, voice, speed)
    print(f"{len(tasks)} of {len(every)} lines, {seconds:.0f} s of speech in {time.monotonic() - began:.0f} s")


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    top = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    top.add_argument("--only", action="append", default=[], metavar="SCENARIO/LINE", help="render these lines again")
    top.add_argument("--voice", choices=sorted(EVEN), help="this voice instead of the scenario's")
    top.add_argument("--speed", type=float, help=f"this speed, {SLOWEST} to {FASTEST}, instead of the caller's pace")
    top.add_argument("--list", action="store_true", help="change nothing")
    top.add_argument("--library", type=Path, default=LIBRARY, help="folder of the scenarios")
    top.add_argument("--share", default="1/1", metavar="1/2", help="the first of two processes (default: 1/1)")
    top.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1), help="cores to use (default: 2)")
    return top


def main(arguments: Sequence[str] | None = None, kokoro: Speaks | None = None) -> int:
    """Run the command line and return its exit code; `kokoro` speaks instead of the model."""
    given = parser().parse_args(arguments)
    try:
        run(given, kokoro or Kokoro(given.threads, phonemes))
    except (ValueError, OSError, manifest.ManifestError) as error:
        print(f"make_voices: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
