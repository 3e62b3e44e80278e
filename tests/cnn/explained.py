"""Networks in double precision, for comparing explanations with finite differences."""

from __future__ import annotations

import numpy as np

from cnn import Network
from cnn.arrays import Floats
from cnn.layers import Config

SHAPE = (2, 9, 8)
HEAD: list[Config] = [{"kind": "flatten"}, {"kind": "dense", "out_features": 3}]
PLAIN: list[Config] = [
    {"kind": "conv", "out_channels": 3, "kernel_size": 3, "padding": "same"},
    {"kind": "leakyrelu", "slope": 0.1},  # ties in max-pooling have no gradient
    {"kind": "maxpool", "kernel_size": 2},
    {"kind": "conv", "out_channels": 4, "kernel_size": [2, 3]},
    {"kind": "relu"},
    {"kind": "dropout", "rate": 0.5},
    *HEAD,
]
RESIDUAL: list[Config] = [
    {"kind": "conv", "out_channels": 3, "kernel_size": 3},
    {"kind": "batchnorm"},
    {"kind": "relu"},
    {
        "kind": "residual",
        "layers": [
            {"kind": "conv", "out_channels": 4, "kernel_size": 3, "stride": 2, "padding": 1},
            {"kind": "batchnorm"},
            {"kind": "relu"},
            {"kind": "conv", "out_channels": 4, "kernel_size": 3, "padding": 1},
        ],
        "shortcut": [{"kind": "conv", "out_channels": 4, "kernel_size": 1, "stride": 2}],
    },
    {"kind": "tanh"},
    {"kind": "globalavgpool"},
    {"kind": "dense", "out_features": 3},
]
WITH_SOFTMAX: list[Config] = [*PLAIN, {"kind": "softmax"}]
WITH_SIGMOID: list[Config] = [*PLAIN, {"kind": "sigmoid"}]


def doubled(layers: list[Config], seed: int = 0) -> Network:
    """A network for images of ``SHAPE`` whose parameters are float64 and none of them 0."""
    rng = np.random.default_rng(seed)
    network = Network(layers, rng, SHAPE)
    for name, statistic in network.statistics().items():
        low, high = (0.5, 1.5) if name.endswith("variance") else (-0.1, 0.1)
        statistic[:] = rng.uniform(low, high, statistic.shape)
    values = network.values + rng.normal(0, 0.1, network.values.shape)
    network.bind_parameters(values, np.zeros_like(values))
    return network


def picture(seed: int = 1) -> Floats:
    """Numbers in 0..1, none equal to another, ``SHAPE``, float64."""
    return np.random.default_rng(seed).random(SHAPE)


def logits_by_hand(network: Network, image: Floats) -> Floats:
    """``(classes,)``, layer by layer; a softmax or sigmoid at the end is left out."""
    x = image[..., None]
    for layer in network.layers:
        if layer.kind not in ("softmax", "sigmoid"):
            x = layer.forward(x)
    return x[:, 0].copy()
