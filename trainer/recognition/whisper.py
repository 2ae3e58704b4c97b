"""Whisper through faster-whisper on the CPU (int8). Writes text per utterance; there are no partial results.

Same sound, same text, in every process: beam search at temperature 0 only. Whisper's usual way out of a bad result is
to sample at rising temperatures, which is random; here a result that repeats itself is decoded once more, still at
temperature 0, with repeated phrases forbidden. No `initial_prompt` (it makes short clips hallucinate, and recognition
is never biased towards the script) and no text of the utterance before as a prompt.
"""

from __future__ import annotations

import math
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.audio.stream import Utterances
from trainer.call import Word
from trainer.errors import ModelError, RecognitionError
from trainer.recognition.interface import Closing, Heard, shift
from trainer.text.normalise import normalise

THREADS = 4  # at most; more gain little on one utterance
MIN_SECONDS = 0.1  # s of sound; the model is not asked about less
REPEATING = 2.4  # compression ratio above which a text repeats itself (OpenAI's own threshold)
OPTIONS: dict[str, Any] = {
    "language": "zh",
    "task": "transcribe",
    "beam_size": 5,
    "temperature": 0.0,
    "compression_ratio_threshold": REPEATING,
    "log_prob_threshold": -1.0,  # with no_speech_threshold: unlikely text over likely silence is dropped
    "no_speech_threshold": 0.6,
    "condition_on_previous_text": False,
    "initial_prompt": None,
    "without_timestamps": True,  # CER .112 → .098 on 48 replies, and fewer tokens to decode
    "vad_filter": False,  # our VAD has cut already
}
AGAIN: dict[str, Any] = {"no_repeat_ngram_size": 4, "repetition_penalty": 1.1}
MOST_HYPOTHESES = 3  # with the best one; more bring more false alarms than phrases (scripts/bench.py match)

MOST_REPEATS = 3  # of a phrase at the end of a text: 谢谢谢谢, 好的好的好的 are natural
MOST_SINGLE = 5  # of one character: 对对对对, 嗯嗯嗯
DIGITS = frozenset("0123456789零一二三四五六七八九十幺两")  # a telephone number may repeat itself
_REPEATS = re.compile(rf"(.{{1,20}}?)(?:[ ，,、。！!？?]*\1){{{MOST_REPEATS},}}(?P<tail>[ ，,、。！!？?]*)$")


class Beam:
    """Wraps faster-whisper's CTranslate2 model and keeps the other hypotheses of its beam search, per thread.

    A beam search ends with several texts; faster-whisper returns the best one and drops the rest, which cost no time
    to keep. The best text stays what it was.
    """

    def __init__(self, model: Any) -> None:
        """Everything but `generate` is passed on to `model`."""
        self._model = model
        self._kept = threading.local()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def generate(self, *arguments: Any, **options: Any) -> Any:
        """CTranslate2's `generate`, with the best `MOST_HYPOTHESES` sequences of each result."""
        results = self._model.generate(*arguments, **{"num_hypotheses": MOST_HYPOTHESES, **options})
        self._kept.results = [*getattr(self._kept, "results", ()), *results]
        return results

    def take(self) -> list[Any]:
        """The results of this thread since the last call; they are then forgotten."""
        results: list[Any] = getattr(self._kept, "results", [])
        self._kept.results = []
        return results


class WhisperRecogniser:
    """A Whisper model in memory."""

    engine = "whisper"
    streams = False

    def __init__(self, folder: Path, name: str, *, words: bool = False, threads: int | None = None) -> None:
        """Load the model from `folder`; `words` asks for word times, which cost about a third more time.

        `threads` to compute with; None: as many as there are cores, at most THREADS. Raises ModelError where
        faster-whisper or the model is missing or broken.
        """
        self.model = name
        self.words = words
        self._model = _load(folder, threads or min(THREADS, os.cpu_count() or 1))
        self._beam = self._model.model = Beam(self._model.model)

    def open(self, *, cut: bool = True) -> WhisperSession:
        """A session; see `Recogniser.open`."""
        return WhisperSession(self, cut=cut)

    def transcribe(self, samples: Samples) -> list[Heard]:
        """The text of one utterance, its times from the start of `samples`. Empty where nothing was said."""
        if len(samples) < MIN_SECONDS * SPEECH_RATE:
            return []
        try:
            pieces = self._decode(samples, OPTIONS)
            if any(piece.compression_ratio > REPEATING for piece in pieces):
                pieces = self._decode(samples, OPTIONS | AGAIN)
        except (RuntimeError, ValueError) as error:
            raise RecognitionError("Whisper 识别时出错。请再试一次；还不行就换一段录音。") from error
        hypotheses = others(pieces, self._beam.take(), self._model.hf_tokenizer.decode)
        return _heard(pieces, len(samples) / SPEECH_RATE, hypotheses)

    def _decode(self, samples: Samples, options: dict[str, Any]) -> list[Any]:
        self._beam.take()
        pieces, _ = self._model.transcribe(samples, word_timestamps=self.words, **options)
        return list(pieces)


class WhisperSession(Closing):
    """Collects sound, lets our VAD cut it into utterances and asks Whisper for each."""

    def __init__(self, recogniser: WhisperRecogniser, *, cut: bool) -> None:
        """`cut=False`: everything up to `finish` is one utterance."""
        self._recogniser = recogniser
        self._utterances = Utterances() if cut else None
        self._pieces: list[Samples] = []

    def feed(self, chunk: Samples) -> list[Heard]:
        """The texts of the utterances that ended in this piece."""
        self._check_open()
        if self._utterances is None:
            self._pieces.append(chunk)
            return []
        return [heard for cut in self._utterances.feed(chunk) for heard in self._ask(cut.samples, cut.offset)]

    def finish(self) -> list[Heard]:
        """The text of what is still open."""
        self._check_open()
        if self._utterances is None:
            samples = np.concatenate(self._pieces) if self._pieces else np.zeros(0, dtype=np.float32)
            self._pieces = []
            return self._ask(samples, 0.0)
        return [heard for cut in self._utterances.finish() for heard in self._ask(cut.samples, cut.offset)]

    def _ask(self, samples: Samples, offset: float) -> list[Heard]:
        return [shift(heard, offset) for heard in self._recogniser.transcribe(samples)]


def _heard(pieces: Sequence[Any], seconds: float, hypotheses: tuple[str, ...]) -> list[Heard]:
    """One Heard for Whisper's segments of one utterance; [] where there is no text."""
    text = cut_repeats("".join(piece.text for piece in pieces).strip())
    if not text:
        return []
    words = tuple(
        Word(str(w.word).strip(), float(w.start), float(w.end), float(w.probability))
        for piece in pieces
        for w in piece.words or ()
    )
    tokens = sum(len(piece.tokens) for piece in pieces)
    likely = sum(piece.avg_logprob * len(piece.tokens) for piece in pieces) / max(1, tokens)
    end = min(seconds, float(pieces[-1].end))
    likelihood = min(1.0, math.exp(likely))
    return [Heard(text, words, True, float(pieces[0].start), end, likelihood, hypotheses)]


def others(pieces: Sequence[Any], results: Sequence[Any], decode: Callable[[list[int]], str]) -> tuple[str, ...]:
    """The other texts of an utterance, the likeliest first: at most `MOST_HYPOTHESES` − 1, no two of equal characters.

    `pieces`: faster-whisper's segments, one for each window of 30 s; `results`: what `generate` gave, also for windows
    without a segment (silence). Where a window has no n-th hypothesis, the n-th text has its best one.
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


class _Absent(ModuleType):
    """Stands in for a module nobody calls; using it is an ImportError."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        raise ImportError(f"{self.__name__}.{name}: not loaded")


@contextmanager
def without(name: str) -> Iterator[None]:
    """Let `import name` give an empty stand-in for a while; a module that is loaded already stays."""
    if name in sys.modules:
        yield
        return
    stand_in = _Absent(name)
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]


def _load(folder: Path, threads: int) -> Any:
    """The model; the only place that imports faster-whisper."""
    if not (folder / "model.bin").is_file():
        raise ModelError(f"{folder} 里没有 Whisper 模型（缺 model.bin）。请运行：trainer models pull whisper-base")
    try:
        with without("av"):  # it decodes files with PyAV, which we never ask for: 0.3 s and 30 MB saved
            from faster_whisper import WhisperModel
    except ImportError as error:
        raise ModelError("还没有安装 Whisper 引擎。请运行：pip install faster-whisper") from error
    try:
        return WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads, num_workers=1, local_files_only=True
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(
            f"{folder} 里的 Whisper 模型打不开：文件坏了或不全。请运行 trainer models verify 检查，再重新下载。"
        ) from error
