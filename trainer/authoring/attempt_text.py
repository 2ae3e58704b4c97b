"""An attempt for a person at a terminal: which phrase matched how and where, what is missing, what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from trainer.authoring.attempt import Attempt, Rescue
from trainer.authoring.turns import cue, lines, recovers
from trainer.report.console import STYLES
from trainer.report.display import number
from trainer.report.wrap import wrap
from trainer.rules import class_of, label_of
from trainer.scenario.resolved import Scenario
from trainer.scenario.suggestions import short
from trainer.scorecard import HOW_NAMES, OUTCOME_NAMES, Evidence, Verdict
from trainer.scoring.rule_label import label, rule_of
from trainer.text.template import sample

AROUND = 8  # characters shown on both sides of the words found
INDENT = "    "


def heading(scenario: Scenario, turn: str | None) -> Iterator[Text]:
    """Which turn the sentences are tried on, and what the caller says there."""
    file = scenario.file
    if turn is None:
        yield Text(f"{file.title}（{file.id}）不分回合，一句话按整通电话来判", style="bold")
        return
    ids = [one.id for one in file.turns]
    place = f"第 {ids.index(turn) + 1} 个回合 {turn}（共 {len(ids)} 个）"
    yield wrap(Text(f"{file.title}（{file.id}） {place}", style="bold"), 80)
    here = scenario.turn(turn)
    if begin := cue(here):
        yield Text(begin, style="dim")
    if here.recovery:
        yield Text(recovers(here, scenario), style="dim")
    for line in lines(here, scenario):
        yield wrap(Text.assemble((f"{file.caller.name}：", "bold cyan"), line), 80)


def described(tried: Attempt, scenario: Scenario, width: int = 80) -> Iterator[Text]:
    """Every line, none wider than `width` cells."""
    way = "按录音听出来的字判：同音也算" if tried.heard else "按打的字判"
    yield wrap(Text.assemble(("学员：", "bold"), tried.text, (f"  （{way}）", "dim")), width)
    quiet = [verdict for verdict in tried.own if _quiet(verdict, scenario)]
    for verdict in tried.own:
        if verdict.outcome != "not_measured" and verdict not in quiet:
            yield from _verdict(verdict, tried, scenario, width)
    elsewhere = [verdict for verdict in tried.others if verdict.outcome in ("met", "partly") and not verdict.deducted]
    broken = [verdict for verdict in tried.others if verdict not in elsewhere]
    for verdict in broken:
        yield from _verdict(verdict, tried, scenario, width)
    for rescue in tried.rescues:
        yield from _rescue(rescue, tried, width)
    if elsewhere:
        yield Text("整通电话里，这一句还做到：", style="bold")
        for verdict in elsewhere:
            yield from _verdict(verdict, tried, scenario, width)
    if quiet:
        yield wrap(Text(f"没有碰到别的：{'、'.join(_kinds(quiet))}", style="dim"), width)
    unmeasured = [verdict for verdict in tried.own if verdict.outcome == "not_measured"]
    if unmeasured:
        yield wrap(Text(f"一句话测不到：{'、'.join(_kinds(unmeasured))}", style="dim"), width)
    yield from _sum(tried, scenario, width)


def _quiet(verdict: Verdict, scenario: Scenario) -> bool:
    """A rule that only deducts, and found nothing."""
    bound = rule_of(scenario, verdict)
    return bound is not None and bound.rule.deducts and verdict.outcome == "met" and not verdict.deducted


def _kinds(verdicts: Iterable[Verdict]) -> Iterable[str]:
    return dict.fromkeys(label_of(verdict.operator) for verdict in verdicts)


def _verdict(verdict: Verdict, tried: Attempt, scenario: Scenario, width: int) -> Iterator[Text]:
    outcome = "扣分" if verdict.deducted else OUTCOME_NAMES[verdict.outcome].partition("·")[0]
    points = f"−{number(verdict.deducted)} 分" if verdict.deducted else ""
    if not verdict.deducted and verdict.points:
        points = f"{number(verdict.earned)}/{number(verdict.points)} 分"
    head = Text.assemble(
        (f"【{outcome}】", STYLES["missed" if verdict.deducted else verdict.outcome]),
        f"{label(scenario, verdict, tried.card.call.slots)}",
        (f"　{points}　{verdict.id}" if points else f"　{verdict.id}", "dim"),
    )
    yield wrap(head, width)
    places = verdict.evidence if class_of(verdict.operator).placed else ()
    if verdict.outcome != "met" or verdict.deducted or not places:
        yield wrap(verdict.why, width, INDENT)
    for evidence in places:
        yield wrap(_place(evidence, tried, scenario), width, INDENT)


def _place(evidence: Evidence, tried: Attempt, scenario: Scenario) -> Text:
    """字面  非常【抱歉】给您带来不便  第 3–4 字  是 <致歉> 里的“抱歉”."""
    how = HOW_NAMES[evidence.how] if evidence.how else "说到"
    if evidence.how == "near" and evidence.similarity is not None:
        how += f" {number(100 * evidence.similarity, 0)}%"
    if not evidence.counted:
        how = f"最接近的（没算）{how}"
    line = Text.assemble((how, "bold" if evidence.counted else "dim"), "　", *_marked(evidence, tried))
    line.append(f"　{_alike(evidence, tried, scenario)}", style="dim")
    return line


def _marked(evidence: Evidence, tried: Attempt) -> list[str | tuple[str, str]]:
    """The words with a little around them, in brackets where they matched."""
    start, end, text = evidence.char_start or 0, evidence.char_end or 0, tried.text
    before = ("…" if start > AROUND else "") + text[max(0, start - AROUND) : start]
    after = text[end : end + AROUND] + ("…" if len(text) > end + AROUND else "")
    place = f"第 {start + 1} 字" if end == start + 1 else f"第 {start + 1}–{end} 字"
    return [before, (f"【{text[start:end]}】", "bold"), after, (f"　{place}", "dim")]


def _alike(evidence: Evidence, tried: Attempt, scenario: Scenario) -> str:
    """Which phrase it is, and which of its wordings."""
    template, wording = evidence.phrase or "", evidence.alternative or ""
    if evidence.how == "meaning":
        return f"用自己的话说的，是 {template} 的意思"
    if evidence.how == "sound" and not tried.heard and wording:
        return f"错别字，应为“{wording}”"
    if not template or template == wording:
        return f"要说的是“{wording}”" if wording and wording != evidence.said else ""
    shown = sample(template, scenario.slots(), scenario.lists) if template.startswith("{") else short(template, 20)
    return f"对照 {shown} 里的“{wording}”" if wording else f"对照 {shown}"


def _rescue(rescue: Rescue, tried: Attempt, width: int) -> Iterator[Text]:
    why = (
        f"因为除外（unless）里有“{short(rescue.by, 30)}”"
        if rescue.by
        else "看前后文不是那个意思（客气地问、反复问、否定或转述）"
    )
    head = Text.assemble(("【没有扣分】", "green"), f"有忌语的字，{why}", (f"　{rescue.rule}", "dim"))
    yield wrap(head, width)
    yield wrap(Text.assemble(*_marked(rescue.place, tried)), width, INDENT)


def _sum(tried: Attempt, scenario: Scenario, width: int) -> Iterator[Text]:
    if not (tried.own or tried.others or tried.rescues):
        yield Text("没有哪条规则管到这一句。", style="dim")
    parts = []
    if tried.points:
        parts.append(f"这一回合 {number(tried.earned)}/{number(tried.points)} 分")
    if tried.deducted:
        parts.append(f"扣 {number(tried.deducted)} 分")
    if tried.turn:
        parts.append(f"接下来：{_next(tried.goes, scenario)}")
    yield wrap(Text("；".join(parts), style="bold"), width)


def _next(turn: str | None, scenario: Scenario) -> str:
    if turn is None:
        return "通话结束"
    here = scenario.turn(turn)
    words: Iterable[str] = lines(here, scenario) or tuple(filter(None, (cue(here),)))
    return f"{turn} {short(next(iter(words), ''), 30)}".strip()
