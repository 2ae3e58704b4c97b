"""The report of one call: what the console tells of a scorecard, with its transcript, its timeline and its sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from trainer.history.skill_level import level_of_call
from trainer.history.values import Session, Settlement
from trainer.report import advice, quiz_card
from trainer.report.console import explain, nearest, outcome_name, pace_lines, points_text, unmeasured_text
from trainer.report.display import BAD_SOUND, GATES, number
from trainer.report.groups import Groups
from trainer.report.html.page import render
from trainer.report.html.sound import Page, Play, Sounds
from trainer.report.html.timeline import Reply, loudness_chart, pace_chart, replies, timeline
from trainer.report.moments import moment
from trainer.report.report_table import PlainTable, headings
from trainer.report.rows import not_reached, rows, worth_a_row
from trainer.report.session_text import facts_of, settled_card, settled_text, settlement_text
from trainer.report.simple import simplified
from trainer.report.summary import totals
from trainer.rules import label_of
from trainer.scenario.resolved import Scenario
from trainer.scorecard import COUNTED, Scorecard, Verdict
from trainer.scoring.rule_label import label, rule_of
from trainer.text.template import fill

Kind = str  # met, partly, missed, unclear, deducted, not_measured, near, review: how a place or a row is coloured
RANK: tuple[Kind, ...] = ("deducted", "missed", "unclear", "review", "partly", "met", "near")  # the worst first


@dataclass(frozen=True, slots=True)
class Row:
    """One verdict."""

    number: int | None  # rows.py; None: what nobody can name by a number
    label: str
    kind: Kind
    outcome: str
    points: str
    why: tuple[str, ...]
    group: str
    rule: str  # full id
    play: Play | None
    settled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of an utterance, and the verdicts that rest on them."""

    text: str
    kind: Kind | None = None
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance."""

    number: int
    speaker: str
    who: str
    pieces: tuple[Piece, ...]
    note: str
    play: Play | None


@dataclass(frozen=True, slots=True)
class Section:
    """A turn, or the whole call."""

    title: str
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallReport:
    """What the report tells, in whatever form."""

    title: str
    facts: tuple[tuple[str, str], ...]
    total: str
    arithmetic: tuple[str, ...]
    first: tuple[str, ...]  # what to mend first
    sections: tuple[Section, ...]
    groups: tuple[tuple[str, str, str], ...]  # name, points, share
    replies: tuple[Reply, ...]
    settled: tuple[str, ...]  # of the whole session


def call_values(
    session: Session,
    scenario: Scenario,
    settlements: Sequence[Settlement] = (),
    sounds: Sounds | None = None,
    groups: Groups | None = None,
) -> CallReport:
    """What there is to tell of a finished session. Raises ValueError where it is not finished."""
    if session.card is None:
        raise ValueError(session.key)
    card = simplified(session.card)
    teller = _Teller(card, scenario, settlements, sounds or Sounds(), groups or Groups())
    verb = "答" if scenario.file.kind == "quiz" else "说"
    first, *others = totals(card, scenario, verb)
    after = settled_card(card, scenario, settlements)
    return CallReport(
        title=session.title or scenario.file.title,
        facts=facts_of(session, card, scenario),
        total=first.plain,
        arithmetic=(*(line.plain for line in others), *(line.plain for line in pace_lines(card, scenario))),
        first=_first(card, scenario),
        sections=tuple(teller.sections()),
        groups=teller.by_group(),
        replies=replies(card.call),
        settled=(*teller.settled(None), *(() if after is None else (settled_text(card, after),))),
    )


def call_report(
    session: Session,
    scenario: Scenario,
    settlements: Sequence[Settlement] = (),
    sounds: Sounds | None = None,
    groups: Groups | None = None,
) -> Page:
    """The HTML file of a finished session, and what stands beside it. Raises ValueError where it is not finished."""
    sounds = sounds or Sounds()
    report = call_values(session, scenario, settlements, sounds, groups)
    card = session.card
    assert card is not None
    html = render(
        "call.html",
        title=f"成绩单：{report.title}",
        script="call.js",
        beside=sounds.beside,
        report=report,
        passed=card.passed,
        timeline=timeline(card.call),
        pace=pace_chart(report.replies, scenario),
        loudness=loudness_chart(report.replies),
        sources=sounds.sources(),
    )
    return Page(html, sounds.files())


def call_tables(report: CallReport) -> list[PlainTable]:
    """The same as sheets of a workbook."""
    about: list[tuple[str, str]] = [("成绩", report.title), *report.facts, ("总分", report.total)]
    about += [("", line) for line in (*report.arithmetic, *report.first, *report.settled)]
    rows = [
        (section.title, row.number, row.label, row.outcome, row.points, row.group, "\n".join((*row.why, *row.settled)),
         row.play.clock if row.play else "", row.rule)
        for section in report.sections for row in section.rows
    ]  # fmt: skip
    said = [
        (section.title, line.who, "".join(piece.text for piece in line.pieces), line.note)
        for section in report.sections
        for line in section.lines
    ]
    return [
        PlainTable("成绩", headings(("项目", 14), ("内容", 70)), about),
        PlainTable(
            "逐项",
            headings(("哪里", 14), ("序号", 6), ("项目", 30), ("结果", 10), ("得分", 10), ("评分项", 14), ("说明", 70),
                     ("时间", 8), ("规则编号", 28)),
            rows,
        ),
        PlainTable("评分项", headings(("评分项", 20), ("得分", 12), ("得分率", 10)), report.groups),
        PlainTable("对话", headings(("哪里", 14), ("谁", 12), ("说了什么", 90), ("备注", 30)), said),
    ]  # fmt: skip


def _first(card: Scorecard, scenario: Scenario) -> tuple[str, ...]:
    """What to mend first, why, and what it cost."""
    verdict = advice.first_to_fix(card, scenario)
    if verdict is None:
        return ("这次没有丢分。",) if card.total is not None else ()
    lost, bound = advice.loss(card, verdict), rule_of(scenario, verdict)
    hint = fill(bound.rule.hint, scenario.slots(card.call.slots)) if bound and bound.rule.hint else ""
    cost = f"（{number(lost)} 分）" if lost else ""
    lines = [f"先改这一点{cost}：{advice.why(card, verdict)}"]
    return (*lines, f"提示：{hint}") if hint and hint not in verdict.why else (*lines,)


class _Teller:
    """Goes through one scorecard."""

    def __init__(
        self, card: Scorecard, scenario: Scenario, settlements: Sequence[Settlement], sounds: Sounds, groups: Groups
    ) -> None:
        self.card, self.scenario, self.sounds, self.groups = card, scenario, sounds, groups
        self.settlements = settlements
        self.quiz = scenario.file.kind == "quiz"
        self.parts = self._parts()
        self.numbers = {verdict.id: place for place, verdict in rows(card, scenario).items()}
        self.places = self._places(
            verdict for _, _, verdicts in self.parts for verdict in verdicts if self._shown(verdict)
        )

    def sections(self) -> Iterable[Section]:
        """Turn by turn, then what was not reached, then the whole call."""
        for title, turn, verdicts in self.parts:
            rows = tuple(self._row(verdict) for verdict in verdicts if self._shown(verdict))
            lines = () if turn is None else tuple(self._lines(turn))
            if lines or verdicts:
                yield Section(title, lines, rows, tuple(self._notes(turn, verdicts)))

    def by_group(self) -> tuple[tuple[str, str, str], ...]:
        """What each group of rules earned of what could be judged, what it cost, and its level."""
        members: dict[str, list[Verdict]] = {}
        for verdict in self.card.verdicts:
            members.setdefault(self._group(verdict), []).append(verdict)
        names = dict.fromkeys((*self.groups.names, *members))
        levels = {name: level_of_call(members[name]) for name in names if name in members}
        return tuple(
            (name, _sum(members[name]), f"{number(100 * one, 0)}%") for name, one in levels.items() if one is not None
        )

    def settled(self, rule: str | None) -> tuple[str, ...]:
        """What people said of that verdict, or of the whole session."""
        return tuple(settlement_text(one) for one in self.settlements if one.rule == rule)

    def _parts(self) -> list[tuple[str, str | None, list[Verdict]]]:
        card, turns = self.card, list(dict.fromkeys(self.card.call.path))
        parts: list[tuple[str, str | None, list[Verdict]]] = [
            (
                f"第 {quiz_card.number_of(self.scenario, turn)} 题" if self.quiz else f"第 {place} 轮",
                turn,
                [v for v in card.verdicts if v.turn == turn],
            )
            for place, turn in enumerate(turns, 1)
        ]
        parts.append(("没有答到的" if self.quiz else "挂机早了，没走到的", None, not_reached(card)))
        parts.append(("整通电话", None, [v for v in card.verdicts if v.turn is None]))
        stray = {u.turn for u in card.call.utterances} - {*turns}
        if stray:  # a recording judged as a whole has no turns
            parts.insert(0, ("通话内容", "", []))
        return parts

    def _shown(self, verdict: Verdict) -> bool:
        return worth_a_row(self.scenario, verdict)

    def _row(self, verdict: Verdict) -> Row:
        found = moment(self.card.call, verdict, self.sounds.has)
        settled = self.settled(verdict.id)
        return Row(
            number=self.numbers.get(verdict.id),
            label=label(self.scenario, verdict, self.card.call.slots),
            kind=_kind(verdict),
            outcome=quiz_card.RESULTS[verdict.outcome][0] if self.quiz else outcome_name(verdict),
            points=points_text(self.scenario, self.card, verdict),
            why=tuple(explain(self.scenario, verdict).split("\n")),
            group=self._group(verdict),
            rule=verdict.id,
            play=None if found is None else self.sounds.play(found[1], found[2]),
            settled=settled,
        )

    def _group(self, verdict: Verdict) -> str:
        return self.groups.of(self.scenario.id, verdict.id, rule_of(self.scenario, verdict), self.scenario)

    def _lines(self, turn: str) -> Iterable[Line]:
        """The utterances of a turn; of none ("") those that belong to no turn of the path."""
        call, turns = self.card.call, {*self.card.call.path}
        agent = "客服" if call.mode == "recording" else "学员"
        for place, said in enumerate(call.utterances):
            if said.turn == turn if turn else said.turn not in turns:
                by_agent = said.speaker == "agent"
                yield Line(
                    number=place,
                    speaker=said.speaker,
                    who=agent if by_agent else self.scenario.file.caller.name,
                    pieces=tuple(self._pieces(place)),
                    note=GATES.get(said.gate, BAD_SOUND) if by_agent and said.gate else "",
                    play=None if said.start is None else self.sounds.play(said.start, said.end or said.start),
                )

    def _notes(self, turn: str | None, verdicts: list[Verdict]) -> Iterable[str]:
        """What is told in a line: silence, rules that cost nothing or were not measured, a question's answer."""
        call = self.card.call
        if turn and self.scenario.turn(turn).cue != "hangup" and not call.replies(turn):
            yield "学员没有说话"
        if turn and self.quiz:
            right = quiz_card.right_answer(self.scenario, turn, self.scenario.slots(call.slots))
            yield from (f"正确答案：{right}" for _ in range(right is not None))
            told = quiz_card.explanation(self.scenario, turn, self.scenario.slots(call.slots))
            yield from (told for _ in range(1) if told)
        unmeasured = [verdict for verdict in verdicts if verdict.outcome == "not_measured"]
        quiet = [v for v in verdicts if not self._shown(v) and v not in unmeasured]
        if quiet:
            yield f"没有扣分的：{'、'.join(dict.fromkeys(label_of(v.operator) for v in quiet))} {len(quiet)} 项"
        if unmeasured:
            yield f"未测：{unmeasured_text(unmeasured)}"

    def _places(self, told: Iterable[Verdict]) -> Mapping[int, list[tuple[int, int, Kind, int]]]:
        """Utterance → from, to, kind, number of the row (0: it has none, as a mark for review)."""
        places: dict[int, list[tuple[int, int, Kind, int]]] = {}
        for verdict in told:
            close = nearest(verdict)
            for one in verdict.evidence:
                if one.span is not None and (one.counted or one in close):
                    kind = _kind(verdict) if one.counted else "near"
                    places.setdefault(one.span[0], []).append((*one.span[1:], kind, self.numbers.get(verdict.id, 0)))
        for mark in self.card.review:
            places.setdefault(mark.utterance, []).append((mark.char_start, mark.char_end, "review", 0))
        return places

    def _pieces(self, place: int) -> Iterable[Piece]:
        """The text cut where evidence begins and ends; of several kinds in one place the worst is shown."""
        text, marks = self.card.call.utterances[place].text, self.places.get(place, [])
        edges = {0, len(text)} | {edge for mark in marks for edge in mark[:2] if 0 <= edge <= len(text)}
        cuts = sorted(edges)
        for low, high in pairwise(cuts):
            here = [(kind, row) for start, end, kind, row in marks if start <= low and high <= end]
            kind = min((kind for kind, _ in here), key=RANK.index, default=None)
            ending = dict.fromkeys(row for start, end, _, row in marks if end == high and start <= low and row)
            yield Piece(text[low:high], kind, tuple(ending))


def _kind(verdict: Verdict) -> Kind:
    return "deducted" if verdict.deducted else verdict.outcome


def _sum(verdicts: Sequence[Verdict]) -> str:
    """10/12 −6: earned of what was judged, and deducted."""
    judged = [one for one in verdicts if one.outcome in COUNTED]
    points = sum((one.points for one in judged), Fraction(0))
    deducted = sum((one.deducted for one in verdicts), Fraction(0))
    earned = f"{number(sum((one.earned for one in judged), Fraction(0)))}/{number(points)}" if points else ""
    return f"{earned} {f'−{number(deducted)}' if deducted else ''}".strip() or "没有扣分"
