from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from trainer.errors import ModelError, RecognitionError
from trainer.recognition.models import Models
from trainer.recognition.whisper import (
    MOST_HYPOTHESES,
    OPTIONS,
    Beam,
    WhisperRecogniser,
    cut_repeats,
    others,
    without,
)

SPEECH = "kokoro/dv03_jf_nezumi.flac"


def piece(text, ratio=1.0, **more):
    fields = {"start": 0.2, "end": 2.0, "tokens": [1, 2], "avg_logprob": -0.1, "words": None}
    return SimpleNamespace(text=text, compression_ratio=ratio, **(fields | more))


class FakeModel:
    """faster-whisper's model as far as we use it: answers in turn."""

    hf_tokenizer = SimpleNamespace(decode=str)
    model = None

    def __init__(self, asked, *answers):
        self.asked, self.answers = asked, list(answers)

    def transcribe(self, samples, **options):
        self.asked.append(options)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return iter(answer), None


@pytest.fixture
def asked():
    """The options of each time that the model was asked."""
    return []


@pytest.fixture
def fake(tmp_path, monkeypatch, asked):
    def make(*answers, words=False):
        (tmp_path / "model.bin").touch()
        engine = SimpleNamespace(WhisperModel=lambda folder, **options: FakeModel(asked, *answers))
        monkeypatch.setitem(sys.modules, "faster_whisper", engine)
        return WhisperRecogniser(tmp_path, "fake", words=words)

    return make


SECOND = np.zeros(16000, dtype=np.float32)


def test_pieces_become_one_text_with_probability(fake):
    (heard,) = fake([piece("您好，"), piece("请问", start=2.0, end=9.0)]).transcribe(SECOND)
    assert (heard.text, heard.start, heard.end) == ("您好，请问", 0.2, 1.0)
    assert heard.confidence == pytest.approx(0.905, abs=0.001)


def test_never_prompted_never_sampled(fake, asked):
    fake([piece("好")]).transcribe(SECOND)
    (options,) = asked
    assert options["initial_prompt"] is None
    assert options["temperature"] == 0.0
    assert options["condition_on_previous_text"] is False


def test_a_repeating_result_is_decoded_again_without_repeats(fake, asked):
    recogniser = fake([piece("好" * 90, ratio=9.0)], [piece("好")])
    assert [heard.text for heard in recogniser.transcribe(SECOND)] == ["好"]
    assert asked[1]["no_repeat_ngram_size"] > 0


@pytest.mark.parametrize("answer", [[], [piece(" ")]])
def test_no_text_is_nothing_heard(fake, answer):
    assert fake(answer).transcribe(SECOND) == []


def test_too_little_sound_is_not_asked(fake):
    assert fake().transcribe(SECOND[:100]) == []


def test_word_times_when_asked(fake):
    words = [SimpleNamespace(word=" 您好", start=0.1, end=0.5, probability=0.8)]
    (heard,) = fake([piece("您好", words=words)], words=True).transcribe(SECOND)
    assert [(w.text, w.start, w.end, w.confidence) for w in heard.words] == [("您好", 0.1, 0.5, 0.8)]


def test_engine_trouble_is_said_in_chinese(fake):
    with pytest.raises(RecognitionError, match=r"^Whisper 识别时出错。请再试一次；还不行就换一段录音。$"):
        fake(RuntimeError("out of memory")).transcribe(SECOND)


def test_missing_model_names_the_command(tmp_path):
    with pytest.raises(ModelError, match="trainer models pull whisper-base"):
        WhisperRecogniser(tmp_path, "whisper-base")


def test_missing_engine_names_the_command(tmp_path, monkeypatch):
    (tmp_path / "model.bin").touch()
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(ModelError, match="pip install faster-whisper"):
        WhisperRecogniser(tmp_path, "whisper-base")


def test_a_broken_model_is_said_to_be_broken(tmp_path):
    pytest.importorskip("faster_whisper", reason="the extra [whisper] is not installed")
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match=r"打不开：文件坏了或不全。请运行 trainer models verify 检查，再重新下载。$"):
        WhisperRecogniser(tmp_path, "broken")


class TranslateModel:
    """CTranslate2's model as far as it is wrapped."""

    device = "cpu"

    def __init__(self):
        self.options = {}

    def generate(self, *arguments, **options):
        self.options = options
        return [result([1, 2], [3])]


def result(*sequences):
    return SimpleNamespace(sequences_ids=list(sequences))


def window(text, *tokens):
    return SimpleNamespace(text=text, tokens=list(tokens))


def decode(ids):
    return {1: "您好", 2: "你好，", 3: "您号", 4: "请问", 5: "情问", 6: "", 7: "您好。"}[ids[0]]


def test_the_beam_is_asked_for_more_and_remembers_it_once():
    model = TranslateModel()
    beam = Beam(model)
    answer = beam.generate("features", beam_size=5)
    assert (model.options, beam.device) == ({"beam_size": 5, "num_hypotheses": MOST_HYPOTHESES}, "cpu")
    assert (beam.take(), beam.take()) == (answer, [])


def test_who_asks_for_a_number_of_his_own_gets_it():
    model = TranslateModel()
    Beam(model).generate(num_hypotheses=1)
    assert model.options == {"num_hypotheses": 1}


def test_each_thread_has_its_own():
    beam = Beam(TranslateModel())
    beam.generate()
    elsewhere = []
    thread = threading.Thread(target=lambda: elsewhere.append(beam.take()))
    thread.start()
    thread.join()
    assert elsewhere == [[]]
    assert len(beam.take()) == 1


@pytest.mark.parametrize(
    ("pieces", "results", "expected"),
    [
        pytest.param([window("您好", 1)], [result([1], [3], [4])], ("您号", "请问"), id="the likeliest first"),
        pytest.param([window("您好", 1)], [result([1], [7], [3])], ("您号",), id="another comma is no other text"),
        pytest.param([window("您好", 1)], [result([1], [6], [3])], ("您号",), id="nothing is no text"),
        pytest.param([window("您好", 1)], [result([2], [3])], (), id="none of that window"),
        pytest.param(
            [window("您好", 1), window("请问", 4)],
            [result([1], [3]), result([9], [9]), result([4], [5], [2])],
            ("您号情问", "您好你好，"),
            id="windows side by side, a silent one between",
        ),
        pytest.param([], [result([1], [2])], (), id="silence"),
    ],
)
def test_other_texts_of_an_utterance(pieces, results, expected):
    assert others(pieces, results, decode) == expected


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


def test_a_module_left_out_is_a_stand_in_and_afterwards_itself():
    sys.modules.pop("this", None)
    with without("sndhdr_nobody"):
        import sndhdr_nobody  # type: ignore[import-not-found]

        with pytest.raises(ImportError):
            sndhdr_nobody.open()
        assert not hasattr(sndhdr_nobody, "__path__")
    assert "sndhdr_nobody" not in sys.modules


def test_a_module_that_is_loaded_already_stays():
    with without("json"):
        import json

        assert json.dumps({}) == "{}"


def bare():
    """The same model in faster-whisper without anything of ours."""
    with without("av"):
        from faster_whisper import WhisperModel
    return WhisperModel(str(Models().folder / "whisper-base"), device="cpu", compute_type="int8")


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
def test_the_other_hypotheses_leave_the_text_as_it_was(whisper, speech):
    samples = speech(SPEECH)
    (heard,) = whisper.transcribe(samples)
    pieces, _ = bare().transcribe(samples, **OPTIONS)
    assert heard.text == "".join(piece.text for piece in pieces).strip()
    assert 1 <= len(heard.hypotheses) < MOST_HYPOTHESES
    assert len({heard.text, *heard.hypotheses}) == 1 + len(heard.hypotheses)
