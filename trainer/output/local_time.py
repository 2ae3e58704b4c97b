"""When something was, for people: on the clock of this computer, wherever it was written down."""

from __future__ import annotations

from datetime import datetime

MINUTE = "%Y-%m-%d %H:%M"
DAY = "%Y-%m-%d"
DAYS = (DAY, "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d")  # as people write one
SHORT_DAY = "%m-%d"
SHORT = "%m-%d %H:%M"  # of this year


def local_time(at: datetime, form: str = MINUTE) -> str:
    """That instant in local time; `form`: as for strftime."""
    return f"{at.astimezone():{form}}"


def day(text: str) -> datetime:
    """The beginning of the day that people write so, in local time. Raises ValueError."""
    for form in DAYS:
        try:
            return datetime.strptime(text.strip(), form).astimezone()
        except (ValueError, OverflowError):
            continue
    raise ValueError(text)
