"""`any_of`: one of some rules."""

from __future__ import annotations

from typing import ClassVar

from trainer.rules.combine import Combination, Rules, joined
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Words
from trainer.rules.outcome import share


class AnyOf(Combination):
    """One of the inner rules must be met.

    `any_of`: rules without id, points, fatal, deduct, hint; where, applies_when and speaker stand on the outer rule
    as well. Inner rules that deduct count as met or missed and cost nothing here.

    Partly: the greatest fraction of the inner rules, where none is met in full.
    Unclear, not measured: an inner rule is so, and its result could change this one.

    Source: P-lookup, S-question.
    """

    operator: ClassVar[str] = "any_of"
    label: ClassVar[str] = "做到一项"
    meaning: ClassVar[str] = "里面的规则做到一条就行"
    example: ClassVar[str] = "{any_of: [{required: <请稍等>}, {required: <先咨询>}]}"
    needs_reply: ClassVar[bool] = False
    met_example: ClassVar[str] = """
        rule: {any_of: [{required: 稍后给您回电}, {required: 请您稍等}]}
        replies: [请您稍等，我查一下]
    """
    missed_example: ClassVar[str] = """
        rule: {any_of: [{required: 稍后给您回电}, {required: 请您稍等}]}
        replies: [好的]
    """

    any_of: Rules

    def inner(self) -> tuple[Rule, ...]:
        return self.any_of

    @property
    def by_words(self) -> bool:
        return all(rule.by_words for rule in self.any_of)

    def wish(self, words: Words) -> str:
        return "，或者".join(rule.clause(words) for rule in self.any_of)

    def judge(self, part: Part, context: Context) -> Judgement:
        judged = self.judge_inner(part, context)
        fraction = joined(judged, max)
        if isinstance(fraction, Judgement):
            return fraction
        best = max(judged, key=lambda one: one.fraction)
        return share(fraction, best.why, best.evidence)
