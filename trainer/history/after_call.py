"""What a finished call means for its trainee: how it stands beside the one before, and when its groups come again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trainer.history.comparison import Comparison, before, compare
from trainer.history.spaced_repetition import practised, ratings

if TYPE_CHECKING:
    from trainer.history.store import Store
    from trainer.history.values import Session


def compared(store: Store, number: int) -> Comparison | None:
    """That result beside the trainee's last one of the same kind; None: it is the first."""
    now = store.result(number)
    whose = None if now.trainee is None else now.trainee.id
    earlier = before(now, store.results(trainee=whose, scenario=now.scenario, source=now.source))
    if not earlier:
        return None
    rules = [tuple(store.rule_results(numbers=[one.number])) for one in (earlier[-1], now)]
    record = now.compared is not None and all(now.compared > (one.compared or 0) for one in earlier)
    return replace(compare(earlier[-1], now, *rules), record=record)


def remember(store: Store, session: Session) -> None:
    """Note when each skill group that the finished call measured is to be practised again."""
    if session.trainee is None or session.number is None or session.card is None:
        return
    at_first = {one.rule: one for one in store.rule_results(numbers=[session.number])}
    rules = tuple(
        replace(
            at_first[one.id],
            outcome=one.outcome,
            points=float(one.points),
            earned=float(one.earned),
            deducted=float(one.deducted),
        )
        for one in session.card.verdicts
        if one.id in at_first
    )  # as they came out in the end
    for skill, rating in ratings(rules, _helped(session, [one.rule for one in rules])).items():
        card = practised(store.memory(session.trainee, skill), rating, session.started)
        store.remember(session.trainee, skill, card)


def _helped(session: Session, rules: list[str]) -> frozenset[str]:
    """The rules whose hint was shown, and those of turns that were said again."""
    assert session.card is not None
    visits = session.state.get("visits", ())
    again = {f"{visit['turn']}." for visit in visits if len(visit["attempts"]) > 1}
    return frozenset(session.card.call.hints) | {one for one in rules if one.startswith(tuple(again))}
