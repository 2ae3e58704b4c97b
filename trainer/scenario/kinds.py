"""The kinds of scenarios, in the order they are shown, and what each is called."""

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
