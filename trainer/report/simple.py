"""What a speech engine wrote, in the characters the trainee reads: Whisper writes traditional ones and narrow marks.

For the screen only. One character becomes one character, so every offset stays right.
"""

from __future__ import annotations

import re
from dataclasses import replace

from trainer.call import Utterance
from trainer.scorecard import Evidence, Scorecard, Verdict
from trainer.text.normalise import simplify

_WIDE = str.maketrans(",?!;:", "，？！；：")
_NARROW = re.compile(r"(?<![!-~])[,?!;:]|[,?!;:](?![!-~])")  # not in 1,000 or 9:30


def simplified(card: Scorecard) -> Scorecard:
    """The same card with the recognised words in simplified characters; what was typed stays as it was typed."""
    if not any(utterance.recognised for utterance in card.call.utterances):
        return card
    said = tuple(_utterance(utterance) for utterance in card.call.utterances)
    return replace(
        card,
        call=replace(card.call, utterances=said),
        verdicts=tuple(_verdict(card, verdict) for verdict in card.verdicts),
        review=tuple(
            replace(one, said=simple(one.said)) if _recognised(card, one.utterance) else one for one in card.review
        ),
    )


def simple(text: str) -> str:
    """The text in simplified characters and with Chinese marks, as long as before."""
    return _NARROW.sub(lambda found: found[0].translate(_WIDE), "".join(simplify(char) for char in text))


def _utterance(utterance: Utterance) -> Utterance:
    if not utterance.recognised:
        return utterance
    words = tuple(replace(word, text=simple(word.text)) for word in utterance.words)
    return replace(utterance, text=simple(utterance.text), words=words)


def _verdict(card: Scorecard, verdict: Verdict) -> Verdict:
    evidence = tuple(_evidence(card, one) for one in verdict.evidence)
    return verdict if evidence == verdict.evidence else replace(verdict, why=simple(verdict.why), evidence=evidence)


def _evidence(card: Scorecard, evidence: Evidence) -> Evidence:
    if evidence.said is None or not _recognised(card, evidence.utterance):
        return evidence
    return replace(evidence, said=simple(evidence.said))


def _recognised(card: Scorecard, place: int | None) -> bool:
    inside = place is not None and 0 <= place < len(card.call.utterances)
    return inside and card.call.utterances[place or 0].recognised
