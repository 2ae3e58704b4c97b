from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text.phrase import Phrasebook
from trainer.text.sample import sample

SLOTS = {"公司": "海棠苑"}
LISTS = {"致歉": ("(非常|很)抱歉", "对不起"), "开头": ("<致歉>", "您好"), "甲": ("<乙>",), "乙": ("<甲>",)}


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("您好", "您好"),
        ("(早上|下午)好", "早上好"),
        ("甲|乙", "甲"),
        ("{公司}服务中心", "海棠苑服务中心"),
        ("<开头>", "非常抱歉"),
        ("祝您(生活|工作)?愉快", "祝您生活愉快"),
        ("(请)?稍等", "请稍等"),
        ("祝您生活愉快(再见)?", "祝您生活愉快"),
        ("不(太)?清楚", "不清楚"),
        ("麻烦您(您)?说", "麻烦您说"),
        ("(我们)?(我)?去", "我们去"),
        ("(还)?有(没有)?漏", "有没有漏"),
        ("(我)?我们(去)?", "我们"),
        ("((|甲)乙)丙", "甲乙丙"),
        ("(|甲)乙", "甲乙"),
        ("(请问)?", "请问"),
        ("{没有}好", "没有好"),
        ("<没有>好", "没有好"),
        ("<甲>", "甲"),
        ("好{没关上", "好{没关上"),
        ("(没关上", "没关上"),
        ("", ""),
    ],
)
def test_one_wording_is_shown(template: str, shown: str) -> None:
    assert sample(template, SLOTS, LISTS) == shown


PARTS = st.sampled_from(["请", "您好", "(甲|乙)", "(请)?", "(我们|我)?", "(再(见)?)?", "{公司}", "<开头>"])


@given(st.lists(PARTS, min_size=1, max_size=5).map("".join))
def test_it_is_one_of_the_wordings(template: str) -> None:
    assert sample(template, SLOTS, LISTS) in Phrasebook(SLOTS, LISTS).expand(template)


@given(st.text(alphabet="()|?{}<>甲乙", max_size=12))
def test_it_never_fails(template: str) -> None:
    sample(template, SLOTS, LISTS)
