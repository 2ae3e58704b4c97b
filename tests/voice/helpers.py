"""Scenarios, lines and sounds for the tests of the voices."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile

from trainer.audio.decode import blocks
from trainer.audio.resample import Samples
from trainer.audio.speech import segments
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario
from trainer.voice.interface import Line

ROOT = Path(__file__).resolve().parents[2]

SCENARIO = """\
id: talk
title: 说话
kind: inbound
slots: {公司: 海棠苑}
caller: {name: 陈女士, voice: female, pace: 200}
variants: {busy: 忙, free: 有空}
turns:
  - id: greet
    cue: ring
    rules: [{required: 您好}]
  - id: hear
    line: [我家漏水了。, "喂，是{公司}吗？"]
    rules: [{required: 您好}]
  - id: ask
    line: {busy: 我在开会。, free: [你说吧。, 有空，说吧。]}
    rules: [{required: 您好}]
  - id: goodbye
    cue: hangup
    line: 好，再见。
"""


def scenario(folder: Path, text: str = SCENARIO) -> Scenario:
    """The scenario as a file of its own in that folder."""
    path = folder / "talk.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def line(folder: Path, text: str = "我家漏水了。", name: str = "hear-1", pace: int = 220) -> Line:
    """One line of a female caller."""
    return Line(text, name, folder, "female", pace)


@cache
def speech() -> Samples:
    """Real speech at 16 kHz, about 4 s, from a sample call; some quiet before and after it."""
    sample = ROOT / "scenarios" / "samples" / "cp-leak.opus"
    if not sample.is_file():
        pytest.skip(f"no {sample}")
    samples = next(blocks(sample, seconds=30.0))[:, 0]
    found = next(one for one in segments(samples) if one.seconds > 1.5)
    quiet = np.random.default_rng(1).normal(0, 1e-4, 16_000).astype(np.float32)
    spoken = samples[round(found.start * 16_000) : round(min(found.end, found.start + 4) * 16_000)]
    return np.concatenate((quiet, spoken, quiet))


def write(path: Path, samples: Samples | None = None, rate: int = 16_000) -> Path:
    """A recording; its folder is made. Without samples one second of a tone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if samples is None:
        samples = (0.2 * np.sin(np.arange(rate) * 0.1)).astype(np.float32)
    kinds = {".opus": ("OGG", "OPUS"), ".ogg": ("OGG", "VORBIS")}
    form, subtype = kinds.get(path.suffix, (None, None))
    soundfile.write(path, samples, rate, format=form, subtype=subtype)
    return path
