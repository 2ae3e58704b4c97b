"""What a file's name tells of a call: `{date}_{staff}_*` reads 20261130_2031_0577.wav."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from trainer.errors import SettingsError

FIELDS: Mapping[str, str] = {  # what may be written → what it is
    "date": "date", "日期": "date",
    "staff": "trainee", "trainee": "trainee", "坐席": "trainee", "工号": "trainee",
}  # fmt: skip
_DATE = r"(?P<date>\d{4}[-.]?\d{2}[-.]?\d{2})"


class NamePattern:
    """A pattern of file names, without folder and ending."""

    def __init__(self, text: str) -> None:
        """Raises SettingsError where the pattern is none."""
        seen: set[str] = set()
        pieces = []
        for piece in re.split(r"(\{[^{}]*\}|\*)", text):
            if piece == "*":
                pieces.append(".*")
            elif piece.startswith("{"):
                field = FIELDS.get(piece[1:-1].strip())
                if field is None or field in seen:
                    raise SettingsError(
                        f"--name-pattern 里的 {piece} {'写了两次' if field else '不认识'}；"
                        "可以写 {date}（日期）、{staff}（坐席）各一次和 *（别的任何字），例如 {date}_{staff}_*"
                    )
                seen.add(field)
                pieces.append(_DATE if field == "date" else f"(?P<{field}>.+?)")
            else:
                pieces.append(re.escape(piece))
        if not seen:
            raise SettingsError("--name-pattern 里要有 {date}（日期）或 {staff}（坐席），例如 {date}_{staff}_*")
        self._pattern = re.compile("".join(pieces), re.DOTALL)

    def read(self, recording: str) -> Mapping[str, str]:
        """`date` (as `iso_date` writes it) and `trainee`, as far as the pattern has them; {} where it does not fit."""
        found = self._pattern.fullmatch(Path(recording).stem)
        if found is None:
            return {}
        told = {field: text.strip() for field, text in found.groupdict().items()}
        day = iso_date(told["date"]) if "date" in told else ""
        return {} if day is None or not all(told.values()) else told | ({"date": day} if day else {})


def iso_date(text: str) -> str | None:
    """2026-11-30 for 20261130, 2026/11/30, 2026年11月30日, with a time of day behind or not; None: no date."""
    found = re.match(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?!\d)", text.strip())
    if found is None:
        return None
    year, month, day = found[1], found[2] or found[4], found[3] or found[5]
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
