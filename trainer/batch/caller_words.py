"""A caller's words in a recording of one channel: both sides of the call are in it, however alike their voices are.

Callers say 你们物业 and 我家漏水, the one who works there does not.
"""

from __future__ import annotations

import re
from dataclasses import replace

from trainer.call import Call
from trainer.text.normalise import normalise

FEWEST = 3  # utterances in which two people take turns
_ORGANISATION = (
    "公司|物业|单位|客服|管理处|服务中心|会所|小区|领导|经理|主管|老板|负责人|管事|上级|师傅|保安|电工|维修|工程部|售后"
)
_CALLER = re.compile(  # canonical characters: 您 stands for 你, too
    f"(?:叫|找|要|问|去)您们|您们(?:这|那|个|的|家)*(?:{_ORGANISATION})"
    "|您们(?:还|就|也|都|又|到底|究竟|总|老|再)*(?:管不管|有没有人|什么时候(?:来|派|修|给)|怎么(?:这样|搞|回事|办事|还)|凭什么|是怎么)"
    "|我(?:们)?家(?:里)?(?:的)?.{0,8}?(?:漏|坏|停|堵|裂|没水|没电|没来|打不|不[亮热响转出])"
    "|我(?:要|想|来|就是来)(?:投诉|报修|报个?修|退房|退款|反映|找您们)|给我(?:个说法|一个说法|个交代|一个交代)"
)


def with_both_sides_told(call: Call) -> Call:
    """The call; where somebody in its one channel speaks as callers do, every utterance with the gate `mixed`."""
    said = [normalise(one.text).chars for one in call.utterances]
    callers = [bool(_CALLER.search(chars)) for chars in said]
    if call.both_sides or len(said) < FEWEST or not any(callers) or all(callers):
        return call
    return replace(call, utterances=tuple(replace(one, gate="mixed") for one in call.utterances))
