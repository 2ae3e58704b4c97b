"""The total of a scorecard and the arithmetic behind it, in lines; and lines broken where Chinese has breaks."""

from __future__ import annotations

from fractions import Fraction

from rich.console import Console
from rich.text import Text

from trainer.report import advice
from trainer.report.display import counted, number, remark, result_of
from trainer.report.wrap import wrap
from trainer.scenario.resolved import Scenario
from trainer.scorecard import COUNTED, Scorecard, overlap
from trainer.scoring.points import FREE_HINTS, MOST_DEDUCTED

WIDTH = 80  # cells


def totals(card: Scorecard, scenario: Scenario, verb: str = "说") -> list[Text]:
    """The total and what it is made of; `verb`: what the trainee does to reply."""
    lines = [headline(card, scenario)]
    if card.first_total is not None and card.first_total != card.total:
        lines.append(
            Text(f"第一次{verb}：{number(card.first_total)} 分，重{verb}以后：{number(card.total)} 分", style="dim")
        )
    lines += _reckoning(card)
    fatal = [verdict for verdict in card.verdicts if advice.is_fatal(scenario, verdict)]
    lines += [Text(f"红线：{verdict.why}", style="bold red") for verdict in fatal]
    if fatal and card.total_without_fatal not in (None, card.total):
        lines.append(Text(f"碰了红线，总分记 0；不算这一项是 {number(card.total_without_fatal)} 分", style="red"))
    if card.judged < 0.9995:
        lines.append(Text(f"能判断的分数占 {number(100 * card.judged, 0)}%", style="dim"))
    hints = card.call.hints
    if hints:
        free = f"{counted(FREE_HINTS)}次"
        told = f"，前{free}免费" if len(hints) > FREE_HINTS else f"（{free}以内免费）"
        lines.append(Text(f"看了 {len(hints)} 次提示{told}", style="dim"))
    return [*lines, *_review(card)]


def _review(card: Scorecard) -> list[Text]:
    """One line for each mark: the words, in which turn they were said, and why somebody should look."""
    turns, trainee = list(dict.fromkeys(card.call.path)), card.call.mode == "practice"
    title, lines = "请留意" if trainee else "待复核", []
    charged = [one for v in card.verdicts if v.deducted for one in v.evidence if one.counted]
    for mark in card.review:
        if any(overlap(mark.span, one.span) for one in charged):
            continue  # that sentence has its answer
        said = card.call.utterances[mark.utterance] if 0 <= mark.utterance < len(card.call.utterances) else None
        where = f"（第 {turns.index(said.turn) + 1} 轮）" if said and said.turn in turns else ""
        about = remark(mark, spoken=said is not None and said.recognised, trainee=trainee)
        lines.append(Text(f"{title}{where}：{about}", style="magenta"))
    return lines


def _reckoning(card: Scorecard) -> list[Text]:
    """From the points earned to the total, as one sum."""
    if card.total is None:
        return []
    counted = [v for v in card.verdicts if v.outcome in COUNTED]
    possible = sum((v.points for v in counted), Fraction(0))
    earned = sum((v.earned for v in counted), Fraction(0))
    deducted = deductions(card)
    share = 100 * min(Fraction(1), earned / possible) if possible else Fraction(100)
    if not deducted and (possible in (0, 100) or share == 100):
        return []  # the total says it all
    got = f"得 {number(earned)}/{number(possible)} 分，按满分 100 算是 {number(share)}"
    if possible in (0, 100):
        got = f"得 {number(share)}"
    if not deducted:
        return [Text(got, style="dim")]
    most = f"（一通电话最多扣 {number(MOST_DEDUCTED)}）" if deducted >= MOST_DEDUCTED else ""
    least = "，最低 0 分" if deducted > share else ""
    return [Text(f"{got} − 扣 {number(deducted)}{most}{least}", style="dim")]


def deductions(card: Scorecard) -> Fraction:
    """Points deducted in the whole call."""
    return sum((verdict.deducted for verdict in card.verdicts), Fraction(0))


def headline(card: Scorecard, scenario: Scenario) -> Text:
    """The total, whether the call passed, and the pass mark; or why there is no total."""
    if card.total is None:
        reasons = {verdict.reason for verdict in card.verdicts if verdict.outcome == "unclear"}
        why = f"{_doubt(reasons)}，要请人复核" if reasons else "这次没有可以打分的内容"
        return Text.assemble(("不出分·待复核", "bold magenta"), f"  {why}")
    style = "bold magenta" if card.review else "bold green"
    verdict = (result_of(card.passed, marked=bool(card.review)), style if card.passed else "bold red")
    line = Text.assemble("总分 ", (number(card.total), "bold"), " / 100   ", verdict)
    line.append(f"   及格线 {scenario.file.pass_mark}", style="dim")
    return line


def _doubt(reasons: set[str | None]) -> str:
    """Why there is no total."""
    if reasons == {"unclear_meaning"}:
        return "有些话意思拿不准"
    return "这个语音模型还没有调过" if reasons == {"untuned"} else "有些话没听清"


def width_of(console: Console) -> int:
    """Cells of a line: at most 80."""
    return min(WIDTH, console.width)


def print_wrapped(console: Console, text: Text) -> None:
    """Print styled text with line breaks where Chinese has them."""
    console.print(wrap(text, width_of(console)))
