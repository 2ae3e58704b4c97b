"""In which encoding text leaves the program: for people as their system has it, for programs in UTF-8."""

from __future__ import annotations

import codecs
import sys

_CHINESE = "练习"  # simplified: Big5 and Shift-JIS do not have it


def fitting(encoding: str | None) -> str:
    """The encoding for text that people read, where Python chose `encoding` for the stream.

    Python's choice stands: the console, the system's code page in a pipe, PYTHONIOENCODING, PYTHONUTF8. Where it cannot
    hold Chinese it is UTF-8. GB 18030 stands in for its part GBK (code page 936): what GBK has is the same in both.
    """
    try:
        name = codecs.lookup(encoding or "").name
        _CHINESE.encode(name)
    except (LookupError, UnicodeEncodeError):
        return "utf-8"
    return "gb18030" if name in ("gbk", "gb2312") else name


def for_programs() -> None:
    """From now on stdout is UTF-8, whatever the system has: what follows is JSON."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
