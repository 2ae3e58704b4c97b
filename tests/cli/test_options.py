from __future__ import annotations

from typing import Any

import pytest

from trainer.audio.sound import Raw
from trainer.cli.options import check_slots, parse_channel, parse_raw, parse_slots
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
    ("pairs", "slots"),
    [
        ((), {}),
        (("工号=2031",), {"工号": "2031"}),
        ((" 工号 = 2031 ", "公司=甲=乙"), {"工号": "2031", "公司": "甲=乙"}),
        (("工号=1", "工号=2"), {"工号": "2"}),
    ],
)
def test_slots(pairs: tuple[str, ...], slots: dict[str, str]) -> None:
    assert parse_slots(pairs) == slots


def test_full_width_equals_sign_is_understood() -> None:
    """As in trainer.settings.parse_slots: `trainer practice` and `trainer score` take the same values."""
    assert parse_slots(("工号\uff1d2031",)) == {"工号": "2031"}


@pytest.mark.parametrize("pair", ["工号", "=2031", "工号=", " = ", ""])
def test_other_slots_are_refused(pair: str) -> None:
    with pytest.raises(SettingsError, match="--slot 要写成 名=值"):
        parse_slots((pair,))


def test_slots_must_be_the_scenarios() -> None:
    check_slots({"工号": "1"}, {"工号": "2", "公司": "甲"})
    with pytest.raises(SettingsError, match="没有“工好”可以替换。可以替换的有：工号、公司"):
        check_slots({"工好": "1"}, {"工号": "2", "公司": "甲"})
    with pytest.raises(SettingsError, match="（没有）"):
        check_slots({"工号": "1"}, {})
