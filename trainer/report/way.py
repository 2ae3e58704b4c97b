"""How a call was practised, in the same words on the screen and in reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trainer.call import Mode
    from trainer.history.values import Source

MODES: Mapping[str, str] = {"practice": "练习", "exam": "考核", "recording": "录音", "example": "例子"}
SOURCES: Mapping[Source, str] = {"keyboard": "键盘", "voice": "语音", "recording": "录音"}


def way_of(mode: Mode, source: Source) -> str:
    """键盘练习, 语音考核, 录音."""
    return "".join(dict.fromkeys((SOURCES[source], MODES[mode])))
