from __future__ import annotations

import jiwer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text.error_rate import comparable, errors

HAN = st.text(alphabet="您好再见一二工号", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("您好，百川家电！", "您好百川家电"),
        ("請問有什麼可以幫您", "请问有什么可以帮您"),
        ("工号3026", "工号三零二六"),
        ("两室幺零一", "二室一零一"),
        ("10分钟，110平方", "十分钟一一零平方"),
        ("看著，答覆您", "看着答复您"),
        ("WiFi 信号", "wifi信号"),
        ("……", ""),
    ],
)
def test_both_sides_get_one_spelling(text: str, spelt: str) -> None:
    assert comparable(text) == spelt


def test_the_spelling_of_a_spelling_is_itself() -> None:
    spelt = comparable("您好，請看著 3026 號，10 分鐘")
    assert comparable(spelt) == spelt


@pytest.mark.parametrize(
    ("said", "heard", "count"),
    [("您好", "您好", 0), ("您好", "您号", 1), ("您好", "好", 1), ("您好", "您好啊", 1), ("", "嗯", 1)],
)
def test_wrong_missing_and_added_characters_are_errors(said: str, heard: str, count: int) -> None:
    assert errors(said, heard) == count


@given(HAN, HAN)
def test_the_rate_is_that_of_another_program(said: str, heard: str) -> None:
    assert errors(said, heard) / len(said) == pytest.approx(jiwer.cer(said, heard))
