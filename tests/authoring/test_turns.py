"""Turns in plain Chinese."""

from __future__ import annotations

import pytest

from trainer.authoring import turns
from trainer.authoring.turns import recovers, worth

VARIANTS = "slots: {公司: 海棠苑}"


@pytest.fixture
def rich(talk_path, scenario_of):
    text = talk_path.read_text(encoding="utf-8")
    text = text.replace(VARIANTS, f"{VARIANTS}\nvariants: {{busy: 正在忙, free: 有空}}")
    text = text.replace("line: 那我等你们的消息。", 'line: {busy: 我在忙。, free: [好的。, "行，{公司}。"]}')
    return scenario_of(text, "talk")


def test_lines_name_the_variant_that_decides(rich):
    assert turns.lines(rich.turn("close"), rich) == (
        "（正在忙）我在忙。",
        "（有空）好的。",
        "（有空）行，海棠苑。",
    )


def test_worth_and_second_chances(talk):
    assert worth(talk.turn("greet"), talk) == "3 条规则，20 分"
    assert worth(talk.turn("angrier"), talk) == "1 条规则"
    assert worth(talk.turn("goodbye"), talk) == ""
    assert recovers(talk.turn("angrier"), talk) == "补救“致歉”，最多拿回一半"
    assert recovers(talk.turn("greet"), talk) == ""
