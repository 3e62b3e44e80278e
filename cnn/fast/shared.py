"""The memory of a training with two processes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cnn.fast.exchange import longest_sum
from cnn.network import Network


class Shared:
    """The memory that both processes map, in a temporary folder.

    Attributes:
        values, gradients: ``(parameters,)`` float32.
        places: the indices of the next shard's images.
        order: their number, the step, and the number of images of the whole minibatch.
        loss: of the finished shard.
        sums: of both shards (``cnn.fast.exchange``).
    """

    def __init__(self, folder: Path, network: Network, images: int, create: bool = False) -> None:
        self._folder = folder
        self._create = create
        self.values = self._map("values", np.float32, network.parameter_count)
        self.gradients = self._map("gradients", np.float32, network.parameter_count)
        self.places = self._map("places", np.int64, images)
        self.order = self._map("order", np.int64, 3)
        self.loss = self._map("loss", np.float64, 1)
        self.sums = self._map("sums", np.float64, 4 * longest_sum(network)).reshape(2, 2, -1)

    def _map(self, name: str, dtype: npt.DTypeLike, size: int) -> npt.NDArray[Any]:
        file, shape = self._folder / name, (max(size, 1),)
        if self._create:  # written in full: writing to a hole on a full disk would kill the process
            np.zeros(shape, dtype).tofile(file)
        return np.asarray(np.memmap(file, np.dtype(dtype), "r+", shape=shape))

    def close(self) -> None:
        """Unmap the memory, so that the folder can be removed where open files cannot."""
        del self.values, self.gradients, self.places, self.order, self.loss, self.sums
