"""A draft → the text of a scenario file: what an author would write by hand, with comments that explain it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from trainer.authoring.draft import Draft, DraftTurn
from trainer.authoring.plan import AT_END, NAMES, Group, spread
from trainer.scenario.heading import KINDS

REMARK = 44  # column of the remarks
LEVELS = {1: "容易", 2: "一般", 3: "难"}
VOICES = {"female": "女声", "male": "男声"}
GOODBYE = "goodbye"
READ_BACK = "念一遍"  # id of the rule that wants the facts said
_WORD = re.compile(r"[^\W_]|[<(]")  # how a text may begin that needs no quotes
_OTHER = re.compile(
    r"[-+.0-9eE:_]+|[<>=].*\d|true|false|null|yes|no|on|off|y|n", re.IGNORECASE
)  # read as no text elsewhere
_SIGNS = re.compile(r": |:$| #|[{}\[\],\x00-\x1f\"]")


@dataclass(frozen=True, slots=True)
class Expected:
    """What an example comes to, as scoring says: full id → outcome, `total` → a comparison, `passed`."""

    good: Mapping[str, str]
    bad: Mapping[str, str]


def scalar(text: str) -> str:
    """The text as YAML; quoted where it could be read as something else."""
    plain = _WORD.match(text) and not _OTHER.fullmatch(text) and not _SIGNS.search(text) and text == text.strip()
    return text if plain else json.dumps(text, ensure_ascii=False)


def text_of(draft: Draft, expected: Expected | None = None, *, schema: bool = False) -> str:
    """The whole file. `expected`: None leaves the examples out; `schema`: schema.json stands beside the file."""
    points = list(spread(_groups(draft), draft.points))
    lines = [*_head(draft, schema=schema), "turns:"]
    for turn in draft.turns:
        lines += _turn(turn, points)
    lines += ["  # 客户道别、先挂机，电话就结束了", f"  - id: {GOODBYE}", "    cue: hangup", "    line: 好，再见。", ""]
    lines += _rules(draft, points)
    if expected is not None:
        lines += [*_examples(draft, expected), *_more()]
    return "\n".join(lines) + "\n"


def _groups(draft: Draft) -> list[Group]:
    """The part of the call of every rule with points, in the order in which they are written."""
    groups: list[Group] = [wish.group for turn in draft.turns for wish in turn.wishes]
    groups += ["opening"] if draft.rings else []
    return groups + (["checking", "checking"] if draft.facts else [])


def _head(draft: Draft, *, schema: bool) -> Iterator[str]:
    if schema:
        yield "# yaml-language-server: $schema=schema.json"
    yield f"# 情景：{draft.title}。这个文件是 trainer new 写的，可以随便改；改好以后检查：trainer check {draft.id}.yaml"
    yield "#"
    yield "# turns 里一段是一个回合：客户说一句（line），学员答一句；rules 里是这句回答要说到什么（required）。"
    yield "# <致歉> 这样的尖括号，表示意图库里这个意思的任何一种说法；没有尖括号的，就要照着说。"
    yield "# {公司} 这样的花括号，表示下面 slots 里写的内容；points 是分数，主线加起来是 100 分。"
    yield "format: 1"
    yield f"id: {scalar(draft.id)}"
    yield f"title: {scalar(draft.title)}"
    yield _remark(f"kind: {draft.kind}", KINDS[draft.kind])
    yield _remark(f"level: {draft.level}", f"难度：{LEVELS[draft.level]}（1 到 3）")
    yield f"brief: {scalar(draft.brief)}"
    yield "# 学员可以在 trainer.toml 里换成自己的公司、姓名、工号"
    yield "slots:"
    yield from (f"  {scalar(name)}: {scalar(value)}" for name, value in draft.slots.items())
    yield _remark(f"caller: {{name: {scalar(draft.caller)}, voice: {draft.voice}}}", f"客户，{VOICES[draft.voice]}")
    if draft.facts:
        yield "# 客户说的、要记在记录单上的内容"
        yield "facts:"
        yield from (f"  {scalar(name)}: {scalar(value)}" for name, value in draft.facts.items())
    yield _remark(f"use: [{', '.join(draft.use)}]", "用到的规则包：忌语、礼貌、语速、意图库")
    yield _remark("pass_mark: 80", "及格分")
    yield ""


def _turn(turn: DraftTurn, points: list[int]) -> Iterator[str]:
    """The turn; its rules take their points from the front of the list."""
    groups = dict.fromkeys(NAMES[wish.group] for wish in turn.wishes)
    worth = sum(points[: len(turn.wishes)])
    yield f"  # ── {'；'.join(groups)}（{worth} 分）" if groups else "  # ── 这里没有要求，学员随意回答"
    yield f"  - id: {turn.id}"
    if turn.line:
        yield f"    line: {scalar(turn.line)}"
    else:
        yield _remark("    cue: ring", "电话铃响，学员接起来先开口")
    if turn.wishes:
        yield "    rules:"
    for name, wish in zip(names(turn), turn.wishes, strict=True):
        yield f"      - id: {scalar(name)}"
        yield f"        required: {scalar(wish.template)}"
        yield f"        points: {points.pop(0)}"
        if wish.words in AT_END:
            yield _remark("        where: end", "最后两句、客户道别以后再说都算")
        if wish.hint:
            yield f"        hint: {scalar(wish.hint)}"
    yield ""


def names(turn: DraftTurn) -> tuple[str, ...]:
    """The short id of each wish: its words where they are a name; else 原话, 原话2 …"""
    found: list[str] = []
    for wish in turn.wishes:
        name = "原话" if wish.own else wish.words
        used = sum(one.rstrip("0123456789") == name for one in found)
        found.append(name if not used else f"{name}{used + 1}")
    return tuple(found)


def _rules(draft: Draft, points: list[int]) -> Iterator[str]:
    if not (draft.rings or draft.facts):
        return
    yield "# 整通电话的规则：在哪一句里做到都算"
    yield "rules:"
    if draft.rings:
        yield "  - id: 接听"
        yield _remark("    answer: 3 rings", "三声之内接起来")
        yield f"    points: {points.pop(0)}"
    if draft.facts:
        every = ", ".join(scalar(name) for name in draft.facts)
        yield f"  - id: {READ_BACK}"
        yield _remark(f"    repeat: [{every}]", "把这几样念给客户听")
        yield f"    points: {points.pop(0)}"
        yield "    hint: 把要紧的内容念一遍给客户听"
        yield "  - id: 记录单"
        yield _remark(f"    note: [{every}]", "记录单上要记全")
        yield f"    points: {points.pop(0)}"
    yield ""


def _more() -> Iterator[str]:
    """What authors ask for next."""
    yield ""
    yield "# 还可以让客户有不同的反应。例如学员没有致歉，客户就更生气：先在那个回合的 rules 后面加上"
    yield "#     next:"
    yield "#       - {if: {missed: 致歉}, go: angrier}"
    yield "#       - {go: more}"
    yield "# 再写一个 id 是 angrier 的回合。别的写法看情景文件夹里的 README.md"


def _examples(draft: Draft, expected: Expected) -> Iterator[str]:
    yield "# 示例：证明评分公平。trainer check 每次都会把它们试一遍，结果和 expect 不符就会告诉您"
    yield "examples:"
    yield from _example(draft, "好的应答", [turn.good for turn in draft.turns], expected.good, rings=2, bad=False)
    yield from _example(draft, "不好的应答", [turn.bad for turn in draft.turns], expected.bad, rings=9, bad=True)


def _example(
    draft: Draft, name: str, replies: Sequence[str], expect: Mapping[str, str], *, rings: int, bad: bool
) -> Iterator[str]:
    yield f"  - name: {name}"
    if draft.rings:
        yield _remark(f"    rings: {rings}", "响了几声才接")
    if draft.facts:
        note = {name: "没有记" if bad else value for name, value in draft.facts.items()}
        yield "    note:"
        yield from (f"      {scalar(name)}: {scalar(value)}" for name, value in note.items())
    yield "    replies:"
    yield from (f"      {turn.id}: {scalar(reply)}" for turn, reply in zip(draft.turns, replies, strict=True))
    if expect:
        yield "    expect:"
    yield from (f"      {scalar(name)}: {scalar(value)}" for name, value in expect.items())


def _remark(line: str, remark: str) -> str:
    return line + " " * max(2, REMARK - cell_len(line)) + f"# {remark}"
