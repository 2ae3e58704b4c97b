"""`none_of`: none of some rules."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from trainer.rules.combine import Combination, Rules, joined
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Operator, Skill, Words
from trainer.rules.outcome import met, not_measured, share
from trainer.rules.required import Required


class NoneOf(Combination):
    """None of the inner rules may be met.

    `none_of`: rules without id, points, fatal, deduct, hint; where, applies_when and speaker stand on the outer rule
    as well. Nothing is deducted.

    Partly: 1 − the greatest fraction of the inner rules, where one is met partly.
    Unclear, not measured: an inner rule is so, and its result could change this one; `no_reply` when nothing was said
    and only silence would meet it.

    Source: F-busy, F-third, S-upset.
    """

    operator: ClassVar[str] = "none_of"
    skill: ClassVar[Skill | None] = "忌语规范"
    label: ClassVar[str] = "都不要"
    meaning: ClassVar[str] = "里面的规则一条都不能做到"
    example: ClassVar[str] = "{none_of: [{required: <满意吗>}]}"
    needs_reply: ClassVar[bool] = False
    met_example: ClassVar[str] = """
        rule: {none_of: [{required: 您对处理结果满意吗}]}
        replies: [抱歉打扰您了，您看什么时候方便？]
    """
    missed_example: ClassVar[str] = """
        rule: {none_of: [{required: 您对处理结果满意吗}]}
        replies: [那我就问一句，您对处理结果满意吗？]
    """

    none_of: Rules

    def inner(self) -> tuple[Rule, ...]:
        return self.none_of

    def wish(self, words: Words) -> str:
        return "不要" + "，也不要".join(rule.clause(words) for rule in self.none_of)

    def excludes(self, other: Operator) -> bool:
        """It names every phrase with which `other` could be met."""
        any_one = (rule for rule in self.none_of if isinstance(rule, Required) and not rule.all)
        bad = {phrase for rule in any_one for phrase in rule.asks()}
        return bool(other.asks()) and set(other.asks()) <= bad

    def judge(self, part: Part, context: Context) -> Judgement:
        judged = self.judge_inner(_best_texts(part), context.literally())
        if not part.slices and any(one.reason == "no_reply" for one in judged):
            return not_measured("no_reply")
        fraction = joined(judged, lambda each: 1 - max(each))
        if isinstance(fraction, Judgement):
            return fraction
        if fraction == 1:
            return met("没有做不该做的事")
        worst = max(judged, key=lambda one: one.fraction)
        said = next((e.said for e in worst.evidence if e.said), None)
        why = f"这里不要说“{said}”" if said else "这里不该这样做，先顾客户的情况"
        return share(fraction, why, worst.evidence)


def _best_texts(part: Part) -> Part:
    """The part without the engine's other hypotheses: what must not be said has to stand in the best text."""
    slices = tuple(replace(piece, utterance=replace(piece.utterance, hypotheses=())) for piece in part.slices)
    return replace(part, slices=slices)
