"""Which codec is inside a container that libsndfile opens and whose sound it cannot read."""

from __future__ import annotations

from trainer.audio.file_type import OGG, WAV
from trainer.audio.wav_header import WavHeader

_WAV = {  # format tags (RFC 2361 and later registrations) without those that libsndfile reads
    0x0010: "OKI ADPCM",
    0x0014: "G.723",
    0x0017: "Dialogic ADPCM（VOX）",
    0x0022: "TrueSpeech",
    0x0028: "G.729",
    0x0040: "G.721",
    0x0042: "G.723.1",
    0x0045: "G.726",
    0x0057: "AMR",
    0x0058: "AMR-WB",
    0x0064: "G.726",
    0x0065: "G.722",
    0x0083: "G.729",
    0x00FF: "AAC",
    0x0111: "G.723.1",
    0x0130: "ACELP",
    0x0133: "G.729",
    0x0160: "WMA",
    0x0161: "WMA",
    0x0162: "WMA Pro",
    0x0163: "WMA Lossless",
    0x028F: "G.722",
    0x1610: "AAC",
    0x2000: "AC-3",
    0x704F: "Opus",
    0xA109: "Speex",
    0xF1AC: "FLAC",
}
_OGG = {b"Speex   ": "Speex", b"\x7fFLAC": "FLAC", b"\x80theora": "Theora（视频）"}
_OGG_PAGE = 28  # bytes of the first page before its packet, which begins with the codec's name


def foreign_codec(kind: str, head: bytes, header: WavHeader | None) -> str | None:
    """The name of a codec that libsndfile cannot read; None where it can, or where the codec is not known.

    `head`: the first bytes of the file; `header`: of a wav file.
    """
    if kind == OGG:
        return next((name for start, name in _OGG.items() if head[_OGG_PAGE:].startswith(start)), None)
    return _WAV.get(header.tag) if kind == WAV and header is not None else None
