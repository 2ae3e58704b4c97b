"""What a wav file says about its sound, and what of it is true.

A recorder that is killed, or that writes into a pipe, leaves a length of 0 or of all ones; a length of 4 GB and more
wraps; a second part is appended and the length stays. The bytes that are there decide.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from trainer import regular_file

UNKNOWN_SIZE = 0x7FFFF000  # a length of this or more was written by a recorder that streams
MISSING = 0.1  # s that a file may be shorter or longer than its header says; some recorders count wrongly
EXTENSIBLE = 0xFFFE  # a format tag that stands for another one, further on
LONG = 0xFFFFFFFF  # bytes from which a length needs a header of 64 bits
MOST_FORM = 4096  # bytes of a format chunk; codecs keep tables of a few hundred there


@dataclass(frozen=True, slots=True)
class WavHeader:
    """A RIFF file with a format and the beginning of its sound."""

    form: bytes  # body of the chunk `fmt `
    data_at: int  # bytes before the first one of the sound
    promised: int  # bytes of sound by the header
    there: int  # bytes from data_at to the end of the file
    chunks_follow: bool  # behind the promised sound stands more, and it is chunks as RIFF has them

    @property
    def tag(self) -> int:
        """The number of the codec (RFC 2361)."""
        tag: int = struct.unpack_from("<H", self.form)[0]
        if tag == EXTENSIBLE and len(self.form) >= 26:
            tag = struct.unpack_from("<H", self.form, 24)[0]
        return tag

    @property
    def bytes_per_second(self) -> int:
        """By the header; 0 where it does not say."""
        rate: int = struct.unpack_from("<I", self.form, 8)[0]
        return rate

    @property
    def truncated(self) -> tuple[float, float] | None:
        """(seconds promised, seconds there) of a file that ends before its header says.

        Such a file is refused: scoring half a call would blame the trainee for the other half.
        """
        if not self.bytes_per_second or not 0 < self.promised < UNKNOWN_SIZE or not self.there:
            return None
        seconds = self.promised / self.bytes_per_second, self.there / self.bytes_per_second
        return seconds if seconds[0] - seconds[1] > MISSING else None

    @property
    def goes_on(self) -> bool:
        """Whether more sound is there than the header promises."""
        more = self.there - self.promised
        return more > self.bytes_per_second * MISSING and not self.chunks_follow


def wav_header(path: Path) -> WavHeader | None:
    """The header of a RIFF file; None for any other, and where no sound begins in it. Raises OSError."""
    with regular_file.open_regular(path) as file:
        start = file.read(12)
        if not (start.startswith(b"RIFF") and start.endswith(b"WAVE")):
            return None
        form = b""
        size = path.stat().st_size
        while len(header := file.read(8)) == 8:
            name, length = struct.unpack("<4sI", header)
            if name == b"data":
                at = file.tell()
                follow = _chunks_follow(file, at + length + length % 2, size)
                return WavHeader(form, at, length, size - at, follow) if len(form) >= 16 else None
            if name == b"fmt ":
                form = file.read(min(length, MOST_FORM))
                length -= len(form)
            file.seek(length + length % 2, 1)
    return None


def _chunks_follow(file: BinaryIO, at: int, size: int) -> bool:
    """Whether from there to the end of the file chunk follows chunk; another RIFF is no chunk but a second part."""
    if at >= size:
        return False
    while at + 8 <= size:
        file.seek(at)
        name, length = struct.unpack("<4sI", file.read(8))
        if name == b"RIFF" or not all(0x20 <= letter < 0x7F for letter in name):
            return False
        at += 8 + length + length % 2
    return at <= size + 1


class WholeSound(io.RawIOBase):
    """The file as its recorder should have written it: a header whose length is true, then all of its sound."""

    def __init__(self, file: BinaryIO, header: WavHeader) -> None:
        """`file`: the recording, open; it is not closed with this view."""
        self._file, self._at = file, 0
        self._data_at = header.data_at
        form = struct.pack("<4sI", b"fmt ", len(header.form)) + header.form + bytes(len(header.form) % 2)
        unit = max(1, struct.unpack_from("<H", header.form, 12)[0])  # bytes of a frame; of a block where it is packed
        sound = header.there // unit * unit
        size = 4 + len(form) + 8 + sound + sound % 2
        if size < LONG:
            head, length = struct.pack("<4sI4s", b"RIFF", size, b"WAVE"), sound
        else:
            ds64 = struct.pack("<4sIQQQI", b"ds64", 28, size + 36, sound, 0, 0)
            head, length = struct.pack("<4sI4s", b"RF64", LONG, b"WAVE") + ds64, LONG
        self._head = head + form + struct.pack("<4sI", b"data", length)
        self._size = len(self._head) + sound + sound % 2

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Bytes from the beginning of the new header."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As of any file."""
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """As of any file: all that is asked for, up to the end."""
        wanted = max(0, min(len(buffer), self._size - self._at))
        got = self._head[self._at : self._at + wanted]
        if len(got) < wanted:
            self._file.seek(self._data_at + self._at + len(got) - len(self._head))
            got += self._file.read(wanted - len(got))
        buffer[: len(got)] = got
        self._at += len(got)
        return len(got)
