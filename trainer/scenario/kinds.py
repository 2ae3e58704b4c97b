"""What kinds of scenarios, and what beginnings of turns, are called; in the order they are shown."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "inbound": "来电",
    "outbound": "外呼",
    "follow_up": "回访",
    "complaint": "投诉",
    "message": "代接留言",
    "checklist": "录音质检",
    "quiz": "问答",
}
CUES: Mapping[str, str] = {"line": "对方说话", "ring": "电话铃响", "silence": "对方不出声", "hangup": "对方挂机"}
