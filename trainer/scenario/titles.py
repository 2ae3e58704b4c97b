"""Scenarios found by words of their Chinese titles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from trainer.scenario.heading import Heading, heading

_HAN = re.compile(r"[\u4e00-\u9fff]")
_BETWEEN = re.compile(r"[\s·、，。（）()“”\"'-]+")


def titled(words: str, files: Iterable[Path]) -> tuple[Heading, ...]:
    """The scenarios whose title holds the words; only the one that is called just so, where there is one.

    Spaces and punctuation do not matter. Words without a Chinese character are no title.
    """
    return named(words, [one for path in files if (one := heading(path)) is not None]) if _HAN.search(words) else ()


def named(words: str, headings: Iterable[Heading]) -> tuple[Heading, ...]:
    """As `titled`, of headings that were read already; an id counts, too."""
    wanted = _plain(words)
    titles = [(one, _plain(one.title)) for one in headings]
    just_so = tuple(one for one, title in titles if wanted in (title, _plain(one.id)))
    return just_so or tuple(one for one, title in titles if wanted and wanted in title)


def _plain(text: str) -> str:
    return _BETWEEN.sub("", text).casefold()
