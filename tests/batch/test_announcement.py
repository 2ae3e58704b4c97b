from __future__ import annotations

from dataclasses import replace

import pytest

from trainer.batch.announcement import marked
from trainer.call import Call, Speaker, Utterance


def said(text: str, start: float, speaker: Speaker = "agent") -> Utterance:
    return Utterance(speaker, text, start=start, end=start + len(text) / 4, recognised=True, speech=len(text) / 4)


GREETING = "您好，海棠苑售后服务中心，很高兴为您服务"


@pytest.mark.parametrize(
    ("texts", "machine"),
    [
        (["欢迎致电海棠苑，为保证服务质量，您的通话将被录音。", "工号1008为您服务", GREETING], [True, True, False]),
        (["报修请按1，投诉请按2，转人工请按0。", "请稍候", GREETING], [True, True, False]),
        ([f"您的来电将被录音。1008号话务员为您服务。{GREETING}"], [True, False]),
        (["座席全忙，您正在排队。", GREETING, "为您登记好了"], [True, False, False]),
    ],
)
def test_a_machine_before_the_agent(texts: list[str], machine: list[bool]) -> None:
    call = Call(tuple(said(text, 30.0 * n) for n, text in enumerate(texts)))
    found = marked(call).utterances
    assert [one.announcement for one in found] == machine
    assert "".join(one.text for one in found) == "".join(texts)
    assert next(one for one in found if not one.announcement).text.startswith("您好")


@pytest.mark.parametrize(
    "text",
    [
        GREETING,
        "您好，工号1008为您服务，请问有什么可以帮您",
        "请稍等，我帮您查一下",
        "您好，我在听电话录音，给您回个话",
    ],
)
def test_an_agent_is_no_machine(text: str) -> None:
    call = Call((said(text, 0.0),))
    assert marked(call) == call


def test_later_and_after_the_caller_it_is_the_agents() -> None:
    asked = (said("喂", 0.0, "caller"), said("您的通话将被录音，您同意吗", 2.0))
    assert marked(Call(asked)) == Call(asked)
    late = (said("您好，海棠苑", 1.0), said("转人工请按0", 100.0))
    assert marked(Call(late)) == Call(late)


def test_typed_words_are_nobodys_machine() -> None:
    typed = Call((replace(said("转人工请按0", 0.0), start=None, end=None),))
    assert marked(typed) == typed


def test_the_rest_of_a_cut_utterance_begins_later() -> None:
    machine, agent = marked(Call((said(f"转人工请按0。{GREETING}", 0.0),))).utterances
    assert machine.end == agent.start
    assert agent.turn is None
