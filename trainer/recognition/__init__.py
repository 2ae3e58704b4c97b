"""Speech to text: one interface, the engines vosk, whisper, sensevoice and scripted, and the models they need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Engine = Literal["auto", "vosk", "whisper", "sensevoice"]
"""What `--engine` takes; auto: whichever is there and was tuned."""

ENGINES: tuple[Engine, ...] = get_args(Engine)
PACKAGES: Mapping[str, str] = {"vosk": "vosk", "whisper": "faster_whisper", "sensevoice": "sherpa_onnx"}
"""Engine → the module that Python must have to run it."""
