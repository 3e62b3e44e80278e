"""Numerical gradients in float64, for comparison with the analytic ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnn.arrays import Floats
from cnn.layers import Layer


def numerical_gradient(f: Callable[[], float], x: Floats, step: float = 1e-6) -> Floats:
    """The gradient of ``f`` for every entry of ``x``, by central differences; ``x`` is restored."""
    gradient = np.empty_like(x)
    for place in np.ndindex(x.shape):
        value = x[place]
        x[place] = value + step
        above = f()
        x[place] = value - step
        gradient[place] = (above - f()) / (2 * step)
        x[place] = value
    return gradient


def in_double(layer: Layer) -> Layer:
    """The layer, its parameters in float64."""
    for parameter in layer.parameters:
        value = parameter.value.astype(np.float64)
        parameter.bind(value, np.zeros_like(value))
    return layer


def check_layer(layer: Layer, x: Floats, rng: np.random.Generator, training: bool = False) -> None:
    """Assert that every gradient of a layer agrees with the numerical one."""
    dy = rng.normal(size=layer.forward(x, training).shape)

    def forward() -> Floats:
        layer.reseed(np.random.default_rng(0))  # dropout must drop the same ones each time
        return layer.forward(x, training)

    def loss() -> float:
        return float((forward() * dy).sum())

    forward()
    dx = layer.backward(dy.copy()).copy()
    gradients = [parameter.grad.copy() for parameter in layer.parameters]
    forward()
    layer.backward_parameters(dy.copy())
    for parameter, gradient in zip(layer.parameters, gradients, strict=True):
        np.testing.assert_allclose(parameter.grad, gradient, rtol=1e-12, atol=1e-12)
        expected = numerical_gradient(loss, parameter.value)
        np.testing.assert_allclose(gradient, expected, rtol=1e-6, atol=1e-7, err_msg=parameter.name)
    np.testing.assert_allclose(dx, numerical_gradient(loss, x), rtol=1e-6, atol=1e-7)
