from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from .helpers import agent, judged, rule_of

PADDING = "这是一句没有礼貌用语的话一共很长很长很长"


def courtesy(*replies: Any, **wanted: str) -> Any:
    return judged(rule_of(courtesy=wanted), *(agent(r) if isinstance(r, str) else r for r in replies))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("请您稍等", 1, id="asking"),
        pytest.param("请问您贵姓", 1, id="请问 once"),
        pytest.param("您贵姓？", 1, id="贵姓"),
        pytest.param("我下午打给您，好吗？您看行不行，明天可以吗。", 3, id="asking leave"),
        pytest.param("不知道您这会儿方不方便说话？什么时候打给您合适？", 2, id="wondering whether it suits"),
        pytest.param("还好吗啡没用上，不好不坏，行不行得通再看，不合适的退，不知道您的电话", 0, id="no leave"),
        pytest.param("请问" + PADDING + "请说" + PADDING + "请放心", 3, id="three"),
        pytest.param("我申请，您请假，宴请，邀请，请帖，请客吃饭", 0, id="other words"),
        pytest.param("请客户经理来", 1, id="请 and 客户"),
        pytest.param("请，请。您请？", 0, id="hanging in the air"),
        pytest.param("请请请您等", 1, id="in a row"),
        pytest.param("敬请谅解", 1, id="敬请"),
        pytest.param("麻烦您报一下" + PADDING + "劳驾让一让" + PADDING + "劳烦您等一等", 3, id="its like"),
        pytest.param("给您添麻烦了，真麻烦，麻烦您了", 0, id="trouble that is no asking"),
    ],
)
def test_qing_counts_in_place(text: str, count: int) -> None:
    assert courtesy(text + PADDING, 请="3").fraction == Fraction(count, 3)


def test_thanks_in_a_row_is_one_and_counting_stops_at_three() -> None:
    assert courtesy("谢谢谢谢" + PADDING + "感谢您", 谢谢="3").fraction == Fraction(2, 3)
    assert courtesy(*["多谢您" + PADDING] * 5, 谢谢="3").outcome == "met"


def test_nihao_is_ninhao_but_for_the_ratio() -> None:
    assert courtesy("我下午打给您，好吗？", 您好="1").outcome == "missed"
    assert courtesy("你好，海棠苑", 您好="1").outcome == "met"
    assert courtesy("你好，海棠苑", 您你="90%").outcome == "missed"
    heard = courtesy(agent("你好，海棠苑", 0, 3), 您好="1")
    assert heard.outcome == "met"
    assert [(e.said, e.char_start, e.char_end, e.start, e.end) for e in heard.evidence] == [("你好", 0, 2, 0.0, 1.0)]


@pytest.mark.parametrize(
    ("text", "fraction"),
    [
        pytest.param("您您您您您您您您您你", Fraction(1), id="exactly 90 %"),
        pytest.param("您你", Fraction(5, 9), id="half"),
        pytest.param("你", Fraction(0), id="never"),
        pytest.param("您，你们", Fraction(1), id="你们 does not count"),
        pytest.param("您说“你管不管”，我记下了", Fraction(1), id="the caller's words do not count"),
    ],
)
def test_ratio_of_nin(text: str, fraction: Fraction) -> None:
    assert courtesy(text, 您你="90%").fraction == fraction


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("您您您您您您您您您你", "礼貌用语到位；有 1 处说了“你”，都换成“您”更好", id="enough"),
        pytest.param("您你", "礼貌用语还差：有 1 处说了“你”，都换成“您”", id="too few"),
        pytest.param("您", "礼貌用语到位", id="none"),
    ],
)
def test_every_familiar_form_is_told(text: str, why: str) -> None:
    assert courtesy(text, 您你="90%").why == why


@pytest.mark.parametrize("text", ["早上好，海棠苑", "下午好，海棠苑", "您早，海棠苑"], ids=str)
def test_a_greeting_of_the_time_of_day_is_one(text: str) -> None:
    assert courtesy(text, 您好="1").outcome == "met"


def test_ratio_is_left_out_where_it_cannot_be_heard() -> None:
    alone = courtesy(agent("你要什么", 0, 2), 您你="90%")
    assert (alone.outcome, alone.reason) == ("not_measured", "nothing_said")
    assert courtesy(agent("你好", 0, 2), 您你="90%", 您好="1").outcome == "met"
    assert courtesy("好的", 您你="90%").reason == "nothing_said"


def test_five_sounds() -> None:
    some = courtesy("您好，谢谢您的来电，再见", 五声="4")
    assert (some.outcome, some.fraction) == ("partly", Fraction(3, 4))
    assert some.why.startswith("礼貌用语还差：五声说到 3 样，要 4 样（缺应答、致歉）")
    assert courtesy("您好，好的，抱歉", "谢谢您，再见", 五声="5").outcome == "met"
    assert courtesy(agent("您好，报欠，在见", 0, 3), 五声="3").outcome == "met"


def test_mean_over_what_is_wanted() -> None:
    judgement = courtesy("请您稍等，你等一下", 请="2", 谢谢="1", 您你="50%")
    assert judgement.fraction == (Fraction(1, 2) + 0 + 1) / 3
    assert (
        judgement.why
        == "礼貌用语还差：“请”说了 1 次，要 2 次；“谢谢”说了 0 次，要 1 次；有 1 处说了“你”，都换成“您”更好"
    )


def test_stuffing_is_said_and_not_rewarded() -> None:
    stuffed = courtesy("您好，您好，您好，请说，谢谢", 您好="1", 谢谢="1")
    assert stuffed.fraction == Fraction(1, 2)  # 12 字: only the first two words count
    assert "堆得太密" in stuffed.why
    assert [e.char_start for e in stuffed.evidence] == [0, 3]
    enough = courtesy("您好，谢谢，请说", 您好="1", 谢谢="1")
    assert enough.outcome == "met"
    assert "堆得太密" in enough.why


def test_one_in_fifteen_is_no_stuffing() -> None:
    text = "您好" + "一二三四五六七八九十十一二" + "谢谢" + "一二三四五六七八九十十一二"
    assert "堆得太密" not in courtesy(text, 谢谢="1").why


@pytest.mark.parametrize(
    ("good", "outcome", "wanted"),
    [
        pytest.param("请您稍等", "met", {"请": "1"}, id="enough"),
        pytest.param("好的", "unclear", {"请": "1"}, id="not enough"),
        pytest.param("好的", "unclear", {"您你": "90%"}, id="nothing to compare"),
    ],
)
def test_bad_audio_leaves_it_open(good: str, outcome: str, wanted: dict[str, str]) -> None:
    assert courtesy(agent(good, 0, 1), agent("请您", 2, 3, gate="noisy"), **wanted).outcome == outcome


@pytest.mark.parametrize(
    "wanted", [{}, "请", {"请": "4"}, {"请": "0"}, {"对不起": "1"}, {"您你": "0.9"}, {"五声": "6"}], ids=str
)
def test_keys_are_fixed(wanted: object) -> None:
    with pytest.raises(ValidationError):
        rule_of(courtesy=wanted)


def test_empty_says_what_would_be_right() -> None:
    with pytest.raises(ValidationError, match=r"\{请: 2, 谢谢: 1, 您好: 1, 您你: 90%, 五声: 4\}，至少一项"):
        rule_of(courtesy={})


def test_written_as_read() -> None:
    rule = rule_of(courtesy={"请": "2", "五声": "4"})
    assert rule.model_dump(mode="json", exclude_unset=True, by_alias=True) == {"courtesy": {"请": 2, "五声": 4}}
