"""Trains to three accuracies on MNIST's test set, each in the shortest time that we know.

``digitpad train --recipe fast`` trains them one after the other. Networks, numbers of images and
rates were chosen by their accuracy on the validation images.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

import cnn
from cnn.augmentation import Augmentation, augment, shift_images
from cnn.layers import Config

Bytes = npt.NDArray[np.uint8]
THREADS, CHUNK = 2, 2000
REACH = 1
"""Pixels by which images are shifted at most."""


@dataclass(frozen=True)
class Goal:
    """An accuracy, and how to get there.

    Attributes:
        accuracy: on the test images, 0 .. 1.
        layers: of the network.
        images: how many training images are used.
        passes: how often each is seen, each time shifted by up to a pixel if there are several.
        learning_rate: the maximum.
        augmentation: of all passes, instead of the shift.
    """

    accuracy: float
    layers: tuple[Config, ...]
    images: int
    passes: int
    learning_rate: float
    augmentation: Augmentation | None = None

    def settings(self, seed: int) -> cnn.TrainingSettings:
        """One epoch over the images of all passes."""
        return cnn.TrainingSettings(
            epochs=1,
            batch_size=64,
            learning_rate=self.learning_rate,
            optimiser="nesterov",
            seed=seed,
            shuffle=False,  # they come in a random order
        )

    def data(
        self, training: cnn.Dataset, seed: int, stopped: Callable[[], object] = lambda: False
    ) -> cnn.Dataset:
        """The images of all passes, each in its own order; blank ones once ``stopped`` is true."""
        rngs = [np.random.default_rng([seed, number]) for number in range(self.passes)]
        orders = [rng.permutation(len(training))[: self.images] for rng in rngs]
        if self.passes == 1:
            return training[orders[0]]
        places = np.concatenate(orders)
        images = np.zeros((len(places), *training.images.shape[1:]), np.uint8)

        def fill(number: int) -> None:
            """Write the images of a pass, a few at a time."""
            first, order = sum(map(len, orders[:number])), orders[number]
            for start in range(0, len(order), CHUNK):
                if stopped():
                    return
                some = order[start : start + CHUNK]
                room = images[first + start : first + start + len(some)]
                room[:] = self._changed(training.images[some], rngs[number])

        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(fill, range(self.passes)))
        return cnn.Dataset(images, training.labels[places])

    def _changed(self, images: Bytes, rng: np.random.Generator) -> Bytes:
        if self.augmentation is None:
            return shift_images(images, REACH, rng)
        changed = augment(images * np.float32(1 / 255), self.augmentation, rng)
        return np.rint(changed * 255).astype(np.uint8)

    def network(self, seed: int) -> cnn.Network:
        """The untrained network."""
        return cnn.Network(self.layers, np.random.default_rng(seed), name="fast")


@dataclass(frozen=True)
class Trained:
    """The end of a training, whether it reached its goal or not.

    Attributes:
        goal: what was to be reached.
        network: trained.
        test_accuracy: on MNIST's 10 000 test images.
        seconds: from the untrained network, with the preparation of the images, without reading
            files and testing.
        diverged: where the loss became infinite or NaN, if it did.
    """

    goal: Goal
    network: cnn.Network
    test_accuracy: float
    seconds: float
    diverged: cnn.Diverged | None = None


def train_fast(
    mnist: cnn.Mnist, seed: int, stopped: Callable[[], object] = lambda: False
) -> Iterator[Trained]:
    """Train for one goal after the other.

    Args:
        mnist: the data.
        seed: of everything random.
        stopped: asked several times a second; once it is true, the training is given up.
    """
    for goal in GOALS:
        start = time.perf_counter()
        network, data = goal.network(seed), goal.data(mnist.training, seed, stopped)
        diverged = None
        with closing(cnn.train(network, data, None, goal.settings(seed))) as events:
            for event in events:
                if stopped():
                    return
                diverged = event if isinstance(event, cnn.Diverged) else None
        seconds = time.perf_counter() - start
        accuracy = cnn.evaluate(network, mnist.test).accuracy
        yield Trained(goal, network, accuracy, seconds, diverged)


def _conv(channels: int) -> tuple[Config, ...]:
    """5×5 kernels, a ReLU, and the maximum of 2×2."""
    conv: Config = {"kind": "conv", "out_channels": channels, "kernel_size": 5}
    return conv, {"kind": "relu"}, {"kind": "maxpool", "kernel_size": 2}


def _dense(units: int) -> Config:
    return {"kind": "dense", "out_features": units}


_FLATTEN: Config = {"kind": "flatten"}

GOALS = (
    Goal(0.98, (*_conv(6), *_conv(16), _FLATTEN, _dense(10)), 45_000, 1, 0.07),
    Goal(0.99, (*_conv(8), *_conv(24), _FLATTEN, _dense(10)), 50_000, 3, 0.06),
    Goal(
        0.995,
        (
            *(*_conv(16), *_conv(32), _FLATTEN),
            *(_dense(160), {"kind": "relu"}, {"kind": "dropout", "rate": 0.2}, _dense(10)),
        ),
        50_000,
        12,
        0.07,
        Augmentation(8, 0.1, 0.08, 0.05, 1, elastic=0.5, thickness=0, blur=0, contrast=0),
    ),
)
