"""Whisper: text per utterance, without partial results.

Same sound, same text, in every process: beam search at temperature 0 only. Whisper's usual way out of a bad result is
to sample at rising temperatures, which is random; here a result that repeats itself is decoded once more, still at
temperature 0, with repeated phrases forbidden. No prompt of words (it makes short clips hallucinate, and recognition
is never biased towards the script) and no text of the utterance before as a prompt.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol

from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.audio.stream import Cut
from trainer.errors import RecognitionError
from trainer.recognition.interface import Heard, shift
from trainer.recognition.packing import SURE, Window, in_doubt, likelihood, share_out
from trainer.recognition.utterance_session import UtteranceSession, stretches, words_of
from trainer.recognition.window_decoder import MOST_HYPOTHESES, WINDOW_SECONDS, Decoded, Part
from trainer.text.normalise import normalise

MOST_REPEATS = 3  # of a phrase at the end of a text: 谢谢谢谢, 好的好的好的 are natural
MOST_SINGLE = 5  # of one character: 对对对对, 嗯嗯嗯
DIGITS = frozenset("0123456789零一二三四五六七八九十幺两")  # a telephone number may repeat itself
_REPEATS = re.compile(rf"(.{{1,20}}?)(?:[ ，,、。！!？?]*\1){{{MOST_REPEATS},}}(?P<tail>[ ，,、。！!？?]*)$")


class Decoder(Protocol):
    """Reads windows; see `WindowDecoder`."""

    @property
    def version(self) -> str:
        """The versions of its packages."""
        ...

    def decode(
        self, sounds: Sequence[Samples], *, align: bool = False, again: bool = False, short: bool = False
    ) -> list[Decoded]:
        """The text of each sound of up to 30 s."""
        ...

    def hypotheses(self, parts: Sequence[Part]) -> list[tuple[str, ...]]:
        """The texts that each part of a window may be."""
        ...

    def guess(self, sound: Samples) -> str:
        """What may be said in a few seconds of sound."""
        ...


class WhisperRecogniser:
    """A Whisper model in memory."""

    engine = "whisper"
    streams = False

    def __init__(self, decoder: Decoder, name: str, *, words: bool = False) -> None:
        """`decoder` holds the model of that name; `words` asks for word times, which cost time where one is alone."""
        self.model = name
        self.version = decoder.version
        self.words = words
        self._decoder = decoder

    def open(self, *, cut: bool = True) -> UtteranceSession:
        """A session; see `Recogniser.open`."""
        return UtteranceSession(self.transcribe, cut=cut)

    def transcribe(self, samples: Samples) -> list[Heard]:
        """The text of one utterance, its times from the start of `samples`. Empty where nothing was said."""
        return self._alone([samples])[0]

    def transcribe_many(self, windows: Sequence[Window]) -> list[list[Heard]]:
        """See `Recogniser.transcribe_many`. An utterance whose text is in doubt is heard again, alone."""
        shared = [window for window in windows if len(window.cuts) > 1]
        with _said_in_chinese():
            decoded = self._decoder.decode([window.samples for window in shared], align=True, short=True)
            apart = {cut: own for window, one in zip(shared, decoded, strict=True) for cut, own in _apart(window, one)}
            unsure = [cut for cut, (one, _) in apart.items() if one.likelihood < SURE]
            found = self._decoder.hypotheses([apart[cut][1] for cut in unsure])
        hypotheses = dict(zip(unsure, found, strict=True))
        heard = {
            cut: self._heard(replace(one, others=hypotheses.get(cut, ())), _seconds(cut.samples), part.start)
            for cut, (one, part) in apart.items()
        }
        every = [cut for window in windows for cut in window.cuts]
        rest = [cut for cut in every if cut not in heard]
        heard.update(zip(rest, self._alone([cut.samples for cut in rest], short=True), strict=True))
        return [heard[cut] for cut in every]

    def guess(self, samples: Samples) -> str:
        """See `Recogniser.guess`. Greedy, and the model sees a few seconds instead of a whole window."""
        with _said_in_chinese():
            return cut_repeats(self._decoder.guess(samples))

    def _alone(self, sounds: Sequence[Samples], *, short: bool = False) -> list[list[Heard]]:
        """Each in a window of its own, whole or short; one that is longer than a window in several."""
        pieces = [
            (number, offset, stretch)
            for number, samples in enumerate(sounds)
            for offset, stretch in stretches(samples, WINDOW_SECONDS)
        ]
        with _said_in_chinese():
            decoded = self._decoder.decode([samples for _, _, samples in pieces], align=self.words, short=short)
            again = [at for at, one in enumerate(decoded) if one.repeats]
            better = self._decoder.decode([pieces[at][2] for at in again], align=self.words, again=True, short=short)
        for at, one in zip(again, better, strict=True):
            decoded[at] = one
        found: list[list[Heard]] = [[] for _ in sounds]
        for (number, offset, samples), one in zip(pieces, decoded, strict=True):
            found[number] += [shift(heard, offset) for heard in self._heard(one, _seconds(samples))]
        return found

    def _heard(self, decoded: Decoded, seconds: float, offset: float = 0.0) -> list[Heard]:
        """One Heard of an utterance that begins at `offset` s of its window; [] where there is no text."""
        text = cut_repeats(decoded.text)
        if not text:
            return []
        words = words_of(decoded.pieces, offset, seconds) if self.words else ()
        confidence = min(1.0, math.exp(decoded.likelihood))
        return [Heard(text, words, True, 0.0, seconds, confidence, others(text, decoded.others))]


def _seconds(samples: Samples) -> float:
    return len(samples) / SPEECH_RATE


@contextmanager
def _said_in_chinese() -> Iterator[None]:
    """What the engine raises becomes a RecognitionError."""
    try:
        yield
    except (RuntimeError, ValueError) as error:
        raise RecognitionError("Whisper 识别时出错。请再试一次；还不行就换一段录音。") from error


def _apart(window: Window, decoded: Decoded) -> Iterator[tuple[Cut, tuple[Decoded, Part]]]:
    """What was heard in each utterance of the window whose text is not in doubt, and where it lies."""
    if decoded.repeats or decoded.encoded is None:
        return
    shared = share_out(decoded.pieces, window.speech)
    doubts = in_doubt(shared, window.speech)
    for cut, at, pieces, doubt in zip(window.cuts, window.offsets, shared, doubts, strict=True):
        text = "".join(piece.text for piece in pieces).strip()
        own = Decoded(text, likelihood(pieces), (), pieces)
        if not doubt and not own.repeats:
            yield cut, (own, Part(decoded.encoded, at, at + _seconds(cut.samples)))


def others(text: str, hypotheses: Sequence[str]) -> tuple[str, ...]:
    """The other texts of an utterance, the likeliest first, no two of equal characters.

    >>> others("您好", ["您好。", "您号", "", "你好"])
    ('您号',)
    """
    different = {normalise(text).chars: text}
    for one in map(cut_repeats, hypotheses):
        different.setdefault(normalise(one).chars, one)
    return tuple(one for chars, one in different.items() if chars and one is not text)[: MOST_HYPOTHESES - 1]


def cut_repeats(text: str) -> str:
    """The text, with a phrase that is repeated at its end kept once where people would not say it so often.

    Whisper sometimes writes the end of a short clip over and over.

    >>> cut_repeats("请稍等谢谢大家谢谢大家谢谢大家谢谢大家")
    '请稍等谢谢大家'
    >>> cut_repeats("好的好的")
    '好的好的'
    """
    found = _REPEATS.search(text)
    if found is None:
        return text
    phrase = found[1]
    natural = len(phrase) == 1 and found[0].count(phrase) <= MOST_SINGLE
    if natural or DIGITS.issuperset(phrase):
        return text
    return text[: found.start()] + phrase + found["tail"]
