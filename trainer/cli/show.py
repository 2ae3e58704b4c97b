"""`trainer show`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from trainer.cli.options import find, own_folders
from trainer.output.say import say
from trainer.scenario.heading import CUES, KINDS

if TYPE_CHECKING:
    from trainer.scenario.model import Turn
    from trainer.scenario.resolved import BoundRule, Scenario


MOST_SHOWN, MOST_CHARACTERS = 6, 24  # wordings of a rule, and of all of them together


@click.command("show", help="看一个情景：背景、每个回合的对话、评分规则、去向。")
@click.argument("scenario", metavar="情景")
@click.option("--patterns", is_flag=True, help="说法照文件里的写法全部列出；不写，每条规则举几个说得出口的例子。")
def command(scenario: str, patterns: bool) -> None:
    """Print the scenario for a trainer, 80 columns wide."""
    from trainer.scenario.library import is_own
    from trainer.scenario.load import load

    path = find(scenario)
    for line in describe(load(path), own=is_own(path, own_folders()), patterns=patterns):
        for part in wrapped(line):
            say(part)


def describe(scenario: Scenario, *, own: bool = False, patterns: bool = False) -> Iterator[str]:
    """The lines, before they are wrapped; a line's indentation holds for its continuation.

    `patterns`: phrases as they are written, all of them; else a few that can be said.
    """
    from trainer.report.wrap import folded
    from trainer.scenario.library import OWN
    from trainer.text.template import fill

    file = scenario.file
    mark = f"，{OWN}" if own else ""
    yield f"{file.title}（{file.id}{mark}，{KINDS[file.kind]}，{file.level} 级，{file.pass_mark} 分及格）"
    if file.brief:
        yield folded(fill(file.brief, file.slots))
    if file.facts:
        yield "要点：" + "；".join(f"{name} {'、'.join(values)}" for name, values in file.facts.items())
    if file.variants:
        yield "情况：" + "；".join(f"{name} {title}" for name, title in file.variants.items())
    for number, turn in enumerate(file.turns, 1):
        yield ""
        recovery = f"（补救 {scenario.recovered(turn)}）" if turn.recovery else ""
        yield f"{number}. {turn.id}{recovery}"
        yield from _lines(turn, file.slots)
        yield from _rules(scenario.rules_of(turn.id), scenario, patterns=patterns)
        yield from _branches(turn, scenario)
    whole = scenario.rules_of(None)
    if whole:
        yield ""
        yield "整通电话"
        yield from _rules(whole, scenario, patterns=patterns)


def _lines(turn: Turn, slots: dict[str, str]) -> Iterator[str]:
    from trainer.text.template import fill

    if turn.cue != "line":
        yield f"   【{CUES[turn.cue]}】"
    who = "对方" if turn.choices is None and turn.explain is None else "题目"
    if isinstance(turn.line, dict):
        for variant, lines in turn.line.items():
            for line in lines:
                yield f"   对方（{variant}）：{fill(line, slots)}"
    else:
        for line in turn.line or ():
            yield f"   {who}：{fill(line, slots)}"
    for letter, text in (turn.choices or {}).items():
        yield f"      {letter}  {fill(text, slots)}"
    if turn.explain:
        yield f"   讲解：{fill(turn.explain, slots)}"


def _rules(rules: Iterable[BoundRule], scenario: Scenario, *, patterns: bool) -> Iterator[str]:
    for bound in rules:
        rule = bound.rule
        price = f"{float(rule.worth):g} 分" if rule.worth else "扣分" if rule.deducts else "0 分"
        fatal = "，一票否决" if rule.fatal else ""
        yield f"   · {main_value(bound, scenario, patterns=patterns)}【{bound.id}，{price}{fatal}】"
        if rule.hint:
            yield f"     提示：{rule.hint}"


def main_value(bound: BoundRule, scenario: Scenario, *, patterns: bool = False) -> str:
    """What the rule asks: the kind of rule in Chinese, then its main value; of phrases a few wordings.

    `patterns`: phrases and patterns as the author wrote them, all of them.
    """
    from trainer.report.wishes import Wishes
    from trainer.rules import label_of

    rule = bound.rule
    value = getattr(rule, rule.operator, "")
    items = value if isinstance(value, tuple) else (value,)
    phrases = {*rule.templates()}
    if value == "all":
        told = "全部"
    elif rule.rules_named():
        told = rule.separator.join(_few([_named(name, bound, scenario) for name in items]))
    elif rule.inner():
        told = rule.separator.join(item.label for item in items)
    elif all(isinstance(item, str) for item in items) and (isinstance(value, tuple) or value in phrases):
        shown = [item if patterns or item not in phrases else _said(item, scenario) for item in items]
        told = rule.separator.join(shown if patterns else _few(shown))
    elif patterns and isinstance(value, str):
        told = value
    else:
        told = Wishes(scenario, scenario.slots()).figures(bound)
    return f"{label_of(rule.operator)}：{told}"


def _named(name: str, beside: BoundRule, scenario: Scenario) -> str:
    """A rule by what it asks for; `name`: as an author wrote it beside another one."""
    from trainer.report.conditions import bound_rule, rule_name

    bound = bound_rule(scenario, name, beside.id.rpartition(".")[0])
    return name if bound is None else f"“{rule_name(bound, scenario).text}”"


def _said(template: str, scenario: Scenario) -> str:
    """A wording of the template; a phrase list keeps its name."""
    from trainer.text.template import PhraseList, parse, sample

    only = parse(template).only
    return template if isinstance(only, PhraseList) else sample(template, scenario.file.slots, scenario.lists)


def _few(items: list[str]) -> list[str]:
    """The first few, and a mark where there are more."""
    shown: list[str] = []
    for item in dict.fromkeys(items):
        if shown and (len(shown) == MOST_SHOWN or sum(map(len, shown)) + len(item) > MOST_CHARACTERS):
            return [*shown[:-1], f"{shown[-1]} ……"]
        shown.append(item)
    return shown


def _branches(turn: Turn, scenario: Scenario) -> Iterator[str]:
    from trainer.report.conditions import conditions, for_authors

    naming = for_authors(scenario)
    for step in turn.next:
        goal = "结束" if step.go == "end" else step.go
        clause = conditions(step.when or (), turn.id, scenario, naming)
        yield f"   → {goal}，如果{clause}" if clause else f"   → {goal}"


def wrapped(line: str, width: int = 80) -> list[str]:
    """The line in parts of at most `width` columns; a Chinese character takes two."""
    from trainer.report.wrap import wrap

    indent = " " * (len(line) - len(line.lstrip()))
    return wrap(line.lstrip(), width, indent).plain.split("\n")
