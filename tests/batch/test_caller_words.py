"""A recording of one channel in which somebody speaks as only callers do."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainer.batch.caller_words import with_both_sides_told
from trainer.batch.jobs import Options, score_one
from trainer.call import Call, Speaker, Utterance
from trainer.recognition.engines import open_recogniser
from trainer.recognition.models import Models
from trainer.scenario.load import load
from trainer.scorecard import Scorecard

INPUT = Path(__file__).parents[3] / "shared" / "inputs" / "01_mono_abusive_customer.wav"
SCENARIOS = Path(__file__).parents[2] / "scenarios"
AGENT = "很抱歉给您带来不便", "感谢您的来电，再见"


def mono(*texts: str, both_sides: bool = False, speaker: Speaker = "agent") -> Call:
    return Call(tuple(Utterance(speaker, text, recognised=True) for text in texts), both_sides=both_sides)


def gates(call: Call) -> set[str | None]:
    return {one.gate for one in with_both_sides_told(call).utterances}


@pytest.mark.parametrize(
    "text",
    [
        "滚一边去，叫你们管事的出来",
        "叫你們經理來聽電話",
        "你们物业到底管不管",
        "我家厨房的顶上又漏水了",
        "我要投诉你们的保安",
        "今天你得给我个说法",
    ],
)
def test_a_caller_in_the_one_channel_puts_all_of_it_in_doubt(text: str) -> None:
    assert gates(mono(AGENT[0], text, AGENT[1])) == {"mixed"}


@pytest.mark.parametrize(
    "text", ["您家漏水几天了", "给您家人也打个电话", "我要跟您核对一下电话", "你们一家都还好吧", "我叫师傅过去"]
)
def test_what_agents_say_is_no_sign(text: str) -> None:
    assert gates(mono(AGENT[0], text, AGENT[1])) == {None}


@pytest.mark.parametrize(
    "call",
    [
        mono("您好", "我要投诉", "再见", both_sides=True),
        mono("您好", "叫你们经理来"),
        mono("我要投诉", "我家漏水了", "叫你们经理来"),
    ],
    ids=["two channels", "too few", "nobody else"],
)
def test_a_call_that_stays_as_it_is(call: Call) -> None:
    assert with_both_sides_told(call) == call


@pytest.mark.model
def test_an_abusive_customer_in_one_channel_costs_the_agent_nothing() -> None:
    if not INPUT.exists():
        pytest.skip(f"{INPUT} is not there")
    if not any(one.name == "whisper-base" for one in Models().installed()):
        pytest.skip("model whisper-base is not installed: trainer models pull whisper-base")
    scenario = load(SCENARIOS / "checklist-open.yaml")
    card = score_one(str(INPUT), scenario, Options(), lambda: open_recogniser(model="whisper-base"))
    assert isinstance(card, Scorecard)
    assert card.total is None
    assert {one.gate for one in card.call.utterances} == {"mixed"}
    assert [one.id for one in card.verdicts if one.deducted or one.outcome == "missed"] == []
