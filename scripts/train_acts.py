"""Trains the readings of dialogue acts (trainer/text/sentence_reader.py) on sentences that people wrote.

    python scripts/train_acts.py             # writes trainer/text/readings/<act>.bin
    python scripts/train_acts.py --measure   # what it finds and wrongly takes, of writers it was not trained on
    python scripts/train_acts.py --collect   # first looks for the words of the lists in good calls anew (library.tsv)

Which phrase lists an act stands for, trainer/text/readings/acts.tsv tells. Nothing is left to chance, as in
train_manners.py, whose training this is.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from train_manners import FAIR, LIBRARY, NO_CALL, PARTS, ROOT, Sentence, share, train

from trainer.scenario.library import default_library
from trainer.scenario.load import load_pack
from trainer.scenario.packs import read_pack
from trainer.text.find import Prepared, find, prepare
from trainer.text.phrase import Phrase
from trainer.text.sentence_reader import Weights, written
from trainer.text.thresholds import READS_LIKE, READS_UNLIKE

MANNERS = ROOT / "tests" / "data" / "manners"
ROOM = ROOT / "tests" / "data" / "acts"
SETS = tuple(f"blind_{one}" for one in "bcdefghij")  # sentences; those of the others stay unseen
MEANT = ("writer_6.tsv", "writer_7.tsv")  # of manners: eight acts; there 1 is who does not mean them
READINGS = ROOT / "trainer" / "text" / "readings"
TABLE = READINGS / "acts.tsv"
EXAMPLES = "examples.tsv"  # of the packs
NONE = "none"  # of the acts
PLACES = 99_000  # of an act's weights, a byte each


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, the acts it performs, and those that its writer was asked to tell."""

    text: str
    acts: frozenset[str]
    asked: frozenset[str]
    writer: str


def main() -> None:
    """Train or measure, as told."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true", help="measure, and write nothing")
    parser.add_argument("--collect", action="store_true", help="take the sentences of good calls anew")
    options = parser.parse_args()
    if options.collect:
        lines = [f"{'+'.join(sorted(found)) or NONE}\t{int(bool(found))}\t{text}\n" for text, found in collected()]
        (ROOM / LIBRARY).write_text("".join(lines), encoding="utf-8")
        lines = [f"{act}\t{int(done)}\t{text}\n" for act, done, text in sorted(set(examples()))]
        (ROOM / EXAMPLES).write_text("".join(lines), encoding="utf-8")
    known = read()
    if options.measure:
        print("\n".join(measured(known)))
        return
    for act in acts():
        (READINGS / f"{act}.bin").write_bytes(written(trained(act, known)))


def acts() -> Mapping[str, tuple[str, ...]]:
    """Every act that has a reading, with its phrase lists."""
    rows = (line.split("\t") for line in TABLE.read_text("utf-8").splitlines())
    return {act: tuple(lists) for act, *lists in rows}


def collected() -> Iterator[tuple[str, frozenset[str]]]:
    """The sentences of good calls, and the acts whose lists have words for what each says."""
    pack = load_pack(default_library() / "packs" / "intents.yaml")
    assert pack.book is not None
    phrases = {act: [pack.book.book.compile(f"<{name}>") for name in lists] for act, lists in acts().items()}
    kind = [text for label, name, text in _rows(MANNERS / LIBRARY) if label == "0" and name not in NO_CALL]
    for text in sorted(set(kind)):
        prepared = prepare([text], [False])
        yield text, frozenset(act for act, several in phrases.items() if any(_stands(one, prepared) for one in several))


def _stands(phrase: Phrase, prepared: Prepared) -> bool:
    return any(one.grade == "sure" and not one.turned for one in find(phrase, prepared, nearest=False))


def examples() -> Iterator[tuple[str, bool, str]]:
    """The examples of the packs: an act, whether the sentence performs it, the sentence; no word of other acts."""
    act_of = {f"<{name}>": act for act, lists in acts().items() for name in lists}
    for name in ("intents", "closing"):
        pack = read_pack(default_library() / "packs" / f"{name}.yaml").file
        assert pack is not None
        for one in pack.examples:
            for phrase_list, outcome in one.expect.items():
                if not one.heard and phrase_list in act_of and outcome in ("met", "missed"):
                    yield act_of[phrase_list], outcome == "met", one.text


def read() -> tuple[Said, ...]:
    """Every sentence: of the training room, of the blind sets that were mended on, and the rude ones."""
    found = [one for path in sorted(ROOM.glob("*.tsv")) for one in _told(path)]
    found += [one for name in SETS for one in _told(FAIR / name / "sentences.tsv", name)]
    every = frozenset(acts())
    for path in sorted(MANNERS.glob("writer_*.tsv")):
        for label, kind, text in _rows(path):
            if path.name in MEANT and kind in every:
                done = frozenset([kind]) if label == "0" else frozenset[str]()
                found.append(Said(text, done, _asked(path), f"manners/{path.name}"))
            elif label == "1":
                found.append(Said(text, frozenset(), every, f"manners/{path.name}"))
    return tuple(found)


def trained(act: str, known: Sequence[Said]) -> Weights:
    """The reading of one act."""
    told = [Sentence(one.text, act in one.acts, act, one.writer) for one in known if act in one.asked]
    return train(told, PLACES, telling=False)


def measured(known: Sequence[Said]) -> Iterator[str]:
    """Each writer, left out with a quarter of them; wrongly taken is whatever of his does not perform the act."""
    total: dict[str, list[tuple[bool, float]]] = {}
    writers = sorted({one.writer for one in known if one.writer.startswith("writer")})
    for part in range(PARTS):
        own = [one for one in known if one.writer in writers[part::PARTS]]
        rest = [one for one in known if one.writer not in writers[part::PARTS]]
        for act in acts():
            weights = trained(act, rest)
            for one in own:
                for name in (one.writer, act, "together") if act in one.asked else ():
                    total.setdefault(name, []).append((act in one.acts, weights.log_odds(one.text)))
    for name, odds in sorted(total.items()):
        yield name
        for threshold in (READS_UNLIKE, READS_LIKE - 1, READS_LIKE, READS_LIKE + 1):
            found, wrong = (share(value >= threshold for done, value in odds if done == it) for it in (True, False))
            yield f"  from {threshold:+.1f}: found {found}, wrongly taken {wrong}"


def _told(path: Path, writer: str = "") -> Iterator[Said]:
    asked = _asked(path)
    for named, label, text in _rows(path):
        done = frozenset(named.split("+")) & asked if label == "1" else frozenset[str]()
        yield Said(text, done, asked & {named} if path.name == EXAMPLES else asked, writer or path.name)


def _asked(path: Path) -> frozenset[str]:
    """The acts that the file tells of."""
    named = {act for row in _rows(path) for column in row[:2] for act in column.split("+")}
    return frozenset(acts()) if path.name == LIBRARY else frozenset(named) & frozenset(acts())


def _rows(path: Path) -> list[list[str]]:
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    return [row for row in rows if len(row) == 3 and row[1] != "label"]


if __name__ == "__main__":
    main()
