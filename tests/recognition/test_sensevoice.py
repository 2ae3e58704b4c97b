"""SenseVoice over a stand-in model that sherpa-onnx itself runs: everything but whether the text is right."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from clips import clip
from patience import PATIENCE

from trainer.audio.speech import Segment
from trainer.audio.stream import Cut
from trainer.errors import ModelError, RecognitionError
from trainer.recognition.engines import load, open_recogniser
from trainer.recognition.installed import Installed
from trainer.recognition.models import Models
from trainer.recognition.packing import Window
from trainer.recognition.sensevoice import SenseVoiceRecogniser, pieces_of

pytest.importorskip("sherpa_onnx", reason="the extra [sherpa] is not installed")
pytest.importorskip("onnx", reason="makes the stand-in")
from sensevoice_model import CHARACTERS, make_model

ROOT = Path(__file__).parents[2]
SECOND = np.zeros(16000, dtype=np.float32)


def noise(seconds, gain, seed=1):
    return np.random.default_rng(seed).normal(0, gain, round(seconds * 16000)).astype(np.float32)


def text(recogniser, samples):
    return "".join(heard.text for heard in recogniser.transcribe(samples))


def test_what_is_loud_is_heard_with_the_time_of_each_character(sensevoice):
    (heard,) = sensevoice.transcribe(np.concatenate((SECOND, noise(1, 0.001), SECOND, noise(1, 0.003))))
    assert set(heard.text) <= set(CHARACTERS)
    assert "".join(word.text for word in heard.words) == heard.text
    assert (heard.start, heard.end, heard.confidence, heard.hypotheses) == (0.0, 4.0, None, ())
    assert heard.words[0].start == pytest.approx(1, abs=0.1)
    assert heard.words[-1].end == 4.0
    assert all(word.confidence is None for word in heard.words)
    soft = [CHARACTERS.index(word.text) for word in heard.words if word.start < 2]
    loud = [CHARACTERS.index(word.text) for word in heard.words if word.start > 3]
    assert max(soft) < max(loud)


@pytest.mark.parametrize("samples", [SECOND, SECOND[:0], SECOND[:1599] + 0.5, np.tile(SECOND, 40)], ids=len)
def test_silence_and_too_little_sound_are_nothing(sensevoice, samples):
    assert sensevoice.transcribe(samples) == []


def test_more_than_the_model_takes_is_several_pieces(sensevoice):
    heard = sensevoice.transcribe(noise(65, 0.1))
    assert [(one.start, one.end) for one in heard] == [(0.0, 30.0), (30.0, 60.0), (60.0, 65.0)]
    assert [word.start for one in heard for word in one.words] == sorted(w.start for one in heard for w in one.words)
    assert heard[1].words[0].start >= 30


def test_tags_go_and_other_writing_is_parted_by_its_spaces():
    tokens = ["<|zh|>", "您", "好", "，", " wi", "fi", "5", " ok", "<|BGM|>", "吗"]
    pieces = list(pieces_of(tokens, [number / 10 for number in range(10)], 2.0))
    assert [(piece.text, piece.start, piece.end) for piece in pieces] == [
        ("您", 0.1, 0.2),
        ("好", 0.2, 0.3),
        ("，", 0.3, 0.4),
        (" wifi5", 0.4, 0.7),
        (" ok", 0.7, 0.9),
        ("吗", 0.9, 2.0),
    ]
    assert list(pieces_of([], [], 1.0)) == []


def cut(samples, at):
    return Cut((Segment(at, at + len(samples) / 16000),), samples, float(at))


def test_a_text_does_not_depend_on_what_is_heard_beside_it(sensevoice):
    """The stand-in computes in 8 bits as the real model does: in one batch, loud sounds would change the soft ones."""
    sounds = [clip(f"m00{number}") * gain for number in (1, 2, 3, 4) for gain in (0.1, 3.0)]
    cuts = [cut(samples, 20 * number) for number, samples in enumerate(sounds)]
    windows = [Window(tuple(cuts[at : at + 3])) for at in range(0, len(cuts), 3)]
    together = sensevoice.transcribe_many(windows)
    assert [[one.text for one in heard] for heard in together] == [[text(sensevoice, samples)] for samples in sounds]
    assert sensevoice.transcribe_many(windows[::-1])[-3:] == together[:3]


def test_threads_change_no_text_and_may_share_a_model(sensevoice, tmp_path):
    sounds = [clip(f"m00{number}") for number in (1, 2, 3, 4)]
    alone = [text(sensevoice, samples) for samples in sounds]
    assert len(set(alone)) == len(alone)
    one, two = (SenseVoiceRecogniser(make_model(tmp_path / "m"), "m", threads=count) for count in (1, 2))
    assert [text(one, samples) for samples in sounds] == alone
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda samples: text(two, samples), sounds * 3)) == alone * 3


def test_the_same_sound_gives_the_same_text_in_another_process(sensevoice, tmp_path):
    make_model(tmp_path / "sensevoice")
    program = (
        "import sys, numpy; sys.path.insert(0, 'tests')\n"
        "from clips import clip\n"
        "from trainer.recognition.engines import open_recogniser\n"
        "heard = open_recogniser('sensevoice').transcribe(clip('m001'))\n"
        "sys.stdout.buffer.write(heard[0].text.encode())\n"
        "assert not {'onnx', 'onnxruntime', 'faster_whisper', 'vosk'} & sys.modules.keys()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, timeout=PATIENCE,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TRAINER_MODELS": str(tmp_path)},
    )  # fmt: skip
    assert run.stdout.decode() == text(sensevoice, clip("m001"))
    assert run.stderr == b""


def test_a_model_that_gives_no_tags_is_another_one(tmp_path, capfd):
    assert "文件坏了" in refused(make_model(tmp_path / "m", tagged=False), capfd)


def test_trouble_in_the_engine_is_no_silence(tmp_path):
    recogniser = SenseVoiceRecogniser(make_model(tmp_path / "m", longest=20), "m")
    assert text(recogniser, noise(1, 0.1))
    with pytest.raises(RecognitionError, match=r"^SenseVoice 识别时出错。请再试一次；还不行就换一段录音。$"):
        recogniser.transcribe(noise(5, 0.1))


def test_a_token_that_the_list_lacks_is_told(tmp_path, monkeypatch):
    recogniser = SenseVoiceRecogniser(make_model(tmp_path / "m"), "m")
    with monkeypatch.context() as context:
        context.setattr(type(recogniser._sherpa), "decode_stream", lambda *_: {}[1])
        with pytest.raises(RecognitionError, match="SenseVoice 识别时出错"):
            recogniser.transcribe(noise(1, 0.1))


def spoil(name, change):
    """Rewrites a file of the model."""

    def run(folder):
        path = folder / name
        path.write_bytes(change(path.read_bytes()))

    return run


WRONG = {
    "no model": (lambda f: (f / "model.int8.onnx").unlink(), "缺 model.int8.onnx"),
    "no tokens": (lambda f: (f / "tokens.txt").unlink(), "缺 tokens.txt"),
    "half a model": (spoil("model.int8.onnx", lambda b: b[: len(b) // 2]), "model.int8.onnx 坏了或没有下载完"),
    "the end is missing": (spoil("model.int8.onnx", lambda b: b[:-1]), "model.int8.onnx 坏了或没有下载完"),
    "an empty model": (spoil("model.int8.onnx", lambda b: b""), "model.int8.onnx 坏了或没有下载完"),
    "a page": (spoil("model.int8.onnx", lambda b: b"<html>" * 99), "model.int8.onnx 坏了或没有下载完"),
    "half the tokens": (spoil("tokens.txt", lambda b: b[: len(b) // 2]), "tokens.txt 不全，或者不属于这个模型"),
    "no tokens inside": (spoil("tokens.txt", lambda b: b"\x00\xff\n"), "tokens.txt 不全，或者不属于这个模型"),
    "an unknown step": (spoil("model.int8.onnx", lambda b: b.replace(b"MatMulInteger", b"MatMulInteggr")), "文件坏了"),
}
FOREIGN = {
    "no notes": (dict.fromkeys(("vocab_size", "neg_mean", "lang_zh")), "缺 vocab_size"),
    "no language": ({"lang_zh": None}, "缺 lang_zh"),
    "a word for a number": ({"with_itn": "viele"}, "缺 with_itn"),
    "no means": ({"neg_mean": None}, "不是 sherpa-onnx 用的 SenseVoice"),
    "too few means": ({"inv_stddev": "1,2"}, "不是 sherpa-onnx 用的 SenseVoice"),
    "words for means": ({"neg_mean": "a,b"}, "不是 sherpa-onnx 用的 SenseVoice"),
    "more tokens": ({"vocab_size": 25055}, "tokens.txt 不全，或者不属于这个模型"),
    "other sound": ({"width": 100}, "文件坏了"),
}


def refused(folder, capfd):
    """What is said; a model never ends the process, and its engine's English never reaches the screen."""
    with pytest.raises(ModelError) as error:
        SenseVoiceRecogniser(folder, "sensevoice")
    assert "SenseVoice 模型" in error.value.message
    assert error.value.message.endswith(
        "请运行 trainer models verify sensevoice 检查，再用 trainer models pull sensevoice 重新下载。"
    )
    assert capfd.readouterr() == ("", "")
    return error.value.message


@pytest.mark.parametrize(("damage", "said"), WRONG.values(), ids=WRONG)
def test_damaged_files_are_told(tmp_path, capfd, damage, said):
    damage(make_model(tmp_path / "m"))
    assert said in refused(tmp_path / "m", capfd)


@pytest.mark.parametrize(("notes", "said"), FOREIGN.values(), ids=FOREIGN)
def test_another_model_is_told(tmp_path, capfd, notes, said):
    assert said in refused(make_model(tmp_path / "m", **notes), capfd)


def test_a_file_that_cannot_be_read_is_told(tmp_path, capfd, monkeypatch):
    folder = make_model(tmp_path / "m")

    def fail(path, most):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("trainer.recognition.sensevoice.read", fail)
    assert "读不了文件（没有权限）" in refused(folder, capfd)


def test_missing_engine(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    with pytest.raises(ModelError, match=r"^还没有安装 SenseVoice 引擎。请运行：pip install sherpa-onnx$"):
        SenseVoiceRecogniser(make_model(tmp_path / "m"), "m")


def test_the_larger_model_does_where_the_small_one_is_missing(tmp_path):
    folder = make_model(tmp_path / "m")
    (folder / "model.int8.onnx").rename(folder / "model.onnx")
    models = Models(tmp_path, ())
    assert [(one.name, one.engine, one.language) for one in models.installed()] == [("m", "sensevoice", "multi")]
    assert text(open_recogniser("sensevoice", models=models), noise(1, 0.1))


def test_an_own_model_is_added_verified_and_opened(tmp_path):
    models = Models(tmp_path / "models", ())
    added = models.add(make_model(tmp_path / "下载 的"), "mine")
    assert (added.engine, added.language) == ("sensevoice", "multi")
    assert models.verify("mine")[0].ok
    assert text(load(added), noise(1, 0.1))
    (added.folder / "tokens.txt").write_text("x", encoding="utf-8")
    assert models.verify("mine")[0].faults == ("tokens.txt 的内容变了",)
    with pytest.raises(ModelError, match=r"tokens\.txt 不全"):
        load(Installed("mine", "sensevoice", "multi", added.folder))
