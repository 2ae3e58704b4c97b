"""Words that make no difference, and where an option is said with others of them."""

from __future__ import annotations

import pytest

from trainer.answers.option_words import denies, loose_places, loosely, wordings

SAID = {
    "or": ("姓名或者工号", "姓名工号"),
    "and": ("姓名和工号", "姓名工号"),
    "within": ("三声以内", "三声内"),
    "afterwards": ("查好之后", "查好后"),
    "the client": ("请客户、对方稍等", "请他他稍等"),
    "to the client": ("给客户回电话", "回电话"),
    "thanks": ("感谢您的来电", "谢谢来电"),
    "whether, twice": ("满意不满意", "满意"),
    "whether, in short": ("满不满意", "满意"),
    "whether there is": ("还有没有别的需要", "还有需要"),
    "not": ("不满意", "不满意"),
    "the first one is none": ("第一个", "第一个"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("text", "chars"), SAID.values(), ids=SAID)
def test_loosely(text: str, chars: str) -> None:
    assert loosely(text).chars == chars


def test_the_original_place_is_known() -> None:
    said = loosely("请 客户稍等，谢谢您")
    assert said.chars == "请他稍等谢谢"
    assert said.original(1, 2) == (2, 4)
    assert said.original(4, 6) == (7, 10)


def test_wordings_that_are_another_options_are_left_out() -> None:
    assert wordings({"A": "姓名或工号", "B": "姓名和工号", "C": "的", "D": "30 秒以内"}) == {
        "A": frozenset(),
        "B": frozenset(),
        "C": frozenset(),
        "D": frozenset({"三零秒内", "三十秒内"}),
    }


def test_every_place_is_found_and_whether_it_is_denied() -> None:
    text = "姓名和工号，不报姓名工号。没有，姓名或者工号"
    assert list(loose_places(["姓名工号"], text)) == [(0, 5, False), (8, 12, True), (16, 22, False)]
    assert list(loose_places(["姓名工号"], "不要问姓名工号")) == [(3, 7, True)]
    assert list(loose_places(["三声内"], "十三声以内")) == []


@pytest.mark.parametrize(
    ("before", "no"),
    [("不能让", True), ("没有", True), ("别", True), ("告别", False), ("报", False), ("不能不问", False)],
)
def test_denies(before: str, no: bool) -> None:
    assert denies(before) is no
