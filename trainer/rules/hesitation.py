"""Where a filler word stands as a hesitation: 那个，… but not 那个房间."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trainer.call import Utterance
from trainer.text.thresholds import HESITATION_PAUSE

_AFTER = re.compile(r"\W|$")


def places(utterance: Utterance, fillers: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Half-open code points of each hesitation; a filler said over and over (嗯嗯嗯) is one.

    A single character (嗯, 呃) always counts. A longer filler counts where a punctuation mark, the end, or a pause of
    0.3 s follows, or where it is said twice in a row.
    """
    wording = "|".join(re.escape(filler) for filler in sorted(set(fillers), key=lambda one: (-len(one), one)))
    for found in re.finditer(rf"(?P<one>{wording})(?:[\s，,、…]*(?P<more>(?P=one)))*", utterance.text):
        certain = len(found["one"]) == 1 or found["more"] is not None
        if certain or _AFTER.match(utterance.text, found.end()) or _pause_at(utterance, found.end()):
            yield found.start(), found.end()


def _pause_at(utterance: Utterance, char: int) -> bool:
    at = 0
    for word, following in zip(utterance.words, utterance.words[1:], strict=False):
        at = utterance.text.find(word.text.strip(), at) + len(word.text.strip())
        if at >= char:
            return at == char and round(following.start - word.end, 3) >= HESITATION_PAUSE
    return False
