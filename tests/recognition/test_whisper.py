from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from trainer.audio.speech import Segment
from trainer.audio.stream import Cut
from trainer.errors import RecognitionError
from trainer.recognition.packing import Packer, Piece, Window
from trainer.recognition.whisper import WhisperRecogniser, cut_repeats, others
from trainer.recognition.window_decoder import Decoded

SPEECH = "kokoro/dv03_jf_nezumi.flac"
SECOND = np.zeros(16000, dtype=np.float32)


class ScriptedDecoder:
    """Answers in turn, and notes how many sounds came each time and with what options."""

    version = "1"

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def decode(self, sounds, *, align=False, again=False, short=False):
        if len(sounds):
            self.asked.append((len(sounds), align, again))
        answers, self.answers = self.answers[: len(sounds)], self.answers[len(sounds) :]
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
        return answers

    def hypotheses(self, parts):
        return [(f"{part.start:.1f}–{part.end:.1f}",) for part in parts]


def utterance(seconds, at=0.0):
    """Somebody speaks from the first to the last sample."""
    return Cut((Segment(at, at + seconds),), np.zeros(round(seconds * 16000), dtype=np.float32), at)


def said(text, start, end, probability=0.9):
    """A word for each character, spread over that time."""
    step = (end - start) / len(text)
    return [Piece(char, start + n * step, start + (n + 1) * step, (probability,)) for n, char in enumerate(text)]


def window(*pieces):
    """What the decoder gives for a window with these pieces."""
    text = "".join(piece.text for piece in pieces)
    return Decoded(text, -0.1, ("别的",), tuple(pieces), np.zeros((1500, 8), dtype=np.float32))


def test_an_utterance_becomes_text_with_probability_and_other_hypotheses():
    (heard,) = WhisperRecogniser(ScriptedDecoder(Decoded("您好", -0.1, ("您好。", "您号"))), "fake").transcribe(SECOND)
    assert (heard.text, heard.start, heard.end, heard.hypotheses) == ("您好", 0.0, 1.0, ("您号",))
    assert heard.confidence == pytest.approx(math.exp(-0.1))


def test_a_repeating_result_is_decoded_again_without_repeats():
    decoder = ScriptedDecoder(Decoded("好" * 90), Decoded("好"))
    assert [heard.text for heard in WhisperRecogniser(decoder, "fake").transcribe(SECOND)] == ["好"]
    assert decoder.asked == [(1, False, False), (1, False, True)]


def test_no_text_is_nothing_heard():
    assert WhisperRecogniser(ScriptedDecoder(Decoded("")), "fake").transcribe(SECOND) == []


def test_too_little_sound_is_not_asked():
    decoder = ScriptedDecoder()
    assert WhisperRecogniser(decoder, "fake").transcribe(SECOND[:100]) == []
    assert decoder.asked == []


def test_more_than_a_window_is_several_pieces():
    heard = WhisperRecogniser(ScriptedDecoder(Decoded("您好，"), Decoded("请问")), "fake").transcribe(
        np.tile(SECOND, 40)
    )
    assert [(one.text, one.start, one.end) for one in heard] == [("您好，", 0.0, 30.0), ("请问", 30.0, 40.0)]


def test_word_times_when_asked():
    pieces = (Piece(" 您好", 0.1, 0.5, (0.7, 0.9)), Piece("。", 0.5, 0.6, (0.5,)), Piece("请", 0.8, 1.4, (1.0,)))
    decoder = ScriptedDecoder(Decoded("您好。请", pieces=pieces))
    (heard,) = WhisperRecogniser(decoder, "fake", words=True).transcribe(SECOND)
    assert [(w.text, w.start, w.end, w.confidence) for w in heard.words] == [
        ("您好。", 0.1, 0.5, pytest.approx(0.8)),
        ("请", 0.8, 1.0, 1.0),
    ]
    assert decoder.asked == [(1, True, False)]


def test_engine_trouble_is_said_in_chinese():
    recogniser = WhisperRecogniser(ScriptedDecoder(RuntimeError("out of memory")), "fake")
    with pytest.raises(RecognitionError, match=r"^Whisper 识别时出错。请再试一次；还不行就换一段录音。$"):
        recogniser.transcribe(SECOND)


def test_utterances_of_a_window_are_cut_apart():
    shared = Window((utterance(2), utterance(3, at=9.0)))
    decoder = ScriptedDecoder(window(*said("您好，请问", 0.2, 2.0), *said("谢谢再见。", 3.3, 6.3)))
    first, second = WhisperRecogniser(decoder, "fake", words=True).transcribe_many([shared])
    assert [(one.text, one.start, one.end) for one in (*first, *second)] == [
        ("您好，请问", 0.0, 2.0),
        ("谢谢再见。", 0.0, 3.0),
    ]
    assert first[0].confidence == pytest.approx(0.9)
    assert [(word.text, round(word.start, 2)) for word in second[0].words] == [
        ("谢", 0.0),
        ("谢", 0.4),
        ("再", 1.0),
        ("见。", 1.6),
    ]
    assert decoder.asked == [(1, True, False)]


def test_only_of_an_unsure_utterance_it_is_asked_what_else_it_may_be():
    shared = Window((utterance(2), utterance(3, at=9.0)))
    decoder = ScriptedDecoder(window(*said("您好，请问", 0.2, 2.0), *said("谢谢再见。", 3.3, 6.3, probability=0.7)))
    first, second = WhisperRecogniser(decoder, "fake").transcribe_many([shared])
    assert (first[0].hypotheses, second[0].hypotheses) == ((), ("3.5–6.5",))


def test_an_utterance_alone_in_its_window_is_heard_as_ever():
    decoder = ScriptedDecoder(Decoded("您好", -0.1, ("您号",)))
    ((heard,),) = WhisperRecogniser(decoder, "fake").transcribe_many([Window((utterance(2),))])
    assert (heard.text, heard.hypotheses) == ("您好", ("您号",))
    assert decoder.asked == [(1, False, False)]


@pytest.mark.parametrize(
    "doubtful",
    [
        pytest.param(window(*said("您好，请问", 0.2, 2.0), *said("谢谢再见", 3.6, 6.4, 0.2)), id="an unlikely text"),
        pytest.param(window(*said("您好，请问", 0.2, 2.0)), id="no text"),
        pytest.param(
            window(
                *said("您好，请问", 0.2, 2.0),
                *said("大漠孤烟直长河落日圆萧关逢候骑都护在燕然单车欲问边属国过居延征蓬出汉塞归雁入胡天", 3.6, 6.4),
            ),
            id="more than anybody says",
        ),
    ],
)
def test_an_utterance_in_doubt_is_heard_alone(doubtful):
    shared = Window((utterance(2), utterance(3, at=9.0)))
    decoder = ScriptedDecoder(doubtful, Decoded("谢谢您"))
    first, second = WhisperRecogniser(decoder, "fake").transcribe_many([shared])
    assert [one.text for one in (*first, *second)] == ["您好，请问", "谢谢您"]
    assert decoder.asked == [(1, True, False), (1, False, False)]


def test_of_a_window_that_repeats_itself_each_is_heard_alone():
    shared = Window((utterance(2), utterance(3, at=9.0)))
    decoder = ScriptedDecoder(window(*said("您好请问" * 60, 0.0, 5.0)), Decoded("您好"), Decoded("再见"))
    heard = WhisperRecogniser(decoder, "fake").transcribe_many([shared])
    assert [one.text for own in heard for one in own] == ["您好", "再见"]


def test_other_hypotheses_differ_in_what_was_said():
    assert others("您好", ("您好。", "您号", "", "您号，")) == ("您号",)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("请稍等谢谢大家谢谢大家谢谢大家谢谢大家", "请稍等谢谢大家"),
        ("再见，再见，再见，再见。", "再见。"),
        ("好的好的", "好的好的"),
        ("谢谢谢谢", "谢谢谢谢"),
        ("对对对", "对对对"),
        ("请稍等请稍等请稍等", "请稍等请稍等请稍等"),
        ("电话幺三八八八八八八八八", "电话幺三八八八八八八八八"),
        ("嗯嗯嗯嗯嗯嗯嗯", "嗯"),
        ("工号1111111", "工号1111111"),
        ("", ""),
        ("您好，请问有什么可以帮您？", "您好，请问有什么可以帮您？"),
    ],
)
def test_only_unnatural_repeats_at_the_end_go(text, cut):
    assert cut_repeats(text) == cut


@pytest.mark.model
def test_mandarin_is_understood(whisper, speech):
    with whisper.open() as session:
        heard = [*session.feed(speech(SPEECH)), *session.finish()]
    assert "请问您贵姓" in "".join(h.text for h in heard).replace("請問", "请问").replace("貴", "贵")


@pytest.mark.model
def test_real_people_are_understood(whisper, speech):
    with whisper.open(cut=False) as session:
        session.feed(speech("real/las_audio_0.flac"))
        (heard,) = session.finish()
    assert "同比前年" in heard.text


@pytest.mark.model
def test_silence_and_noise_give_no_text(whisper):
    noise = np.random.default_rng(1).normal(0, 0.003, 16000 * 5).astype(np.float32)
    with whisper.open() as session:
        assert session.feed(np.zeros(16000 * 3, dtype=np.float32)) == []
        assert [*session.feed(noise), *session.finish()] == []


@pytest.mark.model
def test_the_same_sound_gives_the_same_text_in_another_process(whisper, speech):
    samples = speech("kokoro/dv41_jm_kumo.flac")
    here = [h.text for h in whisper.transcribe(samples)]
    assert [h.text for h in whisper.transcribe(samples)] == here
    program = (
        "import sys, soundfile\n"
        "from trainer.recognition.engines import open_recogniser\n"
        "r = open_recogniser(model='whisper-base')\n"
        "x, _ = soundfile.read(sys.argv[1], dtype='float32')\n"
        "sys.stdout.buffer.write(''.join(h.text for h in r.transcribe(x)).encode())\n"
        "assert 'av' not in sys.modules and 'vosk' not in sys.modules\n"
    )
    root = Path(__file__).parents[2]
    file = root.parent / "shared/audio/kokoro/dv41_jm_kumo.flac"
    run = subprocess.run([sys.executable, "-c", program, file], cwd=root, capture_output=True, check=True)
    assert run.stdout.decode() == "".join(here)


@pytest.mark.model
def test_a_text_does_not_depend_on_what_is_recognised_beside_it(whisper, speech):
    names = [f"kokoro/dv{n}.flac" for n in ("03_jf_nezumi", "06_jm_kumo", "07_jf_nezumi", "09_jm_kumo", "11_jf_nezumi")]
    cuts = [Cut((Segment(0.2, len(x) / 16000 - 0.2),), x, 0.0) for x in map(speech, names)]
    packer = Packer()
    windows = [w for w in (*map(packer.add, cuts), packer.flush()) if w is not None]
    assert len(windows) > 1
    assert len(windows[0].cuts) > 1
    together = whisper.transcribe_many(windows)
    alone = [heard for one in windows for heard in whisper.transcribe_many([one])]
    turned = whisper.transcribe_many(windows[::-1])
    assert all(together)
    assert alone == together
    assert sorted(map(str, turned)) == sorted(map(str, together))
