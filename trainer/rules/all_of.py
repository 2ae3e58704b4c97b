"""`all_of`: every one of some rules."""

from __future__ import annotations

from typing import ClassVar

from trainer.rules.combine import Combination, Rules, joined
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Words
from trainer.rules.outcome import share


class AllOf(Combination):
    """Every one of the inner rules must be met.

    `all_of`: rules without id, points, fatal, deduct, hint; where, applies_when and speaker stand on the outer rule
    as well. Inner rules that deduct count as met or missed and cost nothing here.

    Partly: the least fraction of the inner rules, where all are met at least partly.
    Unclear, not measured: an inner rule is so, and its result could change this one.

    Source: P-script.
    """

    operator: ClassVar[str] = "all_of"
    label: ClassVar[str] = "都要做到"
    meaning: ClassVar[str] = "里面每条规则都要做到"
    example: ClassVar[str] = "{all_of: [{required: <致歉>}, {required: <安排>}]}"
    needs_reply: ClassVar[bool] = False
    met_example: ClassVar[str] = """
        rule: {all_of: [{required: 您好}, {required: 海棠苑}]}
        replies: [您好，海棠苑]
    """
    missed_example: ClassVar[str] = """
        rule: {all_of: [{required: 您好}, {required: 海棠苑}]}
        replies: [您好]
    """

    all_of: Rules

    def inner(self) -> tuple[Rule, ...]:
        return self.all_of

    @property
    def by_words(self) -> bool:
        return all(rule.by_words for rule in self.all_of)

    def wish(self, words: Words) -> str:
        return "，并且".join(rule.clause(words) for rule in self.all_of)

    def judge(self, part: Part, context: Context) -> Judgement:
        judged = self.judge_inner(part, context)
        fraction = joined(judged, min)
        if isinstance(fraction, Judgement):
            return fraction
        worst = min(judged, key=lambda one: one.fraction)
        why = "几项都做到了" if fraction == 1 else worst.why
        return share(fraction, why, [e for one in judged for e in one.evidence])
