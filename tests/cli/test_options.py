from __future__ import annotations

from typing import Any

import pytest

from trainer.audio.readers import Raw
from trainer.cli.options import parse_channel, parse_raw
from trainer.errors import SettingsError


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        (None, None),
        ("left", "left"),
        ("right", "right"),
        ("左", "left"),
        ("右", "right"),
        ("1", 1),
        ("2", 2),
        ("12", 12),
    ],
)
def test_channels_count_from_one(text: str | None, channel: Any) -> None:
    """As trainer.audio.decode.Channel: an int counts from 1."""
    assert parse_channel(text) == channel


@pytest.mark.parametrize("text", ["0", "-1", "", "middle", "1.5", "LEFT "])
def test_other_channels_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="--agent-channel 只能写 left、right"):
        parse_channel(text)


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        (None, None),
        ("alaw,8000,1", Raw(8000, 1, "ALAW")),
        ("ULAW,8000,2", Raw(8000, 2, "ULAW")),
        ("mulaw,8000", Raw(8000, 1, "ULAW")),
        ("pcm16,16000,1", Raw(16000, 1, "PCM_16")),
        ("pcm_16,44100,2", Raw(44100, 2, "PCM_16")),
        ("gsm,8000,1", Raw(8000, 1, "GSM610")),
        ("vox,6000", Raw(6000, 1, "VOX_ADPCM")),
        ("g722,16000,1", Raw(16000, 1, "G722")),
    ],
)
def test_shape_of_headerless_files(text: str | None, raw: Raw | None) -> None:
    assert parse_raw(text) == raw


@pytest.mark.parametrize(
    "text",
    ["", "alaw", "alaw,", "mp3,8000,1", "alaw,fast,1", "alaw,8000,x", "alaw,8000,1,2", "alaw,0,1", "alaw,8000,0"],
)
def test_other_shapes_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="--raw 要写"):
        parse_raw(text)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("gsm,16000,1", "gsm,8000,1"),
        ("gsm,8000,2", "gsm,8000,1"),
        ("vox,16000,1", "vox,8000,1或 vox,6000,1"),
        ("g722,8000,1", "g722,16000,1"),
    ],
)
def test_codecs_of_one_rate_say_which(text: str, right: str) -> None:
    with pytest.raises(SettingsError, match=f"请写 {right}，这里写的是“{text}”"):
        parse_raw(text)
