"""Plain data (str, list, dict) as YAML on one line: quotes only where YAML, or an editor, would misread the text."""

from __future__ import annotations

import json
import re
from typing import Any

# Under these keys a number or a truth value is meant as one: it is written without quotes, as in the library.
FIGURES = frozenset({
    "format", "level", "pass_mark", "points", "deduct", "max_deduct", "pace", "seconds", "gap",
    "rings", "at_least", "times", "grace", "zero_at", "full", "silence", "interruption", "loudness",
    "jump", "pitch", "duration", "min", "max", "monologue", "repetition", "min_chars", "answer",
    "请", "谢谢", "您好", "五声",
})  # fmt: skip
FLAGS = frozenset({"fatal", "all", "not", "heard", "silent"})

_FIGURE = re.compile(r"-?(0|[1-9]\d{0,5})(\.\d{1,4})?")
_TYPED = re.compile(r"[-+.]?\d[\d_.,:eExXoO+\-/]*|[-+]?\.(inf|nan)", re.IGNORECASE)
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<"})
_FIRST = frozenset("-?:,[]{}#&*!|>'\"%@`\uff3b【\uff5b“‘「『")
_INSIDE_FLOW = re.compile(r"[,\[\]{}?:]")
_COMMA = re.compile("[，、]")
_UNPRINTABLE = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def flow(value: Any, key: str = "") -> str:
    """The value on one line: `{if: {missed: sorry}, go: angrier}`."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(name)}: {flow(inner, name)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        if len(value) == 1 and isinstance(value[0], str) and _COMMA.search(value[0]):
            return f"[{quoted(value[0])}]"  # else the loader asks whether these are several
        return "[" + ", ".join(flow(inner, key) for inner in value) + "]"
    return scalar(str(value), key)


def scalar(text: str, key: str = "", *, inside: bool = True) -> str:
    """The text, quoted where it must be. `inside`: within brackets; `key`: the key it belongs to."""
    if (key in FIGURES and _FIGURE.fullmatch(text)) or (key in FLAGS and text in ("true", "false")):
        return text
    return text if _plain(text, inside) else quoted(text)


def quoted(text: str) -> str:
    """In quotes: single ones where the text holds backslashes or double ones, for those stay readable so."""
    if ("\\" in text or '"' in text) and not _UNPRINTABLE.search(text):
        return "'" + text.replace("'", "''") + "'"
    return _UNPRINTABLE.sub(_escape, json.dumps(text, ensure_ascii=False))


def printable(text: str) -> bool:
    """No character that has to be escaped; line breaks count as such."""
    return _UNPRINTABLE.search(text) is None


def _plain(text: str, inside: bool) -> bool:
    return not (
        not text
        or text != text.strip()
        or text[0] in _FIRST
        or text[-1] == ":"
        or ": " in text
        or " #" in text
        or text.lower() in _WORDS
        or _TYPED.fullmatch(text)
        or (inside and _INSIDE_FLOW.search(text))
        or not printable(text)
    )


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
