"""The model of Whisper on the CPU (int8), asked for windows of up to 30 s.

What comes out of a sound does not depend on what else is in the batch: CTranslate2 keeps the sums of each row apart.
"""

from __future__ import annotations

import math
import os
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.errors import ModelError
from trainer.recognition.packing import Piece

THREADS = 4  # at most; more gain little on one utterance
WINDOW_SECONDS = 30  # of sound, which the model takes at a time
FRAMES = 3000  # of mel features in a window
FRAME = 0.02  # s; of the encoder, and what alignment counts in
BEFORE, AFTER = 0.3, 0.7  # s of silence around an utterance that belong to its part of an encoded window
SILENCE = 4.0  # s of silence after a part at least; with less the decoder says the same over and over
STEP = 250  # encoder frames, 5 s; sounds and parts are filled up to a multiple, so that many are equally long
QUIET_END = 7.0  # s of silence after a sound at least, up to a whole window: the model is never cut off in a word
PARTS_AT_ONCE = 4  # decoded together
GUESS_PADDING = 5  # s of silence after the sound of a guess; with one or none the model makes things up
GUESS_TOKENS = 12  # of text a second at most: people say six characters a second, of two tokens at times
AT_ONCE = 2  # windows decoded together; each more costs 140 MB and gains nothing measurable
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
REPEATING = 2.4  # compression ratio above which a text repeats itself (OpenAI's own threshold)
NO_SPEECH = 0.6  # probability of silence above which a text …
UNLIKELY = -1.0  # … of a lower mean log probability than this is dropped (OpenAI's thresholds)


Encoded = npt.NDArray[np.float32]  # (1500, width of the model)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Where an utterance lies in a window, in s."""

    encoded: Encoded
    start: float
    end: float


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """What was heard in a window; an empty text where nobody spoke."""

    text: str
    likelihood: float = 0.0  # mean log probability of its tokens, the end of the text included
    others: tuple[str, ...] = ()  # the other texts of the beam, the likeliest first
    pieces: tuple[Piece, ...] = ()  # the text by words, where alignment was asked for
    encoded: Encoded | None = None  # with them: what the encoder made of the window

    @property
    def repeats(self) -> bool:
        """The text says the same over and over."""
        return repetition(self.text) > REPEATING


def repetition(text: str) -> float:
    """Length ÷ compressed length of the text in UTF-8: high where it repeats itself."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw))


def package_versions() -> str:
    """The versions of the engine's packages. Raises PackageNotFoundError where one is missing."""
    return ", ".join(f"{name} {version(name)}" for name in ("faster-whisper", "ctranslate2"))


def _frames(seconds: float) -> int:
    """Mel features of the shortened window in which a sound of that length is heard; the model takes FRAMES at most."""
    return min(FRAMES, math.ceil((seconds + QUIET_END) / FRAME / STEP) * STEP * 2)


def _alike(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """The places of equal lengths, `most` of them together: what shares a batch is equally long."""
    for length in sorted(set(lengths)):
        same = [at for at, one in enumerate(lengths) if one == length]
        yield from (same[first : first + most] for first in range(0, len(same), most))


class WindowDecoder:
    """A Whisper model in memory. Threads may share it."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Load the model from `folder`. Raises ModelError where faster-whisper or the model is missing or broken.

        `threads` to compute with; None: as many as there are cores, at most THREADS.
        """
        threads = threads or min(THREADS, os.cpu_count() or 1)
        self._whisper, self._tokenizer, self._options, self._view = _load(folder, threads)
        self.version = package_versions()

    def decode(
        self, sounds: Sequence[Samples], *, align: bool = False, again: bool = False, short: bool = False
    ) -> list[Decoded]:
        """The text of each sound of up to 30 s. `align`: pieces too; `again`: phrases may not repeat.

        `short`: in a window that is hardly longer than the sound, in half of the time and more; it may err elsewhere.
        """
        frames = [_frames(len(sound) / SPEECH_RATE) if short else FRAMES for sound in sounds]
        found: list[Decoded] = [Decoded("")] * len(sounds)
        for some in _alike(frames, AT_ONCE):
            decoded = self._decode([sounds[at] for at in some], frames[some[0]], align, AGAIN if again else {})
            for at, one in zip(some, decoded, strict=True):
                found[at] = one
        return found

    def guess(self, sound: Samples) -> str:
        """What may be said in a few seconds of sound, greedily, in a third of the time; it errs more often."""
        padded = np.pad(sound, (0, GUESS_PADDING * SPEECH_RATE))
        features = self._whisper.feature_extractor(padded)[:, :FRAMES]
        even = features[:, : features.shape[1] // 2 * 2]
        encoded = self._whisper.model.encode(self._view(even[None]), to_cpu=False)
        prompt = [*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps]
        most = round(len(sound) / SPEECH_RATE * GUESS_TOKENS) + len(prompt)
        options = self._options | {"beam_size": 1, "num_hypotheses": 1, "max_length": most}
        (result,) = self._whisper.model.generate(encoded, [prompt], **options)
        text: str = self._tokenizer.decode(result.sequences_ids[0]).strip()
        return "" if result.no_speech_prob > NO_SPEECH else text

    def _decode(self, sounds: Sequence[Samples], frames: int, align: bool, more: dict[str, Any]) -> Iterator[Decoded]:
        features = [self._whisper.feature_extractor(sound)[:, :-1][:, :frames] for sound in sounds]
        lengths = [one.shape[1] for one in features]
        padded = [np.pad(one, ((0, 0), (0, frames - one.shape[1]))) for one in features]
        encoded = self._whisper.model.encode(self._view(np.stack(padded)), to_cpu=False)
        start = self._tokenizer.sot_sequence
        prompt = [*start, self._tokenizer.no_timestamps]
        results = self._whisper.model.generate(encoded, [prompt] * len(sounds), **self._options, **more)
        tokens = [result.sequences_ids[0] for result in results]
        aligned = [None] * len(sounds)
        if align:
            aligned = self._whisper.model.align(encoded, start, tokens, lengths, median_filter_width=7)
        kept = np.array(encoded) if align else [None] * len(sounds)
        for result, alignment, own in zip(results, aligned, kept, strict=True):
            yield self._read(result, alignment, own)

    def hypotheses(self, parts: Sequence[Part]) -> list[tuple[str, ...]]:
        """The texts of the beam for each part, the likeliest first, without encoding its sound again.

        A part read by itself errs more often than the window's text, but it errs elsewhere.
        """
        laid = [self._laid(part) for part in parts]
        found: list[tuple[str, ...]] = [()] * len(parts)
        prompt = [*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps]
        for some in _alike([len(one) for one in laid], PARTS_AT_ONCE):
            view = self._view(np.stack([laid[at] for at in some]))
            results = self._whisper.model.generate(view, [prompt] * len(some), **self._options)
            for at, result in zip(some, results, strict=True):
                found[at] = tuple(self._tokenizer.decode(ids).strip() for ids in result.sequences_ids)
        return found

    def _laid(self, part: Part) -> Encoded:
        """The part's frames, and after them those of the end of a silent window."""
        first = max(0, round((part.start - BEFORE) / FRAME))
        own = part.encoded[first : round((part.end + AFTER) / FRAME)]
        length = math.ceil((len(own) + SILENCE / FRAME) / STEP) * STEP
        return np.concatenate((own, self._silence[len(own) - length :]))

    @cached_property
    def _silence(self) -> Encoded:
        second = np.zeros(SPEECH_RATE, dtype=np.float32)
        (decoded,) = self._decode([second], FRAMES, True, {})
        assert decoded.encoded is not None
        return decoded.encoded

    def _read(self, result: Any, alignment: Any | None, encoded: Encoded | None) -> Decoded:
        tokens = result.sequences_ids[0]
        likelihood = result.scores[0] * len(tokens) / (len(tokens) + 1)
        text, *others = (self._tokenizer.decode(ids).strip() for ids in result.sequences_ids)
        if not text or (result.no_speech_prob > NO_SPEECH and likelihood < UNLIKELY):
            return Decoded("", encoded=encoded)
        pieces = () if alignment is None else self._pieces(tokens, alignment)
        return Decoded(text, likelihood, tuple(others), pieces, encoded)

    def _pieces(self, tokens: list[int], alignment: Any) -> tuple[Piece, ...]:
        starts: dict[int, float] = {}
        for token, frame in alignment.alignments:
            starts.setdefault(token, frame * FRAME)
        found: list[Piece] = []
        at = 0
        words, ids_of_words = self._tokenizer.split_to_word_tokens([*tokens, self._tokenizer.eot])
        for word, ids in zip(words[:-1], ids_of_words[:-1], strict=True):
            after = at + len(ids)
            start = starts.get(at, found[-1].end if found else 0.0)
            end = max(start, starts.get(after, start))
            found.append(Piece(word, start, end, tuple(alignment.text_token_probs[at:after])))
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


def _load(folder: Path, threads: int) -> tuple[Any, Any, dict[str, Any], Callable[[Any], Any]]:
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
