"""The Kokoro model of `_kokoro.py` in 16-bit floating point through OpenVINO: 1.5 times faster than its integer form.

The package holds the weights as integers, and onnxruntime spends nine tenths of its time in integer convolutions, which
have no quick kernel. Here they become ordinary convolutions (and LSTMs) over the same weights. On processors without
bfloat16 OpenVINO computes in 32 bits, which is no faster. The speech differs from that of the integer model by as much
as both differ from the unrounded one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any


class FastSession:
    """Stands in for onnxruntime's session."""

    def __init__(self, model: Path, threads: int) -> None:
        """Convert and compile the model; takes some ten seconds and 1 GB."""
        import onnx  # type: ignore[import-not-found, unused-ignore]
        import openvino  # type: ignore[import-not-found, unused-ignore]

        core = openvino.Core()
        converted = in_floats(onnx.load(str(model)))
        settings = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "bf16"}
        if "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
            settings.pop("INFERENCE_PRECISION_HINT")
        compiled = core.compile_model(core.read_model(converted.SerializeToString()), "CPU", settings)
        self._request = compiled.create_infer_request()

    def run(self, outputs: None, inputs: Mapping[str, Any]) -> list[Any]:
        """The model's outputs for these inputs."""
        return [value.copy() for value in self._request.infer(dict(inputs)).values()]


def in_floats(model: Any) -> Any:
    """The ONNX model with every integer convolution and quantised LSTM in floating point."""
    graph = _Graph(model.graph)
    for node in list(model.graph.node):
        if node.op_type == "ConvInteger":
            graph.convolution(node)
        elif node.op_type == "DynamicQuantizeLSTM":
            graph.lstm(node)
    graph.finish()
    return model


class _Graph:
    """A graph whose nodes are replaced."""

    def __init__(self, graph: Any) -> None:
        self._graph = graph
        self._weights = {one.name: one for one in graph.initializer}
        self._from = {name: node for node in graph.node for name in node.output}
        self._to: dict[str, list[Any]] = {}
        for node in graph.node:
            for name in node.input:
                self._to.setdefault(name, []).append(node)
        self._instead: dict[tuple[str, ...], Any] = {}
        self._gone: set[tuple[str, ...]] = set()

    def convolution(self, node: Any) -> None:
        """Quantised input → ConvInteger [→ + bias in integers] → Cast → × scales becomes Conv."""
        quantised = self._from[node.input[0]]
        (after,) = self._to[node.output[0]]
        inputs = [quantised.input[0], f"{node.name}_float"]
        cast = after
        if after.op_type == "Add":
            bias = self._from[next(name for name in after.input if name != node.output[0])]
            while bias.op_type != "Div":  # the bias was divided by the scale, rounded and reshaped
                bias = self._from[bias.input[0]]
            inputs.append(bias.input[0])
            (cast,) = self._to[after.output[0]]
        (last,) = self._to[cast.output[0]]
        scales = self._from[next(name for name in last.input if name != cast.output[0])]
        scale = self._array(next(name for name in scales.input if name != quantised.output[1]))
        weights, zero = self._array(node.input[1]), self._array(node.input[3])
        each = (-1,) + (1,) * (weights.ndim - 1)  # one scale for each output channel, or one for all
        self._add(f"{node.name}_float", (weights - zero.reshape(each)) * scale.reshape(each))
        self._replace(last, "Conv", inputs, node)
        self._gone |= {tuple(one.output) for one in (node, after, cast)}

    def lstm(self, node: Any) -> None:
        """Weights are [directions, inputs, outputs] there and transposed in the ordinary one."""
        names = {1: (8, 9), 2: (10, 11)}
        for at, (scale_at, zero_at) in names.items():
            weights, scale, zero = (self._array(node.input[one]) for one in (at, scale_at, zero_at))
            each = (len(weights), 1, -1)
            floats = (weights - zero.reshape(each)) * scale.reshape(each)
            self._add(f"{node.name}_float_{at}", floats.transpose(0, 2, 1))
        inputs = [node.input[0], *(f"{node.name}_float_{at}" for at in names), *node.input[3:8]]
        self._replace(node, "LSTM", inputs, node)

    def finish(self) -> None:
        """Put the new nodes where the old ones were, and leave out weights nobody uses."""
        kept = [
            self._instead.get(tuple(node.output), node)
            for node in self._graph.node
            if tuple(node.output) not in self._gone
        ]
        _refill(self._graph.node, kept)
        used = {name for node in kept for name in node.input}
        _refill(self._graph.initializer, [one for one in self._graph.initializer if one.name in used])

    def _array(self, name: str) -> Any:
        import numpy as np
        from onnx import numpy_helper

        return numpy_helper.to_array(self._weights[name]).astype(np.float32)

    def _add(self, name: str, values: Any) -> None:
        import numpy as np
        from onnx import numpy_helper

        self._graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name))

    def _replace(self, node: Any, kind: str, inputs: list[str], attributes: Any) -> None:
        from onnx import helper

        new = helper.make_node(kind, inputs, list(node.output), name=f"{node.name}_{kind}")
        new.attribute.extend(attributes.attribute)
        self._instead[tuple(node.output)] = new


def _refill(field: Any, values: list[Any]) -> None:
    """Assign to a repeated field of a protobuf message, whose own elements may be among the values."""
    copies = [type(value).FromString(value.SerializeToString()) for value in values]
    del field[:]
    field.extend(copies)
