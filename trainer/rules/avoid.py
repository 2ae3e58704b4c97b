"""`avoid`: a wording that has a better one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from trainer.rules.evidence import evidence_of
from trainer.rules.fields import Deduct, Phrases
from trainer.rules.interface import Context, Hit, Judgement, Part, Rule
from trainer.rules.operator import Cells, Key, Skill
from trainer.rules.outcome import good, met, unclear
from trainer.rules.stages import AVOID
from trainer.rules.suspect import Suspect, walk


class Avoid(Rule):
    """A wording that has a better one; the mild sister of `banned`, only deducts.

    `avoid`: phrases. `say`: what to say instead. `deduct` (default 2 points of the 100) for each; the same phrase
    costs once per turn, and half where the trainee then says what `say` wants. Only the very characters count: a
    wording that merely sounds so is never deducted.

    Partly: never.
    Unclear: on recognised speech, it sounds the same or nearly; costs nothing.
    Not measured: when nothing was said.

    Source: A-sorry, A-plain, A-never-unknown.
    """

    operator: ClassVar[str] = "avoid"
    skill: ClassVar[Skill | None] = "忌语规范"
    label: ClassVar[str] = "少说"
    meaning: ClassVar[str] = "最好换个说法的话，说了少扣一点"
    keys: ClassVar[Mapping[str, Key]] = {"say": Key("建议改说什么，学员接着改口只扣一半", "建议改说")}
    example: ClassVar[str] = "{avoid: 没问题, say: 好的，我马上为您处理}"
    cells: ClassVar[Cells] = Cells("phrases", "没问题")
    mild: ClassVar[bool] = True
    deducts: ClassVar[bool] = True
    silence_satisfies: ClassVar[bool] = True
    met_example: ClassVar[str] = """
        rule: {avoid: 没问题, say: 好的，我马上为您处理}
        replies: [好的，我马上为您处理]
    """
    missed_example: ClassVar[str] = """
        rule: {avoid: 没问题, say: 好的，我马上为您处理}
        replies: [没问题]
    """

    avoid: Phrases
    say: str | None = None
    deduct: Deduct = Decimal(2)

    def templates(self) -> tuple[str, ...]:
        return (*super().templates(), *((self.say,) if self.say else ()))

    def forbids(self) -> tuple[str, ...]:
        return self.avoid

    @property
    def instead(self) -> str | None:
        return self.say

    def judge(self, part: Part, context: Context) -> Judgement:
        walked = [(suspect, walk(AVOID, suspect).answer) for suspect in self.suspects(part, context)]
        sure = [suspect for suspect, answer in walked if answer == "pass"]
        if not sure:
            doubtful = [
                evidence_of(suspect.found, suspect.part, counted=False)
                for suspect, answer in walked
                if answer == "doubt"
            ]
            if doubtful:
                return unclear("unclear_speech", doubtful)
            return unclear("audio") if part.gate else met("没有说要避免的话")
        hits = tuple(
            Hit(
                Fraction(self.deduct),
                suspect.found.alternative,
                evidence_of(suspect.found, suspect.part),
                corrected=self.corrected(suspect),
                fatal=self.fatal,
            )
            for suspect in sure
        )
        instead = f"换成“{self.say}”更好" if self.say else "换个更妥当的说法"
        why = f"“{sure[0].found.said}”少说为好，{instead}"
        return Judgement("missed", why, evidence=tuple(hit.evidence for hit in hits), hits=hits)

    def suspects(self, part: Part, context: Context) -> list[Suspect]:
        """The places where one of the phrases stands, by its characters or its sound, in order."""
        clear, context = good(part), context.literally()
        found = [place for places in context.find_each(self.avoid, clear, "sound").values() for place in places]
        found.sort(key=lambda place: (place.text, place.start, -place.end))
        return [Suspect(place, clear, context, fatal=self.fatal) for place in found]

    def corrected(self, suspect: Suspect) -> bool:
        """The trainee says later what is better."""
        found = suspect.found
        better = suspect.context.find(self.say, suspect.part, "sound") if self.say else ()
        return any(at.grade == "sure" and (at.text, at.start) > (found.text, found.start) for at in better)
