"""Characters that nobody sees but a terminal obeys, or that hide in a name, written so that everybody sees them.

Control characters start escape sequences, which colour, hide, move and delete what is on the screen; bidirectional
controls turn the order of what follows round. Both become `‹U+001B›`. Nothing of them has a place in our texts, so text
that passes here twice is the same as once.
"""

from __future__ import annotations

import re
from typing import Any

_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"  # but for tab and line feed
_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_BROKEN = "\ud800-\udfff\ufffe\uffff"  # no characters: bytes of a file name that are no UTF-8, what XML forbids
_BREAKS = "\u2028\u2029"  # end a line for some programs
_SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f"  # look like a space and are none
_UNSEEN = "\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"  # fmt: skip  # noqa: E501
# What joins or varies an emoji is seen; after a letter it is not.
_AFTER_LETTERS = r"(?<![\ufe0f\u2600-\u27bf\U0001f000-\U0001faff])\u200d|(?<=[A-Za-z\u3400-\u9fff])[\ufe00-\ufe0f]"

# Patterns; `re` compiles them when they are first asked for, which most command lines never do.
CONTROL = f"[{_CONTROL}{_BREAKS}]"
TURNING = f"[{_TURNING}]"
UNSEEN = f"[{_UNSEEN}{_SPACES}]|{_AFTER_LETTERS}"
OBEYED = f"[{_CONTROL}{_TURNING}{_BROKEN}{_BREAKS}]"
MAY_HIDE = f"[{_CONTROL}{_TURNING}{_BREAKS}{_UNSEEN}{_SPACES}\u200d\ufe00-\ufe0f]"  # without one nothing hides
_STEERING = f"[{_CONTROL}{_TURNING}{_BREAKS}\\n]"
_IN_NAMES = f"[{_CONTROL}{_TURNING}{_BROKEN}{_BREAKS}{_UNSEEN}{_SPACES}\\n\\t]|{_AFTER_LETTERS}"
_PLAIN = r"[\w./\\:~+,=@\u3000-\u303f\uff00-\uffef-]+"


def code(char: str) -> str:
    """The character's number as Unicode writes it: `U+200B`."""
    return f"U+{ord(char):04X}"


def visible(text: str) -> str:
    """Text of any origin as it may stand on a screen: what a terminal obeys is marked; lines and tabs stay."""
    return text if text.isprintable() else re.sub(OBEYED, _marked, text)


def one_line(name: str) -> str:
    """A name of any origin: lines and tabs are marked too, and what makes it another name without being seen."""
    return re.sub(_IN_NAMES, _marked, name)


def steering(text: str) -> str | None:
    """The first character that a terminal would obey, or that would begin a line; None where there is none."""
    found = None if text.isprintable() else re.search(_STEERING, text)
    return found[0] if found else None


def unseen(name: str) -> str:
    """The numbers of the characters in the name that nobody sees, `U+200B、U+00A0`; empty where there are none."""
    return "、".join(dict.fromkeys(code(found[0]) for found in re.finditer(_IN_NAMES, name)))


def argument(path: object) -> str:
    """A file name as it can be copied into a command line; where it cannot, a word that stands for it."""
    text = str(path)
    if re.search(_IN_NAMES, text) or any(sign in text for sign in '"$`!'):
        return "文件"
    text = f"./{text}" if text.startswith("-") else text
    return text if re.fullmatch(_PLAIN, text) else f'"{text}"'


def json_text(data: Any, *, compact: bool = False) -> str:
    """JSON on one line: the value exactly, with what a terminal obeys written as `\\uXXXX`. No NaN."""
    import json

    separators = (",", ":") if compact else None
    text = json.dumps(data, ensure_ascii=False, separators=separators, allow_nan=False)
    return re.sub(OBEYED, lambda found: f"\\u{ord(found[0]):04x}", text)


def _marked(found: re.Match[str]) -> str:
    return f"‹{code(found[0])}›"
