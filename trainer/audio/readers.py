"""The two decoders behind `decode`, and which of them reads what.

libsndfile reads wav (PCM, float, A-law, µ-law, GSM, ADPCM), flac, ogg, opus, mp3, aiff and au. PyAV, the extra [media],
reads m4a, wma, amr, aac, webm and the sound of videos, and codecs inside wav and ogg that libsndfile lacks. The content
decides which of them is used, not the file's name.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from trainer import regular_file
from trainer.audio import recording_errors as errors
from trainer.audio.codec import foreign_codec
from trainer.audio.file_type import FLAC, HEAD_BYTES, MP3, NEEDS_MEDIA, TEXT, UNKNOWN, file_type
from trainer.audio.library_noise import kept_off_the_screen
from trainer.audio.resample import Samples
from trainer.audio.wav_header import MISSING, WavHeader, WholeSound, wav_header
from trainer.errors import AudioError

MOST_CHANNELS = 32  # more is a broken header
RATES = 4_000, 384_000  # Hz; less or more is a broken header
MOST_AT_ONCE = 4_000_000  # samples of all channels in a block
G722 = "G722"  # a `Raw.subtype` that only PyAV reads

Blocks = Iterator[tuple[int, Samples]]  # (rate in Hz, [frames, channels])


@dataclass(frozen=True, slots=True)
class Raw:
    """The format of a file without a header."""

    rate: int = 8000  # Hz
    channels: int = 1
    subtype: str = "PCM_16"  # as libsndfile names them: PCM_16, ALAW, ULAW, GSM610, VOX_ADPCM …; or G722
    endian: str = "LITTLE"


@dataclass(frozen=True, slots=True)
class _File:
    """What is known of a recording before it is decoded."""

    path: Path
    kind: str  # by its first bytes
    header: WavHeader | None = None  # of a wav file
    codec: str | None = None  # inside it, where libsndfile cannot read it


class _NotOpenedError(Exception):
    """libsndfile knows neither the container nor what is in it."""


def open_recording(path: Path, raw: Raw | None, seconds: float) -> Blocks:
    """Blocks of about `seconds`, by the decoder that can. Raises AudioError that names the file and the reason."""
    try:
        if path.is_dir():
            raise AudioError(errors.is_folder(path))
        head = regular_file.read(path, HEAD_BYTES)
        size = path.stat().st_size
        header = wav_header(path) if raw is None else None
    except FileNotFoundError as error:
        raise AudioError(errors.missing(path)) from error
    except (OSError, ValueError) as error:
        raise AudioError(errors.unreadable(path, error)) from error
    if not size:
        raise AudioError(errors.empty(path))
    if raw is not None:
        file = _File(path, UNKNOWN, codec="G.722" if raw.subtype == G722 else None)
        return _pyav(file, seconds, "g722") if raw.subtype == G722 else _headerless(file, seconds, raw)
    kind = file_type(head)
    file = _File(path, kind, header, foreign_codec(kind, head, header))
    if kind in NEEDS_MEDIA:
        return _pyav(file, seconds)
    if header is not None and header.truncated is not None:
        raise AudioError(errors.truncated(path, *header.truncated))
    return _either(file, seconds)


def _either(file: _File, seconds: float) -> Blocks:
    """libsndfile; where it gives up before any sound, PyAV."""
    try:
        yield from _libsndfile(file, seconds)
    except _NotOpenedError as error:
        if file.kind in (TEXT, UNKNOWN):  # PyAV would guess, by the file's name as well
            raise AudioError(errors.damaged(file.path, file.kind)) from error
        yield from _pyav(file, seconds)


def _headerless(file: _File, seconds: float, raw: Raw) -> Blocks:
    layout = {
        "samplerate": raw.rate,
        "channels": raw.channels,
        "subtype": raw.subtype,
        "endian": raw.endian,
        "format": "RAW",
    }
    try:
        yield from _libsndfile(file, seconds, layout)
    except _NotOpenedError as error:
        raise AudioError(errors.damaged(file.path, file.kind)) from error


def _libsndfile(file: _File, seconds: float, layout: dict[str, Any] | None = None) -> Blocks:
    """Raises _NotOpenedError before the first block, AudioError where the decoder gives up later."""
    import soundfile

    path = file.path
    gave_up = soundfile.SoundFileError, RuntimeError, TypeError, ValueError
    read = 0
    try:
        with ExitStack() as held:
            stream = _whole(held.enter_context(regular_file.open_regular(path)), file.header)
            try:
                with _quiet(file):
                    sound = held.enter_context(soundfile.SoundFile(stream, **layout or {}))
            except gave_up as error:
                raise _NotOpenedError from error
            rate, promised = sound.samplerate, sound.frames
            _check_shape(path, rate, sound.channels)
            size = min(int(seconds * rate), MOST_AT_ONCE // sound.channels)
            while len(block := _read(sound, size, file)):
                read += len(block)
                yield rate, block
    except gave_up as error:
        raise AudioError(errors.damaged(path, file.kind)) from error
    except OSError as error:
        raise AudioError(errors.unreadable(path, error)) from error
    if file.kind == FLAC and read and promised - read > rate * MISSING:
        raise AudioError(errors.truncated(path, promised / rate, read / rate))


def _whole(stream: BinaryIO, header: WavHeader | None) -> BinaryIO | io.RawIOBase:
    """The file; where its header promises less than there is, with a header that tells the truth."""
    return WholeSound(stream, header) if header is not None and header.goes_on else stream


def _read(sound: Any, size: int, file: _File) -> Samples:
    with _quiet(file):
        block: Samples = sound.read(size, dtype="float32", always_2d=True)
    return block


def _quiet(file: _File) -> AbstractContextManager[object]:
    """Only the decoder of mp3 writes to the screen."""
    return kept_off_the_screen() if file.kind == MP3 else nullcontext()


def _pyav(file: _File, seconds: float, form: str | None = None) -> Blocks:
    """The first audio stream. Raises AudioError, also without PyAV; `form`: of a file without a header."""
    path = file.path
    try:
        import av
    except ImportError as error:
        raise AudioError(_without_media(file)) from error
    waiting: list[Samples] = []
    rate = 0
    try:
        with av.open(str(path), format=form) as container:
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
        raise AudioError(_undecoded(file)) from error
    if waiting:
        yield rate, np.concatenate(waiting)


def _without_media(file: _File) -> str:
    """PyAV is wanted and not installed."""
    if file.codec:
        return errors.needs_codec(file.path, file.codec)
    if file.kind in NEEDS_MEDIA:
        return errors.needs_media(file.path, file.kind)
    return errors.damaged(file.path, file.kind)


def _undecoded(file: _File) -> str:
    """PyAV gave up too."""
    if file.codec:
        return errors.odd_codec(file.path, file.codec)
    if file.kind in NEEDS_MEDIA:
        return errors.media_damaged(file.path, file.kind)
    return errors.damaged(file.path, file.kind)


def _check_shape(path: Path, rate: int, channels: int) -> None:
    """Raise AudioError where no recorder makes such a file: a minute that says it is a day is worked on for hours."""
    if channels > MOST_CHANNELS:
        raise AudioError(errors.odd_channels(path, channels))
    if not RATES[0] <= rate <= RATES[1]:
        raise AudioError(errors.odd_rate(path, rate, RATES))


def _planar(frame: Any) -> Samples:
    """[frames, channels] of one decoded planar frame."""
    return np.ascontiguousarray(frame.to_ndarray().T, dtype=np.float32)
