"""When something was, for people: on the clock of this computer, wherever it was written down."""

from __future__ import annotations

from datetime import datetime

MINUTE = "%Y-%m-%d %H:%M"
DAY = "%Y-%m-%d"
SHORT_DAY = "%m-%d"
SHORT = "%m-%d %H:%M"  # of this year


def local_time(at: datetime, form: str = MINUTE) -> str:
    """That instant in local time; `form`: as for strftime."""
    return f"{at.astimezone():{form}}"
