"""The scorecard for a person at a console: calm, 80 columns, plain text where nobody watches in colour."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from trainer.history.values import Session
from trainer.report import advice, quiz_card
from trainer.report.display import BAD_SOUND, GATES, number, short
from trainer.report.identity import whose
from trainer.report.rows import deducts, is_silence, not_reached, rows, worth_a_row
from trainer.report.simple import simplified
from trainer.report.summary import deductions, headline, print_wrapped, totals, width_of
from trainer.report.wrap import wrap
from trainer.rules import class_of, label_of
from trainer.scenario.resolved import Scenario
from trainer.scorecard import HOW_NAMES, OUTCOME_NAMES, Evidence, Outcome, Scorecard, Verdict
from trainer.scoring.points import MOST_DEDUCTED
from trainer.scoring.rule_label import label, rule_of
from trainer.text.characters import CLAUSE_MARKS
from trainer.text.normalise import familiar
from trainer.text.template import fill

ITEM, OUTCOME, POINTS = 24, 8, 6  # cells
BETWEEN = 11  # cells of the spaces and rules between them and the last column
LEAST = 14  # cells of the last column
FULL = "已扣满"  # in place of a deduction: the rules before it have taken all that one call may lose
QUOTES = 3  # of one verdict
OTHERWISE = "（另一种听法）"  # not in the text above, but in another hypothesis of the engine
ALIKE = 0.75  # a candidate less similar than this helps nobody
SHORTEST = 3  # characters of a candidate; shorter ones are chance
Place = Callable[[Verdict], str]  # what stands before a row: its number where it can be played
_BREAK = re.compile(rf"[{CLAUSE_MARKS}\s]")
STYLES: Mapping[Outcome, str] = {
    "met": "green",
    "partly": "yellow",
    "missed": "red",
    "unclear": "magenta",
    "not_measured": "dim",
}


def render(
    console: Console,
    card: Scorecard,
    scenario: Scenario,
    answers: Mapping[str, str] | None = None,
    playable: Callable[[Verdict], bool] | None = None,
    session: Session | None = None,
) -> Mapping[int, Verdict]:
    """Print the scorecard. `answers`: model answers by turn id; `session`: it belongs to.

    The rows whose verdict is `playable` show their number (rows.py); gives back number → verdict of these.
    """
    if scenario.file.kind == "quiz":
        return quiz_card.render(console, card, scenario, playable, session)
    card = simplified(card)
    numbered = {} if playable is None else {n: one for n, one in rows(card, scenario).items() if playable(one)}
    numbers = {one.id: f"{n}. " for n, one in numbered.items()}

    def place(verdict: Verdict) -> str:
        return numbers.get(verdict.id, "")

    console.print()
    console.print(Text(f"成绩单 · {scenario.file.title}", style="bold"))
    print_wrapped(console, whose(card, scenario, session))
    print_wrapped(console, headline(card, scenario))
    if card.call.exchanged:
        print_wrapped(console, Text("听内容，客服在右声道，已换过来；不对时加 --agent-channel left", style="magenta"))
    for number_, turn in enumerate(dict.fromkeys(card.call.path), 1):
        _turn(console, card, scenario, turn, number_, place)
    _call(console, card, scenario, place)
    console.print()
    for line in (*totals(card, scenario), *pace_lines(card, scenario)):  # again, where a screen of 24 lines stops
        print_wrapped(console, line)
    advise(console, card, scenario, answers or {})
    return numbered


def pace_lines(card: Scorecard, scenario: Scenario) -> list[Text]:
    """The line about the pace of the whole call; none where it was not measured."""
    pace = card.pace
    if pace.gross is None:
        return []
    target = next((goal for bound in scenario.rules if (goal := bound.rule.pace_target)), None)
    aim = "" if target is None else f"，目标 {number(target)}"
    net = "" if pace.net is None else f"；去掉停顿 {number(pace.net, 0)} 字/分"
    formula = f"（{pace.chars} 字 ÷ {number(pace.seconds)} 秒 × 60）"
    return [Text(f"语速 {number(pace.gross, 0)} 字/分{aim}{formula}{net}")]


def _turn(console: Console, card: Scorecard, scenario: Scenario, turn: str, nth: int, place: Place) -> None:
    verdicts = [verdict for verdict in card.verdicts if verdict.turn == turn]
    said = [u for u in card.call.utterances if u.turn == turn]
    if not verdicts and all(u.speaker == "caller" for u in said):
        return
    console.print()
    console.print(Text(f"第 {nth} 轮", style="bold"))
    you = "客服" if card.call.mode == "recording" else "您"
    for utterance in said:
        who = scenario.file.caller.name if utterance.speaker == "caller" else you
        by_hand = card.call.source == "voice" and utterance.speaker == "agent" and not utterance.recognised
        typed = "（打字）" if by_hand else ""
        line = Text(f"{who}{typed}：{short(utterance.text, 200)}", style="dim" if utterance.speaker == "caller" else "")
        print_wrapped(console, line)
        if utterance.speaker == "agent" and utterance.gate:
            print_wrapped(console, Text(f"（{GATES.get(utterance.gate, BAD_SOUND)}）", style="magenta"))
    if not any(u.speaker == "agent" for u in said) and scenario.turn(turn).cue != "hangup":
        console.print(Text(f"{you}：（没有说话）", style="dim"))
    _table(console, card, scenario, verdicts, place)


def _call(console: Console, card: Scorecard, scenario: Scenario, place: Place) -> None:
    whole = [v for v in card.verdicts if v.turn is None]
    for title, verdicts in (("挂机早了，没走到的", not_reached(card)), ("整通电话", whole)):
        if verdicts:
            console.print()
            console.print(Text(title, style="bold"))
            _table(console, card, scenario, verdicts, place)


def _table(console: Console, card: Scorecard, scenario: Scenario, verdicts: list[Verdict], place: Place) -> None:
    unsaid = [verdict for verdict in verdicts if is_silence(verdict)]
    shown = [verdict for verdict in verdicts if worth_a_row(scenario, verdict) and verdict not in unsaid]
    if shown:
        _rows(console, card, scenario, shown, place)
    if unsaid:
        names = dict.fromkeys(label(scenario, verdict, card.call.slots) for verdict in unsaid)
        points = number(sum((verdict.points for verdict in unsaid), Fraction(0)))
        line = f"没有回答，这几项没有得分（0/{points}）：{'；'.join(names)}"
        print_wrapped(console, Text(line, style="red"))
    unmeasured = [verdict for verdict in verdicts if verdict.outcome == "not_measured"]
    quiet = [verdict for verdict in verdicts if verdict not in (*shown, *unsaid, *unmeasured)]
    if quiet:
        names = dict.fromkeys(label_of(v.operator) for v in quiet)
        console.print(
            Text(f"没有扣分的：{'、'.join(names)} {len(quiet)} 项{waiting_text(card, verdicts)}", style="dim")
        )
    if unmeasured:
        console.print(wrap(Text(f"未测：{unmeasured_text(unmeasured)}", style="dim"), width_of(console)))


def _rows(console: Console, card: Scorecard, scenario: Scenario, shown: Sequence[Verdict], place: Place) -> None:
    """The verdicts as a table; in a window too narrow for its last column, one below the other."""
    width = width_of(console)
    why = width - ITEM - OUTCOME - POINTS - BETWEEN
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), show_edge=False)
    table.add_column("项目", width=ITEM, overflow="fold")
    table.add_column("结果", width=OUTCOME)
    table.add_column("得分", justify="right", width=POINTS)
    table.add_column("说明", width=max(why, 1), overflow="fold")
    for verdict in shown:
        name = place(verdict) + label(scenario, verdict, card.call.slots)
        outcome = Text(outcome_name(verdict), style=STYLES[verdict.outcome])
        points = Text(points_text(scenario, card, verdict))
        explained = Text(explain(scenario, verdict), style="dim" if verdict.outcome == "met" else "")
        if why >= LEAST:
            table.add_row(wrap(name, ITEM), outcome, points, wrap(explained, why))
            continue
        print_wrapped(console, Text.assemble(name, "　", outcome, " ", points))
        console.print(wrap(explained, width, "  "))
    if why >= LEAST:
        console.print(table)


def waiting_text(card: Scorecard, verdicts: Sequence[Verdict]) -> str:
    """How many marked sentences of the rules' turn, or of the call, somebody has to look at before they are cleared."""
    turn = verdicts[0].turn
    spans = {
        (mark.utterance, mark.char_start, mark.char_end)
        for mark in card.review
        if 0 <= mark.utterance < len(card.call.utterances) and turn in (None, card.call.utterances[mark.utterance].turn)
    }
    return f"；有 {len(spans)} 句待复核" if spans else ""


def outcome_name(verdict: Verdict) -> str:
    """What came out, in a word."""
    if verdict.deducted:
        return "扣分"
    unclear = "待复核" if verdict.reason in ("unclear_meaning", "untuned") else "听不清"
    return {"partly": "部分", "unclear": unclear}.get(verdict.outcome, OUTCOME_NAMES[verdict.outcome])


def points_text(scenario: Scenario, card: Scorecard, verdict: Verdict) -> str:
    """What it brought or cost."""
    if verdict.deducted:
        return f"−{number(verdict.deducted)}"
    if verdict.earned and not verdict.points:  # a second chance wins back
        return f"+{number(verdict.earned)}"
    if verdict.outcome == "missed" and deducts(scenario, verdict) and deductions(card) >= MOST_DEDUCTED:
        return FULL
    return f"{number(verdict.earned)}/{number(verdict.points)}" if verdict.points else "–"


def explain(scenario: Scenario, verdict: Verdict) -> str:
    """Why, with the words heard, one piece a line."""
    quotable = class_of(verdict.operator).quotable
    said = [evidence for evidence in verdict.evidence if evidence.said] if quotable else []
    if verdict.outcome == "met" and not verdict.deducted:
        found = dict.fromkeys(quote(evidence, verdict.operator) for evidence in said if evidence.counted)
        return "、".join(list(found)[:QUOTES]) if found else verdict.why
    bound = rule_of(scenario, verdict)
    lines = [verdict.why]
    quoted = [quote(e, verdict.operator) for e in said if e.counted and (e.said or "") not in verdict.why]
    lines += list(dict.fromkeys(quoted))[:QUOTES]
    title = "听到的" if verdict.outcome == "unclear" else "最接近的（没算）"
    lines += [f"{title}：{quote(e, verdict.operator)}" for e in nearest(verdict)]
    instead = bound.rule.instead if bound else None
    if verdict.deducted and instead and instead not in verdict.why:
        lines.append(f"可以说：{instead}")
    return "\n".join(lines)


def quote(evidence: Evidence, operator: str = "") -> str:
    """The words said and how they matched, for example “您好” 字面; what is wrong with typed words is named.

    Words that stand in another hypothesis of the engine, and so not in the text shown, are marked.
    """
    said = f"“{short(evidence.said or '', 30)}”" + (OTHERWISE if evidence.hypothesis else "")
    if evidence.how is None or not class_of(operator).shows_match:
        return said
    better = "" if class_of(operator).deducts else slip(evidence)
    return f"{said} {HOW_NAMES[evidence.how]}" + (f"，{better}" if better else "")


def nearest(verdict: Verdict) -> tuple[Evidence, ...]:
    """The candidate that was not counted, where it is near enough to be of help; what is unclear is always shown.

    What was typed is what was meant: that it sounds a little like the phrase helps nobody.
    """
    near = [e for e in verdict.evidence if e.said and not e.counted and e.said not in verdict.why]
    if verdict.outcome != "unclear":
        near = [e for e in near if e.start is not None or e.how != "near"]
        near = [e for e in near if (e.similarity or 0) >= ALIKE and _one_piece(e.said or "")]
    return tuple(near[:1])


def _one_piece(said: str) -> bool:
    """Long enough to mean something, and not put together from two clauses."""
    return len(said) >= SHORTEST and not _BREAK.search(said.strip())


def slip(evidence: Evidence) -> str:
    """What is wrong with typed words that count all the same: they only sound like the phrase, or hold 你 for 您."""
    if evidence.start is not None or evidence.alternative is None:
        return ""
    if evidence.how == "sound":
        return f"错别字，应为“{evidence.alternative}”"
    return "用“您”更好" if familiar(evidence.said or "", evidence.alternative) else ""


def unmeasured_text(verdicts: list[Verdict]) -> str:
    """The kinds of rules, and in brackets why, once for each reason."""
    reasons: dict[str, dict[str, None]] = {}
    for verdict in verdicts:
        why = verdict.why.rstrip("。").removesuffix("，不计分").removesuffix("，这一项不计分")
        reasons.setdefault(why, {})[label_of(verdict.operator)] = None
    return "；".join(f"{'、'.join(names)}（{short(why, 28)}）" for why, names in reasons.items())


def _cost(verdict: Verdict, lost: Fraction) -> str:
    """What a verdict cost: `lost`, of the 100, beside the points in its row where these are another number."""
    row = verdict.points - verdict.earned
    same = verdict.deducted or row == lost
    return f"这一点占了 {number(lost)} 分" if same else f"这一点差 {number(row)} 分，按满分 100 算是 {number(lost)} 分"


def advise(console: Console, card: Scorecard, scenario: Scenario, answers: Mapping[str, str]) -> None:
    """The one thing to fix first, with a model answer where there is one."""
    verdict = advice.first_to_fix(card, scenario)
    if verdict is None:
        console.print(Text("这次没有丢分。" if card.review else "这次没有丢分，说得很好！", style="bold green"))
        return
    turns, turn = list(dict.fromkeys(card.call.path)), advice.turn_of(card, verdict)
    where = f"（第 {turns.index(turn) + 1} 轮）" if turn in turns else ""
    print_wrapped(console, Text.assemble((f"先改这一点{where}：", "bold"), advice.why(card, verdict)))
    lost = advice.loss(card, verdict)
    if lost:
        console.print(Text(_cost(verdict, lost), style="dim"))
    bound = rule_of(scenario, verdict)
    if bound and bound.rule.hint and bound.rule.hint not in verdict.why:
        print_wrapped(console, Text(f"提示：{fill(bound.rule.hint, scenario.slots(card.call.slots))}", style="dim"))
    answer = answers.get(turn or "")
    if answer:
        print_wrapped(console, Text(f"可以这样说：{answer}"))
