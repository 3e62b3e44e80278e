"""Every optimiser against its formula, written out step by step for a single number."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cnn.optimisers import OPTIMISERS, SGD

GRADIENTS = [0.3, -1.2, 0.0, 2.5, 0.7]
RATE = 0.05


def plain(x: float) -> float:
    for g in GRADIENTS:
        x -= RATE * g
    return x


def momentum(x: float) -> float:
    v = 0.0
    for g in GRADIENTS:
        v = 0.9 * v + g
        x -= RATE * v
    return x


def nesterov(x: float) -> float:
    v = 0.0
    for g in GRADIENTS:
        v = 0.9 * v + g
        x -= RATE * (g + 0.9 * v)
    return x


def adagrad(x: float) -> float:
    s = 0.0
    for g in GRADIENTS:
        s += g * g
        x -= RATE * g / (math.sqrt(s) + 1e-10)
    return x


def rmsprop(x: float) -> float:
    s = 0.0
    for g in GRADIENTS:
        s = 0.99 * s + 0.01 * g * g
        x -= RATE * g / (math.sqrt(s) + 1e-8)
    return x


def adadelta(x: float) -> float:
    s = d = 0.0
    for g in GRADIENTS:
        s = 0.9 * s + 0.1 * g * g
        step = math.sqrt(d + 1e-6) / math.sqrt(s + 1e-6) * g
        d = 0.9 * d + 0.1 * step * step
        x -= RATE * step
    return x


def adam(x: float, decay: float = 0.0) -> float:
    m = s = 0.0
    for t, g in enumerate(GRADIENTS, 1):
        x -= RATE * decay * x
        m = 0.9 * m + 0.1 * g
        s = 0.999 * s + 0.001 * g * g
        x -= RATE * (m / (1 - 0.9**t)) / (math.sqrt(s / (1 - 0.999**t)) + 1e-8)
    return x


def adamw(x: float) -> float:
    return adam(x, decay=0.01)


FORMULAS = {
    "sgd": plain,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adadelta": adadelta,
    "adam": adam,
    "adamw": adamw,
}


@pytest.mark.parametrize("name", OPTIMISERS)
def test_five_steps(name: str) -> None:
    values = np.array([1.5, 1.5])
    optimiser = OPTIMISERS[name](0.9)
    for g in GRADIENTS:
        gradients = np.array([g, -g])
        optimiser.step(values, gradients, RATE)
        np.testing.assert_array_equal(gradients, [g, -g])  # not a part of the parameters
    assert values[0] == pytest.approx(FORMULAS[name](1.5), rel=1e-12)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_float32_stays_float32(name: str) -> None:
    values = np.ones(3, np.float32)
    optimiser = OPTIMISERS[name](0.9)
    optimiser.step(values, np.ones(3, np.float32), RATE)
    assert all(slot.dtype == np.float32 for slot in optimiser.slots.values())
    assert (values < 1).all()


def test_momentum_by_hand() -> None:
    values = np.array([1.0])
    sgd = SGD(momentum=0.5)
    sgd.step(values, np.array([2.0]), rate=0.1)  # v = 2
    sgd.step(values, np.array([1.0]), rate=0.1)  # v = 0.5·2 + 1
    np.testing.assert_allclose(values, 1 - 0.2 - 0.2)
