from __future__ import annotations

import json

import numpy as np
import pytest

from cnn.arrays import Shape
from cnn.fast.blocks import BlockMax
from cnn.layers import LAYERS, Config, layer_from_config
from cnn.layers.chain import build_chain
from tests.cnn.gradients import check_layer, in_double

SAME: Config = {"kind": "conv", "channels": 2, "kernel": 3, "padding": "same"}
WIDER: Config = {"kind": "conv", "channels": 3, "kernel": 3, "stride": 2, "padding": 1}
ONE: Config = {"kind": "conv", "channels": 3, "kernel": 1, "stride": 2}

CASES: list[tuple[Config, Shape]] = [
    ({"kind": "conv", "channels": 3, "kernel": 3}, (2, 5, 5)),
    ({"kind": "conv", "channels": 2, "kernel": [2, 3], "stride": [2, 1]}, (1, 5, 6)),
    ({"kind": "conv", "channels": 2, "kernel": 3, "stride": 2, "padding": 1}, (2, 6, 5)),
    ({"kind": "conv", "channels": 2, "kernel": [3, 1], "padding": [2, 0]}, (2, 3, 4)),
    ({"kind": "conv", "channels": 2, "kernel": 2, "padding": "same"}, (2, 3, 5)),
    ({"kind": "conv", "channels": 2, "kernel": 3, "stride": 3, "padding": "same"}, (1, 7, 5)),
    ({"kind": "conv", "channels": 2, "kernel": [3, 2], "padding": "full"}, (2, 3, 3)),
    ({"kind": "conv", "channels": 4, "kernel": 1}, (3, 3, 2)),
    ({"kind": "maxpool", "size": 2}, (2, 4, 4)),
    ({"kind": "maxpool", "size": 2}, (2, 5, 7)),
    ({"kind": "maxpool", "size": [3, 2], "stride": [2, 1], "padding": [1, 1]}, (2, 5, 4)),
    ({"kind": "avgpool", "size": 2}, (2, 4, 5)),
    ({"kind": "avgpool", "size": 3, "stride": 2, "padding": 1}, (2, 5, 6)),
    ({"kind": "dense", "outputs": 3}, (7,)),
    ({"kind": "relu"}, (2, 3, 3)),
    ({"kind": "flatten"}, (2, 3, 2)),
    ({"kind": "globalavgpool"}, (3, 2, 4)),
    ({"kind": "globalmaxpool"}, (3, 2, 4)),
    ({"kind": "leakyrelu", "slope": 0.2}, (2, 3, 3)),
    ({"kind": "prelu"}, (2, 3, 3)),
    ({"kind": "elu", "alpha": 0.7}, (2, 3, 3)),
    ({"kind": "selu"}, (2, 3, 3)),
    ({"kind": "sigmoid"}, (9,)),
    ({"kind": "tanh"}, (9,)),
    ({"kind": "softmax"}, (5,)),
    ({"kind": "softmax"}, (3, 2, 2)),
    ({"kind": "batchnorm"}, (2, 3, 3)),
    ({"kind": "batchnorm", "momentum": 0.5}, (1, 4, 2)),
    ({"kind": "dropout", "rate": 0.3}, (2, 3, 3)),
    ({"kind": "rowrnn", "units": 4}, (2, 3, 5)),
    ({"kind": "residual", "layers": [SAME, {"kind": "batchnorm"}, {"kind": "relu"}]}, (2, 3, 4)),
    ({"kind": "residual", "layers": [WIDER, {"kind": "tanh"}], "shortcut": [ONE]}, (2, 4, 3)),
]


def names(case: object) -> str:
    return json.dumps(case)


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize(("config", "shape"), CASES, ids=names)
def test_gradients_are_the_numerical_ones(
    config: Config, shape: Shape, batch: int, training: bool
) -> None:
    rng = np.random.default_rng(3)
    layer = layer_from_config(config)
    output = layer.build(shape, rng)
    x = rng.normal(size=(*shape, batch))
    in_double(layer)
    for parameter in layer.parameters:  # biases start at 0, which would hide their loss
        parameter.value += rng.normal(size=parameter.value.shape)
    assert layer.forward(x).shape == (*output, batch)
    check_layer(layer, x, rng, training)


@pytest.mark.parametrize(("config", "shape"), CASES, ids=names)
def test_float32_stays_float32(config: Config, shape: Shape) -> None:
    rng = np.random.default_rng(3)
    layer = layer_from_config(config)
    layer.build(shape, rng)
    x = rng.normal(size=(*shape, 2)).astype(np.float32)
    y = layer.forward(x, training=True)
    assert y.dtype == np.float32
    assert layer.backward(np.ones_like(y)).dtype == np.float32
    assert all(p.value.dtype == p.grad.dtype == np.float32 for p in layer.parameters)


@pytest.mark.parametrize(("config", "shape"), CASES, ids=names)
def test_the_configuration_makes_the_same_layer(config: Config, shape: Shape) -> None:
    rng = np.random.default_rng(3)
    layer = layer_from_config(config)
    twin = layer_from_config(json.loads(json.dumps(layer.config())))
    assert layer.build(shape, np.random.default_rng(1)) == twin.build(
        shape, np.random.default_rng(1)
    )
    x = rng.normal(size=(*shape, 2)).astype(np.float32)
    np.testing.assert_array_equal(layer.forward(x), twin.forward(x))
    assert list(layer.state()) == list(twin.state())


def test_every_kind_is_tested() -> None:
    assert {config["kind"] for config, _ in CASES} == set(LAYERS)


def test_convolution_by_hand() -> None:
    layer = layer_from_config({"kind": "conv", "channels": 1, "kernel": 2})
    layer.build((1, 2, 3), np.random.default_rng(0))
    kernel, bias = layer.parameters
    kernel.value[:] = [[[[1, 2], [3, 4]]]]
    bias.value[:] = 10
    x = np.array([[1, 2, 3], [4, 5, 6]], np.float32)[None, :, :, None]
    # 1·1 + 2·2 + 3·4 + 4·5 + 10: the kernel is not flipped
    np.testing.assert_array_equal(layer.forward(x)[0, :, :, 0], [[47, 57]])


@pytest.mark.parametrize("blank", [0.0, -1.5, 2.0])
def test_of_equal_pixels_the_first_one_gets_the_gradient(blank: float) -> None:
    layer = layer_from_config({"kind": "maxpool", "size": 2})
    layer.build((1, 2, 4), np.random.default_rng(0))
    x = np.full((1, 2, 4, 1), blank)
    x[0, 1, 2:] = blank + 1  # a tie in the lower row of the second window
    layer.forward(x)
    dx = layer.backward(np.array([3.0, 5.0]).reshape(1, 1, 2, 1))
    np.testing.assert_array_equal(dx[0, :, :, 0], [[3, 0, 0, 0], [0, 0, 5, 0]])


def test_backward_may_be_asked_twice() -> None:
    rng = np.random.default_rng(0)
    for config, shape in CASES:
        layer = layer_from_config(config)
        layer.build(shape, rng)
        dy = rng.normal(size=layer.forward(rng.normal(size=(*shape, 2))).shape)
        first = layer.backward(dy).copy()
        layer.backward(rng.normal(size=dy.shape))
        np.testing.assert_array_equal(layer.backward(dy), first)


@pytest.mark.parametrize(
    ("config", "shape", "words"),
    [
        ({"kind": "conv", "channels": 1, "kernel": 5}, (1, 4, 9), "5×5 does not fit .* 4×9"),
        (
            {"kind": "conv", "channels": 1, "kernel": 5},
            (9,),
            r"expected images .* got shape \(9,\)",
        ),
        ({"kind": "maxpool", "size": 3}, (1, 2, 9), "3×3 does not fit"),
        ({"kind": "dense", "outputs": 1}, (1, 2, 2), "flatten first"),
    ],
)
def test_shapes_that_do_not_fit_are_named(config: Config, shape: Shape, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        layer_from_config(config).build(shape, np.random.default_rng(0))


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"kind": "convolution"}, "no layer 'convolution'"),
        ({}, "no layer None"),
        ({"kind": ["conv"]}, r"no layer \['conv'\]"),
        ({"kind": "relu", "slope": 1}, "relu: .*slope"),
        ({"kind": "conv", "channels": 0, "kernel": 3}, "channels must be a whole number from 1"),
        ({"kind": "conv", "channels": 1, "kernel": 0}, "kernel must be a whole number from 1"),
        ({"kind": "conv", "channels": 1, "kernel": [3, 3, 3]}, "kernel must be"),
        ({"kind": "conv", "channels": 1, "kernel": 3, "stride": 0}, "stride must be"),
        ({"kind": "conv", "channels": 1, "kernel": 3, "padding": "most"}, "not 'most'"),
        ({"kind": "conv", "channels": 1, "kernel": 3, "padding": -1}, "padding must be"),
        ({"kind": "conv", "channels": 1, "kernel": 3, "initialiser": "ones"}, "not 'ones'"),
        ({"kind": "dense", "outputs": 0}, "outputs must be a whole number from 1"),
        ({"kind": "maxpool", "size": 2, "padding": 2}, "more than half"),
    ],
)
def test_settings_that_make_no_sense_are_refused(config: Config, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        layer_from_config(config)


def test_batch_norm_uses_the_batch_while_training_and_what_it_remembers_else() -> None:
    rng = np.random.default_rng(0)
    layer = layer_from_config({"kind": "batchnorm", "momentum": 0.5})
    layer.build((2, 3, 3), rng)
    x = rng.normal([[[[3]]], [[[-1]]]], 2, (2, 3, 3, 50)).astype(np.float32)
    y = layer.forward(x, training=True)
    np.testing.assert_allclose(y.mean(axis=(1, 2, 3)), 0, atol=1e-5)
    np.testing.assert_allclose(y.std(axis=(1, 2, 3)), 1, rtol=1e-4)
    mean, variance = layer.statistics["mean"].copy(), layer.statistics["variance"]
    np.testing.assert_allclose(mean, 0.5 * x.mean(axis=(1, 2, 3)), rtol=1e-4)
    np.testing.assert_allclose(variance, 0.5 + 0.5 * x.var(axis=(1, 2, 3), ddof=1), rtol=1e-4)
    one = x[..., :1]
    expected = (one - mean[:, None, None, None]) / np.sqrt(variance + 1e-5)[:, None, None, None]
    np.testing.assert_allclose(layer.forward(one), expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(layer.statistics["mean"], mean)


def test_batch_norm_says_where_a_batch_has_no_variance() -> None:
    layer = layer_from_config({"kind": "batchnorm"})
    layer.build((4,), np.random.default_rng(0))
    with pytest.raises(ValueError, match="one number per channel has no variance"):
        layer.forward(np.ones((4, 1)), training=True)


@pytest.mark.parametrize("rate", [0.25, 0.9])
def test_dropout_silences_its_share_and_keeps_the_mean(rate: float) -> None:
    layer = layer_from_config({"kind": "dropout", "rate": rate})
    layer.build((100,), np.random.default_rng(0))
    x = np.ones((100, 500), np.float32)
    np.testing.assert_array_equal(layer.forward(x), x)
    layer.reseed(np.random.default_rng(5))
    first = layer.forward(x, training=True).copy()
    assert abs((first == 0).mean() - rate) < 0.01
    assert set(np.unique(first)) == {0, np.float32(1 / (1 - rate))}
    np.testing.assert_array_equal(layer.backward(x), first)
    assert not np.array_equal(layer.forward(x, training=True), first)
    layer.reseed(np.random.default_rng(5))
    np.testing.assert_array_equal(layer.forward(x, training=True), first)


def test_a_residual_block_whose_ways_do_not_meet_says_so() -> None:
    layer = layer_from_config({"kind": "residual", "layers": [WIDER]})
    with pytest.raises(
        ValueError, match=r"return \(3, 2, 2\), but its shortcut returns \(2, 4, 4\)"
    ):
        layer.build((2, 4, 4), np.random.default_rng(0))


def test_a_residual_block_shows_what_is_in_it() -> None:
    rng = np.random.default_rng(0)
    layer = layer_from_config({"kind": "residual", "layers": [WIDER], "shortcut": [ONE]})
    layer.build((2, 4, 4), rng)
    layer.name = "residual1"
    x = rng.normal(size=(2, 4, 4, 1))
    trace = layer.trace(x)
    assert list(trace) == ["residual1.conv1", "residual1.shortcut-conv1", "residual1"]
    np.testing.assert_allclose(
        trace["residual1.conv1"] + trace["residual1.shortcut-conv1"], trace["residual1"]
    )
    assert "shortcut-conv1.kernel" in layer.state()


def test_the_recurrent_layer_by_hand() -> None:
    rng = np.random.default_rng(0)
    layer = layer_from_config({"kind": "rowrnn", "units": 3})
    layer.build((2, 4, 5), rng)
    in_double(layer)
    x = rng.normal(size=(2, 4, 5, 1))
    weight, memory_weight, bias = (p.value for p in layer.parameters)
    h = np.zeros(3)
    for t in range(4):
        h = np.tanh(weight @ x[:, t, :, 0].ravel() + memory_weight @ h + bias)
    np.testing.assert_allclose(layer.forward(x)[:, 0], h, rtol=1e-12)


def test_the_odd_zero_of_same_lies_below_and_on_the_right() -> None:
    layer = layer_from_config({"kind": "conv", "channels": 1, "kernel": 2, "padding": "same"})
    layer.build((1, 2, 2), np.random.default_rng(0))
    layer.parameters[0].value[:] = 1
    x = np.array([[1, 2], [3, 4]], np.float32)[None, :, :, None]
    np.testing.assert_array_equal(layer.forward(x)[0, :, :, 0], [[10, 6], [7, 4]])


def test_in_a_block_too_the_first_of_equal_ones_wins() -> None:
    layer = BlockMax((1, 1, 1))
    layer.forward(np.ones((2, 2, 1, 1, 1, 1)))
    dx = layer.backward(np.full((1, 1, 1, 1), 5.0))
    np.testing.assert_array_equal(dx[:, :, 0, 0, 0, 0], [[5, 0], [0, 0]])


def test_a_layer_stands_in_one_place() -> None:
    relu = layer_from_config({"kind": "relu"})
    with pytest.raises(ValueError, match="same layer is used twice"):
        build_chain([relu, relu], (3,), np.random.default_rng(0))


def test_whole_numbers_of_any_kind_will_do() -> None:
    config = {"kind": "conv", "channels": np.int64(2), "kernel": [np.int32(3), 3]}
    assert layer_from_config(config).config()["kernel"] == [3, 3]


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"kind": "conv", "channels": 2, "kernel": 5.0}, "kernel must be a whole number"),
        ({"kind": "conv", "channels": 2, "kernel": None}, "kernel must be a whole number"),
        ({"kind": "dropout", "rate": "x"}, "rate must be a number"),
        ({"kind": "leakyrelu", "slope": [1, 2]}, "slope must be a number"),
        ({"kind": "elu", "alpha": 10**400}, "alpha must be a number"),
        ({"kind": "residual", "layers": "abc"}, "made of layers"),
        ({"kind": "residual", "layers": [1, 2]}, "made of layers"),
    ],
)
def test_settings_of_the_wrong_kind_are_refused(config: Config, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        layer_from_config(config)
