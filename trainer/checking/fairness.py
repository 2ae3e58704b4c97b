"""Is the scoring fair? Warnings about a scenario that loads, but may surprise its trainees.

Here: do the examples try every rule, and both ways. What can be earned: totals.py. What may be misheard: mishearing.py.
What must not count: counter_examples.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trainer.checking.achievable_totals import check_totals
from trainer.checking.counter_examples import check_counter_examples
from trainer.checking.examples import Played
from trainer.checking.mishearing import check_mishearing
from trainer.errors import Problem
from trainer.scenario.binding import Placed
from trainer.scenario.load import Loaded
from trainer.scenario.suggestions import short
from trainer.text.normalise import normalise


def check_fairness(loaded: Loaded, played: Sequence[Played]) -> list[Problem]:
    """Every warning for that scenario; `played` are its examples."""
    if loaded.scenario is None:
        return []
    own = [item for item in loaded.rules if item.origins[-1][0] is loaded.document]
    return [
        *check_totals(loaded, played),
        *_short_phrases(own),
        *check_mishearing(loaded, own),
        *check_counter_examples(loaded, own),
        *_examples(loaded, own, played),
    ]


def _short_phrases(own: Sequence[Placed]) -> Iterator[Problem]:
    for item in own:
        for template in item.rule.asks():
            if len(normalise(template).chars) == 1:
                message = f"“{short(template)}”只有一个字，很容易碰巧说到；请写长一些"
                yield item.at_text(template, None, message, warning=True)


def _examples(loaded: Loaded, own: Sequence[Placed], played: Sequence[Played]) -> Iterator[Problem]:
    if not played:
        yield loaded.document.problem(
            (), "还没有写 examples（示例），不知道评分是否合适；请至少写一个好的、一个差的", warning=True
        )
        return
    assert loaded.scenario is not None
    untried = ("sound",) if loaded.scenario.file.turns else ("sound", "caller")  # a checklist's examples have no caller
    outcomes: dict[str, set[str]] = {}
    for one in played:
        for verdict in one.card.verdicts:
            outcomes.setdefault(verdict.id, set()).add(verdict.outcome)
    for item in own:
        seen = outcomes[item.bound.id] - {"not_measured", "unclear"}
        name = item.bound.id
        if item.rule.worth == 0 or item.rule.examples_lack in untried:
            continue
        if not seen:
            yield item.at_key("id", f"没有哪个示例测到“{name}”；请加一个用得上它的示例", warning=True)
        elif "met" not in seen:
            yield item.at_key("id", f"没有哪个示例做到“{name}”；请看看要求是不是太严", warning=True)
        elif seen == {"met"} and item.rule.examples_lack != "hangup":
            yield item.at_key("id", f"没有哪个示例没做到“{name}”；请加一个差的示例，证明它分得出好坏", warning=True)
