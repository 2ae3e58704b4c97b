from __future__ import annotations

import math
import sys

import numpy as np
import pytest

from trainer.errors import ModelError
from trainer.recognition.models import Models
from trainer.recognition.window_decoder import MOST_HYPOTHESES, Decoded, WindowDecoder, without
from trainer.text.error_rate import comparable, errors


def test_missing_model_names_the_command(tmp_path):
    with pytest.raises(ModelError, match="trainer models pull whisper-base"):
        WindowDecoder(tmp_path)


def test_missing_engine_names_the_command(tmp_path, monkeypatch):
    (tmp_path / "model.bin").touch()
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(ModelError, match="pip install faster-whisper"):
        WindowDecoder(tmp_path)


def test_a_broken_model_is_said_to_be_broken(tmp_path):
    pytest.importorskip("faster_whisper", reason="the extra [whisper] is not installed")
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match=r"打不开：文件坏了或不全。请运行 trainer models verify 检查，再重新下载。$"):
        WindowDecoder(tmp_path)


def test_a_text_that_says_the_same_over_and_over_repeats():
    assert Decoded("谢谢大家" * 10).repeats
    assert not Decoded("您好，请问有什么可以帮您？").repeats
    assert not Decoded("").repeats


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
def test_the_other_hypotheses_leave_the_text_as_it_was(whisper, speech):
    samples = speech("kokoro/dv03_jf_nezumi.flac")
    (heard,) = whisper.transcribe(samples)
    pieces, _ = bare().transcribe(
        samples, language="zh", beam_size=5, temperature=0.0, without_timestamps=True, condition_on_previous_text=False
    )
    (piece,) = pieces
    assert heard.text == piece.text.strip()
    assert heard.confidence == pytest.approx(math.exp(piece.avg_logprob))
    assert 1 <= len(heard.hypotheses) < MOST_HYPOTHESES
    assert len({heard.text, *heard.hypotheses}) == 1 + len(heard.hypotheses)


@pytest.mark.model
def test_pieces_hold_the_whole_text_in_order_of_time(speech):
    decoder = WindowDecoder(Models().folder / "whisper-base")
    samples = speech("kokoro/dv03_jf_nezumi.flac")
    (decoded,) = decoder.decode([samples], align=True)
    assert "".join(piece.text for piece in decoded.pieces).strip() == decoded.text
    assert all(piece.start <= piece.end <= len(samples) / 16000 for piece in decoded.pieces)
    assert [piece.start for piece in decoded.pieces] == sorted(piece.start for piece in decoded.pieces)
    assert all(0 <= sure <= 1 for piece in decoded.pieces for sure in piece.probabilities)


@pytest.mark.model
def test_in_a_short_window_the_text_is_near_and_no_neighbour_changes_it(speech):
    decoder = WindowDecoder(Models().folder / "whisper-base")
    sound = speech("kokoro/dv03_jf_nezumi.flac")
    sounds = [sound[: 2 * 16000], sound, sound[16000:], np.tile(sound, 5)[: 29 * 16000]]
    together = decoder.decode(sounds, align=True, short=True)
    apart = [decoder.decode([one], align=True, short=True)[0] for one in sounds]
    assert [one.text for one in together] == [one.text for one in apart]
    assert [one.likelihood for one in together] == [one.likelihood for one in apart]
    (whole,) = decoder.decode([sound])
    said = comparable(whole.text)
    assert errors(said, comparable(together[1].text)) <= len(said) // 5
    assert [one.encoded.shape[0] for one in apart[:1] + apart[3:] if one.encoded is not None] == [500, 1500]
