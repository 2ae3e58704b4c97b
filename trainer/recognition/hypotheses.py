"""The other hypotheses of the beam: what else the engine took the same sound for.

A beam search ends with several texts; faster-whisper returns the best one and drops the rest, which cost no time to
keep. `Beam` stands in the place of its CTranslate2 model and keeps them. The best text stays what it was.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from trainer.recognition.repeats import cut_repeats
from trainer.text.normalise import normalise

MOST = 3  # the best one included; more bring more false alarms than phrases (scripts/bench.py match)


class Beam:
    """A CTranslate2 Whisper model that remembers what `generate` gave, for each thread its own."""

    def __init__(self, model: Any) -> None:
        """Everything but `generate` is passed on to `model`."""
        self._model = model
        self._kept = threading.local()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def generate(self, *arguments: Any, **options: Any) -> Any:
        """As CTranslate2's, with the best `MOST` sequences of each result."""
        results = self._model.generate(*arguments, **{"num_hypotheses": MOST, **options})
        self._kept.results = [*getattr(self._kept, "results", ()), *results]
        return results

    def take(self) -> list[Any]:
        """The results of this thread since the last time, and forget them."""
        results: list[Any] = getattr(self._kept, "results", [])
        self._kept.results = []
        return results


def others(pieces: Sequence[Any], results: Sequence[Any], decode: Callable[[list[int]], str]) -> tuple[str, ...]:
    """The other texts of an utterance, the likeliest first; at most `MOST` − 1, none with the characters of another.

    `pieces`: faster-whisper's segments, one for each window of 30 s; `results`: of `generate`, those without a segment
    (silence) included. A window that has no n-th hypothesis stands in the n-th text as in the best one.
    """
    windows, left = [], list(results)
    for piece in pieces:
        at = next((i for i, one in enumerate(left) if list(one.sequences_ids[0]) == list(piece.tokens)), None)
        rest = [] if at is None else [decode(list(ids)) for ids in left[at].sequences_ids[1:]]
        left = left if at is None else left[at + 1 :]
        windows.append((piece.text, *rest))
    longest = max((len(window) for window in windows), default=0)
    joined = ("".join(window[n if n < len(window) else 0] for window in windows) for n in range(longest))
    texts = [cut_repeats(text.strip()) for text in joined]
    different: dict[str, str] = {}
    for text in texts:
        different.setdefault(normalise(text).chars, text)
    return tuple(text for chars, text in different.items() if chars and text is not texts[0])
