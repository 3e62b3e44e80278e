"""The backward pass: every delta against finite differences, and as the first article writes it."""

from __future__ import annotations

import numpy as np
import pytest

import cnn
from cnn.arrays import Floats
from cnn.explain.deltas import BackwardPass, backward_pass
from tests.cnn.explained import (
    PLAIN,
    RESIDUAL,
    WITH_SIGMOID,
    WITH_SOFTMAX,
    doubled,
    logits_by_hand,
    picture,
)
from tests.cnn.gradients import numerical_gradient

LABEL = 1
ALL = [PLAIN, RESIDUAL, WITH_SOFTMAX, WITH_SIGMOID]


def loss_of(network: cnn.Network, logits: Floats) -> float:
    if network.layers[-1].kind == "sigmoid":
        signs = np.where(np.arange(len(logits)) == LABEL, 1, -1)
        return float(np.log1p(np.exp(-signs * logits)).sum())
    return float(np.log(np.exp(logits).sum()) - logits[LABEL])


@pytest.mark.parametrize("layers", ALL)
def test_deltas_are_the_gradients_for_what_each_layer_gives(
    layers: list[cnn.layers.Config],
) -> None:
    network, image = doubled(layers), picture()
    found = backward_pass(network, image, LABEL)
    assert found.loss == pytest.approx(loss_of(network, logits_by_hand(network, image)))
    inside = [layer for layer in network.layers if layer.kind not in ("softmax", "sigmoid")]
    value = image[..., None]
    for number in range(len(inside) + 1):
        name = "input" if number == 0 else inside[number - 1].name

        def loss(value: Floats = value, rest: list[cnn.Layer] = inside[number:]) -> float:
            x = value
            for layer in rest:
                x = layer.forward(x)
            return loss_of(network, x[:, 0])

        value = value.copy()
        expected = numerical_gradient(lambda v=value, f=loss: f(v), value)[..., 0]
        np.testing.assert_allclose(found.deltas[name], expected, rtol=1e-5, atol=1e-8, err_msg=name)
        if number < len(inside):
            value = inside[number].forward(value)


@pytest.mark.parametrize("layers", ALL)
def test_gradients_are_those_of_every_parameter(layers: list[cnn.layers.Config]) -> None:
    network, image = doubled(layers), picture()
    network.gradients[:] = 7
    found = backward_pass(network, image, LABEL)
    assert (network.gradients == 7).all()
    expected = numerical_gradient(
        lambda: loss_of(network, logits_by_hand(network, image)), network.values
    )
    together = np.concatenate([gradient.ravel() for gradient in found.gradients.values()])
    np.testing.assert_allclose(together, expected, rtol=1e-5, atol=1e-8)
    for name, gradient in found.gradients.items():
        assert gradient.shape == network.state()[name].shape
    biases = [name for name in found.gradients if "conv" in name and name.endswith(".bias")]
    assert len(biases) >= 2
    for name in biases:  # inside of residual blocks too
        delta = found.deltas[name.removesuffix(".bias")]
        np.testing.assert_allclose(found.gradients[name], delta.sum(axis=(1, 2)))


@pytest.fixture(scope="module")
def lenet() -> tuple[cnn.Network, dict[str, Floats], BackwardPass]:
    """The network of the first article, its answer for a picture, and its backward pass."""
    network = cnn.preset("lenet", np.random.default_rng(3))
    image = np.random.default_rng(4).random((1, 28, 28)).astype(np.float32)
    return network, network.trace(image), backward_pass(network, image, 7)


def test_names_and_shapes_are_those_of_the_trace(
    lenet: tuple[cnn.Network, dict[str, Floats], BackwardPass],
) -> None:
    _, trace, found = lenet
    assert [*found.deltas, "softmax"] == list(trace)
    for name, delta in found.deltas.items():
        assert delta.shape == trace[name].shape
        assert delta.dtype == np.float32
    assert list(found.gradients) == [
        "conv1.kernel", "conv1.bias", "conv2.kernel", "conv2.bias", "dense1.weight", "dense1.bias",
    ]  # fmt: skip


def test_the_first_delta_is_a_minus_y(
    lenet: tuple[cnn.Network, dict[str, Floats], BackwardPass],
) -> None:
    _, trace, found = lenet
    np.testing.assert_allclose(found.probabilities, trace["softmax"], rtol=1e-5)
    np.testing.assert_allclose(
        found.deltas["dense1"], trace["softmax"] - (np.arange(10) == 7), rtol=1e-5, atol=1e-7
    )
    assert found.loss == pytest.approx(-np.log(trace["softmax"][7]), rel=1e-5)


def test_each_layer_hands_the_delta_on_as_the_article_says(
    lenet: tuple[cnn.Network, dict[str, Floats], BackwardPass],
) -> None:
    network, trace, found = lenet
    deltas, state = found.deltas, network.state()
    weights = state["dense1.weight"]
    near = {"rtol": 1e-4, "atol": 1e-6}
    np.testing.assert_allclose(deltas["flatten1"], weights.T @ deltas["dense1"], **near)
    np.testing.assert_array_equal(deltas["pool2"].ravel(), deltas["flatten1"])
    enlarged = deltas["pool2"].repeat(2, axis=1).repeat(2, axis=2)
    largest = trace["pool2"].repeat(2, axis=1).repeat(2, axis=2)
    won = (trace["relu2"] == largest) & (largest > 0)
    np.testing.assert_allclose((deltas["relu2"] * won), enlarged * won, **near)
    np.testing.assert_allclose(deltas["conv2"], deltas["relu2"] * (trace["relu2"] > 0), **near)
    turned = np.rot90(state["conv2.kernel"], 2, axes=(2, 3))
    padded = np.pad(deltas["conv2"], ((0, 0), (4, 4), (4, 4)))
    for channel, y, x in [(0, 0, 0), (3, 5, 7), (5, 11, 2)]:
        patch = padded[:, y : y + 5, x : x + 5]
        expected = (patch * turned[:, channel]).sum()
        np.testing.assert_allclose(deltas["pool1"][channel, y, x], expected, **near)
    for out, channel, y, x in [(0, 0, 0, 0), (15, 2, 4, 1)]:
        seen = trace["pool1"][channel, y : y + 8, x : x + 8]
        expected = (seen * deltas["conv2"][out]).sum()
        np.testing.assert_allclose(
            found.gradients["conv2.kernel"][out, channel, y, x], expected, **near
        )


def test_an_unknown_label_is_refused() -> None:
    with pytest.raises(ValueError, match="classes 0 to 2, no 3"):
        backward_pass(doubled(PLAIN), picture(), 3)


def test_a_sigmoid_that_is_certain_overflows_nothing() -> None:
    network = cnn.Network(
        [{"kind": "flatten"}, {"kind": "dense", "out_features": 2}, {"kind": "sigmoid"}],
        np.random.default_rng(0),
        (1, 2, 2),
    )
    network.values[:] = 0
    network.state()["dense1.bias"][:] = [-200, 200]
    found = backward_pass(network, np.ones((1, 2, 2), np.float32), 1)
    np.testing.assert_array_equal(found.probabilities, [0, 1])
    assert found.loss == 0
