"""The call note (记录单): field by field, with what each wants, back and forth, at any time of a call."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from trainer.practice.reader import BACK, Reader, clean, command
from trainer.practice.screen import Screen
from trainer.practice.typed_events import MOST, LeaveError
from trainer.scenario.resolved import Scenario

YES = frozenset({"是", "要", "需", "需要", "有", "对", "勾", "√", "✓", "☑", "y", "yes"})  # a box that is ticked
FREE_FIELD = "其他"
LIVE = "Esc 先放下，接着通话"
OVER = "Esc 不再填"


def note_fields(scenario: Scenario) -> tuple[str, ...]:
    """The fields of the call note: the scenario's facts and a free one."""
    return (*scenario.file.facts, *(() if FREE_FIELD in scenario.file.facts else (FREE_FIELD,)))


def fill_in(
    reader: Reader,
    screen: Screen,
    scenario: Scenario,
    note: Mapping[str, str],
    *,
    live: bool,
    resumed: bool = False,
    keep: Callable[[Mapping[str, str]], None] = lambda note: None,
) -> Mapping[str, str]:
    """The note after the trainee filled it in, beginning with what stands in `note`; `live`: the call goes on.

    `keep` is given what stands there after each field, with the fields left empty; `resumed`: the form goes on behind
    them. Raises LeaveError.
    """
    fields = note_fields(scenario)
    kept = dict(note)
    screen.say(f"\n记录单：{'、'.join(fields)}", "bold")
    back = f"　↑ 上一项　{LIVE if live else OVER}" if reader.interactive else ""
    screen.say(f"回车 下一项{back}。有几样就用顿号隔开，没有的空着。", "dim")
    at = 0
    if resumed:
        at = min((place for place, name in enumerate(fields) if name not in kept), default=len(fields) - 1)
        before = "　".join(f"{name}：{kept[name]}" for name in fields[:at] if kept[name])
        if before:
            screen.say(f"已经写了：{before}", "dim")
    while at < len(fields):
        name = fields[at]
        try:
            text = reader.field(f"{at + 1}/{len(fields)} {name}（{wants(scenario, name)}）：", kept.get(name, ""))
        except EOFError:
            break
        if text == BACK or command(text) == "back":
            at = max(0, at - 1)
            continue
        if command(text) == "quit":
            raise LeaveError
        value = clean(" ".join(text[:MOST].splitlines()))
        if value.lower() in YES:
            value = f"{name}：{value}"
        kept[name] = value
        keep(kept)
        if not reader.interactive:
            screen.say(f"{name}：{value or '（空）'}")
        at += 1
    return {name: kept[name] for name in fields if kept.get(name)}


def wants(scenario: Scenario, name: str) -> str:
    """What to write into that field, from the shape of the right answer and without giving it away."""
    values = scenario.file.facts.get(name, ())
    if not values:
        return "别的想记的"
    if len(values) > 1:
        return "有几样写几样"
    value = values[0]
    if value in name or name in value:
        return "要就写“是”"
    if re.search(r"号楼|单元|栋", value):
        return "几号楼几单元几室"
    if value.isdecimal() and len(value) > 6:
        return "一位一位记全"
    if re.search(r"[月日号周点]|礼拜|星期|天$", value):
        return "哪天、几点"
    if re.search(r"\d|元", value):
        return "数目"
    return "最要紧的几个字"
