from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.recognition.onnx_outline import OnnxOutline, read_outline

onnx = pytest.importorskip("onnx")
from sensevoice_model import make_model  # noqa: E402 - needs onnx


def written(path, content: bytes):
    path.write_bytes(content)
    return path


def length(count: int) -> bytes:
    """A number of seven bits a byte."""
    return bytes([count & 0x7F]) if count < 0x80 else bytes([count & 0x7F | 0x80]) + length(count >> 7)


def named(field: int, content: bytes) -> bytes:
    """A protobuf field of text."""
    return bytes([field << 3 | 2]) + length(len(content)) + content


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return make_model(tmp_path_factory.mktemp("m")) / "model.int8.onnx"


def test_it_tells_what_goes_in_and_out_and_the_notes(model):
    outline = read_outline(model)
    assert outline.inputs == ("x", "x_length", "language", "text_norm")
    assert outline.outputs == ("logits",)
    assert outline.metadata["comment"] == "iic/SenseVoiceSmall"
    assert outline.metadata == {prop.key: prop.value for prop in onnx.load(model).metadata_props}


def test_only_the_outside_of_a_large_file_is_read(model, tmp_path):
    graph = onnx.load(model)
    weights = onnx.numpy_helper.from_array(np.zeros(3_000_000, dtype=np.float32), "large")
    graph.graph.initializer.insert(0, weights)
    onnx.save(graph, tmp_path / "large.onnx")
    assert read_outline(tmp_path / "large.onnx") == read_outline(model)


def test_fields_of_other_kinds_are_passed_over(tmp_path):
    graph = named(7, named(11, named(1, b"x")) + b"\x15\1\2\3\4" + b"\x19\1\2\3\4\5\6\7\x08")
    path = written(tmp_path / "m", b"\x08\x96\x01" + graph + named(14, named(1, b"key") + named(2, b"value")))
    assert read_outline(path) == OnnxOutline(("x",), (), {"key": "value"})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>please log in</html>",
        named(14, named(1, b"a")),
        b"\x3a\x05ab",
        b"\x3a",
        b"\x08" + b"\xff" * 12,
        b"\x0f",
        named(7, b"\x19\1\2"),
        named(7, b"") + b"\x72\x80\x80\x80\x01",
    ],
    ids=["empty", "a page", "no graph", "cut off", "no length", "endless number", "no kind", "half a number", "long"],
)
def test_what_is_no_model_is_refused(tmp_path, content):
    with pytest.raises(ValueError, match=r"\w"):
        read_outline(written(tmp_path / "m", content))


def test_a_text_without_end_is_refused(tmp_path):
    text = b"\x0a" + length(2 << 20) + bytes(2 << 20)
    with pytest.raises(ValueError, match="without end"):
        read_outline(written(tmp_path / "m", b"\x72" + length(len(text)) + text))


def test_the_first_half_is_no_model(model, tmp_path):
    content = model.read_bytes()
    for part in (len(content) // 2, len(content) - 1):
        with pytest.raises(ValueError, match="cut off"):
            read_outline(written(tmp_path / "half", content[:part]))


@given(st.binary(max_size=200))
def test_no_content_upsets_it(tmp_path_factory, content):
    path = written(tmp_path_factory.getbasetemp() / "any.onnx", content)
    try:
        read_outline(path)
    except ValueError:
        return


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "m")
    with pytest.raises(OSError, match=r"\w"):
        read_outline(tmp_path / "m")
