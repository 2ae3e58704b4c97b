"""A copy of a recording with a tone over every private digit."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path

import numpy as np
import soundfile

from trainer import atomic
from trainer.audio.decode import native_blocks
from trainer.audio.readers import Raw
from trainer.audio.resample import Samples
from trainer.batch.mask import SHA256, masked_name
from trainer.call import Call, Utterance
from trainer.errors import TrainerError, reason
from trainer.recognition.checksum import sha256
from trainer.rules.word_times import placed
from trainer.text.private_numbers import PrivateNumbers, Stretch

TONE = 1000.0  # Hz
LEVEL = 0.1  # of full scale: as loud as speech
MARGIN = 0.25  # s before and after; times of words are as exact as that
MOST_FLAC_CHANNELS = 8

Span = tuple[float, float]  # s, half-open


class ExportError(TrainerError):
    """The copy cannot be written."""

    code = "export"


def spans(call: Call, private: PrivateNumbers) -> list[Span]:
    """The times that hold private digits, in order: from the first to the last digit of each number.

    Where an utterance has no times for its words, all of it.
    """
    found: list[Span] = []
    for utterance, stretches in zip(call.utterances, private.stretches, strict=True):
        if utterance.start is None or utterance.end is None:
            continue
        for stretch in stretches:
            start, end = _when(utterance, stretch)
            found.append((max(0.0, start - MARGIN), end + MARGIN))
    joined: list[Span] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _when(utterance: Utterance, stretch: Stretch) -> Span:
    whole = utterance.start or 0.0, utterance.end or 0.0
    words = [
        (start, end, word) for start, end, word in placed(utterance) if start < stretch.end and end > stretch.start
    ]
    timed = {char for start, end, _ in words for char in range(start, end)}
    if not words or not timed.issuperset(stretch.chars):
        return whole
    return min(word.start for _, _, word in words), max(word.end for _, _, word in words)


def export(recording: str, raw: Raw | None, call: Call, private: PrivateNumbers, folder: str) -> Path:
    """Write the recording into the folder with a tone over the private digits, on all channels; the new file.

    wav stays wav (16 bit), everything else becomes flac. The start of the recording's sha256 stands in the new name.
    Raises ExportError, AudioError.
    """
    blocks = native_blocks(Path(recording), raw)
    rate, first = next(blocks)
    wave = recording.lower().endswith(".wav") or first.shape[1] > MOST_FLAC_CHANNELS
    ending = ".wav" if wave else ".flac"
    over = spans(call, private)
    temporary = Path(folder, f".{secrets.token_hex(8)}{atomic.SUFFIX}")
    try:
        target = Path(folder, f"{Path(masked_name(recording)).stem}~{sha256(Path(recording))[:SHA256]}{ending}")
        target.parent.mkdir(parents=True, exist_ok=True)
        with (
            temporary.open("xb") as new,
            soundfile.SoundFile(new, "w", rate, first.shape[1], "PCM_16", format=ending[1:].upper()) as file,
        ):
            at = 0
            for block in chain([first], (block for _, block in blocks)):
                file.write(beeped(block, at, rate, over))
                at += len(block)
        atomic.replace(temporary, target)
    except (OSError, soundfile.SoundFileError) as error:
        why = reason(error) if isinstance(error, OSError) else "写到一半失败，可能磁盘满了"
        raise ExportError(
            f"{folder}：写不了遮住号码的录音（{why}）。请给 --export-audio 换一个能写的文件夹。"
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return target


def beeped(block: Samples, at: int, rate: int, over: Sequence[Span]) -> Samples:
    """The block, which starts at sample `at` of the recording, with a tone in those times."""
    out = block.copy()
    for start, end in over:
        first, last = max(0, int(start * rate) - at), min(len(block), int(np.ceil(end * rate)) - at)
        if first < last:
            time = np.arange(at + first, at + last) / rate
            out[first:last] = (LEVEL * np.sin(2 * np.pi * TONE * time)).astype(np.float32)[:, None]
    return out
