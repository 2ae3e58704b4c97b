"""SenseVoice: text per utterance with the time of each word, through sherpa-onnx.

Same sound, same text, in every process and beside whatever else is heard: each utterance is computed alone.
(sherpa-onnx can take several at once, but the int8 model scales its numbers by the largest of all that are in a batch.)
Not biased towards the script, no inverse text normalisation: 一三八 stays as it was said. The model gives no
probabilities.

sherpa-onnx ends the process where a model is not what it expects, so a model is looked at before it is opened.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from trainer.audio.library_noise import SHERPA, kept_off_the_screen
from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.errors import ModelError, RecognitionError, reason
from trainer.recognition.interface import Heard, one_by_one, quick_guess, shift
from trainer.recognition.onnx_outline import read_outline
from trainer.recognition.packing import Piece, Window
from trainer.recognition.utterance_session import UtteranceSession, stretches, words_of
from trainer.regular_file import read

MODELS = ("model.int8.onnx", "model.onnx")  # the quicker one first
TOKENS = "tokens.txt"
LONGEST = 30.0  # s of sound that the model takes at a time, as its makers say
THREADS = 4  # at most; more gain little on one utterance
BANDS = 80  # of the spectrum; what sherpa-onnx computes for the model
MOST_TOKENS = 10_000_000  # bytes of the list of tokens
INPUTS = 4  # sound, its length, language, text normalisation
NUMBERS = (
    *("vocab_size", "lfr_window_size", "lfr_window_shift", "normalize_samples", "with_itn", "without_itn"),
    *("lang_auto", "lang_zh", "lang_en", "lang_ja", "lang_ko", "lang_yue"),
)
ROWS = ("neg_mean", "inv_stddev")
_TAG = re.compile(r"<\|[^|]*\|>")


def package_versions() -> str:
    """The version of the engine's package. Raises PackageNotFoundError where it is missing."""
    return f"sherpa-onnx {version('sherpa-onnx')}"


class SenseVoiceRecogniser:
    """A SenseVoice model in memory. Threads may share it."""

    engine = "sensevoice"
    streams = False

    def __init__(self, folder: Path, name: str, threads: int | None = None) -> None:
        """Load the model from `folder`. Raises ModelError where sherpa-onnx or the model is missing or broken.

        `threads` to compute with; None: as many as there are cores, at most THREADS. They do not change a text.
        """
        self.model = name
        self._sherpa = _load(folder, name, threads or min(THREADS, os.cpu_count() or 1))
        self.version = package_versions()

    def open(self, *, cut: bool = True) -> UtteranceSession:
        """A session; see `Recogniser.open`."""
        return UtteranceSession(self.transcribe, cut=cut)

    def transcribe(self, samples: Samples) -> list[Heard]:
        """The text of one utterance, its times from the start of `samples`. Empty where nothing was said."""
        return [
            shift(heard, offset)
            for offset, stretch in stretches(samples, LONGEST)
            for heard in _heard(_decode(self._sherpa, stretch), len(stretch) / SPEECH_RATE)
        ]

    def transcribe_many(self, windows: Sequence[Window]) -> list[list[Heard]]:
        """See `Recogniser.transcribe_many`."""
        return one_by_one(self, windows)

    def guess(self, samples: Samples) -> str:
        """See `Recogniser.guess`; the model has no quicker way."""
        return quick_guess(self, samples)


def _decode(sherpa: Any, samples: Samples) -> Any:
    """What sherpa-onnx makes of a sound. It reports trouble in English on the error stream and gives nothing at all.

    Every real result begins with tags: language, feeling, kind of sound. Without them it is asked again to see whether
    there was trouble.
    """
    try:
        if (result := _asked(sherpa, samples)).lang:
            return result
        with kept_off_the_screen(SHERPA) as complaints:
            result = _asked(sherpa, samples)
    except (RuntimeError, ValueError, LookupError) as error:
        raise _trouble() from error
    if complaints:
        raise _trouble()
    return result


def _asked(sherpa: Any, samples: Samples) -> Any:
    stream = sherpa.create_stream()
    stream.accept_waveform(SPEECH_RATE, np.ascontiguousarray(samples, dtype=np.float32))
    sherpa.decode_stream(stream)
    return stream.result


def _trouble() -> RecognitionError:
    return RecognitionError("SenseVoice 识别时出错。请再试一次；还不行就换一段录音。")


def _heard(result: Any, seconds: float) -> list[Heard]:
    """One Heard of a sound of that length; [] where there is no text."""
    pieces = tuple(pieces_of(result.tokens, result.timestamps, seconds))
    text = "".join(piece.text for piece in pieces).strip()
    return [Heard(text, words_of(pieces, 0.0, seconds), True, 0.0, seconds)] if text else []


def pieces_of(tokens: Sequence[str], starts: Sequence[float], seconds: float) -> Iterator[Piece]:
    """The words of a sound of that length: Chinese by characters, other writing as its spaces part it; no tags.

    The model tells when each token begins; a word lasts until the next one does.

    >>> [(piece.text, piece.end) for piece in pieces_of(["<|zh|>", "您", " o", "k"], [0.0, 0.1, 0.4, 0.5], 1.0)]
    [('您', 0.4), (' ok', 1.0)]
    """
    words: list[tuple[str, float]] = []
    for token, start in zip(tokens, starts, strict=True):
        text = _TAG.sub("", token)
        if words and text.isascii() and text.isalnum() and _latin(words[-1][0]):
            words[-1] = (words[-1][0] + text, words[-1][1])
        elif text:
            words.append((text, round(start, 3)))
    for (text, start), (_, end) in pairwise([*words, ("", seconds)]):
        yield Piece(text, start, end)


def _latin(word: str) -> bool:
    return word[-1].isascii() and word[-1].isalnum()


def _load(folder: Path, name: str, threads: int) -> Any:
    """The recogniser of sherpa-onnx; the only place that imports it."""
    again = f"请运行 trainer models verify {name} 检查，再用 trainer models pull {name} 重新下载。"
    model = next((folder / one for one in MODELS if (folder / one).is_file()), folder / MODELS[0])
    for file in (model, folder / TOKENS):
        if not file.is_file():
            raise ModelError(f"{folder} 不是完整的 SenseVoice 模型（缺 {file.name}）。{again}")
    if why := fault(model, folder / TOKENS):
        raise ModelError(f"{folder} 里的 SenseVoice 模型打不开：{why}。{again}")
    try:
        from sherpa_onnx import OfflineRecognizer
    except (ImportError, OSError) as error:
        raise ModelError("还没有安装 SenseVoice 引擎。请运行：pip install sherpa-onnx") from error
    files = {"model": str(model), "tokens": str(folder / TOKENS)}
    try:
        with kept_off_the_screen(SHERPA) as complaints:
            sherpa = OfflineRecognizer.from_sense_voice(**files, num_threads=threads, language="zh", use_itn=False)
            first = _asked(
                sherpa, np.zeros(SPEECH_RATE // 2, dtype=np.float32)
            )  # what does not fit together shows here
    except (RuntimeError, ValueError, LookupError) as error:
        raise ModelError(f"{folder} 里的 SenseVoice 模型打不开：文件坏了。{again}") from error
    if complaints or not first.lang:  # every real result begins with tags, that of silence too
        raise ModelError(f"{folder} 里的 SenseVoice 模型打不开：文件坏了。{again}")
    return sherpa


def fault(model: Path, tokens: Path) -> str:
    """Why sherpa-onnx could not use these files, in Chinese, as far as their outside tells; empty where it can."""
    try:
        outline = read_outline(model)
        listed = read(tokens, MOST_TOKENS).decode("utf-8", "replace").split("\n")
    except OSError as error:
        return f"读不了文件（{reason(error)}）"
    except ValueError:
        return f"{model.name} 坏了或没有下载完"
    notes = outline.metadata
    numbers = {key: int(notes[key]) for key in NUMBERS if re.fullmatch(r"[0-9]{1,9}", notes.get(key, ""))}
    if missing := [key for key in NUMBERS if key not in numbers]:
        return f"{model.name} 不是 sherpa-onnx 用的 SenseVoice（缺 {missing[0]}）"
    width = BANDS * numbers["lfr_window_size"]
    if len(outline.inputs) != INPUTS or not outline.outputs or any(not _row(notes.get(key, ""), width) for key in ROWS):
        return f"{model.name} 不是 sherpa-onnx 用的 SenseVoice"
    known = {int(found[1]) for line in listed if (found := re.search(r"(?:^|\s)([0-9]{1,9})\s*$", line))}
    if not known.issuperset(range(numbers["vocab_size"])):
        return f"{tokens.name} 不全，或者不属于这个模型"
    return ""


def _row(text: str, width: int) -> bool:
    """Numbers, `width` of them."""
    try:
        return len([float(one) for one in text.split(",")]) == width
    except ValueError:
        return False
