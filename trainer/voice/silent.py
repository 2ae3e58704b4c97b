"""No sound: the caller's lines are only shown."""

from __future__ import annotations

from trainer.voice.interface import Line, Sound


class Silent:
    """A voice that says nothing."""

    name = "silent"

    def sound(self, line: Line) -> Sound | None:
        """Never a sound."""
        return None
