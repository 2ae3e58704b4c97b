"""Slot values put into a line: `{公司}` → 海棠苑. Plain replacement; nothing in the text is evaluated."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SLOT = re.compile(r"\{\s*([^{}]+?)\s*\}")


def fill(text: str, slots: Mapping[str, str]) -> str:
    """The text with every known slot filled in; an unknown one stays as written."""
    return _SLOT.sub(lambda found: slots.get(found[1], found[0]), text)
