from __future__ import annotations

import pytest

from .helpers import judged, rule_of


@pytest.mark.parametrize(
    ("wanted", "did", "outcome", "why"),
    [
        ("caller", "caller", "met", "对了"),
        ("caller", "agent", "missed", "让客户先挂机"),
        ("agent", "agent", "met", "对了"),
        ("agent", "caller", "missed", "由您先结束"),
        ("caller", None, "not_measured", "不知道是谁"),
    ],
)
def test_who_ends_the_call(wanted: str, did: str | None, outcome: str, why: str) -> None:
    judgement = judged(rule_of(hangup=wanted), ended_by=did)
    assert judgement.outcome == outcome
    assert why in judgement.why
