"""HTML from plain text: whatever is not marked as HTML already is escaped."""

from __future__ import annotations

from html import escape

from trainer.visible import visible

VOID = frozenset({"meta", "br", "hr", "img", "input", "link"})


class Markup(str):
    """Text that is HTML already; any other text is taken as what it says."""

    __slots__ = ()

    def __html__(self) -> str:
        """So that templates take it for HTML, too."""
        return str(self)


def text(value: str) -> Markup:
    """The characters as they are, for element content and for attribute values; what steers a reader is marked."""
    return Markup(escape(visible(value)))


def tag(element: str, /, *children: str, **attributes: str) -> Markup:
    """One element. Children that are no Markup are escaped; `class_` stands for the attribute `class`."""
    told = "".join(f' {key.rstrip("_").replace("_", "-")}="{text(value)}"' for key, value in attributes.items())
    if element in VOID:
        return Markup(f"<{element}{told}>")
    return Markup(f"<{element}{told}>{joined(*children)}</{element}>")


def joined(*children: str) -> Markup:
    """Several pieces one after the other."""
    return Markup("".join(child if isinstance(child, Markup) else text(child) for child in children))
