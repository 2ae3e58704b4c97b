"""A draft tried before it is written: does it load, what do the replies come to, what may the examples expect."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from trainer import scoring
from trainer.authoring.draft import Draft, DraftTurn
from trainer.authoring.starters import AGAIN, BAD, BAD_OPENING
from trainer.authoring.writing import READ_BACK, Expected, names, text_of
from trainer.call import Call, Utterance
from trainer.errors import TrainerError
from trainer.scenario.load import Loaded, examine
from trainer.scenario.packs import PackFolder
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard, Verdict
from trainer.text import facts
from trainer.text.phrase import Phrasebook

PACKS = ("taboo", "courtesy", "pace", "intents")
ENOUGH = 90  # of the good example
LONG = 8  # characters of a piece that makes a sentence of its own
_ASKS = re.compile(r"请问|是否|有没有|什么可以|贵姓|(吗|呢|哪位|多少|哪里|怎么样|如何)$")
Play = Callable[[Loaded], Sequence[Scorecard]]  # the examples' scorecards, as `checking.examples.play` gives them


@dataclass(frozen=True, slots=True)
class Trial:
    """Tries drafts with the packs of one folder."""

    folder: PackFolder
    play: Play

    def lists(self) -> dict[str, tuple[str, ...]]:
        """The phrase lists there are to choose from."""
        pack = self.folder.pack("intents")
        return dict(pack.file.lists) if pack is not None and pack.file is not None else {}

    def packs(self, *more: str) -> tuple[str, ...]:
        """The usual packs, as far as the folder has them."""
        there = self.folder.names()
        return tuple(name for name in (*PACKS[:3], *more, *PACKS[3:]) if name in there)

    def points(self, packs: Sequence[str]) -> int:
        """What is left of 100 for the scenario's own rules."""
        found = (self.folder.pack(name) for name in packs)
        rules = [item.rule.worth for pack in found if pack is not None for item in pack.rules]
        return max(0, int(100 - sum(rules, Fraction(0))))

    def scenario(self, draft: Draft) -> Scenario:
        """The draft, loaded. Raises TrainerError that says what is wrong with it, without places in a file."""
        return self._loaded(text_of(draft), draft.id)[0]

    def _loaded(self, text: str, name: str) -> tuple[Scenario, Loaded]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.yaml"
            path.write_text(text, encoding="utf-8")
            loaded = examine(path, self.folder)
        if loaded.scenario is None:
            wrong = dict.fromkeys(problem.message for problem in loaded.problems if not problem.warning)
            raise TrainerError("\n".join(f"这样不行：{message}" for message in wrong))
        return loaded.scenario, loaded

    def model_answer(self, draft: Draft, turn: DraftTurn) -> str:
        """A reply that says all there is to say, put together from the first wording of each wish."""
        book = Phrasebook(draft.slots, self.lists())
        pieces = [book.compile(wish.template).texts[0] for wish in turn.wishes]
        pieces = [
            f"我是{piece}" if wish.words == "姓名" else piece for wish, piece in zip(turn.wishes, pieces, strict=True)
        ]
        if draft.facts and turn.id == _reads_back(draft):
            pieces.insert(0, "，".join(f"{name}{value}" for name, value in draft.facts.items()))
        if turn == draft.turns[-1] and "courtesy" in draft.use:
            pieces.insert(0, draft.slots["称呼"])
        reply = "".join(piece + _end(piece, last=at == len(pieces) - 1) for at, piece in enumerate(pieces)) or "好的。"
        again = sum(one.good.endswith(reply) for one in draft.turns)
        return AGAIN[(again - 1) % len(AGAIN)] + reply if again and pieces else reply

    def lacking(self, draft: Draft, scenario: Scenario, turn: str, reply: str) -> list[Verdict]:
        """What is not well about that reply to that turn: wishes and facts that it misses, words that cost points."""
        wanted = {f"call.{READ_BACK}"} if draft.facts and turn == _reads_back(draft) else set()
        wanted |= {bound.id for bound in scenario.rules_of(turn)}
        card = _judged(scenario, turn, reply)
        return [v for v in card.verdicts if v.deducted or (v.id in wanted and v.outcome in ("missed", "partly"))]

    def bad_answer(self, scenario: Scenario, turn: DraftTurn, nth: int) -> str:
        """A reply that says nothing of what it should."""
        offered = (BAD_OPENING, *BAD) if nth == 0 else (*BAD[(nth - 1) % 4 :], *BAD)
        only = replace(scenario, rules=scenario.rules_of(turn.id))
        found: dict[str, int] = {}
        for reply in offered:
            found[reply] = sum(verdict.outcome != "missed" for verdict in _judged(only, turn.id, reply).verdicts)
            if not found[reply]:
                return reply
        return min(found, key=lambda reply: found[reply])

    def finished(self, draft: Draft, *, schema: bool) -> str:
        """The file with two examples that hold. Raises TrainerError where one does not."""
        scenario = self.scenario(draft)
        bad = tuple(replace(turn, bad=self.bad_answer(scenario, turn, nth)) for nth, turn in enumerate(draft.turns))
        draft = replace(draft, turns=bad)
        _, loaded = self._loaded(text_of(draft, Expected({}, {})), draft.id)
        good_card, bad_card = self.play(loaded)
        expected = Expected(_good(draft, good_card), _bad(draft, bad_card))
        text = text_of(draft, expected, schema=schema)
        self._loaded(text, draft.id)
        return text


def _judged(scenario: Scenario, turn: str, reply: str) -> Scorecard:
    said = Utterance("agent", reply, turn)
    return scoring.score(scenario, Call(utterances=(said,), path=(turn,), source="try", mode="practice"))


def told_in(value: str, lines: Sequence[str]) -> int | None:
    """The first of the lines in which the caller tells that fact; None: in none."""
    return next((at for at, line in enumerate(lines) if facts.place(value, line) is not None), None)


def _reads_back(draft: Draft) -> str:
    """The turn in whose model answer the facts are read to the caller, once he has told them all.

    Where it is asked for, else the last but one, or the last.
    """
    lines = [turn.line for turn in draft.turns]
    known = max((at for value in draft.facts.values() if (at := told_in(value, lines)) is not None), default=0)
    asked = [turn.id for turn in draft.turns[known:] if {"核实", "复述"} & {wish.words for wish in turn.wishes}]
    return [*asked, *(turn.id for turn in draft.turns[max(known, len(lines) - 2) :])][0]


def _end(piece: str, *, last: bool) -> str:
    """What closes a piece of a reply."""
    if _ASKS.search(piece):
        return "？"
    return "。" if last or len(piece) >= LONG else "，"


def _ids(draft: Draft) -> list[str]:
    """Of the first wish of each turn."""
    return [f"{turn.id}.{names(turn)[0]}" for turn in draft.turns if turn.wishes]


def _good(draft: Draft, card: Scorecard) -> dict[str, str]:
    found: dict[str, str] = {}
    if card.total is not None:
        found["total"] = f">={min(ENOUGH, int(card.total / 5) * 5)}"
        found["passed"] = str(bool(card.passed)).lower()
    outcomes = {verdict.id: verdict.outcome for verdict in card.verdicts}
    return found | {name: outcomes[name] for name in _ids(draft)}


def _bad(draft: Draft, card: Scorecard) -> dict[str, str]:
    found: dict[str, str] = {}
    if card.total is not None:
        found["total"] = "<60" if card.total < 60 else f"<={float(card.total):g}"
        found["passed"] = str(bool(card.passed)).lower()
    outcomes = {verdict.id: verdict.outcome for verdict in card.verdicts}
    taboo = [verdict.id for verdict in card.verdicts if verdict.deducted and verdict.outcome == "missed"]
    return found | {name: outcomes[name] for name in (*_ids(draft), *taboo[:2])}
