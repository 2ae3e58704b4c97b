"""rich's console for what has colours, tables or bars: our styles get through, escape sequences in texts do not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import IO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from trainer.visible import OBEYED, visible


class VisibleConsole(Console):
    """Text is data: nothing in it is read as markup, as the name of an emoji or as an escape sequence."""

    def __init__(self, *, stderr: bool = False, width: int | None = None, file: IO[str] | None = None) -> None:
        """`width`: columns; None: those of the terminal."""
        super().__init__(stderr=stderr, width=width, file=file, markup=False, emoji=False, highlight=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The pieces of text with their styles; rich adds the colours, and moves the cursor, after this."""
        if isinstance(renderable, Text):
            renderable = _marked(renderable)  # before the lines are broken, so that the marks have room
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)

    def on_broken_pipe(self) -> None:
        """The one error boundary deals with it, as everywhere else."""
        raise BrokenPipeError


def _marked(text: Text) -> Text:
    """The text with its styles, and with marks in it."""
    cuts = sorted({place for found in re.finditer(OBEYED, text.plain) for place in found.span()})
    if not cuts:
        return text
    whole = text.blank_copy()
    for part in text.divide(cuts):
        whole.append_text(Text(visible(part.plain), part.style) if re.fullmatch(OBEYED, part.plain) else part)
    return whole
