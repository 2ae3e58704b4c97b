"""What an author may write: the shapes of a scenario file and of a pack file (docs/SCENARIOS.md), checked by pydantic.

The loader gives plain data in which every scalar is still text as written, so the fields here parse text.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from trainer.rules import AnyRule
from trainer.rules.condition import Conditions
from trainer.rules.fields import Identifier, Line, Phrases
from trainer.scenario.heading import Cue, Kind

Expectation = Annotated[
    str,
    Field(pattern=r"^(met|partly|missed|unclear|not_measured|true|false|null|(>=|<=|>|<|=)?\s*\d+(\.\d+)?)$"),
]


def _fact(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Fact = Annotated[tuple[Line, ...], BeforeValidator(_fact)]


class Shape(BaseModel):
    """Frozen, and no key but the named ones."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Caller(Shape):
    """The scripted caller."""

    name: Line = "客户"
    voice: Literal["female", "male"] = "female"
    pace: Annotated[int, Field(ge=60, le=400)] = 220  # 字 a minute


class Next(Shape):
    """Where the conversation goes; `if` absent: always."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    when: Annotated[Conditions | None, Field(alias="if")] = None
    go: str


Choices = Annotated[
    dict[str, Line], Field(min_length=3, max_length=5, json_schema_extra={"propertyNames": {"pattern": "^[A-E]$"}})
]


class Turn(Shape):
    """The caller's line (or a ring, a silence, a hang-up) and the rules for the trainee's reply to it."""

    id: Identifier
    cue: Cue = "line"
    line: Phrases | dict[str, Phrases] | None = None  # several: one is picked; a mapping: by variant
    choices: Choices | None = None  # a question's options by letter, A first; None: no options
    explain: str | None = None  # why the answer to a question is right, shown with the result
    recovery: str | None = None  # short or full id of the rule this turn gives a second chance for
    rules: tuple[AnyRule, ...] = ()
    next: tuple[Next, ...] = ()

    def lines(self, variant: str | None) -> tuple[str, ...]:
        """The lines the caller may say here, for that variant of the call."""
        if isinstance(self.line, dict):
            lines = self.line.get(variant or "", next(iter(self.line.values()), ()))
        else:
            lines = self.line or ()
        return tuple(self.spoken(line) for line in lines)

    def spoken(self, line: str) -> str:
        """The line as it is said: a question with its options after it, a line for each."""
        options = (f"\n{letter}，{text.rstrip('。')}。" for letter, text in (self.choices or {}).items())
        return line + "".join(options)


class Reply(Shape):
    """One reply of an example: typed text, or text with timing as if recognised."""

    text: str
    seconds: Annotated[float, Field(gt=0, le=3600)] | None = None
    gap: Annotated[float, Field(ge=0, le=600)] | None = None  # s after the caller's last word
    heard: bool = False


def _replies(value: object) -> object:
    items = value if isinstance(value, (list, tuple)) else [value]
    return tuple({"text": item} if isinstance(item, str) else item for item in items)


Replies = Annotated[tuple[Reply, ...], BeforeValidator(_replies), Field(min_length=1)]


class Example(Shape):
    """A conversation the author knows the score of; `trainer check` runs it."""

    name: Line
    replies: dict[str, Replies]
    expect: dict[str, Expectation] = {}
    note: dict[str, str] | None = None
    rings: Annotated[int, Field(ge=0, le=30)] | None = None
    path: tuple[str, ...] | None = None
    variant: str | None = None


class Sentence(Shape):
    """One sentence as the only reply of a turn, and what rules, or phrase lists as `<name>`, say of it."""

    turn: str | None = None  # None: a checklist has no turns
    variant: str | None = None
    text: str
    heard: bool = False
    expect: dict[str, Expectation]


class ScenarioFile(Shape):
    """One scenario file."""

    format: Literal["1"] = "1"
    id: Identifier
    title: Line
    kind: Kind
    level: Annotated[int, Field(ge=1, le=3)] = 1
    source: tuple[str, ...] = ()
    brief: str = ""
    slots: dict[str, Line] = {}
    caller: Caller = Caller()
    facts: dict[str, Fact] = {}
    variants: dict[str, Line] = {}
    lists: dict[str, Phrases] = {}  # the author's own, beside those of packs
    add: dict[str, Phrases] = {}  # the author's own phrases for lists of packs
    use: tuple[str, ...] = ()
    change: dict[str, dict[str, Any]] = {}
    skip: tuple[str, ...] = ()
    pass_mark: Annotated[int, Field(ge=0, le=100)] = 80
    turns: tuple[Turn, ...] = ()
    rules: tuple[AnyRule, ...] = ()
    examples: tuple[Example, ...] = ()
    sentences: tuple[Sentence, ...] = ()


class PackExample(Shape):
    """A sentence and what the pack's rules, or phrase lists, say of it; `heard`: judged as recognised speech."""

    text: str
    heard: bool = False
    expect: dict[str, Expectation]


class PackFile(Shape):
    """Rules and named phrase lists that several scenarios share."""

    format: Literal["1"] = "1"
    pack: Identifier
    title: Line = ""
    source: tuple[str, ...] = ()
    lists: dict[str, Phrases] = {}
    rules: tuple[AnyRule, ...] = ()
    examples: tuple[PackExample, ...] = ()
