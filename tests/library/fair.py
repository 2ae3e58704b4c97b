"""What people say, written without sight of any phrase list, and what a fair listener says of it.

The shapes of the files, and who wrote and labelled what: tests/data/fair/README.md. Used by scripts/bench_fair.py.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.library.kinds import EXCELLENT, of_kind
from trainer import scoring
from trainer.call import Call, Utterance
from trainer.checking.examples import MOST_VISITS, call_of
from trainer.practice.call_note import note_fields
from trainer.practice.conversation import GoOn, HungUp, Lesson, Noted, PickedUp, Ready, Replied, State, step
from trainer.practice.conversation import call_of as call_of_state
from trainer.rules.interface import Rule
from trainer.rules.repeat import Repeat, wanted
from trainer.rules.required import Required
from trainer.scenario.load import load, load_pack
from trainer.scenario.model import ScenarioFile
from trainer.scenario.resolved import BoundRule, Scenario
from trainer.scorecard import Scorecard
from trainer.text.template import fill

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data" / "fair"
SHARED = ROOT.parent / "shared"
SCENARIOS = ROOT / "scenarios"
LISTS: Mapping[str, tuple[str, ...]] = {
    "sorry": ("致歉",),
    "understand": ("理解", "体谅", "体谅心情", "体谅难处", "将心比心"),
    "calm": ("安抚",),
    "report": ("上报", "报告主管"),
    "callback": ("反馈", "回个信", "跟进", "跟到底", "提出回电"),
    "verify": ("核实", "复述", "会调查", "答应去查", "对一对"),
    "thank": ("致谢", "谢来电", "谢反映"),
    "bye": ("道别", "祝愿"),
}
"""The phrase lists that answer an intent."""
TABOO, DISCIPLINE, LIST = "taboo", "discipline", "list"
STAND_INS = {"公司": "海棠苑", "姓名": "小王", "工号": "1008", "称呼": "陈女士", "客户": "陈女士"}


@dataclass(frozen=True, slots=True)
class BlindCall:
    """Replies to every turn a call may reach, and a listener's labels."""

    scenario: str
    name: str
    kind: str  # excellent, trap (polite, with words that only look bad), ordinary, bad, mocking
    variant: str | None
    path: tuple[str, ...]  # the turns as a fair caller would have taken them
    replies: Mapping[str, str]  # by turn, those of turns that were not reached too
    labels: Mapping[str, str]  # rule id → met, partly, missed; ?: can be argued

    @property
    def good(self) -> bool:
        """Written as a call that passes."""
        return self.kind in ("excellent", "trap")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `expressed`: it does express the intent, or is rude; False: it only shares the words."""

    intent: str  # a key of LISTS, or rude, discipline
    expressed: bool
    text: str


@dataclass(frozen=True, slots=True)
class Mockery:
    """A sentence to be put into a scenario's excellent example."""

    scenario: str
    turn: str | None  # None: the last reply
    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What the program says of one sentence alone."""

    found: frozenset[str]  # phrase lists
    charged: frozenset[str]  # packs of which a rule was broken
    marked: bool

    @property
    def answered(self) -> bool:
        """It costs something, or a person is asked to look at it."""
        return bool(self.charged) or self.marked

    @property
    def told(self) -> str:
        """What the program says against it, in a word."""
        return " ".join([*sorted(self.charged), *(["marked"] if self.marked else [])]) or "neither"


class Library:
    """The scenarios, each loaded once."""

    def __init__(self) -> None:
        """Nothing is loaded yet."""
        self._scenarios: dict[str, Scenario] = {}
        self._packs: Scenario | None = None

    def __getitem__(self, name: str) -> Scenario:
        if name not in self._scenarios:
            self._scenarios[name] = load(SCENARIOS / f"{name}.yaml")
        return self._scenarios[name]

    def hear(self, text: str) -> Heard:
        """The sentence typed, as the only one of a call."""
        self._packs = self._packs or _lists_and_packs()
        call = Call((Utterance("agent", text),), source="example", mode="example")
        card = scoring.score(self._packs, call, explain=False)
        found, charged = set(), set()
        for verdict in card.verdicts:
            owner, _, name = verdict.id.partition(".")
            if owner == LIST and verdict.outcome == "met":
                found.add(name)
            elif owner != LIST and verdict.outcome == "missed":
                charged.add(owner)
        return Heard(frozenset(found), frozenset(charged), bool(card.review))


def read_calls(path: Path) -> tuple[BlindCall, ...]:
    """The calls of a file."""
    return tuple(_call(item) for item in json.loads(path.read_text(encoding="utf-8")))


def read_sentences(path: Path) -> tuple[Sentence, ...]:
    """The sentences of a table with the columns label, sentence and, where they are of several, intent."""
    return tuple(Sentence(row.get("intent") or "rude", row["label"] == "1", row["sentence"]) for row in _rows(path))


def read_mockery(path: Path) -> tuple[Mockery, ...]:
    """The sentences of a table with the columns scenario, turn and sentence."""
    return tuple(Mockery(row["scenario"], row["turn"] or None, row["sentence"]) for row in _rows(path))


def stored_call(scenario: Scenario, blind: BlindCall) -> Call:
    """The call as typed, along the path that the listener named; a turn reached again gets no second reply."""
    utterances: list[Utterance] = []
    known = {turn.id: turn for turn in scenario.file.turns}
    for number, turn in enumerate(blind.path):
        if turn in known and (lines := known[turn].lines(blind.variant)):
            utterances.append(Utterance("caller", fill(lines[0], scenario.slots()), turn))
        if turn not in blind.path[:number] and blind.replies.get(turn):
            utterances.append(Utterance("agent", blind.replies[turn], turn))
    return Call(
        tuple(utterances), blind.path, source="example", mode="example", ended_by="caller", variant=blind.variant
    )


def practised(
    scenario: Scenario, reply: Callable[[str], str], variant: str | None = None, note: Iterable[str] = ()
) -> Call:
    """A practice conversation by keyboard; `reply` answers each turn by its id, empty: silence.

    `note`: what is typed into the fields of the call note, one after the other.
    """
    lesson = Lesson(scenario, slots=scenario.slots(), variant=variant or next(iter(scenario.file.variants), None))
    state = State()
    while state.phase != "finished":
        state = step(lesson, state, _event(scenario, state, reply, note), scoring, lambda lines: lines[0])
    return call_of_state(lesson, state)


def _event(scenario: Scenario, state: State, reply: Callable[[str], str], note: Iterable[str]) -> Any:
    match state.phase:
        case "ready":
            return Ready()
        case "ringing":
            return PickedUp()
        case "reply":
            turn = state.visits[-1].turn
            if sum(visit.turn == turn for visit in state.visits) > MOST_VISITS:
                return HungUp()
            text = reply(turn)
            return Replied((Utterance("agent", text, turn),) if text else ())
        case "note":
            return Noted(dict(zip(note_fields(scenario), note, strict=False)))
    return GoOn()


def mocked(scenario: Scenario, mockery: Mockery) -> tuple[Call, Call, int, int] | None:
    """The excellent example without the sentence and with it, along the same path; None: no such turn in one.

    The number of the utterance that the sentence stands at the end of, and where it begins there.
    """
    for example in of_kind(scenario.file, EXCELLENT):
        call = call_of(scenario, example)
        numbers = [
            number
            for number, one in enumerate(call.utterances)
            if one.speaker == "agent" and mockery.turn in (None, one.turn)
        ]
        if numbers:
            before = call.utterances[numbers[-1]]
            said = replace(before, text=before.text + mockery.text)
            utterances = (*call.utterances[: numbers[-1]], said, *call.utterances[numbers[-1] + 1 :])
            return call, replace(call, utterances=utterances), numbers[-1], len(before.text)
    return None


def charged(before: Scorecard, after: Scorecard) -> bool:
    """Something that was well in the one call is missed, or costs more, in the other."""
    was = {verdict.id: verdict for verdict in before.verdicts}
    return any(
        (one.outcome == "missed" and was[one.id].outcome != "missed") or one.deducted > was[one.id].deducted
        for one in after.verdicts
    )


def may_be_partial(rule: Rule, facts: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether the rule can say `partly` at all: something of several was done, or a measure was nearly kept."""
    for one in rule.flat():
        if isinstance(one, Required):
            if one.needed_phrases > 1:
                return True
        elif isinstance(one, Repeat):
            if len(wanted(one.repeat, facts)) > 1:
                return True
        elif not one.inner():
            return True
    return False


def _call(item: Mapping[str, Any]) -> BlindCall:
    names = ("scenario", "call", "kind", "variant")
    return BlindCall(*(item[name] for name in names), tuple(item["human_path"]), item["replies"], item["human"])


def _rows(path: Path) -> Sequence[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _lists_and_packs() -> Scenario:
    """A checklist of the packs that forbid words, and of every phrase list that answers an intent."""
    packs = [load_pack(SCENARIOS / "packs" / f"{name}.yaml") for name in (TABOO, DISCIPLINE, "intents")]
    lists: dict[str, tuple[str, ...]] = {}
    slots: dict[str, str] = {}
    for pack in packs:
        assert pack.book is not None
        lists |= pack.book.book.lists
        slots |= {name: STAND_INS.get(name, value) for name, value in pack.book.book.slots.items()}
    known = dict.fromkeys(name for names in LISTS.values() for name in names if name in lists)
    rules = [item.bound for pack in packs for item in pack.rules]
    rules += [BoundRule(f"{LIST}.{name}", None, Required(required=(f"<{name}>",))) for name in known]
    return Scenario(
        ScenarioFile(id="sentences", title="一句话", kind="checklist", slots=slots), tuple(rules), lists, ""
    )
