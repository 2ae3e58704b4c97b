from __future__ import annotations

import pytest

from trainer.batch.no_call import why_no_call
from trainer.call import Call, Speaker, Utterance


def said(text: str, start: float, end: float, speaker: Speaker = "agent") -> Utterance:
    return Utterance(speaker, text, start=start, end=end, recognised=True, speech=end - start)


AWAY = "您拨打的电话暂时无人接听，请在滴声后留言"
MESSAGE = "您好，我是海棠苑售后小李，方便时请给我们回个电话"


@pytest.mark.parametrize(
    ("utterances", "both", "why"),
    [
        ((), False, "没有听到人说话"),
        ((said("喂，您好，请讲", 40, 43),), False, "只有 3 秒"),
        ((said("您所拨打的用户已关机", 8, 20),), False, "语音信箱"),
        ((said(AWAY, 5, 15), said(MESSAGE, 17, 24)), False, "语音信箱"),
        ((said(AWAY, 5, 15, "caller"), said(MESSAGE * 8, 17, 80)), True, "语音信箱"),
        ((said("您呼叫的号码是空号，请核对后再拨", 5, 20, "caller"),), True, "语音信箱"),
    ],
)
def test_what_is_no_call(utterances: tuple[Utterance, ...], both: bool, why: str) -> None:
    assert why in (why_no_call(Call(utterances, both_sides=both)) or "")


@pytest.mark.parametrize(
    ("utterances", "both"),
    [
        ((said("您好，海棠苑", 1, 3), said("打错了", 9, 10.5, "caller"), said("没关系，再见", 11, 12)), True),
        ((said("昨天给您打电话，您的电话无人接听，今天再跟您确认一下", 1, 12), said("好的", 13, 14, "caller")), True),
        ((said(AWAY, 1, 9, "caller"), said("喂，我来了，刚才没接到", 10, 35, "caller"), said("您好", 36, 37)), True),
    ],
)
def test_what_is_one_all_the_same(utterances: tuple[Utterance, ...], both: bool) -> None:
    assert why_no_call(Call(utterances, both_sides=both)) is None


def test_typed_calls_have_no_times() -> None:
    assert why_no_call(Call((Utterance("agent", "您好"),))) is not None
