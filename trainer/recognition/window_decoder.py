"""The model of Whisper on the CPU (int8), asked for windows of 30 s and for parts of them.

The encoder takes most of the time, as much for 3 s of sound as for 30. What it made of a window full of utterances is
cut apart: everything but one utterance's part is replaced by what the encoder makes of silence, and the decoder reads
that one alone. So nothing of a text can move to a neighbour, and each text has its own likelihood and hypotheses.

What comes out of a sound does not depend on what else is in the batch: CTranslate2 keeps the sums of each row apart.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.call import Word
from trainer.errors import ModelError

Encoded = npt.NDArray[np.float32]  # (FRAMES, width of the model): what the encoder made of a window

THREADS = 4  # at most; more gain little on one utterance
WINDOW_SECONDS = 30  # of sound, which the model takes at a time
FRAMES = 1500  # of the encoder in a window
FRAME = WINDOW_SECONDS / FRAMES  # s
BEFORE = 0.3  # s of an utterance's part before its sound; where an utterance is cut out tightly its first word needs it
AFTER = 0.7  # s after it
WINDOWS_AT_ONCE = 4  # encoded; 37 MB each
PARTS_AT_ONCE = 4  # decoded; 37 MB each
MOST_TOKENS = 224  # of a window's text, as Whisper was trained
MOST_HYPOTHESES = 3  # with the best one; more bring more false alarms than phrases (scripts/bench.py match)
OPTIONS: dict[str, Any] = {
    "beam_size": 5,
    "patience": 1,
    "length_penalty": 1,
    "max_length": 2 * MOST_TOKENS,
    "num_hypotheses": MOST_HYPOTHESES,
    "return_scores": True,
    "return_no_speech_prob": True,
    "suppress_blank": True,
}
AGAIN: dict[str, Any] = {"no_repeat_ngram_size": 4, "repetition_penalty": 1.1}
NO_SPEECH = 0.6  # probability of silence above which a text …
UNLIKELY = -1.0  # … of a lower mean log probability than this is dropped (OpenAI's thresholds)


@dataclass(frozen=True, slots=True)
class Part:
    """Where an utterance lies in an encoded window."""

    encoded: Encoded
    start: float = 0.0  # s of the window
    end: float = WINDOW_SECONDS  # s of the window
    alone: bool = True  # nothing else is in the window

    @property
    def first(self) -> int:
        """Its first frame, margin included."""
        return max(0, round((self.start - BEFORE) / FRAME))

    @property
    def last(self) -> int:
        """The frame after its last one, margin included."""
        return min(FRAMES, round((self.end + AFTER) / FRAME))


@dataclass(frozen=True, slots=True)
class Decoded:
    """What was heard in a part; an empty text where nobody spoke."""

    text: str
    likelihood: float = 0.0  # mean log probability of its tokens, the end of the text included
    others: tuple[str, ...] = ()  # the other texts of the beam, the likeliest first
    words: tuple[Word, ...] = ()  # s from the part's start

    @property
    def repetition(self) -> float:
        """Length ÷ compressed length (UTF-8, zlib): high where a text repeats itself."""
        raw = self.text.encode()
        return len(raw) / len(zlib.compress(raw))


class WindowDecoder:
    """A Whisper model in memory. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        """Load the model from `folder`. Raises ModelError where faster-whisper or the model is missing or broken."""
        self._whisper, self._tokenizer, self._options, self._view = _load(folder)

    def encode(self, sounds: Sequence[Samples]) -> list[Encoded]:
        """What the encoder makes of each sound, of 30 s at most: one after another, so that it matches the silence."""
        found: list[Encoded] = []
        for at in range(0, len(sounds), WINDOWS_AT_ONCE):
            features = np.stack([self._features(sound) for sound in sounds[at : at + WINDOWS_AT_ONCE]])
            found.extend(np.array(self._whisper.model.encode(self._view(features), to_cpu=True)))
        return found

    def decode(self, parts: Sequence[Part], *, words: bool = False, again: bool = False) -> list[Decoded]:
        """The text of each part. `again`: phrases may not repeat. `words`: word times too, which cost time."""
        found: list[Decoded] = []
        for at in range(0, len(parts), PARTS_AT_ONCE):
            found.extend(self._decode(parts[at : at + PARTS_AT_ONCE], words, AGAIN if again else {}))
        return found

    def _features(self, sound: Samples) -> npt.NDArray[np.float32]:
        """Mel features, silence after them as Whisper was trained."""
        width = 2 * FRAMES
        features = self._whisper.feature_extractor(sound)[:, :-1][:, :width]
        return np.pad(features, ((0, 0), (0, width - features.shape[1])))

    @cached_property
    def _silence(self) -> Encoded:
        """What the encoder makes of 30 s without sound."""
        return self.encode([np.zeros(SPEECH_RATE, dtype=np.float32)])[0]

    def _frames(self, part: Part) -> Encoded:
        if part.alone:
            return part.encoded
        frames = self._silence.copy()
        frames[part.first : part.last] = part.encoded[part.first : part.last]
        return frames

    def _decode(self, parts: Sequence[Part], words: bool, more: dict[str, Any]) -> Iterator[Decoded]:
        view = self._view(np.stack([self._frames(part) for part in parts]))
        prompt = [*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps]
        results = self._whisper.model.generate(view, [prompt] * len(parts), **self._options, **more)
        ends = [2 * part.last for part in parts]
        best = [result.sequences_ids[0] for result in results]
        aligned = (
            self._whisper.model.align(view, self._tokenizer.sot_sequence, best, ends, median_filter_width=7)
            if words
            else [None] * len(parts)
        )
        for part, result, alignment in zip(parts, results, aligned, strict=True):
            tokens = result.sequences_ids[0]
            likelihood = result.scores[0] * len(tokens) / (len(tokens) + 1)
            text, *others = (self._tokenizer.decode(ids).strip() for ids in result.sequences_ids)
            if not text or (result.no_speech_prob > NO_SPEECH and likelihood < UNLIKELY):
                yield Decoded("")
                continue
            said = () if alignment is None else self._words(tokens, alignment, part)
            yield Decoded(text, likelihood, tuple(others), said)

    def _words(self, tokens: list[int], alignment: Any, part: Part) -> tuple[Word, ...]:
        """Word times by forced alignment; punctuation belongs to the word before."""
        starts: dict[int, float] = {}
        for token, frame in alignment.alignments:
            starts.setdefault(token, max(0.0, frame * FRAME - part.start))
        found: list[Word] = []
        at = 0
        for text, ids in zip(*self._tokenizer.split_to_word_tokens([*tokens, self._tokenizer.eot]), strict=True):
            after = at + len(ids)
            if at >= len(tokens):
                break
            start = starts.get(at, found[-1].end if found else 0.0)
            word = Word(text.strip(), start, max(start, starts.get(after, start)))
            if any(char.isalnum() for char in text):
                sure = float(np.mean(alignment.text_token_probs[at:after]))
                found.append(Word(word.text, word.start, word.end, sure))
            elif found:
                found[-1] = Word(found[-1].text + word.text, found[-1].start, word.end, found[-1].confidence)
            at = after
        return tuple(found)


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


def _load(folder: Path) -> tuple[Any, Any, dict[str, Any], Callable[[Any], Any]]:
    """The model, its tokenizer and options, what makes CTranslate2's view of an array; alone imports these packages."""
    if not (folder / "model.bin").is_file():
        raise ModelError(f"{folder} 里没有 Whisper 模型（缺 model.bin）。请运行：trainer models pull whisper-base")
    try:
        with without("av"):  # it decodes files with PyAV, which we never ask for: 0.3 s and 30 MB saved
            from ctranslate2 import StorageView
            from faster_whisper import WhisperModel
            from faster_whisper.tokenizer import Tokenizer
            from faster_whisper.transcribe import get_suppressed_tokens
    except ImportError as error:
        raise ModelError("还没有安装 Whisper 引擎。请运行：pip install faster-whisper") from error
    threads = min(THREADS, os.cpu_count() or 1)
    try:
        whisper = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads, num_workers=1, local_files_only=True
        )
        tokenizer = Tokenizer(whisper.hf_tokenizer, True, task="transcribe", language="zh")
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(
            f"{folder} 里的 Whisper 模型打不开：文件坏了或不全。请运行 trainer models verify 检查，再重新下载。"
        ) from error
    options = OPTIONS | {"suppress_tokens": get_suppressed_tokens(tokenizer, [-1])}
    return whisper, tokenizer, options, lambda array: StorageView.from_array(np.ascontiguousarray(array))
