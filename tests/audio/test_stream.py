from __future__ import annotations

import numpy as np
import pytest

from trainer.audio.speech import Segment
from trainer.audio.stream import MARGIN, Ring, Utterances


def test_ring_addresses_by_seconds_and_forgets():
    ring = Ring()
    for second in range(4):
        ring.feed(np.full(16000, second, dtype=np.float32))
    ring.forget(2.5)
    assert ring.now == 4.0
    assert ring.cut(2.5, 3.5).tolist() == [2.0] * 8000 + [3.0] * 8000
    assert len(ring.cut(0.0, 1.0)) == 0
    assert len(ring.cut(3.5, 9.0)) == 8000
    assert len(Ring().cut(0, 1)) == 0


@pytest.fixture
def stream():
    """A stream that has heard 40 s of silence: segments are then handed to `group`."""
    made = Utterances()
    made.listen(np.zeros(16000 * 40, dtype=np.float32))
    return made


def test_a_short_pause_stays_inside_an_utterance(stream):
    cuts = stream.group((Segment(1, 2), Segment(3, 4), Segment(6, 7)))
    assert [(cut.start, cut.end) for cut in cuts] == [(1, 4), (6, 7)]
    assert cuts[0].offset == pytest.approx(1 - MARGIN)
    assert len(cuts[0].samples) == pytest.approx((3 + 2 * MARGIN) * 16000)


def test_a_neighbour_may_end_an_utterance_early(stream):
    cuts = stream.group((Segment(1, 2), Segment(3, 4)), ends=lambda a, b: (a.end, b.start) == (2, 3))
    assert [(cut.start, cut.end) for cut in cuts] == [(1, 2), (3, 4)]


def test_too_long_is_cut_in_the_longest_pause_and_margins_keep_clear(stream):
    cuts = stream.group((Segment(1, 15), Segment(15.3, 30), Segment(30.3, 31)), last=True)
    assert [(cut.start, cut.end) for cut in cuts] == [(1, 15), (15.3, 31)]
    assert cuts[0].offset + len(cuts[0].samples) / 16000 == pytest.approx(15.3)
    assert cuts[1].offset == pytest.approx(15.0)


def test_what_goes_on_waits(stream):
    assert stream.group((Segment(38.5, 39.9),)) == []
    assert stream.waiting == Segment(38.5, 39.9)
    assert [cut.end for cut in stream.finish()] == [39.9]
    assert stream.waiting is None


def test_memory_does_not_grow(stream):
    for _ in range(30):
        assert stream.feed(np.zeros(16000 * 10, dtype=np.float32)) == []
    assert len(stream.ring.cut(0, 1000)) <= 16000 * 80
