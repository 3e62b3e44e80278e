"""The plain network and the fast one compute the same."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import cnn
from cnn import plain
from cnn.arrays import Floats, batch_first, batch_last
from cnn.layers import Layer
from cnn.optimisers import SGD

CLOSE: dict[type, float] = {np.float32: 1e-5, np.float64: 1e-10}
RNG = np.random.default_rng(0)
LAYERS: list[tuple[plain.Layer, Layer, tuple[int, ...]]] = [
    (plain.Conv(1, 6, 5, RNG), cnn.Conv(6, 5), (1, 28, 28)),
    (plain.Conv(3, 4, 3, RNG, padding=1), cnn.Conv(4, 3, padding=1), (3, 7, 6)),
    (plain.ReLU(), cnn.ReLU(), (2, 3, 4)),
    (plain.MaxPool(), cnn.MaxPool(2), (2, 6, 4)),
    (plain.MaxPool(3), cnn.MaxPool(3), (2, 7, 9)),
    (plain.Flatten(), cnn.Flatten(), (2, 3, 4)),
    (plain.Dense(12, 5, RNG), cnn.Dense(5), (12,)),
]


def assert_close(actual: Floats, expected: Floats) -> None:
    """Relative to the largest number: sums of many numbers may cancel."""
    largest = max(1.0, float(np.abs(expected).max()))
    tolerance = CLOSE[expected.dtype.type] * largest
    np.testing.assert_allclose(actual.reshape(expected.shape), expected, rtol=0, atol=tolerance)


def bind(layer: Layer, simple: plain.Layer, dtype: npt.DTypeLike) -> None:
    """Give ``layer`` the parameters of the plain one."""
    for mine, theirs in zip(layer.parameters, simple.parameters, strict=True):
        value = theirs.T.astype(dtype, order="C")  # kernels are columns there, rows here
        mine.bind(value, np.zeros_like(value))


@pytest.mark.parametrize("dtype", CLOSE)
@pytest.mark.parametrize(("simple", "fast", "shape"), LAYERS)
def test_every_layer(
    simple: plain.Layer, fast: Layer, shape: tuple[int, ...], dtype: type[np.floating[Any]]
) -> None:
    if not fast.output_shape:
        fast.build(shape, RNG)
    bind(fast, simple, dtype)
    x = RNG.integers(-2, 3, (3, *shape)).astype(dtype)  # with many equal numbers
    y = simple.forward(x)
    assert_close(batch_first(fast.forward(batch_last(x))), y)
    dy = RNG.normal(size=y.shape).astype(dtype)
    dx = simple.backward(dy)
    assert_close(batch_first(fast.backward(batch_last(dy))), dx)
    for mine, gradient in zip(fast.parameters, simple.gradients, strict=True):
        assert_close(mine.grad, gradient.T)


@pytest.mark.parametrize("dtype", CLOSE)
@pytest.mark.parametrize("fuse", [True, False])
def test_three_whole_steps(fuse: bool, dtype: type[np.floating[Any]]) -> None:
    """Loss, gradients and parameters, through fused blocks and momentum."""
    rng = np.random.default_rng(1)
    simple = plain.lenet(rng)
    fast = cnn.Network(cnn.PRESETS["lenet"].layers, rng, fuse=fuse)
    fast.bind_parameters(fast.values.astype(dtype), fast.gradients.astype(dtype))
    parameters = [p for layer in fast.layers for p in layer.parameters]
    theirs = [p.astype(dtype) for layer in simple for p in layer.parameters]
    for layer in simple:
        if isinstance(layer, plain.Conv):
            layer.kernel, layer.bias = layer.parameters = theirs.pop(0), theirs.pop(0)
        if isinstance(layer, plain.Dense):
            layer.weight, layer.bias = layer.parameters = theirs.pop(0), theirs.pop(0)
    theirs = [p for layer in simple for p in layer.parameters]
    for mine, value in zip(parameters, theirs, strict=True):
        np.copyto(mine.value.reshape(value.T.shape), value.T)
    optimiser, other = SGD(momentum=0.9), plain.SGD(theirs, rate=0.05)
    for _ in range(3):
        images = rng.random((10, 1, 28, 28)).astype(dtype)
        labels = rng.integers(0, 10, 10)
        loss = fast.loss_and_gradients(batch_last(images), labels) / 10
        fast.gradients /= 10
        expected, gradients = plain.loss_and_gradients(simple, images, labels)
        assert loss == pytest.approx(expected, abs=CLOSE[dtype])
        optimiser.step(fast.values, fast.gradients, 0.05)
        other.step(gradients)
        for mine, value, gradient in zip(parameters, theirs, gradients, strict=True):
            assert_close(mine.grad, gradient.T)
            assert_close(mine.value, value.T)


def test_it_is_one_page_of_numpy_alone() -> None:
    source = Path(plain.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 200
    imported = {
        name.partition(".")[0]
        for statement in ast.parse(source).body
        if isinstance(statement, ast.Import | ast.ImportFrom)
        for name in (
            [statement.module or ""]
            if isinstance(statement, ast.ImportFrom)
            else [alias.name for alias in statement.names]
        )
    }
    assert imported - sys.stdlib_module_names == {"numpy"}


def test_the_loss_of_a_hopeless_answer_is_finite() -> None:
    loss, gradient = plain.softmax_cross_entropy(
        np.array([[0.0, 200.0]], np.float32), np.array([0])
    )
    assert loss == 200
    np.testing.assert_array_equal(gradient, [[-1, 1]])


@pytest.mark.slow
def test_it_learns_mnist() -> None:
    mnist, rng = cnn.load_mnist(), np.random.default_rng(0)
    layers = plain.lenet(rng)
    losses = list(plain.train(layers, mnist.training.inputs(), mnist.training.labels, rng, 2))
    assert np.mean(losses[-100:]) < 0.1
    hits = 0
    for place in range(0, 10_000, 500):
        x = mnist.test.inputs(slice(place, place + 500))
        for layer in layers:
            x = layer.forward(x)
        hits += (x.argmax(axis=1) == mnist.test.labels[place : place + 500]).sum()
    assert hits > 9_800
