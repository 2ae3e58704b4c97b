"""The type of an audio file by its first bytes; its name is not looked at."""

from __future__ import annotations

WAV, FLAC, OGG, MP3, AIFF, AU, CAF = "wav", "flac", "ogg", "mp3", "aiff", "au", "caf"
M4A, WMA, AMR, AAC, WEBM, THREE_GP = "m4a", "wma", "amr", "aac", "webm", "3gp"
AVI, FLV, TS, AC3 = "avi", "flv", "ts", "ac3"
TEXT, UNKNOWN = "text", "unknown"

NEEDS_MEDIA = frozenset(
    {M4A, WMA, AMR, AAC, WEBM, THREE_GP, AVI, FLV, TS, AC3}
)  # need PyAV (the extra [media]); libsndfile reads the rest

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"RIFF", WAV),
    (b"RIFX", WAV),
    (b"RF64", WAV),
    (b"BW64", WAV),
    (b"fLaC", FLAC),
    (b"OggS", OGG),
    (b"ID3", MP3),
    (b"FORM", AIFF),
    (b".snd", AU),
    (b"caff", CAF),
    (b"#!AMR", AMR),
    (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"), WMA),  # ASF header object
    (bytes.fromhex("1a45dfa3"), WEBM),  # EBML: Matroska, WebM
    (b"FLV\x01", FLV),
    (b"\x0bw", AC3),  # the sync word 0x0b77
)
TS_PACKET = 188  # bytes of a packet of an MPEG transport stream; each begins with G
HEAD_BYTES = 3 * TS_PACKET  # of a file that `file_type` looks at


def file_type(head: bytes) -> str:
    """One of the names above, from the first HEAD_BYTES bytes of a file."""
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return AVI
    for start, name in _STARTS:
        if head.startswith(start):
            return name
    if head[4:8] == b"ftyp":
        return THREE_GP if head[8:10] == b"3g" else M4A
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xF0 == 0xF0:
        return AAC if head[1] & 0x06 == 0 else MP3  # layer bits 00: ADTS
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return MP3
    if len(head) == HEAD_BYTES and head[::TS_PACKET] == b"GGG":
        return TS
    return TEXT if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    """Readable as UTF-8 (a character cut off at the end is fine) or GBK without control characters."""
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return bool(text) and all(c.isprintable() or c in "\r\n\t\ufeff" for c in text)
    return False
