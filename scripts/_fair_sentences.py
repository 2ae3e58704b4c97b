"""Single sentences beside their labels: intents, rudeness, and mockery put into excellent calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from _bench import Figure, rate
from _fair_calls import Row

from tests.library.fair import (
    DISCIPLINE,
    LISTS,
    SHARED,
    TABOO,
    Heard,
    Library,
    Mockery,
    Sentence,
    charged,
    mocked,
    practised,
)
from trainer import scoring
from trainer.scorecard import Scorecard

INNOCENT, RUDE = SHARED / "inputs" / "10_innocent_charged.txt", SHARED / "inputs" / "11_rude_not_charged.txt"
ARGUABLE = 3  # the last lines of INNOCENT: whether they may be charged can be argued
CHARGES = {"rude": (0.75, 1 / 60), "discipline": (None, None)}
"""Labels that packs of forbidden words answer: least share charged or marked, most innocent ones charged."""


@dataclass
class Listening:
    """What the program says of sentences; every disagreement is kept."""

    library: Library
    rows: list[Row] = field(default_factory=list)

    def sentences(self, name: str, sentences: Sequence[Sentence]) -> Iterator[Figure]:
        """Intents expressed or not, and what is charged."""
        heard = [(one, self.library.hear(one.text)) for one in sentences]
        intents = [(one, said) for one, said in heard if one.intent in LISTS]
        if intents:
            yield from self._intents(name, intents)
        for label, (caught, unfair) in CHARGES.items():
            rude = [(one, said) for one, said in heard if one.intent == label]
            if rude:
                yield from self._charges(f"{name}: {label}", rude, caught, unfair)

    def _intents(self, name: str, intents: Sequence[tuple[Sentence, Heard]]) -> Iterator[Figure]:
        found = [(one, bool(said.found.intersection(LISTS[one.intent])), said.marked) for one, said in intents]
        expressed = [item for item in found if item[0].expressed]
        accepted = [(one, hit and not marked) for one, hit, marked in found if not one.expressed]
        yield rate(hit for _, hit, _ in expressed).figure(f"{name}: intents found", 0.8)
        yield rate(hit for _, hit in accepted).figure(f"{name}: refusals and mockery accepted", 0.08, "<=")
        yield rate(marked for *_, marked in expressed).figure(f"{name}: intents expressed and marked")
        for intent in dict.fromkeys(one.intent for one, _ in intents):
            yield rate(hit for one, hit, _ in expressed if one.intent == intent).figure(f"{name}: {intent} found")
            wrongly = rate(hit for one, hit in accepted if one.intent == intent)
            yield wrongly.figure(f"{name}: {intent} accepted though not expressed")
        self.rows += [
            ("sentence", one.intent, "expressed", "not found", one.text) for one, hit, _ in expressed if not hit
        ]
        self.rows += [("sentence", one.intent, "not expressed", "accepted", one.text) for one, hit in accepted if hit]

    def _charges(
        self, name: str, heard: Sequence[tuple[Sentence, Heard]], aim: float | None, most: float | None
    ) -> Iterator[Figure]:
        rude = [(one, said) for one, said in heard if one.expressed]
        innocent = [(one, said) for one, said in heard if not one.expressed]
        yield rate(said.answered for _, said in rude).figure(f"{name} charged or marked", aim)
        yield rate(TABOO in said.charged for _, said in rude).figure(f"{name} charged by taboo words")
        yield rate(said.charged == {DISCIPLINE} for _, said in rude).figure(f"{name} charged by discipline alone")
        yield rate(said.marked and not said.charged for _, said in rude).figure(f"{name} only marked")
        yield rate(bool(said.charged) for _, said in innocent).figure(f"{name}, innocent ones charged", most, "<=")
        yield rate(said.marked for _, said in innocent).figure(f"{name}, innocent ones marked")
        label = name.rpartition(" ")[2]
        self.rows += [("sentence", label, "rude", "neither", one.text) for one, said in rude if not said.answered]
        self.rows += [("sentence", label, "innocent", said.told, one.text) for one, said in innocent if said.answered]

    def mockery(self, name: str, sentences: Iterable[Mockery]) -> Iterator[Figure]:
        """One sentence put into an excellent example; marked counts where the mark stands on that sentence."""
        caught, without = [], 0
        for one in sentences:
            calls = mocked(self.library[one.scenario], one)
            if calls is None:
                without += 1
                continue
            before, after = (scoring.score(self.library[one.scenario], call, explain=False) for call in calls[:2])
            on_it = any(mark.utterance == calls[2] and mark.char_end > calls[3] for mark in after.review)
            caught.append(on_it or charged(before, after))
            if not caught[-1]:
                self.rows.append(("mockery", f"{one.scenario} {one.turn or ''}", "mockery", "neither", one.text))
        yield rate(caught).figure(f"{name}: mockery in an excellent example charged or marked", 0.75)
        yield Figure(f"{name}: mockery left out, no excellent example goes through the turn", without)

    def whole(self, name: str, files: Sequence[Path]) -> Iterator[Figure]:
        """Mocking calls, practised: mockery_<scenario>[_<variant>].txt, a reply a line, then the call note."""
        cards = [self._practised(path) for path in files]
        for path, card in zip(files, cards, strict=True):
            if card.passed and not card.review:
                self.rows.append(("mocking call", path.stem, "mocking", "passed unmarked", ""))
        totals = ", ".join("no total" if card.total is None else f"{float(card.total):g}" for card in cards)
        unmarked = sum(card.passed is True and not card.review for card in cards)
        yield Figure(f"{name}: mocking calls that pass unmarked", unmarked, 0, note=f"of {len(cards)}: {totals}")

    def _practised(self, path: Path) -> Scorecard:
        _, scenario_id, *variant = path.stem.split("_")
        lines = iter(path.read_text(encoding="utf-8").splitlines())
        scenario = self.library[scenario_id]
        call = practised(scenario, lambda turn: next(lines, ""), next(iter(variant), None), lines)
        return scoring.score(scenario, call, explain=False)

    def paraphrases(self, name: str, sentences: Iterable[Sentence]) -> Iterator[Figure]:
        """Rude ones are right where charged or marked, innocent ones where not charged."""
        right = []
        for one in sentences:
            said = self.library.hear(one.text)
            right.append(said.answered if one.expressed else not said.charged)
            if not right[-1]:
                self.rows.append(("paraphrase", "", "rude" if one.expressed else "innocent", said.told, one.text))
        yield rate(right).figure(f"{name}: paraphrases right", 0.75)

    def inputs(self) -> Iterator[Figure]:
        """The sentences of ../shared/inputs."""
        innocent = [Sentence("rude", False, text) for text in INNOCENT.read_text(encoding="utf-8").splitlines()]
        rude = [Sentence("rude", True, text) for text in RUDE.read_text(encoding="utf-8").splitlines()]
        heard = [(one, self.library.hear(one.text)) for one in (*innocent[:-ARGUABLE], *rude)]
        yield from self._charges("inputs: rude", heard, 1, 0)
