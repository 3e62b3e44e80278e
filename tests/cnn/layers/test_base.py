"""What every kind of layer has in common."""

from __future__ import annotations

import json

import numpy as np
import pytest

from cnn.arrays import Shape
from cnn.layers import LAYERS, Config, layer_from_config
from tests.cnn.gradients import check_layer, in_double
from tests.cnn.layers.test_residual import ONE, WIDER

SAME: Config = {"kind": "conv", "out_channels": 2, "kernel_size": 3, "padding": "same"}

CASES: list[tuple[Config, Shape]] = [
    ({"kind": "conv", "out_channels": 3, "kernel_size": 3}, (2, 5, 5)),
    ({"kind": "conv", "out_channels": 2, "kernel_size": [2, 3], "stride": [2, 1]}, (1, 5, 6)),
    ({"kind": "conv", "out_channels": 2, "kernel_size": 3, "stride": 2, "padding": 1}, (2, 6, 5)),
    ({"kind": "conv", "out_channels": 2, "kernel_size": [3, 1], "padding": [2, 0]}, (2, 3, 4)),
    ({"kind": "conv", "out_channels": 2, "kernel_size": 2, "padding": "same"}, (2, 3, 5)),
    (
        {"kind": "conv", "out_channels": 2, "kernel_size": 3, "stride": 3, "padding": "same"},
        (1, 7, 5),
    ),
    ({"kind": "conv", "out_channels": 2, "kernel_size": [3, 2], "padding": "full"}, (2, 3, 3)),
    ({"kind": "conv", "out_channels": 4, "kernel_size": 1}, (3, 3, 2)),
    ({"kind": "maxpool", "kernel_size": 2}, (2, 4, 4)),
    ({"kind": "maxpool", "kernel_size": 2}, (2, 5, 7)),
    ({"kind": "maxpool", "kernel_size": [3, 2], "stride": [2, 1], "padding": [1, 1]}, (2, 5, 4)),
    ({"kind": "avgpool", "kernel_size": 2}, (2, 4, 5)),
    ({"kind": "avgpool", "kernel_size": 3, "stride": 2, "padding": 1}, (2, 5, 6)),
    ({"kind": "dense", "out_features": 3}, (7,)),
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


@pytest.mark.parametrize(
    ("former", "today"),
    [
        (
            {"kind": "conv", "channels": 3, "kernel": [2, 3]},
            {"kind": "conv", "out_channels": 3, "kernel_size": [2, 3]},
        ),
        ({"kind": "maxpool", "size": 3}, {"kind": "maxpool", "kernel_size": 3}),
        ({"kind": "avgpool", "size": 3}, {"kind": "avgpool", "kernel_size": 3}),
        ({"kind": "dense", "outputs": 4}, {"kind": "dense", "out_features": 4}),
    ],
)
def test_the_names_in_older_files_are_known(former: Config, today: Config) -> None:
    assert layer_from_config(former).config() == layer_from_config(today).config()


def test_every_kind_is_tested() -> None:
    assert {config["kind"] for config, _ in CASES} == set(LAYERS)


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
        (
            {"kind": "conv", "out_channels": 1, "kernel_size": 5},
            (1, 4, 9),
            "5×5 does not fit .* 4×9",
        ),
        (
            {"kind": "conv", "out_channels": 1, "kernel_size": 5},
            (9,),
            r"expected images .* got shape \(9,\)",
        ),
        ({"kind": "maxpool", "kernel_size": 3}, (1, 2, 9), "3×3 does not fit"),
        ({"kind": "dense", "out_features": 1}, (1, 2, 2), "flatten first"),
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
        (
            {"kind": "conv", "out_channels": 0, "kernel_size": 3},
            "channels must be a whole number from 1",
        ),
        (
            {"kind": "conv", "out_channels": 1, "kernel_size": 0},
            "kernel_size must be a whole number from 1",
        ),
        ({"kind": "conv", "out_channels": 1, "kernel_size": [3, 3, 3]}, "kernel_size must be"),
        ({"kind": "conv", "out_channels": 1, "kernel_size": 3, "stride": 0}, "stride must be"),
        ({"kind": "conv", "out_channels": 1, "kernel_size": 3, "padding": "most"}, "not 'most'"),
        ({"kind": "conv", "out_channels": 1, "kernel_size": 3, "padding": -1}, "padding must be"),
        (
            {"kind": "conv", "out_channels": 1, "kernel_size": 3, "initialiser": "ones"},
            "not 'ones'",
        ),
        ({"kind": "dense", "out_features": 0}, "out_features must be a whole number from 1"),
        ({"kind": "maxpool", "kernel_size": 2, "padding": 2}, "more than half"),
    ],
)
def test_settings_that_make_no_sense_are_refused(config: Config, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        layer_from_config(config)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (
            {"kind": "conv", "out_channels": 2, "kernel_size": 5.0},
            "kernel_size must be a whole number",
        ),
        (
            {"kind": "conv", "out_channels": 2, "kernel_size": None},
            "kernel_size must be a whole number",
        ),
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
