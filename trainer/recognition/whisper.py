"""Whisper through faster-whisper on the CPU (int8). Writes text per utterance; there are no partial results.

Same sound, same text, in every process: beam search at temperature 0 only. Whisper's usual way out of a bad result is
to sample at rising temperatures, which is random; here a result that repeats itself is decoded once more, still at
temperature 0, with repeated phrases forbidden. No `initial_prompt` (it makes short clips hallucinate, and recognition
is never biased towards the script) and no text of the utterance before as a prompt.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.audio.stream import Utterances
from trainer.call import Word
from trainer.errors import ModelError, RecognitionError
from trainer.recognition.hypotheses import Beam, others
from trainer.recognition.interface import Closing, Heard, shift
from trainer.recognition.lazy import without
from trainer.recognition.repeats import cut_repeats

THREADS = 4  # at most; more gain little on one utterance
SHORTEST = 0.1  # s; less is not worth asking
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


class WhisperRecogniser:
    """A Whisper model in memory."""

    engine = "whisper"
    streams = False

    def __init__(self, folder: Path, name: str, *, words: bool = False) -> None:
        """Load the model from `folder`; `words` asks for word times, which cost about a third more time.

        Raises ModelError where faster-whisper or the model is missing or broken.
        """
        self.model = name
        self.words = words
        self._model = _load(folder)
        self._beam = self._model.model = Beam(self._model.model)

    def open(self, *, cut: bool = True) -> WhisperSession:
        """A session; see `Recogniser.open`."""
        return WhisperSession(self, cut=cut)

    def transcribe(self, samples: Samples) -> list[Heard]:
        """The text of one utterance, its times from the start of `samples`. Empty where nothing was said."""
        if len(samples) < SHORTEST * SPEECH_RATE:
            return []
        try:
            pieces = self._decode(samples, OPTIONS)
            if any(piece.compression_ratio > REPEATING for piece in pieces):
                pieces = self._decode(samples, OPTIONS | AGAIN)
        except (RuntimeError, ValueError) as error:
            raise RecognitionError(f"Whisper 识别时出错（{error}）。请再试一次；还不行就换一段录音。") from error
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


def _load(folder: Path) -> Any:
    """The model; the only place that imports faster-whisper."""
    if not (folder / "model.bin").is_file():
        raise ModelError(f"{folder} 里没有 Whisper 模型（缺 model.bin）。请运行：trainer models pull whisper-base")
    try:
        with without("av"):  # it decodes files with PyAV, which we never ask for: 0.3 s and 30 MB saved
            from faster_whisper import WhisperModel
    except ImportError as error:
        raise ModelError("还没有安装 Whisper 引擎。请运行：pip install faster-whisper") from error
    threads = min(THREADS, os.cpu_count() or 1)
    try:
        return WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads, num_workers=1, local_files_only=True
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(
            f"{folder} 里的 Whisper 模型打不开（{error}）。请运行 trainer models verify 检查，再重新下载。"
        ) from error
