"""A stand-in for SenseVoice: a small model that sherpa-onnx itself opens and runs, and that hears how loud a sound is.

It has the inputs, the output and the notes of the real one. Like that, it computes in 8 bits, which it scales by all
that it is given at a time. The louder a moment, the later the character of CHARACTERS; below QUIET nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WINDOW, BANDS = 7, 80  # frames that are stacked, numbers of each
WIDTH = WINDOW * BANDS
CHARACTERS = "您好请问有什么可以帮到的稍等这边为查一下先生女士谢感来电再见海棠苑客服"
QUIET, STEP = 6.0, 0.25  # loudness (mean logarithm of the power) of the first character, between two
TAGS = ("<|zh|>", "<|NEUTRAL|>", "<|Speech|>", "<|woitn|>")
TOKENS = ("<unk>", *CHARACTERS, *TAGS)
NOTES = {
    "vocab_size": len(TOKENS),
    "lfr_window_size": WINDOW,
    "lfr_window_shift": 6,
    "normalize_samples": 0,
    "neg_mean": ",".join(["0.0"] * WIDTH),
    "inv_stddev": ",".join(["1.0"] * WIDTH),
    "model_type": "sense_voice_ctc",
    "comment": "iic/SenseVoiceSmall",
    **{"lang_auto": 0, "lang_zh": 3, "lang_en": 4, "lang_yue": 7, "lang_ja": 11, "lang_ko": 12, "lang_nospeech": 13},
    "with_itn": 14,
    "without_itn": 15,
}


def make_model(folder: Path, *, width: int = WIDTH, longest: int = 1 << 16, tagged: bool = True, **notes: Any) -> Path:
    """Write model.int8.onnx and tokens.txt into the folder, which is made. A note that is None is left out.

    `width` of the rows it takes; `longest`: rows at most, with more it fails; `tagged`: its results begin with TAGS.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = helper.make_model(
        _graph(width, longest, tagged), opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="test"
    )
    helper.set_model_props(model, {key: str(value) for key, value in {**NOTES, **notes}.items() if value is not None})
    onnx.checker.check_model(model)
    onnx.save(model, folder / "model.int8.onnx")
    lines = "".join(f"{token} {number}\n" for number, token in enumerate(TOKENS))
    (folder / "tokens.txt").write_text(lines, encoding="utf-8", newline="\n")
    return folder


def _graph(width: int, longest: int, tagged: bool) -> onnx.GraphProto:
    count = len(TOKENS)
    steepness = np.zeros(count)
    steepness[1 : len(CHARACTERS) + 1] = np.arange(1, len(CHARACTERS) + 1)
    bias = np.full(count, -1e6, dtype=np.float32)  # a tag is no character
    bias[: len(CHARACTERS) + 1] = -np.cumsum([0, *(QUIET + STEP * n for n in range(len(CHARACTERS)))])
    tags = np.full((1, 4, count), -1e6, dtype=np.float32)
    for place in range(4):
        tags[0, place, -4 + place if tagged else 0] = 1e6
    constants = {
        "weights": np.tile(steepness.astype(np.uint8), (width, 1)),
        "zero": np.array(0, dtype=np.uint8),
        "a_part": np.array(1 / width, dtype=np.float32),
        "bias": bias,
        "tags": tags,
        "first": np.array([0], dtype=np.int64),
        "second": np.array([1], dtype=np.int64),
        "rest": np.array([4, count], dtype=np.int64),
        "nothings": np.zeros(longest + 1, dtype=np.float32),
    }
    steps = [
        ("DynamicQuantizeLinear", ["x"], ["bytes", "scale", "origin"], {}),
        ("MatMulInteger", ["bytes", "weights", "origin", "zero"], ["sums"], {}),
        ("Cast", ["sums"], ["exact"], {"to": TensorProto.FLOAT}),
        ("Mul", ["scale", "a_part"], ["factor"], {}),
        ("Mul", ["exact", "factor"], ["loudness"], {}),
        ("Add", ["loudness", "bias"], ["biased"], {}),
        ("Shape", ["x"], ["shape"], {}),
        ("Gather", ["shape", "second"], ["rows"], {}),
        ("Gather", ["nothings", "rows"], ["nothing"], {}),
        ("Add", ["biased", "nothing"], ["heard"], {}),
        ("Gather", ["shape", "first"], ["sounds"], {}),
        ("Concat", ["sounds", "rest"], ["place"], {"axis": 0}),
        ("Expand", ["tags", "place"], ["before"], {}),
        ("Concat", ["before", "heard"], ["logits"], {"axis": 1}),
    ]
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", "T", width])]
    inputs += [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["N"]) for name in ("x_length", "language", "text_norm")
    ]
    return helper.make_graph(
        [helper.make_node(kind, takes, gives, **more) for kind, takes, gives, more in steps],
        "stand-in",
        inputs,
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", "L", count])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
