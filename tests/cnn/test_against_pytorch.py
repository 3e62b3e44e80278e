"""Agreement with PyTorch in float32: forward, every gradient, every optimiser, every loss."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch", reason="PyTorch is compared with in CI")

from cnn import PRESETS, Network, preset  # noqa: E402
from cnn.layers import Config, Layer, RowRNN, layer_from_config  # noqa: E402
from cnn.losses import LOSSES  # noqa: E402
from cnn.optimisers import OPTIMISERS  # noqa: E402
from tests.cnn.pytorch_twin import copy_parameters, module_twin, twin  # noqa: E402

TOLERANCE = {"rtol": 1e-5, "atol": 1e-5}
small = st.integers(1, 3)
seeds = st.integers(0, 2**31)


@st.composite
def convolutions(draw: st.DrawFn) -> tuple[Config, tuple[int, int, int]]:
    kernel = [draw(st.integers(1, 5)), draw(st.integers(1, 5))]
    stride = [draw(small), draw(small)]
    both = [draw(st.integers(0, 3)), draw(st.integers(0, 3))]
    paddings: list[Any] = ["valid", "same", "full", both]
    config = {
        "kind": "conv",
        "out_channels": draw(st.integers(1, 5)),
        "kernel_size": kernel,
        "stride": stride,
        "padding": draw(st.sampled_from(paddings)),
    }
    shape = (draw(small), kernel[0] + draw(st.integers(0, 6)), kernel[1] + draw(st.integers(0, 6)))
    return config, shape


@st.composite
def poolings(draw: st.DrawFn) -> tuple[Config, tuple[int, int, int]]:
    size = [draw(st.integers(1, 4)), draw(st.integers(1, 4))]
    config = {
        "kind": draw(st.sampled_from(["maxpool", "avgpool"])),
        "size": size,
        "stride": [draw(small), draw(small)],
        "padding": [draw(st.integers(0, size[0] // 2)), draw(st.integers(0, size[1] // 2))],
    }
    shape = (draw(small), size[0] + draw(st.integers(0, 6)), size[1] + draw(st.integers(0, 6)))
    return config, shape


@st.composite
def others(draw: st.DrawFn) -> tuple[Config, tuple[int, ...]]:
    image = (draw(small), draw(st.integers(1, 5)), draw(st.integers(2, 5)))
    slope = draw(st.floats(0.01, 0.9))
    return draw(
        st.sampled_from(
            [
                ({"kind": "dense", "out_features": draw(st.integers(1, 6))}, (draw(small),)),
                ({"kind": "relu"}, image),
                ({"kind": "leakyrelu", "slope": slope}, image),
                ({"kind": "prelu", "slope": slope}, image),
                ({"kind": "elu", "alpha": slope}, image),
                ({"kind": "selu"}, image),
                ({"kind": "sigmoid"}, image),
                ({"kind": "tanh"}, image),
                ({"kind": "softmax"}, image),
                ({"kind": "flatten"}, image),
                ({"kind": "globalavgpool"}, image),
                ({"kind": "globalmaxpool"}, image),
                ({"kind": "batchnorm", "momentum": slope}, image),
            ]
        )
    )


def compare(layer: Layer, module: Any, x: np.ndarray, rng: np.random.Generator) -> None:
    """Forward, input gradient and parameter gradients of a layer (batch last) and its twin."""
    y = layer.forward(np.moveaxis(x, 0, -1), training=True)
    x_torch = torch.from_numpy(x).requires_grad_()
    y_torch = module(x_torch)
    np.testing.assert_allclose(np.moveaxis(y, -1, 0), y_torch.detach().numpy(), **TOLERANCE)
    dy = rng.normal(size=y_torch.shape).astype(np.float32)
    dx = layer.backward(np.ascontiguousarray(np.moveaxis(dy, 0, -1)))
    y_torch.backward(torch.from_numpy(dy))
    np.testing.assert_allclose(np.moveaxis(dx, -1, 0), x_torch.grad.numpy(), **TOLERANCE)
    for ours, theirs in zip(layer.parameters, module.parameters(), strict=True):
        expected = theirs.grad.numpy().reshape(ours.grad.shape)
        scale = max(1.0, np.abs(expected).max())
        np.testing.assert_allclose(ours.grad / scale, expected / scale, **TOLERANCE)


@settings(max_examples=300, deadline=None)
@given(st.one_of(convolutions(), poolings(), others()), st.integers(1, 4), st.booleans(), seeds)
def test_layers(case: tuple[Config, tuple[int, ...]], batch: int, blank: bool, seed: int) -> None:
    config, shape = case
    rng = np.random.default_rng(seed)
    layer = layer_from_config(config)
    layer.build(shape, rng)
    module = module_twin(layer.config(), shape[0])
    copy_parameters([layer], module)
    x = rng.normal(size=(batch, *shape)).astype(np.float32)
    if blank and config["kind"] != "batchnorm":  # ties, as on the background of a digit
        x[..., : shape[-1] // 2] = 0
    compare(layer, module, x, rng)
    if config["kind"] == "batchnorm":
        for name, theirs in (("mean", module.running_mean), ("variance", module.running_var)):
            np.testing.assert_allclose(layer.statistics[name], theirs.numpy(), **TOLERANCE)
        module.eval()
        y = layer.forward(np.moveaxis(x, 0, -1))
        expected = module(torch.from_numpy(x)).detach().numpy()
        np.testing.assert_allclose(np.moveaxis(y, -1, 0), expected, **TOLERANCE)


class RowTwin(torch.nn.Module):
    """``torch.nn.RNN`` over the rows; its second bias stays 0."""

    def __init__(self, layer: RowRNN, inputs: int) -> None:
        super().__init__()
        self.rnn = torch.nn.RNN(inputs, layer.units, batch_first=True)
        weights = [p.value for p in layer.parameters] + [np.zeros(layer.units, np.float32)]
        with torch.no_grad():
            for theirs, ours in zip(self.rnn.parameters(), weights, strict=True):
                theirs.copy_(torch.from_numpy(ours.copy()))

    def forward(self, x: Any) -> Any:
        rows = x.permute(0, 2, 1, 3).flatten(2)
        return self.rnn(rows)[1][0]

    def parameters(self, recurse: bool = True) -> Any:
        return list(self.rnn.parameters())[:3]


@settings(max_examples=40, deadline=None)
@given(small, st.integers(1, 6), st.integers(1, 5), st.integers(1, 6), st.integers(1, 4), seeds)
def test_the_recurrent_layer(
    channels: int, height: int, width: int, units: int, batch: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    layer = RowRNN(units)
    layer.build((channels, height, width), rng)
    x = rng.normal(size=(batch, channels, height, width)).astype(np.float32)
    compare(layer, RowTwin(layer, channels * width), x, rng)


PYTORCH_LOSSES = {
    "softmax_cross_entropy": lambda y, t: torch.nn.functional.cross_entropy(y, t, reduction="sum"),
    "cross_entropy": lambda y, t: torch.nn.functional.nll_loss(y.log(), t, reduction="sum"),
    "binary_cross_entropy": lambda y, t: torch.nn.functional.binary_cross_entropy(
        y, torch.nn.functional.one_hot(t, y.shape[1]).float(), reduction="sum"
    ),
    "mean_squared_error": lambda y, t: (
        torch.nn.functional.mse_loss(
            y, torch.nn.functional.one_hot(t, y.shape[1]).float(), reduction="sum"
        )
        / y.shape[1]
    ),
}


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(LOSSES)), st.integers(2, 6), st.integers(1, 7), seeds)
def test_losses(name: str, classes: int, batch: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    outputs = rng.normal(size=(batch, classes)).astype(np.float32)
    if name in ("cross_entropy", "binary_cross_entropy"):
        outputs = rng.uniform(0.05, 0.95, size=(batch, classes)).astype(np.float32)
    labels = rng.integers(0, classes, batch)
    loss, gradient = LOSSES[name](outputs.T.copy(), labels)
    y = torch.from_numpy(outputs).requires_grad_()
    expected = PYTORCH_LOSSES[name](y, torch.from_numpy(labels))
    expected.backward()
    np.testing.assert_allclose(loss, expected.item(), rtol=1e-5)
    np.testing.assert_allclose(gradient.T, y.grad.numpy(), **TOLERANCE)


PYTORCH_OPTIMISERS = {
    "sgd": lambda p, rate: torch.optim.SGD(p, rate),
    "momentum": lambda p, rate: torch.optim.SGD(p, rate, momentum=0.9),
    "nesterov": lambda p, rate: torch.optim.SGD(p, rate, momentum=0.9, nesterov=True),
    "adagrad": lambda p, rate: torch.optim.Adagrad(p, rate),
    "rmsprop": lambda p, rate: torch.optim.RMSprop(p, rate),
    "adadelta": lambda p, rate: torch.optim.Adadelta(p, rate),
    "adam": lambda p, rate: torch.optim.Adam(p, rate),
    "adamw": lambda p, rate: torch.optim.AdamW(p, rate),
}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(OPTIMISERS)), st.integers(1, 40), st.floats(1e-4, 0.5), seeds)
def test_three_steps_of_every_optimiser(name: str, size: int, rate: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=size).astype(np.float32)
    theirs = torch.nn.Parameter(torch.from_numpy(values.copy()))
    pytorchs = PYTORCH_OPTIMISERS[name]([theirs], rate)
    ours = OPTIMISERS[name](0.9)
    for _ in range(3):
        gradients = rng.normal(size=size).astype(np.float32)
        ours.step(values, gradients, rate)
        theirs.grad = torch.from_numpy(gradients.copy())
        pytorchs.step()
        np.testing.assert_allclose(values, theirs.detach().numpy(), **TOLERANCE)


@pytest.mark.parametrize("name", sorted(set(PRESETS) - {"rows", "best"}))
def test_three_training_steps_of_every_preset(name: str) -> None:
    """The whole path: batch to loss to gradients to weights. "best" has dropout, "rows" is
    above."""
    rng = np.random.default_rng(0)
    network: Network = preset(name, rng)
    model = twin(network).train()
    ours = OPTIMISERS["momentum"](0.9)
    theirs = torch.optim.SGD(model.parameters(), 0.01, momentum=0.9)
    for _ in range(3):
        images = rng.random((8, 1, 28, 28), dtype=np.float32)
        images[:, :, :9] = 0
        labels = rng.integers(0, 10, 8)
        loss = network.loss_and_gradients(np.moveaxis(images, 0, -1).copy(), labels) / 8
        network.gradients /= 8
        ours.step(network.values, network.gradients, 0.01)
        theirs.zero_grad()
        expected = torch.nn.functional.cross_entropy(
            model(torch.from_numpy(images)), torch.from_numpy(labels)
        )
        expected.backward()
        theirs.step()
        np.testing.assert_allclose(loss, expected.item(), rtol=1e-4)
    weights = np.concatenate([p.detach().numpy().ravel() for p in model.parameters()])
    np.testing.assert_allclose(network.values, weights, rtol=1e-4, atol=2e-5)
