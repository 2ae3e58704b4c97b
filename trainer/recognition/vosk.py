"""Vosk: streaming recognition with partial results and word times."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.call import Word
from trainer.errors import ModelError, RecognitionError
from trainer.recognition.interface import Closing, Heard, one_by_one, quick_guess
from trainer.recognition.packing import Window

MODEL_FILES = ("am/final.mdl", "conf/model.conf")  # a folder without them crashes libvosk


def package_versions() -> str:
    """The version of the engine's package. Raises PackageNotFoundError where it is missing."""
    return f"vosk {version('vosk')}"


class VoskRecogniser:
    """A Vosk model in memory. Sessions may run in several threads at once: Vosk frees the GIL while it works."""

    engine = "vosk"
    streams = True

    def __init__(self, folder: Path, name: str) -> None:
        """Load the model from `folder`. Raises ModelError where Vosk or the model is missing or broken."""
        self.model = name
        self._vosk, self._model = _load(folder, name)
        self.version = package_versions()

    def open(self, *, cut: bool = True) -> VoskSession:
        """A session. Vosk finds ends of sentences either way; the caller's VAD decides what belongs together."""
        del cut
        return VoskSession(lambda: self._vosk.KaldiRecognizer(self._model, float(SPEECH_RATE)))

    def transcribe_many(self, windows: Sequence[Window]) -> list[list[Heard]]:
        """See `Recogniser.transcribe_many`."""
        return one_by_one(self, windows)

    def guess(self, samples: Samples) -> str:
        """See `Recogniser.guess`."""
        return quick_guess(self, samples)


class VoskSession(Closing):
    """One stream. Times are absolute in it, over as many finals as it takes."""

    def __init__(self, make: Any) -> None:
        """`make` gives a new KaldiRecognizer: one per stream, so that times start at 0 s."""
        self._make = make
        self._kaldi: Any = None
        self._fed = 0
        self._partial = ""
        self._since = 0.0  # s; where the text that is not final yet began

    def feed(self, chunk: Samples) -> list[Heard]:
        """A final where Vosk found a sentence's end, else a partial when the guess has changed."""
        self._check_open()
        if not len(chunk):
            return []
        kaldi = self._ready()
        self._fed += len(chunk)
        try:
            ended = kaldi.AcceptWaveform(_pcm(chunk))
        except Exception as error:  # vosk raises bare Exception
            raise RecognitionError("Vosk 识别时出错。请再试一次；还不行就运行 trainer models verify。") from error
        if ended:
            return self._final(kaldi.Result())
        partial = join_words(json.loads(kaldi.PartialResult()).get("partial", ""))
        if not partial or partial == self._partial:
            return []
        self._partial = partial
        return [Heard(partial, final=False, start=self._since, end=self._now)]

    def finish(self) -> list[Heard]:
        """The last final. The next `feed` begins a new stream."""
        self._check_open()
        if self._kaldi is None:
            return []
        found = self._final(self._kaldi.FinalResult())
        self._kaldi, self._fed, self._since = None, 0, 0.0
        return found

    def close(self) -> None:
        """Free the recogniser (some 10 MB)."""
        self._kaldi = None
        super().close()

    @property
    def _now(self) -> float:
        return self._fed / SPEECH_RATE

    def _ready(self) -> Any:
        if self._kaldi is None:
            self._kaldi = self._make()
            self._kaldi.SetWords(True)
        return self._kaldi

    def _final(self, result: str) -> list[Heard]:
        heard = read_final(json.loads(result), self._since, self._now)
        self._partial, self._since = "", self._now
        return [heard] if heard.text else []


def read_final(result: dict[str, Any], since: float, now: float) -> Heard:
    """Vosk's JSON as Heard; without word times it stretches from `since` to `now`."""
    words = tuple(
        Word(str(w["word"]), float(w["start"]), float(w["end"]), _probability(w.get("conf")))
        for w in result.get("result", ())
    )
    text = join_words(str(result.get("text", "")))
    known = [w.confidence for w in words if w.confidence is not None]
    confidence = sum(known) / len(known) if known else None
    if not words:
        return Heard(text, (), True, since, now, confidence)
    return Heard(text, words, True, words[0].start, words[-1].end, confidence)


def join_words(text: str) -> str:
    """Vosk puts a space between words. Chinese has none; other writing keeps them."""
    words = [word for word in text.split() if not (word.startswith(("<", "[")) and word.endswith((">", "]")))]
    joined = ""
    for word in words:
        between = " " if joined and not (_is_han(joined[-1]) or _is_han(word[0])) else ""
        joined += between + word
    return joined


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


def _probability(value: object) -> float | None:
    return min(1.0, max(0.0, float(value))) if isinstance(value, int | float) else None


def _pcm(chunk: Samples) -> bytes:
    """16-bit samples; louder than full scale is clipped, not wrapped round."""
    return (np.clip(chunk, -1.0, 1.0) * 32767).astype("<i2").tobytes()


_silenced = threading.Event()


def _load(folder: Path, name: str) -> tuple[Any, Any]:
    """The module and the model; the only place that imports vosk."""
    again = f"请运行 trainer models verify {name} 检查，再用 trainer models pull {name} 重新下载。"
    if missing := [part for part in MODEL_FILES if not (folder / part).is_file()]:
        raise ModelError(f"{folder} 不是完整的 Vosk 模型（缺 {missing[0]}）。{again}")
    try:
        import vosk
    except (ImportError, OSError) as error:
        raise ModelError("Vosk 引擎装不上或打不开。请运行：pip install --force-reinstall vosk") from error
    if not _silenced.is_set():
        vosk.SetLogLevel(-1)
        _silenced.set()
    try:
        return vosk, vosk.Model(_plain_path(folder))
    except Exception as error:  # vosk raises bare Exception
        raise ModelError(f"{folder} 里的 Vosk 模型打不开。{again}") from error


def _plain_path(folder: Path) -> str:
    """The path as `str`; libvosk on Windows opens no non-ASCII path, so there it is the short 8.3 form."""
    path = str(folder)
    if sys.platform != "win32" or path.isascii():
        return path
    import ctypes

    buffer = ctypes.create_unicode_buffer(32768)
    length = ctypes.windll.kernel32.GetShortPathNameW(path, buffer, len(buffer))
    if not length or not buffer.value.isascii():
        raise ModelError(
            f"Vosk 在 Windows 上打不开含中文的文件夹 {path}。"
            "请把环境变量 TRAINER_MODELS 设为纯英文路径（例如 D:\\models），再运行 trainer models pull。"
        )
    return buffer.value
