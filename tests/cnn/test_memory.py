"""After the first steps a training allocates no more memory: it reuses what it has.

NumPy reports its arrays to tracemalloc. The rest is small, and does not grow with the images:
buffers for type conversion (below 170 kB in a thread), and vectors with one number per image.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

from cnn import Dataset, Network, one_blas_thread, preset
from cnn.arrays import Scratch
from cnn.fast.minibatch import Minibatch
from cnn.layers import Config
from cnn.losses import LOSSES, softmax
from cnn.optimisers import OPTIMISERS

PIECES = 170_000
THREADS = 2
EVERYTHING: list[Config] = [
    {"kind": "conv", "out_channels": 8, "kernel_size": 3, "stride": 2, "padding": "same"},
    {"kind": "batchnorm"},
    *({"kind": kind} for kind in ("leakyrelu", "prelu", "elu", "selu", "sigmoid", "tanh")),
    {"kind": "avgpool", "kernel_size": 3, "stride": 2, "padding": 1},
    {"kind": "maxpool", "kernel_size": 2, "stride": 1},
    {"kind": "dropout"},
    {"kind": "globalavgpool"},
    {"kind": "dense", "out_features": 10},
    {"kind": "softmax"},
]


def most_at_once(work: Callable[[], object]) -> int:
    """Bytes that the third and later calls allocate, beyond those of the first two."""
    work()
    work()
    tracemalloc.start()
    try:
        peaks = []
        for _ in range(3):
            before, _ = tracemalloc.get_traced_memory()
            tracemalloc.reset_peak()
            work()
            peaks.append(tracemalloc.get_traced_memory()[1] - before)
        return min(peaks[1:])
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["lenet", "rows", "residual", "everything"])
def test_a_step_uses_its_memory_again(name: str) -> None:
    rng = np.random.default_rng(0)
    network = Network(EVERYTHING, rng) if name == "everything" else preset(name, rng)
    images = rng.integers(0, 256, (128, 28, 28), dtype=np.uint8)
    data, places = Dataset(images, rng.integers(0, 10, 128)), np.arange(128)
    with one_blas_thread(), Minibatch(network, data, workers=1) as minibatch:
        assert most_at_once(lambda: minibatch.compute(places)) < THREADS * PIECES


@pytest.mark.parametrize("name", [*LOSSES, "softmax"])
def test_a_loss_uses_its_memory_again(name: str) -> None:
    rng, scratch = np.random.default_rng(0), Scratch()
    outputs = rng.uniform(0.1, 0.9, (500, 1000)).astype(np.float32)  # 2 MB
    labels = rng.integers(0, 500, 1000)
    if name == "softmax":
        assert most_at_once(lambda: softmax(outputs, scratch)) < PIECES
    else:
        assert most_at_once(lambda: LOSSES[name](outputs, labels, scratch)) < PIECES


@pytest.mark.parametrize("name", OPTIMISERS)
def test_an_optimiser_uses_its_memory_again(name: str) -> None:
    values, gradients = np.ones(100_000, np.float32), np.ones(100_000, np.float32)
    optimiser = OPTIMISERS[name](0.9)
    assert most_at_once(lambda: optimiser.step(values, gradients, 0.01)) < 2_000
