"""Trains the reader of manners (trainer/text/sentence_reader.py) on the sentences in tests/data/manners.

    python scripts/train_manners.py             # writes trainer/text/readings/rude.bin
    python scripts/train_manners.py --measure   # what it finds and wrongly marks, in sentences it was not trained on
    python scripts/train_manners.py --collect   # first takes the sentences of library and tests anew into library.tsv

Needs nothing but the program. Nothing is left to chance: the same sentences give the same weights (another machine may
round one of them otherwise).
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trainer.scenario.library import default_library, library
from trainer.scenario.load import load
from trainer.scenario.packs import read_pack
from trainer.text.sentence_reader import Weights, hashed, sentences, written
from trainer.text.thresholds import RUDE

ROOT = Path(__file__).resolve().parent.parent
ROOM = ROOT / "tests" / "data" / "manners"
NATURAL = ROOT / "tests" / "data" / "natural" / "replies.tsv"
FAIR = ROOT / "tests" / "data" / "fair"
MENDED_ON = tuple(f"blind_{one}" for one in "abcdefghij")  # the others stay unseen, to measure on
GOOD = ("excellent", "trap")  # kinds of calls in which nobody was rude
FILE = ROOT / "trainer" / "text" / "readings" / "rude.bin"
LIBRARY = "library.tsv"
SENTENCES = "sentences"
NO_CALL = ("taboo", "natural", SENTENCES)  # kinds of sentences in it that stand in no good call
FIT = 300.0  # how much a sentence that is told wrongly weighs against large weights
STEPS = 120
PLACES = 399_000  # of weights, a byte each
GREATEST = 127  # int8
CUT = 0.001  # of the weights are greater than the greatest that is told apart
EXCELLENT = re.compile(r">=\s*(9\d|100)")  # `expect: {total: …}` of an example without fault
PARTS = 4  # writers are left out of training in as many parts, and the library's scenarios


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and whether a fair listener takes it for rude."""

    text: str
    rude: bool
    kind: str
    source: str  # the writer's file, or library.tsv


def main() -> None:
    """Collect, train, measure, as told."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--collect", action="store_true", help="take the library's sentences anew")
    parser.add_argument("--measure", action="store_true", help="measure, and write nothing")
    options = parser.parse_args()
    if options.collect:
        lines = [f"{label}\t{kind}\t{text}\n" for label, kind, text in sorted(set(collected()))]
        (ROOM / LIBRARY).write_text("".join(lines), encoding="utf-8")
    known = read()
    if options.measure:
        print("\n".join(measured(known)))
    else:
        FILE.write_bytes(written(train(known)))


def collected() -> Iterator[tuple[int, str, str]]:
    """What is labelled already: sentences of good calls, library and blind sets, the taboo pack, natural replies."""
    for name in MENDED_ON:
        for call in json.loads((FAIR / name / "calls.json").read_text("utf-8")):
            for turn in call["human_path"] if call["kind"] in GOOD else ():
                text = call["replies"].get(turn, "")
                yield from ((0, call["scenario"], text[start:end]) for start, end in sentences(text))
        yield from _judged(FAIR / name)
    for path in library(default_library()):
        file = load(path).file
        for example in file.examples if file.kind != "quiz" else ():
            if EXCELLENT.fullmatch(example.expect.get("total", "")):
                replies = [one.text for said in example.replies.values() for one in said if not one.heard]
                yield from ((0, file.id, text[start:end]) for text in replies for start, end in sentences(text))
    pack = read_pack(default_library() / "packs" / "taboo.yaml").file
    assert pack is not None
    for one in pack.examples:
        if not one.heard and set(one.expect.values()) <= {"met", "missed"}:
            yield int("missed" in one.expect.values()), "taboo", one.text
    for kind, text in _table(NATURAL):
        yield int(kind == "rude"), "natural", text


def _judged(blind: Path) -> Iterator[tuple[int, str, str]]:
    """A blind set's rude and innocent sentences, and its mockery; of several in a row nobody said which is rude."""
    judged = [(label, text) for intent, label, text in _table(blind / "sentences.tsv") if intent == "rude"]
    judged += [("1", text) for _, _, text in _table(blind / "mockery.tsv")]
    for label, text in judged:
        spans = list(sentences(text))
        if label == "0" or len(spans) == 1:
            yield from ((int(label), SENTENCES, text[start:end]) for start, end in spans)


def _table(path: Path) -> list[list[str]]:
    """Its rows, without the names of the columns; none where there is no such file."""
    return [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]] if path.is_file() else []


def read() -> tuple[Sentence, ...]:
    """Every sentence of the training room."""
    files = sorted(ROOM.glob("*.tsv"))
    rows = [(file.name, *line.split("\t")) for file in files for line in file.read_text("utf-8").splitlines()]
    return tuple(Sentence(text, label == "1", kind, name) for name, label, kind, text in rows)


def train(known: Sequence[Sentence], places: int = PLACES, *, telling: bool = True) -> Weights:
    """Logistic regression with quadratic punishment, by accelerated gradient descent.

    A sentence's traits count by their share in it, times how rare what shares their place is. `telling`: squared, and
    times the root of how much more often one kind of sentence has it than the other (after "NB-SVM", Wang and Manning
    2012). That finds rude sentences; a refusal has the very words of the deed, and is told worse by it.
    """
    found = [hashed(one.text) for one in known]
    rows = np.repeat(np.arange(len(known)), [len(one) for one in found])
    columns = np.array([number % places for one in found for number, _ in one])
    rude = np.array([one.rude for one in known], dtype=float)
    here = np.bincount(columns, minlength=places)
    worth = np.log((1 + len(known)) / (1 + here)) + 1
    if telling:
        there = np.bincount(columns, rude[rows], minlength=places)
        odds = (there + 1) / (there.sum() + places) * ((here - there).sum() + places) / (here - there + 1)
        worth = worth**2 * np.sqrt(np.abs(np.log(odds)))
    worth /= worth.max()
    values = worth[columns] * np.array([share for one in found for _, share in one])

    def into_sentences(weights: np.ndarray) -> np.ndarray:
        return np.bincount(rows, values * weights[columns], minlength=len(known))

    def into_traits(errors: np.ndarray) -> np.ndarray:
        return np.bincount(columns, values * errors[rows], minlength=places)

    steepest = np.ones(places)
    for _ in range(15):
        steepest = into_traits(into_sentences(steepest))
        curvature = float(np.linalg.norm(steepest))
        steepest /= curvature
    step, bias_step = 1 / (FIT * curvature / 2 + 1), 2 / (FIT * len(known))
    weights = ahead = np.zeros(places)
    bias = bias_ahead = 0.0
    pace = 1.0
    for _ in range(STEPS):
        errors = FIT * (1 / (1 + np.exp(-into_sentences(ahead) - bias_ahead)) - rude)
        new, new_bias = ahead - step * (into_traits(errors) + ahead), bias_ahead - bias_step * float(errors.sum())
        faster = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = new + (pace - 1) / faster * (new - weights)
        bias_ahead = new_bias + (pace - 1) / faster * (new_bias - bias)
        weights, bias, pace = new, new_bias, faster
    return rounded(weights * worth, bias)


def rounded(weights: np.ndarray, bias: float) -> Weights:
    """The weights as int8; the few greatest are all the same."""
    scale = float(np.quantile(np.abs(weights[weights != 0]), 1 - CUT)) / GREATEST
    whole = np.clip(np.round(weights / scale), -GREATEST, GREATEST).astype(np.int8)
    return Weights(round(bias, 4), round(scale, 6), whole.tobytes())


def measured(known: Sequence[Sentence]) -> Iterator[str]:
    """Each writer, read by weights that do not know him nor a quarter of the others; the scenarios likewise."""
    writers = sorted({one.source for one in known if one.source.startswith("writer")})
    scores: dict[Sentence, float] = {}
    for part in range(PARTS):
        scores |= _scores(known, [one for one in known if one.source in writers[part::PARTS]])
    good = [one for one in known if one.source == LIBRARY and one.kind not in NO_CALL]
    scenarios = sorted({one.kind for one in good})
    for part in range(PARTS):
        scores |= _scores(known, [one for one in good if one.kind in scenarios[part::PARTS]])
    for name, sources in (*((name, {name}) for name in (*writers, LIBRARY)), ("all of them", {*writers, LIBRARY})):
        yield name
        own = [one for one in scores if one.source in sources]
        for threshold in (RUDE - 0.6, RUDE - 0.3, RUDE, RUDE + 0.3, RUDE + 0.6):
            yield f"  from {threshold:+.1f}: " + ", ".join(
                f"{word} {share(scores[one] >= threshold for one in own if one.rude == rude)}"
                for word, rude in (("found", True), ("wrongly marked", False))
            )
    for kind in sorted({one.kind for one in scores if one.source != LIBRARY}):
        yield f"{kind}: {share(scores[one] >= RUDE for one in scores if one.kind == kind)}"


def _scores(known: Sequence[Sentence], asked: Sequence[Sentence]) -> dict[Sentence, float]:
    left_out = {one.text for one in asked}
    weights = train([one for one in known if one.text not in left_out])
    return {one: weights.log_odds(one.text) for one in asked}


def share(marks: Iterable[bool]) -> str:
    """How many of them, and as a share."""
    every = list(marks)
    return f"{sum(every)}/{len(every)}" + (f" = {sum(every) / len(every):.3f}" if every else "")


if __name__ == "__main__":
    main()
