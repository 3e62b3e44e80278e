"""The lines that are shown beside the arithmetic are those of the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import cnn
from cnn import plain
from cnn.explain.arithmetic import arithmetic
from cnn.explain.graph import Place
from cnn.explain.plain_lines import plain_lines

EXPECTED = {
    "conv1": "self.rows = im2col(x, k)\ny = self.rows @ self.kernel + self.bias",
    "relu1": "return np.maximum(x, 0)",
    "pool1": "rows = im2col(x.reshape(n * channels, 1, height, width), k, stride=k)\n"
    "self.largest = rows.argmax(axis=1)\n"
    "y = rows[np.arange(len(rows)), self.largest]",
    "flatten1": "return x.reshape(len(x), -1)",
    "dense1": "return x @ self.weight + self.bias",
    "softmax": "shifted = logits - logits.max(axis=1, keepdims=True)\n"
    "log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))\n"
    "p = np.exp(log_p)",
}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_lines_are_in_the_file(name: str) -> None:
    network = cnn.preset("lenet", np.random.default_rng(0))
    trace = network.trace(np.zeros((1, 28, 28), np.float32))
    layer = next((layer for layer in network.layers if layer.name == name), None)
    lines = plain_lines(arithmetic(network, trace, Place(name, 0)), layer)
    assert lines is not None
    assert lines.text == EXPECTED[name]
    source = Path(plain.__file__).read_text(encoding="utf-8").splitlines()
    shown = lines.text.splitlines()
    in_file = [line.strip() for line in source[lines.first - 1 : lines.first - 1 + len(shown)]]
    assert in_file == [line.strip() for line in shown]


@pytest.mark.parametrize(
    "layer",
    [
        cnn.BatchNorm(),
        cnn.Conv(2, 3, stride=2),
        cnn.Conv(2, (3, 2)),
        cnn.Conv(2, 2, padding="same"),
        cnn.MaxPool(3, stride=2),
        cnn.MaxPool(2, padding=1),
        cnn.AvgPool(2),
        cnn.GlobalMaxPool(),
        cnn.RowRNN(3),
    ],
)
def test_what_the_plain_layers_cannot_do_has_none(layer: cnn.Layer) -> None:
    flat = isinstance(layer, cnn.GlobalMaxPool | cnn.RowRNN)
    layers = [layer, *([] if flat else [cnn.Flatten()]), cnn.Dense(2)]
    network = cnn.Network(layers, np.random.default_rng(0), (1, 8, 8))
    trace = network.trace(np.ones((1, 8, 8), np.float32))
    computation = arithmetic(network, trace, Place(layer.name, 0))
    assert plain_lines(computation, layer) is None
