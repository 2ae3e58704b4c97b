"""Networks are passed on from stream to stream, whatever the garbage collector does."""

from __future__ import annotations

import gc

import numpy as np

from trainer.audio.speech import Vad


def test_a_network_survives_a_vad_that_was_part_of_a_cycle():
    gc.disable()
    try:
        for _ in range(6):
            vad = Vad()
            vad.itself = vad  # type: ignore[attr-defined]
        del vad
        gc.collect()
    finally:
        gc.enable()

    fresh = [Vad() for _ in range(6)]
    assert all(vad.feed(np.zeros(1024, np.float32)) == () for vad in fresh)
