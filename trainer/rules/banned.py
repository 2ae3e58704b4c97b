"""`banned`: a phrase that must not be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar

from trainer.rules.evidence import evidence_of
from trainer.rules.fields import Deduct, Phrases, Severity
from trainer.rules.interface import Context, Hit, Judgement, Part, Rule
from trainer.rules.operator import Cells, Key, Skill, Words
from trainer.rules.outcome import met, unclear
from trainer.rules.stages import BANNED
from trainer.rules.suspect import Suspect, walk
from trainer.scorecard import Review, overlap
from trainer.text.find import Found

_DEFAULTS = {"甲": (Fraction(10), None), "乙": (Fraction(10), None), "丙": (Fraction(2), Fraction(6))}
_PLAIN = (Fraction(5), Fraction(20))
CORRECTIONS = (
    "(我|刚才|刚刚)?(说错了|讲错了|口误|更正一下|不该这么说|不应该这么说|收回(刚才|刚刚)?(的|那句)?话|换个说法)"
)


class Banned(Rule):
    """A phrase that must not be said; it only costs points (docs/ETIQUETTE.md: A-never-unknown, A-no-scorn).

    `unless` names the polite contexts in which the words are innocent (不知道您是否方便): a hit that overlaps such a
    context does not count. Nor does one that the words around it make innocent: A-不-A (行不行), what somebody else
    said (业主说不行), 不知道 as a polite question (不知道您收到短信了吗？).

    `deduct` (points of the 100 a hit, default 5) and `max_deduct` (of this rule, default 20); `severity` sets both:
    甲 abuse: fatal, 乙 shirking: 10 a hit, 丙 careless: 2 a hit, at most 6.

    The exact words are a hit. On recognised speech the same sound is a hit too, unless the characters heard form a
    word of their own (不幸 heard for 不行) or are only two: then it is unclear. Near sound is unclear. On typed text
    only exact words count. A hit that the trainee puts right in the same turn (对不起，我说错了) costs half.
    """

    operator: ClassVar[str] = "banned"
    skill: ClassVar[Skill | None] = "忌语规范"
    label: ClassVar[str] = "忌语"
    meaning: ClassVar[str] = "不能说的话，说了扣分"
    keys: ClassVar[Mapping[str, Key]] = {
        "unless": Key("例外：哪些客气话里也有这几个字，说那些话不扣分"),
        "deduct": Key(f"每次扣几分（不写是 {_PLAIN[0]} 分）"),
        "max_deduct": Key(f"这一条最多扣几分（不写是 {_PLAIN[1]} 分）"),
        "severity": Key(
            "轻重，代替 deduct 和 max_deduct",
            "轻重",
            {
                "甲": "辱骂、顶撞，一票否决",
                "乙": f"推诿、嫌烦，每次扣 {_DEFAULTS['乙'][0]} 分",
                "丙": "随口否定，每次扣 {} 分，最多 {} 分".format(*_DEFAULTS["丙"]),
            },
        ),
    }
    example: ClassVar[str] = "{banned: 不知道, unless: 不知道您是否方便, deduct: 5}"
    cells: ClassVar[Cells] = Cells("phrases", "不知道\n不归我管")
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

    def wish(self, words: Words) -> str:
        """The phrases themselves stand beside it."""
        return "不能说"

    def forbids(self) -> tuple[str, ...]:
        """The phrases themselves."""
        return self.banned

    def excuses(self) -> tuple[str, ...]:
        """The polite contexts."""
        return self.unless or ()

    def judge(self, part: Part, context: Context) -> Judgement:
        """Missed where it was said, unclear where that cannot be told, else met."""
        hits: list[Hit] = []
        doubtful: list[Found] = []
        review: list[Review] = []
        each, most = self.costs
        for suspect in self.suspects(part, context):
            found, passage = suspect.found, walk(BANNED, suspect)
            if passage.answer == "doubt":
                doubtful.append(found)
                review += [suspect.mark] if passage.turned else []
            elif passage.answer == "pass":
                back = self.corrected(suspect)
                hits.append(Hit(each, found.alternative, evidence_of(found, part), back, self.is_fatal))
        if hits:
            return Judgement(
                "missed",
                self._blame(hits),
                evidence=tuple(hit.evidence for hit in hits),
                hits=tuple(hits),
                max_deduct=most,
                review=tuple(review),
            )
        if doubtful:
            unsure = [evidence_of(found, part, counted=False) for found in doubtful]
            if review:
                why = f"“{review[0].said}”里有“{doubtful[0].said}”，像是否定或转述，不能断定，不扣分，请复核"
                return replace(unclear("unclear_meaning", unsure, why), review=tuple(review))
            why = f"“{doubtful[0].said}”听着像“{doubtful[0].alternative}”，不能断定，不扣分，请复核"
            return unclear("unclear_speech", unsure, why)
        return unclear("audio") if part.gate else met("没有说不该说的话")

    def suspects(self, part: Part, context: Context) -> list[Suspect]:
        """The places where one of the phrases stands or nearly stands, in order."""
        context = context.literally()
        found = [place for places in context.find_each(self.banned, part).values() for place in places]
        found.sort(key=lambda place: (place.text, place.start, -place.end))
        return [Suspect(place, part, context, self.unless or (), self.is_fatal) for place in found]

    def corrected(self, suspect: Suspect) -> bool:
        """The trainee takes the words back later in the same turn."""
        found, part = suspect.found, suspect.part
        turn = suspect.utterance.turn
        return any(
            place.grade == "sure"
            and part.slices[place.text].utterance.turn == turn
            and (place.text, place.start) >= (found.text, found.end)
            for place in suspect.context.find(CORRECTIONS, part)
        )

    def _blame(self, hits: list[Hit]) -> str:
        told = [(hit.evidence.span, hit.evidence.said or "") for hit in hits]
        whole = [said for at, said in told if all(len(said) >= len(one) for other, one in told if overlap(at, other))]
        said = "、".join(dict.fromkeys(f"“{one}”" for one in whole))
        advice = f"；{self.hint}" if self.hint else "，换一种能帮到客户的说法"
        halved = "（当场改正了，减半）" if all(hit.corrected for hit in hits) else ""
        return f"说了{said}{halved}{advice}"
