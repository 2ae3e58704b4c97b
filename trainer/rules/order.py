"""`order`: what was said comes in the right order."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import ClassVar, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from trainer.rules.fields import AllOrNames
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Cells, Operator, Words
from trainer.rules.outcome import met, missed, share, unclear
from trainer.scorecard import COUNTED, Evidence

Place = tuple[int, int]  # utterance, character


class Order(Rule):
    """What was said comes in the right order.

    `order: all` takes every `required` rule of the same turn, in file order; `order: [greet, name]` takes the rules
    with these ids (at least two, of any operator that names a place). A phrase that was not said stands in no pair.

    Each phrase is taken at its first place after the one said before it; where there is none, the pair is out of order.

    Partly: pairs in sequence ÷ (phrases asked for − 1).
    Unclear: a phrase that was not heard well enough could change the result.
    Not measured: never by itself.

    Source: P-greet, P-close, C-order.
    """

    operator: ClassVar[str] = "order"
    label: ClassVar[str] = "先后顺序"
    meaning: ClassVar[str] = "按顺序说：all（本回合所有 required），或规则 id 的列表"
    example: ClassVar[str] = "{order: all}"
    cells: ClassVar[Cells] = Cells("names", "全部（或者规则编号，一行一个）")
    separator: ClassVar[str] = " → "
    quotable: ClassVar[bool] = False
    placed: ClassVar[bool] = False
    met_example: ClassVar[str] = """
        siblings: [{required: 您好}, {required: 海棠苑}, {required: 工号1008}]
        rule: {order: all}
        replies: [您好，海棠苑，工号1008]
    """
    missed_example: ClassVar[str] = """
        siblings: [{required: 您好}, {required: 海棠苑}]
        rule: {order: all}
        replies: [海棠苑，您好]
    """

    order: AllOrNames

    @model_validator(mode="after")
    def _at_least_two(self) -> Self:
        if self.order != "all" and len(self.order) < 2:
            raise PydanticCustomError("order", "order 要写 all，或至少两条规则的 id，例如 [required-1, required-2]")
        return self

    def references(self) -> tuple[str, ...]:
        return super().references() + self.rules_named()

    def wish(self, words: Words) -> str:
        return "上面几句依次说" if self.orders_all else "依次：" + " → ".join(map(words.rule, self.order))

    @property
    def orders_all(self) -> bool:
        return self.order == "all"

    def rules_named(self) -> tuple[str, ...]:
        return () if self.order == "all" else self.order

    def excludes(self, other: Operator) -> bool:
        """Two phrases stand in one order here and in the other there."""
        if not isinstance(other, Order):
            return False
        first = set(combinations(self.rules_named(), 2))
        return any((late, early) in first for early, late in combinations(other.rules_named(), 2))

    def judge(self, part: Part, context: Context) -> Judgement:
        ids = context.siblings if self.order == "all" else self.order
        judged = [found for rule_id in ids if (found := context.judgement_of(rule_id))]
        sure = [_evidence(one, counted=True) for one in judged if one.outcome in COUNTED]
        with_doubt = [
            _evidence(one, counted=one.outcome != "unclear") for one in judged if one.outcome != "not_measured"
        ]
        firm = _fraction(sure)
        if any(one.outcome == "unclear" for one in judged) and firm != _fraction(with_doubt):
            return unclear("audio", [e for places in with_doubt for e in places])
        said = [e for e in sure if e]
        evidence = [next((e for e in places if e.how), places[0]) for places in said]  # timed
        if firm == 1:
            return met("顺序对", evidence)
        if len(said) < 2:
            return missed("该说的话先说出来，再谈顺序；照着开场或结束的步骤一句一句来")
        if _fraction(said) == 1:
            return share(firm, "说到的几句顺序对，还有没说的；照着步骤一句一句说全", evidence)
        wrong = next((b for a, b in pairwise(said) if _place(b[-1]) < _place(a[0])), said[-1])
        return share(firm, f"“{wrong[0].said}”说得早了；按规定的顺序一步一步来", evidence)


def _evidence(judgement: Judgement, *, counted: bool) -> list[Evidence]:
    here = [
        e for e in (*judgement.evidence, *judgement.again) if e.utterance is not None and (e.counted or not counted)
    ]
    return sorted(here, key=_place)


def _place(evidence: Evidence) -> Place:
    return (evidence.utterance or 0, evidence.char_start or 0)


def _fraction(asked: Sequence[Sequence[Evidence]]) -> Fraction:
    """Pairs in sequence ÷ (phrases asked for − 1); 0 where fewer than two were said."""
    said = [[_place(e) for e in places] for places in asked if places]
    if len(said) < 2:
        return Fraction(0)
    at, in_sequence = said[0][0], 0
    for candidates in said[1:]:
        after = [place for place in candidates if place > at]
        in_sequence += bool(after)
        at = after[0] if after else candidates[0]
    return Fraction(in_sequence, len(asked) - 1)
