from __future__ import annotations

import pytest

from trainer.voice.directions import aloud, directions


@pytest.mark.parametrize(
    ("text", "shown", "spoken"),
    [
        ("（沙沙声）喂？听得见吗？", "（沙沙声）", "喂？听得见吗？"),
        ("好，我等着。(过了一会儿)喂？", "(过了一会儿)", "好，我等着。喂？"),
        ("（同事朝你招手）", "（同事朝你招手）", ""),
        ("我姓逄。", "", "我姓逄。"),
        ("没有关上的（括号", "", "没有关上的（括号"),
    ],
)
def test_directions_are_shown_and_never_spoken(text: str, shown: str, spoken: str) -> None:
    assert (directions(text), aloud(text)) == (shown, spoken)
