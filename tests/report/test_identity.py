"""The line under the title of a scorecard."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from trainer import scoring
from trainer.call import Call
from trainer.history.values import Session, Trainee
from trainer.report.identity import whose
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario

WHEN = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def mini() -> Scenario:
    return load(Path(__file__).parents[1] / "practice" / "mini.yaml")


def line(mini: Scenario, call: Call, session: Session | None = None) -> str:
    return whose(scoring.score(mini, call), mini, session).plain


@pytest.mark.parametrize("number", ["2031", None])
def test_it_names_trainee_staff_number_date_scenario_and_version(mini: Scenario, number: str | None) -> None:
    call = Call(mode="exam", slots={"工号": "1008" if number else "2031"})
    session = Session("k", WHEN, "mini", "0", "小练习", "exam", "keyboard", trainee=Trainee(1, "小李", number))
    assert (
        line(mini, call, session) == f"学员 小李（工号 2031） · 2026-11-21 09:05 · 情景 mini · 版本 {mini.sha256[:12]}"
    )


def test_the_number_of_the_sample_is_nobodys(mini: Scenario) -> None:
    assert line(mini, Call(trainee="小李", slots={"工号": "1008"})).startswith("学员 小李 · 情景 mini · ")


def test_who_gave_no_name_is_said_to_have_none(mini: Scenario) -> None:
    assert line(mini, Call()).startswith("学员 未署名 · 情景")
    assert line(mini, Call(slots={"工号": "2031"})).startswith("学员 未署名（工号 2031） · 情景")


def test_a_recording_is_named_by_its_file(mini: Scenario) -> None:
    call = Call(mode="recording", source="a/1\u202e.wav")
    told = line(mini, call)
    assert told.startswith("录音 a/1")
    assert "\u202e" not in told
    assert line(mini, Call(mode="recording", trainee="A07")).startswith("客服 A07 · 情景 mini")
