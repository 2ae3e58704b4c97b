from __future__ import annotations

import pytest
from pydantic import ValidationError

from .helpers import judged, rule_of


@pytest.mark.parametrize(
    ("lasted", "outcome", "why"),
    [
        (180.0, "met", "通话 180 秒"),
        (180.001, "missed", "超过 180 秒"),
        (20.0, "met", "通话 20 秒"),
        (19.999, "missed", "不到 20 秒"),
    ],
)
def test_both_limits_are_fine(lasted: float, outcome: str, why: str) -> None:
    judgement = judged(rule_of(duration="180", min="20"), duration=lasted)
    assert judgement.outcome == outcome
    assert why in judgement.why


def test_no_least_unless_given() -> None:
    assert judged(rule_of(duration="180"), duration=0.5).outcome == "met"


def test_unknown_is_not_measured() -> None:
    judgement = judged(rule_of(duration="180"))
    assert (judgement.outcome, judgement.reason) == ("not_measured", "no_duration")


def test_min_is_less() -> None:
    with pytest.raises(ValidationError, match="min 要比 duration 小"):
        rule_of(duration="20", min="20")
