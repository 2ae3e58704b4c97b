"""Whose voice the caller has, as the user names it."""

from __future__ import annotations

from typing import Literal, get_args

VoiceKind = Literal["auto", "recorded", "pyttsx3", "silent"]  # auto: the best there is, in this order
VOICES: tuple[VoiceKind, ...] = get_args(VoiceKind)
