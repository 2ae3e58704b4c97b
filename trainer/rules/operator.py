"""What an operator says about itself: its names and help for people, and the facts that other code asks for.

Each rule class fills in what applies to it. No code outside `trainer/rules` asks for an operator by its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, Protocol

from pydantic import BaseModel

CellKind = Literal["items", "phrases", "names", "text", "speaker", "rings", "pairs", "letters", "rules"]
"""What a cell holds: values, phrases, rule or fact names (one a line); one text; a speaker; rings or seconds; keys with
values; option letters; other rules in YAML.
"""
Closing = Literal["hangup", "note"]
Skill = Literal["接听问候", "礼貌称呼", "安抚体谅", "倾听核对", "答复办理", "结束道别", "语速声音", "忌语规范"]
"""The skill groups of a phone call, as trainees read them, in the order of a call; which rule trains which:
`trainer/scoring/skills.py`.
"""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that may stand beside an operator; all texts are Chinese."""

    meaning: str  # for authors
    label: str = ""  # in Excel's column 其他参数; empty: it has a column of its own, or a label that operators share
    choices: Mapping[str, str] = field(default_factory=dict)  # word an author may write → its meaning


@dataclass(frozen=True, slots=True)
class Cells:
    """How the rule is written in a row of the Excel sheet 评分."""

    content: CellKind = "items"  # what the column 内容 holds: the main value
    example: str = ""  # of the main value, as it is typed into the cell
    exceptions: str = "unless"  # the key that the column 除外 holds


class Words(Protocol):
    """Puts parts of a rule into words for a person, with the slots and phrase lists of one scenario."""

    def sample(self, template: str) -> str:
        """One natural wording of a phrase template."""
        ...

    def facts(self, names: str | Iterable[str]) -> str:
        """Facts with their values; `all`: every fact."""
        ...

    def rule(self, rule_id: str) -> str:
        """A rule in a few words, by the id an author wrote."""
        ...


class Operator(BaseModel):
    """The part of a rule that is no judgement. Texts are Chinese; where nothing is said, the default holds."""

    operator: ClassVar[str] = ""  # the key an author writes
    label: ClassVar[str] = ""  # its name on screen
    meaning: ClassVar[str] = ""  # for authors: what the main value is
    skill: ClassVar[Skill | None] = None  # what it trains, whatever the words; None: its words or its place tell
    keys: ClassVar[Mapping[str, Key]] = {}  # its own keys; what several operators share stands in scenario/keys.py
    example: ClassVar[str] = ""  # one rule in YAML as an author may write it, on one line
    cells: ClassVar[Cells] = Cells()
    separator: ClassVar[str] = " ／ "  # between the items of the main value on screen

    mild: ClassVar[bool] = False  # what it forbids is no fault, only not the best wording
    orderable: ClassVar[bool] = False  # `order: all` puts it in order
    cumulative: ClassVar[bool] = False  # adds up over a call; `trainer try` does not blame one sentence for the rest
    measured: ClassVar[bool] = False  # by times, levels, facts of the call or the call note: no recognised word decides
    needs_times: ClassVar[bool] = False  # typed replies have no times, so practice by keyboard cannot measure it
    names_facts: ClassVar[bool] = False  # compares with the scenario's facts
    quotable: ClassVar[bool] = True  # False: single words out of many would mislead, so the scorecard quotes none
    placed: ClassVar[bool] = True  # False: `trainer try` shows the sentence why, and no places
    shows_match: ClassVar[bool] = True  # False: a quotation does not say how it matched (字面, 同音 …)
    answers_question: ClassVar[bool] = False  # its sentence why names the option that the trainee chose
    examples_lack: ClassVar[Literal["", "sound", "caller", "hangup"]] = ""  # what an author's example cannot give it
    closing: ClassVar[Closing | None] = None  # what the trainee is asked for at the end of the call, to be judged

    def wish(self, words: Words) -> str:
        """What it asks for, for a person with the printed sheet in hand."""
        return self.label or self.operator

    def figures(self, words: Words) -> str:
        """Its main value for an author, where that is no list of words: what it asks for, with every figure."""
        return self.wish(words)

    def clause(self, words: Words) -> str:
        """What it asks for, as a part of a rule that is made of rules."""
        return self.wish(words)

    def templates(self) -> tuple[str, ...]:
        """Every phrase template that it holds; all are compiled and checked when a scenario is read."""
        return (*self.asks(), *self.forbids(), *self.excuses())

    def asks(self) -> tuple[str, ...]:
        """Phrase templates that have to be said: they name the rule on screen and align recordings with turns."""
        return ()

    def forbids(self) -> tuple[str, ...]:
        """Phrase templates that must not be said; none may hide in a phrase that another rule asks for."""
        return ()

    def excuses(self) -> tuple[str, ...]:
        """Phrase templates inside which the words that are asked for, or forbidden, do not count."""
        return ()

    def samples(self) -> tuple[str, ...]:
        """Phrase templates of which a printed sheet shows a wording."""
        return (*self.asks(), *self.forbids())

    def facts_named(self) -> tuple[str, ...]:
        """The facts that it names; none: all of them, where `names_facts`."""
        return ()

    def rules_named(self) -> tuple[str, ...]:
        """The rule ids in its main value."""
        return ()

    def turns_named(self) -> Mapping[str, str]:
        """Key → the turn that it names."""
        return {}

    def options_named(self) -> tuple[str, ...]:
        """The letters of a question's right options."""
        return ()

    def inner(self) -> tuple[Operator, ...]:
        """The rules that it is made of."""
        return ()

    def flat(self) -> Iterator[Operator]:
        """Itself and the rules inside it, to any depth."""
        yield self
        for rule in self.inner():
            yield from rule.flat()

    def excludes(self, other: Operator) -> bool:
        """It can be met only where `other` is missed."""
        return False

    @property
    def by_recognition(self) -> bool:
        """Recognised words have a part in it, so where it is missed the engine may be to blame."""
        return not all(rule.measured for rule in self.flat() if not rule.inner())

    @property
    def by_words(self) -> bool:
        """Words bring its points, whichever reply they stand in: `where` may be `nearby` or `end`."""
        return False

    @property
    def orders_all(self) -> bool:
        """It puts the orderable rules beside it in order."""
        return False

    @property
    def by_sound(self) -> bool:
        """What it asks for may be said with other characters of the same sound."""
        return True

    @property
    def instead(self) -> str | None:
        """The better wording for what it forbids."""
        return None

    @property
    def pace_target(self) -> int | None:
        """The speaking rate that it asks for, 字 a minute."""
        return None
