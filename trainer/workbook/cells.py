"""How values are written into one cell and read from it: texts, items or `名称: 内容` a line each, choices, conditions.

Every way of writing is tried out when a cell is filled: where reading would not give the very same value without a
remark, the cell gets `YAML: …` instead. So nothing is ever lost, and the odd value is still there to be seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from trainer.errors import ScenarioError
from trainer.scenario.suggestions import offer, short
from trainer.scenario.yaml_nodes import Loc, parse
from trainer.workbook.damage import AS_TEXT, Raw
from trainer.workbook.damage import read as read_cell
from trainer.workbook.inline_yaml import flow
from trainer.workbook.labels import (
    ALL,
    CONDITIONS,
    SILENT,
    Labels,
    meant,
    operator_labels,
    parameter_labels,
    parameter_values,
    shown,
)
from trainer.workbook.remarks import Cell, Remarks

RAW = "YAML:"  # a cell that begins so holds the value as a scenario file would, on one line
_BULLET = "- "
_PAIR = re.compile(r"([^:：]+)(:|：)\s*(.*)", re.DOTALL)
_MARKS = re.compile("[、，；,;]")
_MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?[分秒声级字]")
_SERIAL = re.compile(r"[45]\d{4}")  # how Excel counts the days of 2009 to 2064
_PHONE = re.compile(r"1\d{10}")

Write = Callable[[Any], str | None]
Read = Callable[[Cell, Loc, Remarks], Any]


def broken() -> list[Any]:
    """Stands for what could not be read: no key of a scenario takes it, so the loader concludes nothing from it."""
    return [["?"]]


class UnreadableError(Exception):
    """The cell holds nothing that could be used; the reason is among the remarks."""


@dataclass(frozen=True, slots=True)
class Codec:
    """One way of writing values. `write` gives None, and `read` raises UnreadableError, for what they cannot do."""

    write: Write
    read: Read
    wordy: bool = True  # texts: a number is suspicious, because Excel drops zeros in front

    def encode(self, value: Any) -> str:
        """The text of the cell."""
        text = self.write(value)
        if text:
            trial = Remarks()
            kept = read_cell(Raw(text)).text == text  # else Excel, or we, would change it on the way
            if kept and self.decode(Cell("", "A1", text), (), trial) == value and not trial.findings:
                return text
        return f"{RAW} {flow(value)}"

    def decode(self, cell: Cell, loc: Loc, remarks: Remarks) -> Any:
        """The value, `broken()` where there is none to be had; its place and what was odd go to the remarks."""
        remarks.mark(loc, cell)
        if cell.broken:
            return broken()
        try:
            if cell.text.startswith(RAW):
                return inline(cell.text.removeprefix(RAW).strip(), cell, remarks)
            if self.wordy:
                _suspect(cell, remarks)
            return self.read(_tidy(cell, remarks), loc, remarks)
        except UnreadableError:
            return broken()


def inline(text: str, cell: Cell, remarks: Remarks, line: int | None = None) -> Any:
    """A value written as on one line of a scenario file. Raises UnreadableError."""
    try:
        document = parse(text, "")
    except ScenarioError as error:
        remarks.error(cell, error.problems[0].message, line)
        raise UnreadableError from None
    for problem in document.problems:
        (remarks.warn if problem.warning else remarks.error)(cell, problem.message, line)
    return document.data


def _tidy(cell: Cell, remarks: Remarks) -> Cell:
    """Without blanks at the ends of its lines and without empty lines around them."""
    lines = [line.strip() for line in cell.text.split("\n")]
    if any(line != old for line, old in zip(lines, cell.text.split("\n"), strict=True)):
        remarks.warn(cell, "有一行的开头或末尾有空格，已去掉")
    return Cell(cell.sheet, cell.place, "\n".join(lines).strip("\n"), cell.number)


def _suspect(cell: Cell, remarks: Remarks) -> None:
    """Numbers and dates where words are expected: Excel may have changed them."""
    day = date(1899, 12, 30) + timedelta(days=int(cell.text)) if cell.number and _SERIAL.fullmatch(cell.text) else None
    if day:
        typed = f"{day.month}-{day.day}"
        remarks.warn(cell, f"{cell.text} 会不会是日期 {day.month}月{day.day}日 变来的，原来多半是“{typed}”？{AS_TEXT}")
        return
    if cell.number and not _PHONE.fullmatch(cell.text):
        known = remarks.zeros.get(cell.text)
        country = "0086" if cell.text == "86" else None
        example = known or country or f"0{cell.text}"
        seen = f"（这个文件里别处写的是“{known}”）" if known else ""
        remarks.warn(
            cell,
            f"Excel 把这一格存成了数字 {short(cell.text)}，前面的 0 会丢{seen}；"
            f"如果原来是“{short(example)}”，{AS_TEXT}",
        )
    found = _MONTH_DAY.fullmatch(cell.text.strip())
    if found:
        remarks.warn(
            cell, f"“{cell.text.strip()}”会不会原来是“{found[1]}-{found[2]}”，被 Excel 改成了日期？是日期就不用管"
        )


# Texts


def _write_text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _read_text(cell: Cell, loc: Loc, remarks: Remarks) -> str:
    return cell.text


TEXT = Codec(_write_text, _read_text)
FIGURE = Codec(_write_text, _read_text, wordy=False)


def _read_amount(cell: Cell, loc: Loc, remarks: Remarks) -> Any:
    found = _AMOUNT.fullmatch(cell.text)
    return found[1] if found else _read_text(cell, loc, remarks)


AMOUNT = Codec(_write_text, _read_amount, wordy=False)  # a number, with or without what it counts: 5, 5 分


def name_in(cell: Cell, remarks: Remarks) -> str | None:
    """The name in the cell; None where there is none that could be used."""
    name = FIGURE.decode(cell, ("?name",), remarks) if cell else None
    return name if isinstance(name, str) else None


# One item a line


def lines(
    *,
    alone: bool = False,
    words: Labels | None = None,
    names: bool = False,
    phrases: bool = False,
    figures: bool = False,
) -> Codec:
    """One item a line. A single line is that item itself, or with `alone` a list of one; `- ` in front makes a list.

    `words` are single values that never become lists. `names`: items are names, so commas separate them as well.
    `phrases`: semicolons between them are noticed. `figures`: a number is nothing to wonder at.
    """
    known = words or {}

    def write(value: Any) -> str | None:
        if isinstance(value, str):
            return shown(value, known)
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            return None
        return (_BULLET if len(value) == 1 and not alone else "") + "\n".join(value)

    def read(cell: Cell, loc: Loc, remarks: Remarks) -> Any:
        numbered = [(number, line) for number, line in enumerate(cell.text.split("\n"), 1) if line]
        if len(numbered) == 1 and meant(numbered[0][1], known) in known:
            return meant(numbered[0][1], known)
        bullets = bool(numbered) and numbered[0][1].startswith(_BULLET)
        items: list[str] = []
        for number, line in numbered:
            text = line.removeprefix(_BULLET).strip() if bullets else line
            for item in _split(text, cell, number, remarks) if names else [text]:
                remarks.mark((*loc, len(items)), cell, number)
                items.append(item)
            if phrases:
                _semicolons(text, cell, number, remarks)
        return items if bullets or alone or len(items) != 1 else items[0]

    return Codec(write, read, wordy=not figures)


def _split(text: str, cell: Cell, number: int, remarks: Remarks) -> list[str]:
    parts = [part.strip() for part in _MARKS.split(text) if part.strip()]
    if parts != [text]:
        remarks.warn(cell, f"一行只写一项（换行按 Alt+回车）；已经分成{_quoted(parts)}", number)
    return parts


def _semicolons(text: str, cell: Cell, number: int, remarks: Remarks) -> None:
    """Several phrases on one line: surely so with semicolons, most likely so with commas between three short ones."""
    parts = [part for part in re.split("[；;]", text) if part.strip()]
    commas = [part for part in re.split("[，、,]", text) if part.strip()]
    if len(parts) < 2 and len(commas) >= 3 and max(map(len, commas)) <= 6:
        parts = commas
    if len(parts) >= 2:
        quoted = _quoted([part.strip() for part in parts])
        remarks.warn(cell, f"这一行算一句话；如果是{quoted}几句，请一行写一句（换行按 Alt+回车）", number)


def _quoted(parts: list[str]) -> str:
    return "".join(f"“{short(part, 12)}”" for part in parts[:4]) + ("……" if len(parts) > 4 else "")


PHRASES = lines(phrases=True)
SPEECH = lines()
NAMES = lines(alone=True, names=True)
ALL_OR_NAMES = lines(alone=True, names=True, words=ALL)
ITEMS = lines(figures=True)


# `名称: 内容`, one a line


def pairs(
    labels: Labels | None = None, values: Mapping[str, Labels] | None = None, every: Labels | None = None
) -> Codec:
    """Names and values, one pair a line. `labels` for the names, `values` for the values of a name, `every` for all."""
    named, by_name, common = labels or {}, values or {}, every or {}

    def write(value: Any) -> str | None:
        if not isinstance(value, dict) or not value:
            return None
        return "\n".join(
            f"{shown(name, named)}: {_write_inline(inner, by_name.get(name, common))}" for name, inner in value.items()
        )

    def read(cell: Cell, loc: Loc, remarks: Remarks) -> Any:
        result: dict[str, Any] = {}
        for number, line in enumerate(cell.text.split("\n"), 1):
            pair = _pair(line, cell, number, remarks) if line else None
            if pair is None:
                continue
            name = meant(pair[0], named)
            if name in result:
                remarks.error(cell, f"“{short(pair[0])}”写了两次，请删掉一个", number)
                continue
            remarks.mark((*loc, name), cell, number)
            result[name] = _read_inline(pair[1], by_name.get(name, common), cell, number, remarks)
        return result

    return Codec(write, read, wordy=False)


def _write_inline(value: Any, labels: Labels) -> str:
    if not isinstance(value, str):
        return flow(value)
    label = shown(value, labels)
    odd = not label or label[0] in "[{\"'" or "\n" in label
    return flow([value])[1:-1] if odd else label


def _read_inline(text: str, labels: Labels, cell: Cell, number: int, remarks: Remarks) -> Any:
    return inline(text, cell, remarks, number) if text[0] in "[{\"'" else meant(text, labels)


def _pair(line: str, cell: Cell, number: int, remarks: Remarks) -> tuple[str, str] | None:
    found = _PAIR.fullmatch(line)
    if found is None or not found[3]:
        remarks.error(cell, f"“{short(line)}”要写成“名称: 内容”，一行一项", number)
        return None
    if found[2] == "：":
        remarks.warn(cell, f"“{short(found[1])}”后面是全角冒号“：”，已当作半角“:”", number)
    return found[1].strip(), found[3]


# Choices


def choice(labels: Labels, *, both: bool = False) -> Codec:
    """One of a few values, shown by its label; `both`: as `要说（required）`."""

    def label(value: str) -> str:
        return f"{labels[value]}（{value}）" if both else labels[value]

    def write(value: Any) -> str | None:
        return label(value) if isinstance(value, str) and value in labels else None

    def read(cell: Cell, loc: Loc, remarks: Remarks) -> str:
        text = cell.text.replace("(", "（").replace(")", "）")
        for value in labels:
            if text.casefold() in (value.casefold(), labels[value], f"{labels[value]}（{value}）"):
                return value
        remarks.error(cell, f"没有“{short(cell.text)}”这个选项{offer(text, [*labels.values()])}")
        raise UnreadableError

    return Codec(write, read, wordy=False)


# Conditions


def _write_conditions(value: Any) -> str | None:
    written = [value] if isinstance(value, dict) else value if isinstance(value, list) and len(value) > 1 else []
    if not written or not all(isinstance(one, dict) and len(one) == 1 for one in written):
        return None
    text = []
    for one in written:
        name, inner = next(iter(one.items()))
        silent = name == "silent" and isinstance(inner, str) and inner in SILENT
        text.append(SILENT[inner] if silent else f"{shown(name, CONDITIONS)}: {_write_inline(inner, {})}")
    return "\n".join(text)


def _read_conditions(cell: Cell, loc: Loc, remarks: Remarks) -> Any:
    found: list[dict[str, Any]] = []
    for number, line in enumerate(cell.text.split("\n"), 1):
        remarks.mark((*loc, len(found)), cell, number)
        if line in SILENT.values():
            found.append({"silent": meant(line, SILENT)})
            continue
        pair = _pair(line, cell, number, remarks) if line else None
        if pair is not None:
            name = meant(pair[0], CONDITIONS)
            if name not in (*CONDITIONS, "silent"):
                known = [*CONDITIONS.values(), *SILENT.values()]
                remarks.error(cell, f"条件里没有“{short(name)}”{offer(name, known)}", number)
                continue
            found.append({name: _read_inline(pair[1], {}, cell, number, remarks)})
    if not found:
        raise UnreadableError
    return found[0] if len(found) == 1 else found


CONDITION = Codec(_write_conditions, _read_conditions, wordy=False)


# What the list of operators decides


def _by_operators(make: Callable[[], Codec]) -> Codec:
    """A codec made for the operators there are when it is used."""
    return Codec(
        lambda value: make().write(value), lambda cell, loc, remarks: make().read(cell, loc, remarks), wordy=False
    )


OPERATOR = _by_operators(lambda: choice(operator_labels(), both=True))  # shown as `要说（required）`
PARAMETERS = _by_operators(lambda: pairs(parameter_labels(), parameter_values()))  # further keys of rules
