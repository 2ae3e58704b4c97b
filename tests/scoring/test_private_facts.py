from __future__ import annotations

from dataclasses import replace

import pytest

from trainer.call import Call, Utterance
from trainer.scenario.resolved import Scenario
from trainer.scoring import score
from trainer.scoring.private_facts import own_numbers, private_facts

from .conftest import Make

TEXT = """
slots: {公司: 海棠苑, 热线: 0571-88886666, 电话: "13812340008", 尾号: "5678"}
facts: {电话: "13812340008", 房号: 3栋501, 诉求: 漏水}
turns:
  - id: a
    cue: ring
    rules:
      - {id: hello, required: "您好{公司}"}
      - {id: back, repeat: [电话]}
      - {id: room, repeat: [房号, 诉求]}
      - {id: hot, required: "请打{热线}"}
      - {id: written, required: "请打021-62345678"}
      - {id: tail, required: "尾号{尾号}"}
      - {id: call, required: "联系{电话}"}
      - {id: pace, pace: 200}
rules:
  - {id: note, note: all}
  - {id: noted, note: [房号]}
"""
SAID = "您好海棠苑，电话***********，3栋501漏水，请打0571-88886666，请打021-62345678，尾号****，联系***********"


@pytest.fixture
def scenario(make: Make) -> Scenario:
    return make(TEXT)


def outcomes(scenario: Scenario, call: Call) -> dict[str, tuple[str, str | None]]:
    return {one.id: (one.outcome, one.reason) for one in score(scenario, call).verdicts}


def test_what_is_private_and_what_is_the_companys_own(scenario: Scenario) -> None:
    assert private_facts(scenario) == ("13812340008",)
    assert own_numbers(scenario) == {"057188886666", "02162345678"}


def test_rules_that_ask_for_masked_digits_are_not_measured(scenario: Scenario) -> None:
    note = {"电话": "***********", "房号": "3栋501", "诉求": "漏水"}
    call = Call((Utterance("agent", SAID, "a"),), ("a",), note=note, masked=True)
    found = outcomes(scenario, call)
    masked = ("not_measured", "masked")
    assert [found[f"a.{name}"] for name in ("back", "tail", "call")] == [masked] * 3
    assert found["call.note"] == masked
    assert [found[f"a.{name}"] for name in ("hello", "room", "hot", "written")] == [("met", None)] * 4
    assert found["call.noted"] == ("met", None)
    assert found["a.pace"] == ("not_measured", "keyboard")


def test_a_slot_that_was_masked_is_not_asked_for(scenario: Scenario) -> None:
    call = Call((Utterance("agent", SAID, "a"),), ("a",), masked=True, slots={"公司": "*******"})
    assert outcomes(scenario, call)["a.hello"] == ("not_measured", "masked")


def test_a_call_that_is_not_masked_is_judged_as_ever(scenario: Scenario) -> None:
    call = Call((Utterance("agent", SAID, "a"),), ("a",), masked=False)
    assert outcomes(scenario, call)["a.back"][0] == "missed"
    whole = replace(call, utterances=(Utterance("agent", "电话13812340008", "a"),))
    assert outcomes(scenario, whole)["a.back"] == ("met", None)


def test_a_slot_value_that_was_masked_gives_way_to_the_scenarios(scenario: Scenario) -> None:
    assert scenario.slots({"公司": "***-****"})["公司"] == "海棠苑"
    assert scenario.slots({"公司": "海*苑"})["公司"] == "海*苑"
