"""What is told of the sound of one reply."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trainer.call import Utterance
from trainer.practice.told_measures import measures
from trainer.rules.pace import Pace
from trainer.scenario.resolved import Scenario

SAID = Utterance(speaker="agent", text="您好，海棠苑客户服务中心", start=0.0, end=5.5, recognised=True, loudness=-25.0)


@pytest.fixture
def paced(mini: Scenario) -> Scenario:
    """A scenario with a standard of 120 字 a minute."""
    one = mini.rules[0]
    return replace(mini, rules=(*mini.rules, replace(one, id="pace", rule=Pace(pace=120))))


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (5.5, "语速 120 字/分（标准 120），合适"),
        (3.0, "语速 220 字/分（标准 120），偏快"),
        (9.0, "语速 73 字/分（标准 120），偏慢"),
    ],
)
def test_the_pace_stands_beside_the_standard(paced: Scenario, end: float, told: str):
    assert measures([replace(SAID, end=end)], paced).startswith(told)


def test_the_standard_may_be_net_pace(paced: Scenario):
    net = replace(paced, rules=(replace(paced.rules[-1], rule=Pace(pace=240, measure="net")),))

    assert "语速 264 字/分（标准 240），合适" in measures([replace(SAID, speech=2.5)], net)


def test_without_a_fixed_standard_the_pace_stands_alone(mini: Scenario, paced: Scenario):
    follows = replace(paced, rules=(replace(paced.rules[-1], rule=Pace(pace=120, relative_to="caller")),))

    assert measures([SAID], mini) == "语速 120 字/分　音量合适"
    assert measures([SAID], follows) == "语速 120 字/分　音量合适"


@pytest.mark.parametrize(
    ("loudness", "told"),
    [(-25.0, "音量合适"), (-48.0, "音量偏轻，离话筒近一点"), (-5.0, "音量偏大，离话筒远一点"), (None, "")],
)
def test_the_volume(mini: Scenario, loudness: float | None, told: str):
    assert measures([replace(SAID, text="您好", loudness=loudness)], mini) == told
