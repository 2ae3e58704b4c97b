"""Who practised what and when, and what people said of it afterwards: in a few words, for papers and reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from trainer.history.settled import first_settled, settled
from trainer.history.values import Result, RuleResult, Session, Settlement
from trainer.output.local_time import local_time
from trainer.report.display import number, result_of
from trainer.report.identity import NOBODY, SHORT_SUM, staff_number
from trainer.report.way import way_of
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard
from trainer.scoring.second_chance import second_chances
from trainer.visible import one_line


def facts_of(session: Session, card: Scorecard, scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """What stands at the head of a scorecard."""
    name = session.trainee.name if session.trainee else card.call.trainee or NOBODY
    staff = staff_number(card, scenario, session) or ""
    variant = session.variant
    if variant:
        variant = scenario.file.variants.get(variant, variant)
    rows = (
        ("学员", name),
        ("工号", staff),
        ("时间", local_time(session.started)),
        ("情景", f"{session.title or session.scenario}（{session.scenario}）"),
        ("情况", variant or ""),
        ("方式", way_of(session.mode, session.source)),
        ("录音", session.recording or ""),
        ("情景版本", session.sha256[:SHORT_SUM]),
        ("成绩编号", str(session.number or "")),
    )
    return tuple((title, value) for title, value in rows if value)


def settlement_text(one: Settlement) -> str:
    """What somebody said of a verdict, with his name and when."""
    said = {"dispute": "不同意", "agree": "同意", "reject": "维持原判"}[one.action]
    if one.by is not None and one.rule is None:
        said = "同意通过" if one.action == "agree" else "不通过"
    who = "学员" if one.by is None else one_line(one.by)
    return f"{who}（{local_time(one.at)}）{said}{f'：{one_line(one.text)}' if one.text else ''}"


def settled_card(
    card: Scorecard, scenario: Scenario, said: Sequence[Settlement], first: Iterable[RuleResult] = ()
) -> Scorecard | None:
    """The scorecard as a trainer settled it; None where no trainer did.

    `first`: how the rules came out at the first try; without it the first total stays where something was said again.
    """
    fatal = [bound.id for bound in scenario.rules if bound.rule.is_fatal]
    chances, tries = second_chances(scenario), {one.rule: one for one in first}
    after = settled(card, said, scenario.file.pass_mark, fatal, chances)
    if after is None or card.call.attempt == 1 or not tries:
        return after
    return replace(after, first_total=first_settled(card, tries, said, scenario.file.pass_mark, chances))


def outcome_text(result: Result, after: Scorecard | None) -> str:
    """Whether a call passed, for lists; `after`: as a trainer settled it."""
    if after is None:
        waiting = "·待复核" if result.marked and not result.passed else ""  # as `result_of` says of a pass
        return f"{result_of(result.passed, marked=result.marked)}{waiting}"
    return f"复核 {number(after.total)} {result_of(after.passed, marked=False)}"


def settled_text(card: Scorecard, after: Scorecard) -> str:
    """What was computed, and what came of it when people looked at it."""
    before, now = (f"{number(one.total)} 分，{result_of(one.passed, marked=bool(one.review))}" for one in (card, after))
    return f"程序算的：{before}；复核后：{now}"
