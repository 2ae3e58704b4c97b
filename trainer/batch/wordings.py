"""The wordings of a scenario in a text: those it asks for and those it forbids, found as scoring finds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trainer.call import Call, Utterance
from trainer.rules.interface import Context, Part, Rule, Slice
from trainer.scenario.resolved import Scenario
from trainer.scoring.judge import Judge


class Wordings:
    """The wordings of one scenario, compiled once."""

    def __init__(self, scenario: Scenario) -> None:
        """Those of its rules, of the rules inside rules, and of the packs that it uses."""
        rules = [one for bound in scenario.rules for one in bound.rule.flat() if isinstance(one, Rule)]
        self._asked = tuple(dict.fromkeys(template for rule in rules for template in rule.asks()))
        self._forbidding = tuple(rule for rule in rules if rule.forbids())
        forbidden = tuple(dict.fromkeys(template for rule in rules for template in rule.forbids()))
        judge = Judge(scenario, Call())
        groups = tuple(group for group in (self._asked, forbidden) if group)
        self._context = replace(judge.context(None), explain=False, groups=groups)

    def said(self, text: str) -> frozenset[tuple[str, str]]:
        """Those in a text that somebody wrote, each as the kind of rule and the wording."""
        return self.heard(Call((Utterance("agent", text),)), (Utterance("agent", text),))

    def heard(self, call: Call, utterances: Sequence[Utterance]) -> frozenset[tuple[str, str]]:
        """Those in utterances of a call, of whatever engine; what is in doubt is not found."""
        slices = tuple(Slice(index, one, 0, len(one.text)) for index, one in enumerate(utterances))
        part = Part(replace(call, utterances=tuple(utterances)), None, slices)
        context = self._fresh()
        asked = {one: context.find_wanted(one, part) for one in self._asked}
        found = {("asked", one) for one, places in asked.items() if any(place.grade == "sure" for place in places)}
        for rule in self._forbidding:
            hits = rule.judge(part, context).hits if slices else ()
            found |= {("forbidden", hit.evidence.phrase or "") for hit in hits}
        return frozenset(found)

    def _fresh(self) -> Context:
        """What was made ready for one call is none of the next."""
        return replace(self._context, judged={}, _literal=None, _prepared={}, _latest=None)
