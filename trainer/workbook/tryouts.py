"""The sheet 试说例句: a row for each example and turn, its first row with what belongs to the whole example; and a row
for each single sentence, which has 单句 in the place of a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from trainer.scenario.suggestions import short
from trainer.scenario.yaml_nodes import Loc
from trainer.workbook.cells import AMOUNT, NAMES, SPEECH, TEXT, Codec, broken, choice, pairs
from trainer.workbook.labels import FIGURES, FLAGS, OUTCOMES
from trainer.workbook.remarks import Remarks, WorkbookError
from trainer.workbook.rules_sheet import INNER
from trainer.workbook.sheets import TALK, TRYOUTS, TURNS, Column, Sheet, any_of
from trainer.workbook.table import Row

SINGLE = "单句"
COLUMNS = (
    Column(
        "name",
        "例句",
        24,
        f"给这段对话起个名字，写在它的第一行；下面几行空着，表示还是这一段。只试一句话，写“{SINGLE}”，一行一句。",
    ),
    Column("turn", "回合", 14, "哪个回合的回答。同一回合第二次回答写 ↳。", TURNS),
    Column("text", "学员的回答", 60, "写几行（Alt+回车换行）就是说了几次。"),
    Column("seconds", "说了几秒", 8, "不写就当作打字。"),
    Column("gap", "隔了几秒", 8, "对方说完后隔了几秒才开口。"),
    Column("heard", "录音识别", 8, "选“是”：当作录音识别出来的字，同音字也算。", any_of(*FLAGS.values())),
    Column("variant", "情况", 12, "有几种“情况”时写代号，写在第一行。"),
    Column("rings", "响了几声", 8, "写在第一行。"),
    Column("note", "记录单", 26, "一行一项“名称: 内容”，写在第一行。"),
    Column("path", "经过的回合", 18, "应当走过哪些回合，一行一个，写在第一行。"),
    Column("expect", "应得的结果", 34, "一行一项，例如“总分: >=90”“greet.sorry: 做到了”“taboo.unknown: 没做到”。"),
    Column("more", "其他", 14, "很少用到的内容，一行一项“名称: 内容”。"),
)
_WHOLE: Mapping[str, Codec] = {
    "variant": TEXT,
    "rings": AMOUNT,
    "note": pairs(),
    "path": NAMES,
    "expect": pairs(FIGURES, every=OUTCOMES),
}
_TIMING: Mapping[str, Codec] = {"seconds": AMOUNT, "gap": AMOUNT, "heard": choice(FLAGS)}
_SINGLE: Mapping[str, Codec] = {
    "turn": TEXT,
    "text": TEXT,
    "heard": choice(FLAGS),
    "variant": TEXT,
    "expect": pairs(every=OUTCOMES),
}
_MORE = pairs()


def write(data: Mapping[str, Any]) -> Sheet:
    """The sheet for that scenario. Raises WorkbookError where names of examples would be taken for something else."""
    sheet = Sheet(TRYOUTS, COLUMNS, freeze="C2")
    before = None
    for example in data.get("examples") or ():
        if example["name"] == SINGLE:
            raise WorkbookError(f"例句不能叫“{SINGLE}”，在表格里它有别的意思；请先在情景文件里改名。")
        if example["name"] == before:
            raise WorkbookError(f"两个例句都叫“{short(before or '')}”，在表格里分不开；请先在情景文件里把一个改名。")
        before = example["name"]
        rows = [row for turn, reply in example["replies"].items() for row in _rows(turn, reply)] or [{}]
        rows[0]["name"] = TEXT.encode(example["name"])
        rows[0].update({key: codec.encode(example[key]) for key, codec in _WHOLE.items() if key in example})
        more = {key: value for key, value in example.items() if key not in (*_WHOLE, "name", "replies")}
        if more:
            rows[0]["more"] = _MORE.encode(more)
        sheet.rows += rows
    for one in data.get("sentences") or ():
        sheet.rows.append({"name": SINGLE, **{key: _SINGLE[key].encode(value) for key, value in one.items()}})
    return sheet


def _rows(turn: str, reply: Any) -> list[dict[str, str]]:
    if isinstance(reply, dict) and _timed(reply):
        return [{"turn": turn, **_timed_row(reply)}]
    several = isinstance(reply, list) and len(reply) > 1 and any(isinstance(one, dict) for one in reply)
    if several and all(_timed(one) for one in reply):
        rows = [_timed_row(one) if isinstance(one, dict) else {"text": TEXT.encode(one)} for one in reply]
        return [{"turn": INNER if number else turn, **row} for number, row in enumerate(rows)]
    return [{"turn": turn, "text": SPEECH.encode(reply)}]


def _timed(reply: Any) -> bool:
    """The columns can hold it: a text, or a text with some of the timing."""
    if isinstance(reply, str):
        return True
    return "text" in reply and len(reply) > 1 and set(reply) <= {"text", *_TIMING}


def _timed_row(reply: Mapping[str, Any]) -> dict[str, str]:
    return {
        "text": TEXT.encode(reply["text"]),
        **{key: _TIMING[key].encode(reply[key]) for key in reply if key != "text"},
    }


def read(rows: Iterable[Row], remarks: Remarks) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The examples, and the single sentences."""
    sentences: list[dict[str, Any]] = []
    others: list[Row] = []
    single = False
    for row in rows:
        if row["name"].text.strip() == SINGLE:
            sentences.append(_sentence(row, ("sentences", len(sentences)), remarks))
            single = True
        elif single and not row["name"] and (row["turn"] or row["text"]):
            remarks.error(row["name"], f"“{SINGLE}”一行一句；这一行也请写上“{SINGLE}”，或者给它起个名字")
        else:
            others.append(row)
            single = False
    return _examples(others, remarks), sentences


def _sentence(row: Row, at: Loc, remarks: Remarks) -> dict[str, Any]:
    remarks.mark(at, row["name"])
    for column in COLUMNS:
        if column.key not in ("name", *_SINGLE) and row[column.key]:
            remarks.error(row[column.key], f"“{SINGLE}”这一行不用写“{column.title}”，请删掉")
    return {key: codec.decode(row[key], (*at, key), remarks) for key, codec in _SINGLE.items() if row[key]}


def _examples(rows: Iterable[Row], remarks: Remarks) -> list[dict[str, Any]]:
    examples: list[dict[str, Any]] = []
    last: list[Any] | None = None  # the replies of the last turn, for ↳
    for row in rows:
        turn = row["turn"].text.strip()
        if row["name"] and not _goes_on(row, examples):
            examples.append(_begin(row, ("examples", len(examples)), remarks))
        elif not examples:
            remarks.error(row["name"], "这一段例句没有名字：它的第一行删掉了吗？请在这一格给它起个名字")
            remarks.held = True
            examples.append({"name": "?", "replies": {}})
        elif any(row[key] for key in (*_WHOLE, "more")):
            late = next(key for key in (*_WHOLE, "more") if row[key])
            title = next(column.title for column in COLUMNS if column.key == late)
            remarks.error(row[late], f"“{title}”要写在这一段的第一行；另起一段，请在“例句”里写上名字")
        at: Loc = ("examples", len(examples) - 1, "replies")
        remarks.places.setdefault(at, (row["turn"], None))
        replies = examples[-1]["replies"]
        if row["turn"].broken:
            continue
        if turn == INNER:
            if not replies:
                remarks.error(row["turn"], "↳ 要跟在同一段的一个回答下面")
                continue
            turn = next(reversed(replies))
            before = replies[turn]
            last = last or (before if isinstance(before, list) else [before])
            last.append(_reply(row, (*at, turn, len(last)), remarks))
            replies[turn] = last
            continue
        last = None
        if not turn:
            if row["text"]:
                remarks.error(row["turn"], "请写上是哪个回合的回答")
        elif turn in replies:
            remarks.error(row["turn"], f"这一段里“{short(turn)}”写了两次；第二次回答，“回合”写 ↳")
        else:
            remarks.names[(*at, turn)] = row["turn"]
            remarks.mark((*at, turn), row["turn"])
            replies[turn] = _reply(row, (*at, turn), remarks)
    return examples


def _goes_on(row: Row, examples: Sequence[Mapping[str, Any]]) -> bool:
    """Somebody filled the name down: the same example, and only one more turn of it."""
    same = bool(examples) and examples[-1]["name"] == row["name"].text.strip()
    return same and not any(row[key] for key in (*_WHOLE, "more")) and row["turn"].text not in examples[-1]["replies"]


def _begin(row: Row, at: Loc, remarks: Remarks) -> dict[str, Any]:
    remarks.mark(at, row["name"])
    example: dict[str, Any] = {"name": TEXT.decode(row["name"], (*at, "name"), remarks)}
    for key, codec in _WHOLE.items():
        if row[key]:
            example[key] = codec.decode(row[key], (*at, key), remarks)
    if row["more"]:
        more = _MORE.decode(row["more"], at, remarks)
        remarks.mark(at, row["name"])
        example.update(more if isinstance(more, dict) else {})
    example["replies"] = {}
    return example


def _reply(row: Row, at: Loc, remarks: Remarks) -> Any:
    if not row["text"]:
        remarks.error(row["text"], f"请写上学员在“{TALK}”这一回合的回答；没有回答就把这一行删掉")
        return broken()
    timed = {key: codec.decode(row[key], (*at, key), remarks) for key, codec in _TIMING.items() if row[key]}
    if not timed:
        return SPEECH.decode(row["text"], at, remarks)
    return {"text": TEXT.decode(row["text"], (*at, "text"), remarks), **timed}
