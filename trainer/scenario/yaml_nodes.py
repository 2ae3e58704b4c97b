"""YAML text → plain data of str, list and dict, and the place of every key and value.

Built from the parser's events, without recursion: the limits hold before anything big is made. Scalars stay as written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml import events

from trainer.errors import Problem, ScenarioError
from trainer.scenario.hidden_characters import hidden_characters, may_hide
from trainer.scenario.source import read_text, split_lines
from trainer.scenario.suggestions import short
from trainer.scenario.syntax import COLON, explain

MOST_NODES = 20_000
MOST_NESTING = 20
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Loc = tuple[int | str, ...]
Place = tuple[int, int]  # line and column, from 1

# Where people read the text, quotation marks may belong to it.
_HUMAN = frozenset({"line", "brief", "hint", "note", "say", "title", "name", "replies", "text"})
_PROSE = frozenset({"line", "brief", "hint", "note", "say", "explain", "replies", "text"})
_QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』"}
_BRACKETS = {"\uff3b": "\uff3d", "【": "】", "\uff5b": "\uff5d"}  # full-width square, lenticular, curly


@dataclass(slots=True)
class Document:
    """One YAML file: its data, the place of every key and value, and the problems found so far."""

    path: str
    lines: list[str]
    data: Any = None
    values: dict[Loc, Place] = field(default_factory=dict)
    keys: dict[Loc, Place] = field(default_factory=dict)
    empty: set[Loc] = field(default_factory=set)  # keys without a value: reported, left out of the data
    problems: list[Problem] = field(default_factory=list)

    def known(self, loc: Loc) -> Loc:
        """The part of a pydantic location that is in the file; steps that pydantic added are left out."""
        known: Loc = ()
        for step in loc:
            if (*known, step) in self.values:
                known = (*known, step)
        return known

    def problem(self, loc: Loc, message: str, *, key: bool = False, warning: bool = False) -> Problem:
        """A problem at the value there (or the nearest value around it), or at its key."""
        place = self.keys.get(loc) if key else None
        line, column = place or self.values.get(self.known(loc), (1, 1))
        return Problem(self.path, line, column, message, warning)

    def inside(self, loc: Loc, offset: int, message: str) -> Problem:
        """A problem at a character inside a scalar; at its start where escapes or line breaks hide the place."""
        line, column = self.values.get(self.known(loc), (1, 1))
        value = self.get(self.known(loc))
        source = self.lines[line - 1] if line <= len(self.lines) else ""
        if isinstance(value, str):
            for quote in (0, 1):
                if source[column - 1 + quote :].startswith(value[: offset + 1]):
                    return Problem(self.path, line, column + quote + offset, message)
        return Problem(self.path, line, column, message)

    def get(self, loc: Loc) -> Any:
        """The value there; KeyError, IndexError or TypeError where there is none."""
        value = self.data
        for step in loc:
            value = value[step]
        return value

    def find(self, loc: Loc, text: str) -> Loc | None:
        """The location of the first scalar below `loc` with that text; None where there is none."""
        for place, value in walk(self.get(loc), loc):
            if value == text:
                return place
        return None


def walk(value: Any, loc: Loc = ()) -> list[tuple[Loc, str]]:
    """Every scalar below with its location, in file order."""
    found: list[tuple[Loc, str]] = []
    stack: list[tuple[Loc, Any]] = [(loc, value)]
    while stack:
        at, item = stack.pop()
        if isinstance(item, dict):
            stack.extend(((*at, key), child) for key, child in reversed(item.items()))
        elif isinstance(item, list):
            stack.extend(((*at, index), item[index]) for index in reversed(range(len(item))))
        elif isinstance(item, str):
            found.append((at, item))
    return found


def read(path: Path) -> Document:
    """The file as a Document. Raises ScenarioError with one problem where it is no readable YAML at all."""
    return parse(read_text(path), str(path))


def parse(text: str, path: str) -> Document:
    """The text as a Document; `path` is for the messages."""
    document = Document(path, split_lines(text))
    builder = _Builder(document, searched=may_hide(text))
    try:
        for event in yaml.parse(text, Loader=LOADER):
            builder.feed(event)
    except yaml.MarkedYAMLError as error:
        line, column, message = explain(error, document.lines, builder.quoted)
        raise ScenarioError((Problem(path, line, column, message),)) from None
    if not builder.started:
        raise ScenarioError((Problem(path, 1, 1, "文件是空的；请从一个现成的情景文件复制一份来改"),))
    return document


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is being read."""

    value: list[Any] | dict[str, Any]
    loc: Loc | None  # None: belongs to a duplicate key, thrown away
    flow: bool
    at: Place
    key: str | None = None
    key_at: Place = (1, 1)
    keep: bool = True  # False: the key is a duplicate
    plain: bool = False  # the last scalar was written without quotes
    hollow: list[str] = field(default_factory=list)  # keys without value


class _Builder:
    """Takes the events in turn and fills the document."""

    def __init__(self, document: Document, *, searched: bool) -> None:
        self.document = document
        self.searched = searched  # for characters that nobody sees
        self.stack: list[_Frame] = []
        self.started = False
        self.documents = 0
        self.nodes = 0
        self.quoted: tuple[yaml.Mark, yaml.Mark] | None = None  # from, to: of the last scalar, where it is in quotes

    def feed(self, event: Any) -> None:
        """Take one event. Raises ScenarioError for what is refused outright."""
        at = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, events.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._refuse(at, "一个文件只能写一个情景；请删掉“---”，第二个情景另存一个文件")
        elif isinstance(event, events.AliasEvent):
            self._refuse(at, f"不能用 YAML 引用 *{short(event.anchor or '')}；以 * 开头的话请加引号")
        elif isinstance(event, events.NodeEvent):
            self._node(event, at)
        elif isinstance(event, (events.MappingEndEvent, events.SequenceEndEvent)):
            self._close()

    def _node(self, event: Any, at: Place) -> None:
        self.started = True
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._refuse(at, f"文件里的内容超过 {MOST_NODES} 项，太多了；请拆成几个情景")
        if event.anchor is not None:
            self._refuse(at, f"不能用 YAML 锚点 &{short(event.anchor)}；以 & 开头的话请加引号")
        if event.tag is not None:
            self._refuse(at, f"不能用 YAML 标签 {short(event.tag)}；以 ! 开头的话请加引号")
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event, at)
        elif isinstance(event, events.ScalarEvent):
            self._scalar(event, at)
        else:
            self._open(event, at)

    def _key(self, top: _Frame, event: Any, at: Place) -> None:
        if not isinstance(event, events.ScalarEvent):
            self._refuse(at, "冒号左边要写一个词；以 { 或 [ 开头的话请加引号")
        top.key, top.key_at = event.value, at
        self._search(event, ())
        top.keep = event.value not in top.value and event.value not in top.hollow
        if not top.keep:
            self._note(at, f"“{short(event.value)}”写了两次，请删掉一个或合成一个")

    def _child_loc(self) -> Loc | None:
        if not self.stack:
            return ()
        top = self.stack[-1]
        if top.loc is None or not top.keep:
            return None
        return (*top.loc, top.key or "") if isinstance(top.value, dict) else (*top.loc, len(top.value))

    def _open(self, event: Any, at: Place) -> None:
        if len(self.stack) >= MOST_NESTING:
            self._refuse(at, f"缩进嵌套超过 {MOST_NESTING} 层，请写得平一些")
        value: list[Any] | dict[str, Any] = {} if isinstance(event, events.MappingStartEvent) else []
        loc = self._child_loc()
        self._place(loc, at)
        self.stack.append(_Frame(value, loc, bool(event.flow_style), at))

    def _close(self) -> None:
        frame = self.stack.pop()
        value: Any = frame.value
        if isinstance(value, dict) and frame.flow and frame.hollow and not value:
            value = "{" + ", ".join(frame.hollow) + "}"
            self._note(frame.at, f'以 {{ 开头的话要加引号，写成 "{short(value)}"')
        elif isinstance(value, dict):
            for key in frame.hollow:
                self._hollow(frame, key)
        elif frame.flow and frame.plain and len(value) == 1 and re.search("[，、]", str(value[0])):
            self._note(
                frame.at,
                "方括号里用了全角逗号，只算一项；要分成几项请用半角逗号“, ”，就是一句话请去掉方括号",
            )
        self._attach(value)

    def _scalar(self, event: Any, at: Place) -> None:
        plain = not event.style
        self.quoted = None if plain else (event.start_mark, event.end_mark)
        if plain and event.value == "":
            self._nothing(at)
            return
        loc = self._child_loc()
        self._place(loc, at)
        if plain:
            self._look(event, at, loc or ())
        self._search(event, loc or ())
        if self.stack:
            self.stack[-1].plain = plain
        self._attach(event.value)

    def _nothing(self, at: Place) -> None:
        if not self.stack:
            self.started = False
        elif isinstance(self.stack[-1].value, dict):
            top = self.stack[-1]
            if top.keep:
                top.hollow.append(top.key or "")
                if top.loc is not None:
                    self.document.keys[(*top.loc, top.key or "")] = top.key_at
            top.key = None
        else:
            self._note(at, "这一条是空的，请写上内容或删掉这一行")

    def _hollow(self, frame: _Frame, key: str) -> None:
        if frame.loc is not None:
            loc = (*frame.loc, key)
            self.document.empty.add(loc)
            self._note(self.document.keys[loc], f"“{short(key)}”后面是空的；请写上内容，不需要就删掉这一行")

    def _look(self, event: Any, at: Place, loc: Loc) -> None:
        """Full-width characters where YAML wants half-width ones, in a scalar without quotes."""
        first, last = event.value[0], event.value[-1]
        if first in _BRACKETS and (last == _BRACKETS[first] or first != "【"):
            right = "[甲, 乙]" if first != "\uff5b" else "{甲: 乙}"
            self._note(at, f"“{first}”是全角括号，YAML 不认；请改成半角 {right}，项与项之间用半角逗号")
        elif first in _QUOTES and last == _QUOTES[first] and len(event.value) > 1 and not _HUMAN.intersection(loc):
            self._note(at, f"{first}{last} 是中文引号，会算进内容里；请去掉，或改成半角引号")
        for number in range(event.start_mark.line + 1, min(event.end_mark.line + 1, len(self.document.lines))):
            found = COLON.match(self.document.lines[number])
            if found:
                self._note((number + 1, found.start("colon") + 1), "这里用了全角冒号“：”；请改成半角冒号加空格“: ”")

    def _search(self, event: Any, loc: Loc) -> None:
        if self.searched:
            prose = bool(_PROSE.intersection(loc))
            for at, message, warning in hidden_characters(event, self.document.lines, paragraph=prose):
                self.document.problems.append(Problem(self.document.path, *at, message, warning))

    def _attach(self, value: Any) -> None:
        if not self.stack:
            self.document.data = value
            return
        top = self.stack[-1]
        if isinstance(top.value, list):
            top.value.append(value)
            return
        if top.keep:
            top.value[top.key or ""] = value
            if top.loc is not None:
                self.document.keys[(*top.loc, top.key or "")] = top.key_at
        top.key = None

    def _place(self, loc: Loc | None, at: Place) -> None:
        if loc is not None:
            self.document.values[loc] = at

    def _note(self, at: Place, message: str) -> None:
        self.document.problems.append(Problem(self.document.path, *at, message))

    def _refuse(self, at: Place, message: str) -> None:
        raise ScenarioError((Problem(self.document.path, *at, message),))
