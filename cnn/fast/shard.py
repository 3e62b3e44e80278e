"""A part of a minibatch."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from cnn.arrays import Integers
from cnn.data.dataset import Dataset
from cnn.losses import LOSSES
from cnn.network import Network

CHUNK = 40  # images at a time, so that their im2col columns stay in a core's cache


def cut(places: Integers, parts: int) -> list[Integers]:
    """Views of ``parts`` almost equal consecutive parts."""
    bounds = [len(places) * part // parts for part in range(parts + 1)]
    return [places[a:b] for a, b in pairwise(bounds)]


class Shard:
    """The loss and gradient of a part of a minibatch.

    Args:
        network: the network whose parameters and gradients are used.
        data: the dataset that contains the images.
        loss: a name in ``cnn.losses.LOSSES``.
        seed: the seed of dropout.

    Attributes:
        network: as given.
    """

    def __init__(self, network: Network, data: Dataset, loss: str, seed: int) -> None:
        self.network = network
        self._data = data
        self._loss = loss
        self._seed = seed
        self._sums = np.empty_like(network.gradients)

    def with_network(self, network: Network) -> Shard:
        """The same with another network."""
        return Shard(network, self._data, self._loss, self._seed)

    def compute(self, places: Integers, step: int, shard: int, images: int = 1) -> float:
        """The summed loss of these images; writes its gradient to the network's gradients.

        Args:
            places: the indices of the images.
            step, shard: the position in the training, which determines dropout together with the
                seed.
            images: of the whole minibatch: the gradient is divided by it.
        """
        network = self.network
        if network.is_random:
            network.reseed(np.random.default_rng([self._seed, step, shard]))
        if network.needs_whole_batch or len(places) <= CHUNK:
            return self._compute(places, images)
        loss = 0.0
        self._sums.fill(0)
        for chunk in cut(places, -(-len(places) // CHUNK)):
            loss += self._compute(chunk, images)
            self._sums += network.gradients
        np.copyto(network.gradients, self._sums)
        return loss

    def _compute(self, places: Integers, images: int) -> float:
        network = self.network
        x = network.scratch.get("input", (*network.input_shape, len(places)), np.float32)
        self._data.batch(places, x, network.scratch)
        labels = self._data.labels[places]
        return network.loss_and_gradients(x, labels, LOSSES[self._loss], 1 / images)
