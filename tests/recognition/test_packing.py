from __future__ import annotations

import numpy as np
import pytest

from trainer.audio.speech import Segment
from trainer.audio.stream import Cut
from trainer.recognition.packing import GAP, WINDOW, Packer, Piece, Window, in_doubt, likelihood, share_out

FIRST, SECOND = Segment(0.2, 2.8), Segment(4.7, 6.5)  # s of speech; silence between


def utterance(seconds, start=0.0):
    return Cut((Segment(start + 0.2, start + seconds - 0.3),), np.ones(round(seconds * 16000), dtype=np.float32), start)


def pieces(*words):
    """`("好", 1.2)` begins at 1.2 s; each lasts until the next, the last one for 0.2 s."""
    ends = [start for _, start in words[1:]] + [words[-1][1] + 0.2]
    return [Piece(text, start, end, (0.9,)) for (text, start), end in zip(words, ends, strict=True)]


def texts(shared):
    return ["".join(piece.text for piece in own) for own in shared]


def test_windows_hold_what_fits_in_order():
    packer, seconds = Packer(), (10.0, 8.0, 7.0, 20.0, 28.8, 3.0)
    cuts = [utterance(length, start=40.0 * n) for n, length in enumerate(seconds)]
    full = [packer.add(cut) for cut in cuts]
    assert packer.since == cuts[-1].start
    windows = [*filter(None, full), packer.flush()]
    assert [list(w.cuts) for w in windows] == [cuts[:2], cuts[2:3], cuts[3:4], cuts[4:5], cuts[5:]]
    assert all(len(w.samples) <= WINDOW * 16000 for w in windows)
    assert packer.flush() is None
    assert packer.since == float("inf")


def test_there_is_silence_between_utterances_and_their_places_are_known():
    window = Window((utterance(3.0, start=5.0), utterance(2.0, start=50.0)))
    assert window.offsets == (0.0, 3.0 + GAP)
    assert [(s.start, s.end) for s in window.speech] == [
        (pytest.approx(0.2), pytest.approx(2.7)),
        (pytest.approx(4.7), pytest.approx(6.2)),
    ]
    samples = window.samples
    assert len(samples) == round((3.0 + GAP + 2.0 + GAP) * 16000)
    assert not samples[48000 : 48000 + round(GAP * 16000)].any()
    assert samples[round((3.0 + GAP) * 16000)] == 1.0


def test_an_utterance_alone_is_heard_as_it_is():
    cut = utterance(3.0)
    assert Window((cut,)).samples is cut.samples


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param([("手", 2.5), ("不", 2.76), ("行", 4.78)], ["手", "不行"], id="a word that starts in the silence"),
        pytest.param([("手", 2.5), ("。", 2.8), ("不", 3.9), ("行", 4.8)], ["手。", "不行"], id="a full stop"),
        pytest.param([("手", 2.5), (" ", 2.8), ("不", 4.75)], ["手 ", "不"], id="a space"),
        pytest.param([("再", 2.4), ("见", 2.6), ("喂", 4.65)], ["再见", "喂"], id="a last word drawn long"),
        pytest.param(
            [("手", 2.6), ("嗯", 3.0), ("不", 3.4), ("行", 4.8)], ["手嗯", "不行"], id="a word in the silence"
        ),
        pytest.param([("喂", 0.1), ("好", 2.6)], ["喂好", ""], id="nothing of the second"),
        pytest.param([("喂", 4.6), ("好", 5.6)], ["", "喂好"], id="nothing of the first"),
    ],
)
def test_a_word_belongs_where_most_of_it_was_said(words, expected):
    assert texts(share_out(pieces(*words), (FIRST, SECOND))) == expected


def test_words_stay_in_order():
    shared = share_out(pieces(("一", 0.3), ("二", 5.0), ("三", 5.2), ("四", 5.6)), (FIRST, SECOND, Segment(8.0, 9.0)))
    assert texts(shared) == ["一", "二三四", ""]


def test_nothing_is_shared_out_of_nothing():
    assert share_out([], (FIRST, SECOND)) == ((), ())
    assert likelihood(()) == 0.0


GOOD = [("您", 0.2), ("好", 0.8), ("请", 1.4), ("问", 2.0), ("。", 2.7), ("再", 4.6), ("见", 5.3)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(GOOD, (False, False), id="good"),
        pytest.param(
            [("您", 2.0), ("再", 2.7), ("见", 5.3), ("了", 5.9)], (True, True), id="too short, perhaps it moved"
        ),
        pytest.param(GOOD[:5], (False, True), id="nothing of the last"),
        pytest.param([*GOOD, *((str(n), 5.4 + n / 20) for n in range(20))], (False, True), id="more than anybody says"),
        pytest.param([*GOOD[:4], ("哦", 2.6), ("再", 4.72), ("见", 5.3)], (True, True), id="a word that fits both"),
    ],
)
def test_what_does_not_fit_its_speech_is_in_doubt(words, expected):
    speech = (FIRST, SECOND)
    assert in_doubt(share_out(pieces(*words), speech), speech) == expected


def test_an_unlikely_text_is_in_doubt():
    shared = [pieces(*GOOD[:5]), [Piece(p.text, p.start, p.end, (0.3,)) for p in pieces(*GOOD[5:])]]
    assert in_doubt(shared, (FIRST, SECOND)) == (False, True)
