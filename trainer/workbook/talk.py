"""The sheet 对话: one row a turn, with what the caller says and where the conversation goes from there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trainer.scenario.heading import CUES
from trainer.scenario.suggestions import short
from trainer.scenario.yaml_nodes import Loc
from trainer.workbook.cells import CONDITION, SPEECH, TEXT, Codec, choice, pairs
from trainer.workbook.remarks import Cell, Remarks
from trainer.workbook.sheets import TALK, TURNS, Column, Sheet, any_of
from trainer.workbook.table import Row

END = "结束"
END_SHOWN = f"{END}（end）"
_FEWEST, _MOST = 4, 20  # branches of a turn that have columns
_OWN = ("id", "cue", "line", "choices", "explain", "recovery", "next", "rules")
_MORE = pairs()
_QUESTION = (
    Column(
        "choices", "选项", 36, "问答题的选项，一行一个，例如“A: 两声之内”，从 A 写起；不写就是简答题。", optional=True
    ),
    Column("explain", "讲解", 36, "问答题为什么这样答，和结果一起给学员看。", optional=True),
)
_CUE = choice(CUES)


def columns(branches: int = _MOST, *, questions: bool = True) -> tuple[Column, ...]:
    """The columns, with that many pairs for the branches; those of a quiz where there are `questions`."""
    fixed = (
        Column("turn", "回合", 16, "给这一回合起个名字：字母、数字、汉字和“-”。一行一个回合，按顺序写。"),
        Column("cue", "怎么开始", 12, "不选就是对方说话。", any_of(*CUES.values())),
        Column(
            "line",
            "对方说的话",
            50,
            "写几行（Alt+回车换行），每次随机说其中一行。有几种“情况”时，可以每行写成“情况: 台词”。",
        ),
        *(_QUESTION if questions else ()),
        Column("recovery", "补救哪条", 16, "这一回合给哪条规则第二次机会，例如 greet.sorry；没有就空着。"),
    )
    pairs_of = [
        (
            Column(
                f"if{n}",
                f"如果 {n}",
                26,
                "例如“没做到: sorry”“说了: [再见, 拜拜]”“没有出声”；写几行要同时成立；空着是其他情况。",
                optional=True,
            ),
            Column(
                f"go{n}",
                f"去哪 {n}",
                14,
                "选一个回合，或“结束”。从左到右，第一个符合的生效；都不写就接着下一行。",
                TURNS,
                optional=True,
            ),
        )
        for n in range(1, branches + 1)
    ]
    other = Column("more", "其他", 20, "很少用到的内容，一行一项“名称: 内容”。")
    return (*fixed, *(column for pair in pairs_of for column in pair), other)


def lines_of(variants: Sequence[str]) -> Codec:
    """What the caller says: lines, or for some of the variants lines of their own."""

    def write(value: Any) -> str | None:
        if not isinstance(value, dict):
            return SPEECH.write(value)
        said = [(name, line) for name, one in value.items() for line in ([one] if isinstance(one, str) else one)]
        return "\n".join(f"{name}: {line}" for name, line in said) or None

    def read(cell: Cell, loc: Loc, remarks: Remarks) -> Any:
        numbered = [(number, line) for number, line in enumerate(cell.text.split("\n"), 1) if line]
        split = [_variant(line, variants) for _, line in numbered]
        if not split or split[0] is None:
            return SPEECH.read(cell, loc, remarks)
        said: dict[str, list[str]] = {}
        for (number, line), found in zip(numbered, split, strict=True):
            if found is None:
                remarks.error(cell, f"“{short(line)}”没有写是哪种情况；请写成“{variants[0]}: 台词”", number)
                continue
            name, sign, text = found
            if sign == "：":
                remarks.warn(cell, f"“{name}”后面是全角冒号“：”，已当作半角“:”", number)
            remarks.mark((*loc, name), cell, number)
            said.setdefault(name, []).append(text)
        return {name: spoken[0] if len(spoken) == 1 else spoken for name, spoken in said.items()}

    return Codec(write, read)


def _variant(line: str, variants: Sequence[str]) -> tuple[str, str, str] | None:
    for name in variants:
        for sign in (":", "："):
            if line.startswith(f"{name}{sign}"):
                return name, sign, line.removeprefix(f"{name}{sign}").strip()
    return None


def write(data: dict[str, Any]) -> Sheet:
    """The sheet for that scenario."""
    turns = data.get("turns") or []
    branches = max([_FEWEST, *(len(turn.get("next", ())) + 1 for turn in turns)])
    questions = data.get("kind") == "quiz" or any(one.key in turn for turn in turns for one in _QUESTION)
    sheet = Sheet(TALK, columns(min(branches, _MOST), questions=questions), freeze="B2")
    sheet.rows.append({"turn": END_SHOWN, "line": "（固定的一行：电话到此结束。请留着它，“去哪”里才选得到。）"})
    sheet.grey.add(0)
    spoken = lines_of(list(data.get("variants") or ()))
    for turn in turns:
        row = {"turn": TEXT.encode(turn["id"])}
        for key, codec in (("cue", _CUE), ("line", spoken), ("choices", _MORE), ("explain", TEXT), ("recovery", TEXT)):
            if key in turn:
                row[key] = codec.encode(turn[key])
        steps = turn.get("next") or []
        more = {key: value for key, value in turn.items() if key not in _OWN}
        if len(steps) > _MOST or ("next" in turn and not steps):
            more["next"] = steps
        else:
            for number, step in enumerate(steps, 1):
                row[f"go{number}"] = END_SHOWN if step["go"] == "end" else TEXT.encode(step["go"])
                if "if" in step:
                    row[f"if{number}"] = CONDITION.encode(step["if"])
        if "rules" in turn and not turn["rules"]:
            more["rules"] = []
        if more:
            row["more"] = _MORE.encode(more)
        sheet.rows.append(row)
    return sheet


def read(rows: list[Row], variants: Sequence[str], remarks: Remarks) -> list[dict[str, Any]]:
    """The turns, without their rules."""
    turns: list[dict[str, Any]] = []
    spoken = lines_of(variants)
    ids = {row["turn"].text.strip() for row in rows}
    for row in rows:
        if row["turn"].text.strip() == END_SHOWN:
            continue
        at: Loc = ("turns", len(turns))
        remarks.mark(at, row["turn"])
        turn: dict[str, Any] = {}
        if not row["turn"]:
            remarks.error(row["turn"], "这一行没有写回合的名字，请补上")
        for key, name, codec in (
            ("turn", "id", TEXT), ("cue", "cue", _CUE), ("line", "line", spoken), ("choices", "choices", _MORE),
            ("explain", "explain", TEXT), ("recovery", "recovery", TEXT),
        ):  # fmt: skip
            if row[key]:
                turn[name] = codec.decode(row[key], (*at, name), remarks)
        steps = _steps(row, at, ids, remarks)
        if steps:
            turn["next"] = steps
        if turn.get("cue") == "ring" and turns:
            message = "电话铃响的回合不在第一行；第一行是电话的开头，它原来在第一行，就移回去"
            remarks.warn(row["cue"], message)
        more = _MORE.decode(row["more"], at, remarks) if row["more"] else None
        remarks.mark(at, row["turn"])
        turn.update(more if isinstance(more, dict) else {})
        turns.append(turn)
    return turns


def _steps(row: Row, at: Loc, ids: set[str], remarks: Remarks) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    for number in range(1, _MOST + 1):
        when, go = row[f"if{number}"], row[f"go{number}"]
        if not (when or go):
            continue
        loc = (*at, "next", len(steps))
        remarks.places.setdefault((*at, "next"), (go, None))
        remarks.mark(loc, go)
        step: dict[str, Any] = {}
        if when:
            step["if"] = CONDITION.decode(when, (*loc, "if"), remarks)
        if go:
            target = TEXT.decode(go, (*loc, "go"), remarks)
            step["go"] = "end" if target == END_SHOWN or (target == END and END not in ids) else target
        else:
            remarks.error(go, f"写了“如果 {number}”，还要选“去哪 {number}”")
        steps.append(step)
    return steps
