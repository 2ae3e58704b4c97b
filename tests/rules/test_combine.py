"""all_of, any_of and none_of share what happens to partly met, unclear and unmeasured inner rules."""

from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import ValidationError

from trainer.rules.combine import joined
from trainer.rules.interface import Judgement

MET = Judgement("met", "好", Fraction(1))
HALF = Judgement("partly", "一半", Fraction(1, 2))
MISSED = Judgement("missed", "没说")
UNCLEAR = Judgement("unclear", "听不清", reason="unclear_speech")
UNMEASURED = Judgement("not_measured", "键盘", reason="keyboard")


@pytest.mark.parametrize(
    ("judged", "least", "most"),
    [
        pytest.param([MET, MET], Fraction(1), Fraction(1), id="all met"),
        pytest.param([MET, MISSED], Fraction(0), Fraction(1), id="one missed"),
        pytest.param([HALF, MET], Fraction(1, 2), Fraction(1), id="one partly"),
        pytest.param([MISSED, UNCLEAR], Fraction(0), "unclear", id="unclear beside a miss"),
        pytest.param([MET, UNCLEAR], "unclear", Fraction(1), id="unclear beside a hit"),
        pytest.param([MET, UNMEASURED], "not_measured", Fraction(1), id="unmeasured beside a hit"),
        pytest.param([UNMEASURED, UNCLEAR], "unclear", "unclear", id="unclear and unmeasured"),
        pytest.param([UNMEASURED], "not_measured", "not_measured", id="nothing known"),
    ],
)
def test_the_unknown_matters_only_where_it_could_change_the_result(
    judged: list[Judgement], least: Fraction | str, most: Fraction | str
) -> None:
    for join, wanted in ((min, least), (max, most)):
        found = joined(judged, join)
        assert (found.outcome if isinstance(found, Judgement) else found) == wanted


def test_the_reason_of_the_unknown_is_kept() -> None:
    for unknown in (UNCLEAR, UNMEASURED):
        found = joined([unknown], min)
        assert isinstance(found, Judgement)
        assert found.reason == unknown.reason


@pytest.mark.parametrize("operator", ["all_of", "any_of", "none_of"])
@pytest.mark.parametrize(
    ("extra", "name"),
    [
        ({"id": "x"}, "id"),
        ({"points": "5"}, "points"),
        ({"fatal": "true"}, "fatal"),
        ({"hint": "先问好"}, "hint"),
        ({"where": "call"}, "where"),
        ({"speaker": "caller"}, "speaker"),
        ({"applies_when": {"silent": "true"}}, "applies_when"),
    ],
)
def test_inner_rules_take_only_what_belongs_inside(operator: str, extra: dict[str, str], name: str) -> None:
    from .helpers import rule_of

    with pytest.raises(ValidationError) as caught:
        rule_of(**{operator: [{"required": "您好"}, {"required": "再见", **extra}]})
    (error,) = caught.value.errors()
    assert error["msg"] == f"里层的规则不能写 {name}，请写在外层的规则上"
    assert error["loc"] == (operator, 1)


def test_deduct_inside_and_what_is_no_rule_are_refused_in_place() -> None:
    from .helpers import rule_of

    with pytest.raises(ValidationError, match="不能写 deduct"):
        rule_of(any_of=[{"avoid": "随便", "deduct": "3"}])
    with pytest.raises(ValidationError, match="没有“requird”这种规则") as caught:
        rule_of(all_of=[{"required": "您好"}, {"requird": "再见"}])
    assert caught.value.errors()[0]["loc"] == ("all_of", 1)
    with pytest.raises(ValidationError) as bad:
        rule_of(all_of=[{"duration": "很久"}])
    assert bad.value.errors()[0]["loc"] == ("all_of", 0, "duration")
    with pytest.raises(ValidationError):
        rule_of(none_of=[])
