from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnn import Dataset, Model, Network, confusion_matrix, evaluate, preset
from cnn.arrays import Floats, batch_last
from cnn.fast.fuse import fused
from cnn.inference import infer
from cnn.layers import Config, Flatten
from cnn.losses import softmax_cross_entropy
from tests.cnn.gradients import numerical_gradient

SMALL: list[Config] = [
    {"kind": "conv", "out_channels": 2, "kernel_size": 3},
    {"kind": "relu"},
    {"kind": "maxpool", "kernel_size": 2},
    {"kind": "conv", "out_channels": 3, "kernel_size": 2, "padding": 1},
    {"kind": "relu"},
    {"kind": "maxpool", "kernel_size": 2},
    {"kind": "flatten"},
    {"kind": "dense", "out_features": 4},
]


def small(seed: int = 0) -> Network:
    network = Network(SMALL, np.random.default_rng(seed), (2, 9, 8))
    network.values += np.random.default_rng(seed).normal(0, 0.1, network.values.shape)
    return network


def test_lenet_is_the_first_articles_network() -> None:
    network = preset("lenet", np.random.default_rng(0))
    assert network.shapes == {
        "conv1": (6, 24, 24),
        "relu1": (6, 24, 24),
        "pool1": (6, 12, 12),
        "conv2": (16, 8, 8),
        "relu2": (16, 8, 8),
        "pool2": (16, 4, 4),
        "flatten1": (256,),
        "dense1": (10,),
    }
    assert network.parameter_count == 25 * 6 + 6 + 150 * 16 + 16 + 2560 + 10


def test_the_gradient_of_the_loss_is_the_numerical_one() -> None:
    """Through everything, with ties: much of the image is blank, where the bias makes all values
    equal."""
    network = small()
    network.bind_parameters(network.values.astype(np.float64), np.zeros(network.parameter_count))
    x = np.random.default_rng(1).normal(size=(2, 9, 8, 3))
    x[:, :4] = 0
    labels = np.array([0, 3, 1])
    network.loss_and_gradients(x, labels)
    gradients = network.gradients.copy()
    expected = numerical_gradient(lambda: network.loss_and_gradients(x, labels), network.values)
    np.testing.assert_allclose(gradients, expected, rtol=1e-5, atol=1e-7)


def layer_by_layer(network: Network, x: Floats, dy: Floats) -> tuple[Floats, Floats]:
    """Runs the layers one after another, forward and backward, without fusing."""
    for layer in network.layers:
        x = layer.forward(x)
    for layer in reversed(network.layers):
        dy = layer.backward(dy)
    return x, dy


@pytest.mark.parametrize("pool", ["maxpool", "avgpool"])
@pytest.mark.parametrize("inputs", [1, 2])
@pytest.mark.parametrize("batch", [1, 5])
def test_the_block_form_computes_what_the_layers_do(pool: str, inputs: int, batch: int) -> None:
    """Forward and backward, blank background and all; the plain layers are the reference."""
    rng = np.random.default_rng(2)
    configs = [{**c, "kind": pool} if c["kind"] == "maxpool" else c for c in SMALL]
    network = Network(configs, rng, (inputs, 9, 8))
    assert [step.kind for step in fused(network.layers)] != [layer.kind for layer in network.layers]
    x = rng.normal(size=(inputs, 9, 8, batch)).astype(np.float32)
    x[:, :, :4] = 0
    dy = rng.normal(size=(4, batch)).astype(np.float32)
    logits = network.forward(x).copy()
    network.backward(dy)
    gradients = network.gradients.copy()
    plain, dy = layer_by_layer(network, x, dy)
    np.testing.assert_allclose(logits, plain, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(gradients, network.gradients, rtol=1e-4, atol=1e-5)


def test_lenet_is_computed_in_block_form() -> None:
    network = preset("lenet", np.random.default_rng(0))
    first, second = (
        ["blockconv", "blockmax", "biasrelu"],
        ["rowconv", "asblocks", "blockmax", "biasrelu"],
    )
    assert [step.kind for step in fused(network.layers)] == [*first, *second, "flatten", "dense"]


def test_a_trace_holds_every_intermediate_by_name() -> None:
    network = small()
    images = np.random.default_rng(3).random((3, 2, 9, 8), dtype=np.float32)
    trace = network.trace(images[1])
    assert list(trace) == ["input", *network.shapes, "softmax"]
    assert {name: trace[name].shape for name in network.shapes} == network.shapes
    np.testing.assert_array_equal(trace["input"], images[1])
    np.testing.assert_array_equal(trace["relu1"], np.maximum(trace["conv1"], 0))
    kernel, bias = network.layers[0].parameters
    patch = images[1][:, 4:7, 2:5]
    expected = (patch * kernel.value[1]).sum() + bias.value[1]
    np.testing.assert_allclose(trace["conv1"][1, 4, 2], expected, rtol=1e-5)
    np.testing.assert_allclose(trace["softmax"], network.probabilities(images)[1], rtol=1e-5)
    many = network.trace(images)
    for name in trace:
        np.testing.assert_allclose(many[name][1], trace[name], rtol=1e-4, atol=1e-6)


def test_a_trace_does_not_change_later() -> None:
    network = small()
    images = np.random.default_rng(3).random((2, 2, 9, 8), dtype=np.float32)
    trace = network.trace(images[0])
    before = {name: value.copy() for name, value in trace.items()}
    network.trace(images[1])
    network.probabilities(images)
    for name in trace:
        np.testing.assert_array_equal(trace[name], before[name])


def test_many_images_are_read_in_chunks_as_in_one() -> None:
    network = small()
    images = np.random.default_rng(3).random((601, 2, 9, 8), dtype=np.float32)
    logits = network.logits(images)
    assert logits.shape == (601, 4)
    np.testing.assert_allclose(
        logits[450], network.logits(images[450:451])[0], rtol=1e-4, atol=1e-5
    )
    assert network.logits(images[:0]).shape == (0, 4)
    np.testing.assert_allclose(network.probabilities(images).sum(axis=1), 1, rtol=1e-5)


def test_a_copy_shares_nothing() -> None:
    network = small()
    copy = network.copy()
    np.testing.assert_array_equal(copy.values, network.values)
    copy.values += 1
    assert not np.array_equal(
        copy.layers[0].parameters[0].value, network.layers[0].parameters[0].value
    )


def test_parameters_are_views_of_the_long_vector() -> None:
    network = small()
    network.values[:] = np.arange(network.parameter_count)
    state = network.state()
    assert list(state)[:2] == ["conv1.kernel", "conv1.bias"]
    np.testing.assert_array_equal(
        np.concatenate([v.ravel() for v in state.values()]), network.values
    )


def test_the_same_seed_makes_the_same_network() -> None:
    np.testing.assert_array_equal(small(4).values, small(4).values)
    assert not np.array_equal(small(4).values, small(5).values)


def test_first_weights_keep_the_variance() -> None:
    """He: after a layer of fan-in 2000 the second moment is twice the input's."""
    layers: list[Config] = [{"kind": "flatten"}, {"kind": "dense", "out_features": 500}]
    network = Network(layers, np.random.default_rng(0), (1, 40, 50))
    x = np.random.default_rng(1).normal(size=(1, 40, 50, 20)).astype(np.float32)
    assert 1.9 < network.forward(x).var() < 2.1


def test_layers_that_do_not_fit_are_named_with_both_shapes() -> None:
    configs: list[Config] = [
        {"kind": "conv", "out_channels": 2, "kernel_size": 3},
        {"kind": "maxpool", "kernel_size": 9},
        {"kind": "flatten"},
    ]
    with pytest.raises(ValueError, match=r"pool1: .*9×9.*7×6 \(after conv1, .*\(2, 7, 6\)\)"):
        Network(configs, np.random.default_rng(0), (2, 9, 8))
    with pytest.raises(ValueError, match=r"the last layer, conv1, .*\(2, 7, 6\)"):
        Network(configs[:1], np.random.default_rng(0), (2, 9, 8))
    with pytest.raises(ValueError, match="at least one layer"):
        Network([], np.random.default_rng(0))


def test_images_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(N, 2, 9, 8\), not \(1, 9, 8\)"):
        small().logits(np.zeros((1, 9, 8)))


def test_batch_last_is_contiguous() -> None:
    x = batch_last(np.arange(24).reshape(2, 3, 4))
    assert x.shape == (3, 4, 2)
    assert x.flags.c_contiguous


def test_reading_in_threads_changes_no_bit() -> None:
    rng = np.random.default_rng(0)
    network = small()
    data = Dataset(rng.random((300, 2, 9, 8), dtype=np.float32), rng.integers(0, 4, 300))
    one, two = infer(network, data, workers=1), infer(network, data, workers=2)
    assert one.tobytes() == two.tobytes()
    np.testing.assert_allclose(one.T, network.logits(data.images), rtol=1e-4, atol=1e-5)


def test_a_confusion_matrix_counts_every_image_once() -> None:
    rng = np.random.default_rng(0)
    network = small()
    data = Dataset(rng.random((90, 2, 9, 8), dtype=np.float32), rng.integers(0, 4, 90))
    matrix = confusion_matrix(network, data)
    np.testing.assert_array_equal(matrix.sum(axis=1), np.bincount(data.labels, minlength=4))
    assert np.trace(matrix) == round(evaluate(network, data).accuracy * 90)


def test_the_gradient_of_what_comes_before_the_first_parameters_is_not_computed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    layers: list[Config] = [{"kind": "flatten"}, {"kind": "dense", "out_features": 3}]
    network = Network(layers, np.random.default_rng(0), (1, 2, 2))

    def never(*_: object) -> None:
        raise AssertionError("nobody asked for it")

    for layer in network.layers:
        monkeypatch.setattr(layer, "backward", never)
    network.loss_and_gradients(np.ones((1, 2, 2, 4), np.float32), np.array([0, 1, 2, 0]))
    assert network.gradients.any()


def test_the_images_gradient_is_the_numerical_one_where_it_is_asked_for() -> None:
    network = Network(
        [
            {"kind": "conv", "out_channels": 2, "kernel_size": 3},
            {"kind": "relu"},
            {"kind": "flatten"},
            {"kind": "dense", "out_features": 3},
        ],
        np.random.default_rng(0),
        (1, 5, 4),
    )
    network.bind_parameters(network.values.astype(np.float64), np.zeros(network.parameter_count))
    x, labels = np.random.default_rng(1).normal(size=(1, 5, 4, 2)), np.array([0, 2])
    _, dy = softmax_cross_entropy(network.forward(x), labels)
    gradient = network.backward_to_input(dy).copy()
    expected = numerical_gradient(lambda: softmax_cross_entropy(network.forward(x), labels)[0], x)
    np.testing.assert_allclose(gradient, expected, rtol=1e-6, atol=1e-8)


def test_blocks_know_what_is_in_them() -> None:
    inner: Config = {"kind": "residual", "layers": [{"kind": "batchnorm"}, {"kind": "dropout"}]}
    network = Network(
        [inner, {"kind": "flatten"}, {"kind": "dense", "out_features": 2}],
        np.random.default_rng(0),
        (1, 4, 4),
    )
    assert network.needs_whole_batch
    assert network.is_random
    x = np.ones((1, 4, 4, 9), np.float32) * np.arange(9, dtype=np.float32)
    network.reseed(np.random.default_rng(1))
    first = network.forward(x, training=True).copy()
    network.reseed(np.random.default_rng(1))
    np.testing.assert_array_equal(network.forward(x, training=True), first)


@pytest.mark.parametrize("shape", [28, (28, 28), (1, 0, 28), (1, -3, 28), (1, 28.0, 28), "abc"])
def test_a_shape_that_no_image_has_is_refused(shape: Any) -> None:
    with pytest.raises(ValueError, match="input_shape must be three whole numbers from 1"):
        Network([{"kind": "flatten"}], np.random.default_rng(0), shape)


@pytest.mark.parametrize("stranger", ["conv", Flatten, None, 3])
def test_what_is_no_layer_is_named(stranger: Any) -> None:
    with pytest.raises(ValueError, match="expected a layer"):
        Network([stranger], np.random.default_rng(0))
    with pytest.raises(ValueError, match="expected layers"):
        Model().add(stranger)


FUSABLE: list[list[Config]] = [
    [
        {"kind": "conv", "out_channels": 3, "kernel_size": 3, "stride": stride},
        {"kind": "relu"},
        pool,
    ]
    for stride in (1, 2, [1, 2])
    for pool in (
        {"kind": "maxpool", "kernel_size": 2},
        {"kind": "maxpool", "kernel_size": 2, "padding": 1},
        {"kind": "maxpool", "kernel_size": 2, "padding": [0, 1]},
        {"kind": "maxpool", "kernel_size": 2, "stride": 1},
        {"kind": "avgpool", "kernel_size": 2, "padding": 1},
        {"kind": "avgpool", "kernel_size": 2, "stride": 3},
        {"kind": "maxpool", "kernel_size": [2, 3]},
    )
]


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("layers", FUSABLE)
def test_whatever_is_fused_computes_what_the_layers_do(layers: list[Config], channels: int) -> None:
    """With every stride and padding, of the convolution and of the pooling behind it."""
    rng = np.random.default_rng(3)
    ends: list[Config] = [{"kind": "flatten"}, {"kind": "dense", "out_features": 2}]
    network = Network([*layers, *ends], rng, (channels, 11, 10))
    network.values += rng.normal(0, 0.3, network.values.shape).astype(np.float32)
    x = rng.normal(size=(channels, 11, 10, 3)).astype(np.float32)
    dy = rng.normal(size=(2, 3)).astype(np.float32)
    logits = network.forward(x).copy()
    dx = network.backward_to_input(dy).copy()
    gradients = network.gradients.copy()
    plain, dy = layer_by_layer(network, x, dy)
    np.testing.assert_allclose(logits, plain, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(dx, dy, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(gradients, network.gradients, rtol=1e-4, atol=1e-5)
