"""`banned`: a phrase that must not be said."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar

from trainer.rules.interface import Context, Deduct, Hit, Judgement, Part, Phrases, Rule, Severity, evidence_of
from trainer.text.align import nearest
from trainer.text.find import Found
from trainer.text.lexicon import words
from trainer.text.normalise import normalise
from trainer.text.sounds import readings
from trainer.text.thresholds import ACCEPT, COST_CONFUSABLE

_DEFAULTS = {"甲": (Fraction(10), None), "乙": (Fraction(10), None), "丙": (Fraction(2), Fraction(6))}
_PLAIN = (Fraction(5), Fraction(20))
NEGATORS = "不没"
SHORT = 3  # characters
CLAUSE_END = re.compile(r"[，。！？；,.!?;…\n]")
SENTENCE_END = re.compile(r"[。！？!?\n]")
REPORTS = (
    "(客户|业主|住户|家人|邻居|对方|老人|他|她|他们|她们|您|你)(刚才|刚刚|刚|也|还|都|之前)?"
    "(说|讲|反映|表示|提到|觉得|认为)"
)
REPORT_REACH = 12  # characters from there to the words told
TO_SOMEBODY = frozenset("跟和对给向同与")
CORRECTIONS = (
    "(我|刚才|刚刚)?(说错了|讲错了|口误|更正一下|不该这么说|不应该这么说|收回(刚才|刚刚)?(的|那句)?话|换个说法)"
)


class Banned(Rule):
    """A phrase that must not be said; it only costs points (ETIQUETTE A-never-unknown, A-no-scorn).

    `unless` names the polite contexts in which the words are innocent (不知道您是否方便): a hit that overlaps such a
    context does not count. `deduct` (points of the 100 a hit, default 5) and `max_deduct` (of this rule, default 20);
    `severity` sets both: 甲 abuse: fatal, 乙 shirking: 10 a hit, 丙 careless: 2 a hit, at most 6.

    The exact words are a hit. On recognised speech the same sound is a hit too, unless the characters heard form a
    word of their own (不幸 heard for 不行): then it is unclear. Near sound is unclear. On typed text only exact words
    count. A hit that the trainee puts right in the same turn (对不起，我说错了) costs half.
    """

    operator: ClassVar[str] = "banned"
    deducts: ClassVar[bool] = True
    silence_satisfies: ClassVar[bool] = True
    met_example: ClassVar[str] = """
rule: {banned: 不知道, unless: "不知道您(是否)?方便"}
replies: [不知道您方便接听吗？]
"""
    missed_example: ClassVar[str] = """
rule: {banned: 不知道, unless: "不知道您(是否)?方便"}
replies: [这个我不知道。]
"""

    banned: Phrases
    unless: Phrases | None = None
    deduct: Deduct | None = None
    max_deduct: Deduct | None = None
    severity: Severity | None = None

    def templates(self) -> tuple[str, ...]:
        """The forbidden phrases and their polite contexts."""
        return (*self.banned, *(self.unless or ()))

    @property
    def is_fatal(self) -> bool:
        """A sure hit ends with 0 points."""
        return self.fatal or self.severity == "甲"

    @property
    def costs(self) -> tuple[Fraction, Fraction | None]:
        """Points a hit, and the most this rule may cost."""
        each, most = _DEFAULTS[self.severity] if self.severity else _PLAIN
        return (
            each if self.deduct is None else Fraction(self.deduct),
            most if self.max_deduct is None else Fraction(self.max_deduct),
        )

    def judge(self, part: Part, context: Context) -> Judgement:
        """Missed where it was said, unclear where that cannot be told, else met."""
        graded = [(found, grade_hit(found, part, fatal=self.is_fatal)) for found in self._said(part, context)]
        said = [(found, grade) for found, grade in graded if grade != "innocent"]
        contexts = self._contexts({found.text for found, _ in said}, part, context)
        reports = context.find(REPORTS, part) if said else ()
        excused = [place for place in contexts if place.grade == "sure" or (place.negated and place.how != "near")]
        perhaps = [place for place in contexts if place.grade == "unclear" and _may_be_meant(place)]
        hits: list[Hit] = []
        doubtful: list[Found] = []
        each, most = self.costs
        for found, grade in said:
            if any(_covers(place, found) for place in excused) or _reported(found, reports, part):
                continue
            if grade == "unclear" or any(_covers(place, found) for place in perhaps):
                doubtful.append(found)
            else:
                corrected = _corrected(found, part, context)
                hits.append(Hit(each, found.alternative, evidence_of(found, part), corrected, self.is_fatal))
        if hits:
            return Judgement(
                "missed",
                self._blame(hits),
                evidence=tuple(hit.evidence for hit in hits),
                hits=tuple(hits),
                max_deduct=most,
            )
        if doubtful:
            unsure = tuple(evidence_of(found, part, counted=False) for found in doubtful)
            why = f"“{doubtful[0].said}”听着像“{doubtful[0].alternative}”，不能断定，不扣分，请复核"
            return Judgement("unclear", why, reason="unclear_speech", evidence=unsure)
        if part.gate:
            return Judgement("unclear", "录音听不清，这一条没有判", reason="audio")
        return Judgement("met", "没有说不该说的话", Fraction(1))

    def _said(self, part: Part, context: Context) -> list[Found]:
        found = [place for template in self.banned for place in context.find(template, part)]
        return sorted(found, key=lambda place: (place.text, place.start, -place.end))

    def _contexts(self, texts: set[int], part: Part, context: Context) -> list[Found]:
        """The polite contexts in those replies; each looked at alone, for find stops at what is surest anywhere."""
        return [
            replace(place, text=text)
            for text in sorted(texts)
            for template in self.unless or ()
            for place in context.find(template, Part(part.call, part.turn, part.slices[text : text + 1]))
        ]

    def _blame(self, hits: list[Hit]) -> str:
        said = "、".join(dict.fromkeys(f"“{hit.evidence.said}”" for hit in hits))
        advice = f"；{self.hint}" if self.hint else "，换一种能帮到客户的说法"
        corrected = "（当场改正了，减半）" if all(hit.corrected for hit in hits) else ""
        return f"说了{said}{corrected}{advice}"


def _may_be_meant(place: Found) -> bool:
    """A polite context that recognition may have garbled: close, and not put together from two clauses."""
    return place.similarity >= ACCEPT and not CLAUSE_END.search(place.said)


def grade_hit(found: Found, part: Part, *, fatal: bool) -> str:
    """`hit`, `unclear` or `innocent`: whether a place where a forbidden phrase seems to stand counts (DESIGN §4)."""
    utterance = part.slices[found.text].utterance
    if found.grade == "candidate":
        return "innocent"
    question = _question(found, utterance.text)
    if question == "same":
        return "innocent"
    doubt = utterance.recognised and (bool(question) or bool(utterance.gate))
    if found.how == "exact":
        if _spans_clauses(found):
            return "unclear" if utterance.recognised else "innocent"
        return "unclear" if doubt else "hit"
    if not utterance.recognised:
        return "innocent"
    if found.how == "near":
        return "unclear" if found.grade == "sure" else "innocent"
    doubt = doubt or found.grade == "unclear"
    return "unclear" if fatal or doubt or _own_word(found, utterance.text) else "hit"


def _question(found: Found, text: str) -> str:
    """Whether the negator that the forbidden phrase begins with is the middle of A-不-A (行不行, 可不可以).

    `same`: the characters on both sides are the same; `similar`: they sound alike, as recognition may have it; '': no.
    不行不行 is no question.
    """
    ready = normalise(text)
    at = ready.starts.index(found.start)
    if normalise(found.alternative).chars[0] not in NEGATORS or not 1 <= at < len(ready.chars) - 1:
        return ""
    if CLAUSE_END.search(text[ready.ends[at - 1] : found.start]) or ready.chars[at - 2 : at - 1] == ready.chars[at]:
        return ""
    before, after = ready.chars[at - 1], ready.chars[at + 1]
    if before == after:
        return "same"
    return "similar" if nearest(frozenset(readings(before)), readings(after)) <= COST_CONFUSABLE else ""


def _reported(found: Found, reports: tuple[Found, ...], part: Part) -> bool:
    """Somebody else's words are being told: 业主说孩子一个人下楼不行. 我跟您说不行, 您说的我不懂 are no such thing."""
    text = part.slices[found.text].utterance.text
    return any(
        report.grade == "sure"
        and report.text == found.text
        and 0 <= found.start - report.end <= REPORT_REACH
        and not SENTENCE_END.search(text[report.end : found.start])
        and text[max(0, report.start - 1) : report.start] not in TO_SOMEBODY
        and text[report.end : report.end + 1] != "的"
        for report in reports
    )


def _spans_clauses(found: Found) -> bool:
    """A short phrase whose words stand in two clauses (要不，行; 着急，什么), though the author wrote it as one."""
    short = len(found.alternative) <= SHORT and not CLAUSE_END.search(found.alternative)
    return short and bool(CLAUSE_END.search(found.said))


def _own_word(found: Found, text: str) -> bool:
    """The characters heard belong to a dictionary word that the forbidden phrase does not contain."""
    ready = normalise(text)
    inside = [i for i, start in enumerate(ready.starts) if found.start <= start < found.end]
    wanted = normalise(found.alternative).chars
    differs = [i for i, char in zip(inside, wanted, strict=False) if ready.chars[i] != char]
    return any(
        ready.chars[start : start + length] in words()
        for length in (2, 3, 4)
        for position in differs
        for start in range(max(0, position - length + 1), position + 1)
        if start + length <= len(ready.chars)
    )


def _covers(place: Found, found: Found) -> bool:
    return place.text == found.text and place.start < found.end and found.start < place.end


def _corrected(found: Found, part: Part, context: Context) -> bool:
    turn = part.slices[found.text].utterance.turn
    return any(
        place.grade == "sure"
        and part.slices[place.text].utterance.turn == turn
        and (place.text, place.start) >= (found.text, found.end)
        for place in context.find(CORRECTIONS, part)
    )
