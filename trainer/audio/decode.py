"""Read a recording: whole, or block by block so that memory does not grow with its length.

libsndfile reads wav (PCM, float, A-law, µ-law, GSM, ADPCM), flac, ogg, opus, mp3, aiff and au. PyAV, the extra [media],
reads m4a, wma, amr, aac and webm. The content decides which of them is used, not the file's name.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from trainer import regular_file
from trainer.audio import recording_errors as errors
from trainer.audio.file_type import FLAC, HEAD_BYTES, NEEDS_MEDIA, UNKNOWN, file_type
from trainer.audio.resample import SPEECH_RATE, Resampler, Samples
from trainer.errors import AudioError

MIN_RECORDING = 0.3  # s; nobody says anything in less
IDENTICAL = 1e-4  # of full scale; channels that differ less hold the same
MOST_CHANNELS = 32  # more is a broken header
RATES = 4_000, 384_000  # Hz; less or more is a broken header
MOST_AT_ONCE = 4_000_000  # samples of all channels in a block
UNKNOWN_SIZE = 0x7FFFF000  # wav: a data size of this or more, or 0, was written by a recorder that streams
MISSING = 0.1  # s that a file may be shorter than its header says; some recorders count wrongly

Channel = Literal["left", "right"] | int  # an int counts from 1: 1 = left, 2 = right


@dataclass(frozen=True, slots=True)
class Raw:
    """The format of a file without a header."""

    rate: int = 8000  # Hz
    channels: int = 1
    subtype: str = "PCM_16"  # as libsndfile names them: PCM_16, ALAW, ULAW, GSM610, FLOAT …
    endian: str = "LITTLE"


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A recording in memory."""

    samples: Samples  # [frames, channels], −1…1
    rate: int  # Hz

    @property
    def channels(self) -> int:
        """How many channels it has."""
        return int(self.samples.shape[1])

    @property
    def seconds(self) -> float:
        """Its length in seconds."""
        return len(self.samples) / self.rate


def read(path: Path | str, raw: Raw | None = None) -> Audio:
    """The whole recording at its own rate. Raises AudioError that names the file and the reason."""
    rate = 0
    pieces: list[Samples] = []
    for rate, block in _native(Path(path), raw):  # noqa: B007 - the rate is the same in every block
        pieces.append(block)
    return Audio(np.concatenate(pieces), rate)


def blocks(
    path: Path | str, seconds: float = 10.0, rate: int = SPEECH_RATE, raw: Raw | None = None
) -> Iterator[Samples]:
    """The recording as float32 [frames, channels] blocks of at most about `seconds`, resampled to `rate` Hz.

    Raises AudioError, possibly after good blocks: a file may be damaged in the middle.
    """
    resampler: Resampler | None = None
    for native, block in _native(Path(path), raw, seconds):
        if resampler is None:
            resampler = Resampler(native, rate, block.shape[1])
        if len(out := resampler.feed(block)):
            yield out
    if resampler is not None and len(out := resampler.finish()):
        yield out


def channels(path: Path | str, raw: Raw | None = None) -> int:
    """How many channels the recording has."""
    _, first = next(_native(Path(path), raw, seconds=1.0))
    return int(first.shape[1])


def identical(path: Path | str, raw: Raw | None = None) -> bool:
    """Whether all channels hold the same: a mono recording stored as stereo. Reads up to the first difference."""
    return all(np.ptp(block, axis=1).max() <= IDENTICAL for _, block in _native(Path(path), raw, seconds=5.0))


def channel(samples: Samples, which: Channel, name: str = "录音") -> Samples:
    """One channel of [frames, channels] samples. Raises AudioError where there is no such channel."""
    number = {"left": 1, "right": 2}.get(which, 0) if isinstance(which, str) else which
    have = samples.shape[1]
    if not 1 <= number <= have:
        raise AudioError(errors.no_such_channel(name, which, have))
    return samples[:, number - 1]


def _native(path: Path, raw: Raw | None, seconds: float = 10.0) -> Iterator[tuple[int, Samples]]:
    """(rate, block) at the file's own rate, every fault checked."""
    source = _open(path, raw, seconds)
    total = 0
    rate = 0
    for rate, block in source:
        if not np.isfinite(block).all():
            raise AudioError(errors.not_finite(path, total / rate))
        total += len(block)
        if len(block):
            yield rate, block
    if not total:
        raise AudioError(errors.no_sound(path))
    if total / rate < MIN_RECORDING:
        raise AudioError(errors.too_short(path, total / rate))


def _open(path: Path, raw: Raw | None, seconds: float) -> Iterator[tuple[int, Samples]]:
    """The right reader for what the file is."""
    try:
        if path.is_dir():
            raise AudioError(errors.is_folder(path))
        head = regular_file.read(path, HEAD_BYTES)
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise AudioError(errors.missing(path)) from error
    except (OSError, ValueError) as error:
        raise AudioError(errors.unreadable(path, error)) from error
    if not size:
        raise AudioError(errors.empty(path))
    if raw is not None:
        return _libsndfile(path, seconds, raw)
    kind = file_type(head)
    if kind in NEEDS_MEDIA:
        return _pyav(path, seconds, kind)
    lengths = truncated_wav(path)
    if lengths is not None:
        raise AudioError(errors.truncated(path, *lengths))
    return _libsndfile(path, seconds, None, kind)


def _libsndfile(
    path: Path, seconds: float, raw: Raw | None = None, kind: str = UNKNOWN
) -> Iterator[tuple[int, Samples]]:
    """(rate, [frames, channels]) blocks. Raises AudioError where the decoder gives up."""
    import soundfile

    layout: dict[str, Any] = {}
    if raw is not None:
        layout = {
            "samplerate": raw.rate,
            "channels": raw.channels,
            "subtype": raw.subtype,
            "endian": raw.endian,
            "format": "RAW",
        }
    read = 0
    try:
        with regular_file.open_regular(path) as stream, soundfile.SoundFile(stream, **layout) as file:
            _check_shape(path, file.samplerate, file.channels)
            size = min(int(seconds * file.samplerate), MOST_AT_ONCE // file.channels)
            while len(block := file.read(size, dtype="float32", always_2d=True)):
                read += len(block)
                yield file.samplerate, block
            promised, rate = file.frames, file.samplerate
    except (soundfile.SoundFileError, RuntimeError, TypeError, ValueError) as error:
        raise AudioError(errors.damaged(path, kind)) from error
    except OSError as error:
        raise AudioError(errors.unreadable(path, error)) from error
    if kind == FLAC and read and promised - read > rate * MISSING:
        raise AudioError(errors.truncated(path, promised / rate, read / rate))


def _pyav(path: Path, seconds: float, kind: str) -> Iterator[tuple[int, Samples]]:
    """(rate, [frames, channels]) blocks of the first audio stream. Raises AudioError, also without PyAV."""
    try:
        import av
    except ImportError as error:
        raise AudioError(errors.needs_media(path, kind)) from error
    waiting: list[Samples] = []
    rate = 0
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise AudioError(errors.no_sound(path))
            to_float = av.AudioResampler(format="fltp")
            for decoded in container.decode(container.streams.audio[0]):
                for frame in to_float.resample(decoded):
                    rate = frame.sample_rate
                    _check_shape(path, rate, len(frame.layout.channels))
                    waiting.append(_planar(frame))
                if rate and sum(map(len, waiting)) >= seconds * rate:
                    yield rate, np.concatenate(waiting)
                    waiting = []
    except (av.FFmpegError, ValueError) as error:
        raise AudioError(errors.media_damaged(path, kind)) from error
    if waiting:
        yield rate, np.concatenate(waiting)


def _check_shape(path: Path, rate: int, channels: int) -> None:
    """Raise AudioError where no recorder makes such a file: a minute that says it is a day is worked on for hours."""
    if channels > MOST_CHANNELS:
        raise AudioError(errors.odd_channels(path, channels))
    if not RATES[0] <= rate <= RATES[1]:
        raise AudioError(errors.odd_rate(path, rate, RATES))


def _planar(frame: Any) -> Samples:
    """[frames, channels] of one decoded planar frame."""
    return np.ascontiguousarray(frame.to_ndarray().T, dtype=np.float32)


def truncated_wav(path: Path) -> tuple[float, float] | None:
    """(seconds promised, seconds there) of a wav file that ends before its header says; None for any other file.

    Such a file is refused: scoring half a call would blame the trainee for the other half.
    """
    with regular_file.open_regular(path) as file:
        if file.read(4) != b"RIFF":
            return None
        file.seek(12)
        bytes_per_second = 0
        while len(header := file.read(8)) == 8:
            name, size = struct.unpack("<4sI", header)
            if name == b"fmt ":
                body = file.read(min(size, 12))
                bytes_per_second = struct.unpack_from("<I", body, 8)[0] if len(body) == 12 else 0
                file.seek(size + size % 2 - len(body), 1)
            elif name == b"data":
                there = path.stat().st_size - file.tell()
                return _if_shorter(size, there, bytes_per_second)
            else:
                file.seek(size + size % 2, 1)
    return None


def _if_shorter(promised: int, there: int, bytes_per_second: int) -> tuple[float, float] | None:
    if not bytes_per_second or not 0 < promised < UNKNOWN_SIZE or not there:
        return None
    seconds = promised / bytes_per_second, there / bytes_per_second
    return seconds if seconds[0] - seconds[1] > MISSING else None
