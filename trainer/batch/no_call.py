"""Recordings that hold no call: too short, only ringing, a voice mailbox. They are neither scored nor failures."""

from __future__ import annotations

import re

from trainer.call import Call, Utterance
from trainer.text.normalise import normalise

SHORTEST = 10.0  # s from the first to the last speech
ALONE = 20.0  # s of speech besides the machine's: somebody leaves a message; more is a call all the same
_MAILBOX = re.compile(
    r"您(所)?(拨打|呼叫)的?(电话|号码|用户|客户).{0,12}(无人接听|关机|无法接通|通话中|空号|停机|正忙|服务区|不存在|暂停)"
    r"|(提示|滴|嘀|哔)声?音?(之?后|响后).{0,6}(留言|录音)|语音信箱|留言信箱"
)


def why_no_call(call: Call) -> str | None:
    """What it is instead, in a few Chinese words; None for a call."""
    said = [one for one in call.utterances if one.start is not None and one.end is not None]
    if not said:
        return "没有听到人说话，可能只有铃声或静音"
    machine = {one for one in said if _MAILBOX.search(normalise(one.text).chars)}
    rest = [one for one in said if one not in machine and (one.speaker == "caller" or not call.both_sides)]
    if machine and _speech(rest) < ALONE:
        return "是语音信箱或无人接听的提示"
    seconds = max(one.end or 0.0 for one in said) - min(one.start or 0.0 for one in said)
    return f"从开口到说完只有 {seconds:.0f} 秒" if seconds < SHORTEST else None


def _speech(said: list[Utterance]) -> float:
    return sum(one.speech or 0.0 for one in said)
