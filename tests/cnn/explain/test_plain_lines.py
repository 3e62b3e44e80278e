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
    "softmax": "p = np.exp(logits - logits.max(axis=1, keepdims=True))\n"
    "p /= p.sum(axis=1, keepdims=True)",
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


def test_other_layers_have_none() -> None:
    network = cnn.preset("residual", np.random.default_rng(0))
    trace = network.trace(np.zeros((1, 28, 28), np.float32))
    computation = arithmetic(network, trace, Place("batchnorm1", 0))
    assert plain_lines(computation, network.layers[1]) is None
