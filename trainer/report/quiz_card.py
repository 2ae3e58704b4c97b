"""The scorecard of a quiz: one row a question, what would have been right and why; and what a question is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from trainer.history.values import Session
from trainer.report import advice
from trainer.report.display import BAD_SOUND, GATES, number, short
from trainer.report.identity import whose
from trainer.report.rows import rows
from trainer.report.simple import simplified
from trainer.report.summary import headline, print_wrapped, totals, width_of
from trainer.report.wrap import wrap
from trainer.rules import class_of
from trainer.rules.choice import described
from trainer.scenario.model import Turn
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Outcome, Scorecard, Verdict
from trainer.scoring.rule_label import label
from trainer.text.template import fill

SEVERAL = "多选"
PLACE, RESULT, POINTS = 4, 6, 7  # cells
QUESTION = 60  # characters of a question that still fits into the advice
RESULTS: Mapping[Outcome, tuple[str, str]] = {
    "met": ("答对", "green"),
    "partly": ("部分", "yellow"),
    "missed": ("答错", "red"),
    "unclear": ("听不清", "magenta"),
    "not_measured": ("未测", "dim"),
}


def number_of(scenario: Scenario, turn_id: str) -> int:
    """The question's number, from 1."""
    return [turn.id for turn in scenario.file.turns].index(turn_id) + 1


def heading(scenario: Scenario, turn_id: str) -> str:
    """What sort of question it is."""
    if scenario.turn(turn_id).choices is None:
        return "简答"
    several = any(len(letters) > 1 for letters in _choices(scenario, turn_id))
    return SEVERAL if several else "单选"


def options(scenario: Scenario, turn_id: str, slots: Mapping[str, str]) -> dict[str, str]:
    """The question's options by letter; nothing for a short answer."""
    return {letter: fill(text, slots) for letter, text in (scenario.turn(turn_id).choices or {}).items()}


def question(turn: Turn, said: str) -> str:
    """The question without the options that are said after it."""
    lines = said.split("\n")
    return "\n".join(lines[: len(lines) - len(turn.choices or ())])


def right_answer(scenario: Scenario, turn_id: str, slots: Mapping[str, str]) -> str | None:
    """The right option or options in full; None for a short answer."""
    letters = next(iter(_choices(scenario, turn_id)), None)
    return None if letters is None else described(letters, options(scenario, turn_id, slots))


def explanation(scenario: Scenario, turn_id: str, slots: Mapping[str, str]) -> str | None:
    """Why the answer is right, for the screen; None where the author wrote nothing."""
    text = scenario.turn(turn_id).explain
    return None if text is None else f"讲解：{fill(text, slots)}"


def result_of(verdicts: Sequence[Verdict]) -> Outcome:
    """What became of a question, from the verdicts of its rules."""
    outcomes = {verdict.outcome for verdict in verdicts if verdict.outcome != "not_measured"}
    if not outcomes:
        return "not_measured"
    if "unclear" in outcomes:
        return "unclear"
    if len(outcomes) == 1 and not any(verdict.deducted for verdict in verdicts):
        return next(iter(outcomes))
    return "partly"


def render(
    console: Console,
    card: Scorecard,
    scenario: Scenario,
    playable: Callable[[Verdict], bool] | None = None,
    session: Session | None = None,
) -> Mapping[int, Verdict]:
    """Print the scorecard. Gives back the question's number → its verdict (rows.py) of those that are `playable`."""
    card = simplified(card)
    console.print()
    console.print(Text(f"成绩单 · {scenario.file.title}", style="bold"))
    print_wrapped(console, whose(card, scenario, session))
    print_wrapped(console, headline(card, scenario))
    by_turn = {turn.id: [v for v in card.verdicts if v.turn == turn.id] for turn in scenario.file.turns}
    asked = {turn: own for turn, own in by_turn.items() if own and result_of(own) != "not_measured"}
    shown = {turn: own for turn, own in asked.items() if turn in card.call.path}
    if shown:
        console.print(_table(console, card, scenario, shown))
    left = [turn for turn in asked if turn not in shown]
    if left:
        numbers = "、".join(str(number_of(scenario, turn)) for turn in left)
        points = number(sum((verdict.points for turn in left for verdict in asked[turn]), Fraction(0)))
        print_wrapped(console, Text(f"没有答到的题：{numbers}（0/{points}）", style="red"))
    for verdict in card.verdicts:
        if verdict.turn is None and (verdict.deducted or verdict.outcome == "missed"):
            name = label(scenario, verdict, card.call.slots)
            print_wrapped(console, Text(f"整张卷子：{name}——{verdict.why}", style="yellow"))
    console.print()
    for line in totals(card, scenario, "答"):
        print_wrapped(console, line)
    _count(console, list(asked.values()))
    _advise(console, card, scenario)
    return {} if playable is None else {n: one for n, one in rows(card, scenario).items() if playable(one)}


def _table(console: Console, card: Scorecard, scenario: Scenario, asked: Mapping[str, Sequence[Verdict]]) -> Table:
    why = max(width_of(console) - PLACE - RESULT - POINTS - 11, 10)  # 11: spaces and rules between the columns
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), show_edge=False)
    table.add_column("题", width=PLACE, justify="right")
    table.add_column("结果", width=RESULT)
    table.add_column("得分", width=POINTS, justify="right")
    table.add_column("说明", width=why, overflow="fold")
    for turn, verdicts in asked.items():
        outcome = result_of(verdicts)
        name, style = _result(verdicts)
        table.add_row(
            str(number_of(scenario, turn)),
            Text(name, style=style),
            _points(verdicts),
            wrap(Text(_explain(card, scenario, turn, verdicts), style="dim" if outcome == "met" else ""), why),
        )
    return table


def _result(verdicts: Sequence[Verdict]) -> tuple[str, str]:
    """What the table calls it, and its colour."""
    name, style = RESULTS[result_of(verdicts)]
    return ("没答" if _silent(verdicts) else name), style


def _silent(verdicts: Sequence[Verdict]) -> bool:
    return all(verdict.reason == "no_reply" for verdict in verdicts)


def _points(verdicts: Sequence[Verdict]) -> str:
    possible = sum((verdict.points for verdict in verdicts), Fraction(0))
    earned = sum((verdict.earned for verdict in verdicts), Fraction(0))
    deducted = sum((verdict.deducted for verdict in verdicts), Fraction(0))
    taken = f"\n−{number(deducted)}" if deducted else ""
    return f"{number(earned)}/{number(possible)}{taken}"


def _explain(card: Scorecard, scenario: Scenario, turn: str, verdicts: Sequence[Verdict]) -> str:
    """For a right answer what was said, for another one everything there is to learn."""
    outcome, slots = result_of(verdicts), scenario.slots(card.call.slots)
    if outcome == "met":
        return "；".join(verdict.why for verdict in verdicts)
    said = [one for one in card.call.utterances if one.turn == turn]
    asked = next((one.text for one in said if one.speaker == "caller"), "")
    reply = "".join(one.text for one in said if one.speaker == "agent")
    lines = [question(scenario.turn(turn), asked)]
    if reply and not any(
        evidence.counted or class_of(v.operator).answers_question for v in verdicts for evidence in v.evidence
    ):
        lines.append(f"您答：{short(reply)}")
    lines += [GATES.get(gate, BAD_SOUND) for gate in dict.fromkeys(one.gate for one in said) if gate]
    if not _silent(verdicts):
        lines += [f"{v.why}。" for v in verdicts if v.outcome != "met" or v.deducted]
    right = right_answer(scenario, turn, slots)
    if right and (outcome == "unclear" or _silent(verdicts)):
        lines.append(f"正确答案是 {right}。")
    lines.append(explanation(scenario, turn, slots) or "")
    return "\n".join(line for line in lines if line)


def _count(console: Console, asked: Sequence[Sequence[Verdict]]) -> None:
    """How many questions came out how."""
    counted = Counter(_result(verdicts)[0] for verdicts in asked)
    names = [*(name for name, _ in RESULTS.values()), "没答"]
    console.print(Text("，".join(f"{name} {counted[name]} 题" for name in names if counted[name]), style="dim"))


def _advise(console: Console, card: Scorecard, scenario: Scenario) -> None:
    """The one question to look at first, of those that were answered."""
    answered = tuple(v for v in card.verdicts if v.turn in (None, *card.call.path) and not _silent([v]))
    verdict = advice.first_to_fix(replace(card, verdicts=answered), scenario)
    if verdict is None and answered and len(answered) < len(card.verdicts):
        console.print(Text("答过的题没有丢分；没有答到的，下次接着答。", style="bold"))
    elif verdict is None:
        done = "这次没有丢分，答得很好！" if card.total is not None else ""
        console.print(Text(done, style="bold green"))
    elif verdict.turn is not None:
        turn = scenario.turn(verdict.turn)
        asked = fill(question(turn, next(iter(turn.lines(card.call.variant)), "")), scenario.slots(card.call.slots))
        text = f"第 {number_of(scenario, verdict.turn)} 题，{short(asked, QUESTION)}"
        print_wrapped(console, Text.assemble(("先弄懂这一题：", "bold"), text))


def _choices(scenario: Scenario, turn_id: str) -> list[tuple[str, ...]]:
    """The right letters of each rule that asks for options."""
    rules = (rule for bound in scenario.rules_of(turn_id) for rule in bound.rule.flat())
    return [letters for rule in rules if (letters := rule.options_named())]
