from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from strategies import scorecards

from trainer.call import Call
from trainer.scorecard import (
    HOW_NAMES,
    OUTCOME_NAMES,
    Evidence,
    Pace,
    Review,
    Scorecard,
    Verdict,
    dumps,
    from_json,
    to_json,
)

CARD = Scorecard(
    scenario_id="s",
    scenario_sha256="0" * 64,
    call=Call(source="a.wav", mode="recording"),
    pace=Pace(118.23456, None, 40, 20.30049),
    total=Fraction(799, 10),
    first_total=None,
    total_without_fatal=Fraction(80),
    judged=2 / 3,
    passed=False,
    verdicts=(
        Verdict(
            "a.required-1", "a", "required", "partly", "还差一句", None, Fraction(3), Fraction(1, 3), Fraction(0),
            (Evidence(0, "您好", "您好", "你好", "sound", True, 0.12345, 1.0, 0, 2, 1.0, 0.98765),),
        ),
    ),
    trainer_version="1",
    review=(Review("manners", 0, 3, 9, "您可真会挑"),),
)  # fmt: skip


def test_json_follows_the_contract() -> None:
    data = to_json(CARD)
    assert list(data) == (
        [
            "format",
            "trainer_version",
            "scenario",
            "call",
            "pace",
            "total",
            "first_total",
            "total_without_fatal",
            "judged",
            "passed",
            "review",
            "verdicts",
        ]
    )
    assert (data["format"], data["trainer_version"]) == (1, "1")
    assert data["scenario"] == {"id": "s", "sha256": "0" * 64}
    assert data["pace"] == {"gross": 118.235, "net": None, "chars": 40, "seconds": 20.3}
    assert (data["total"], data["first_total"], data["total_without_fatal"]) == (79.9, None, 80)
    assert (data["judged"], data["passed"]) == (0.667, False)
    assert data["review"] == [{"kind": "manners", "utterance": 0, "char_start": 3, "char_end": 9, "said": "您可真会挑"}]
    (verdict,) = data["verdicts"]
    assert {"id", "turn", "operator", "outcome", "reason", "points", "earned", "deducted", "why", "evidence"} == set(
        verdict
    )
    assert (verdict["points"], verdict["earned"], verdict["deducted"]) == (3, 0.333, 0)
    assert verdict["evidence"] == [
        {
            "utterance": 0, "phrase": "您好", "alternative": "您好", "said": "你好", "how": "sound", "counted": True,
            "start": 0.123, "end": 1.0, "char_start": 0, "char_end": 2, "similarity": 1.0, "confidence": 0.988,
            "hypothesis": 0,
        }
    ]  # fmt: skip


def test_whole_points_are_written_without_decimals() -> None:
    assert '"total":80,' in dumps(replace(CARD, total=Fraction(80)))
    assert '"total":79.9,' in dumps(CARD)
    assert '"total":null,' in dumps(replace(CARD, total=None))


def test_one_line_of_readable_json() -> None:
    line = dumps(CARD)
    assert "\n" not in line
    assert "还差一句" in line
    assert json.loads(line) == to_json(CARD)


@given(scorecards)
def test_json_round_trip(card: Scorecard) -> None:
    line = dumps(card)
    again = from_json(json.loads(line))
    assert again == card
    assert dumps(again) == line


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"format": 2}, id="another format"),
        pytest.param({"pace": None}, id="no pace"),
        pytest.param({"verdicts": [{}]}, id="an empty verdict"),
        pytest.param({"verdicts": [{**to_json(CARD)["verdicts"][0], "points": "many"}]}, id="points that are text"),
        pytest.param(
            {"verdicts": [{**to_json(CARD)["verdicts"][0], "evidence": [{"where": 1}]}]}, id="unknown evidence"
        ),
        pytest.param({"total": "good"}, id="a total that is text"),
        pytest.param({"total": "1e999999999"}, id="a total that would take for ever to work out"),
        pytest.param({"total": 1e300}, id="a total that no call has"),
        pytest.param({"passed": 2}, id="neither passed nor not"),
        pytest.param({"judged": "most"}, id="a share that is text"),
        pytest.param({"scenario": {}}, id="no scenario id"),
        pytest.param({"review": [{**to_json(CARD)["review"][0], "kind": "odd"}]}, id="a mark of an unknown kind"),
        pytest.param({"review": [{}]}, id="an empty mark"),
    ],
)
def test_anything_else_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_json({**to_json(CARD), **change})


def test_a_result_from_before_there_were_marks_has_none() -> None:
    data = to_json(CARD)
    del data["review"]
    assert from_json(data).review == ()


def test_no_format_is_refused() -> None:
    with pytest.raises(KeyError):
        from_json({})


def test_every_outcome_and_way_has_a_chinese_name() -> None:
    assert set(OUTCOME_NAMES) == {"met", "partly", "missed", "unclear", "not_measured"}
    assert HOW_NAMES == {"exact": "字面", "sound": "同音", "near": "近音", "meaning": "意思"}
    assert OUTCOME_NAMES["unclear"] == "听不清·待复核"
