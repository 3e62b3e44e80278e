"""A copy of a network's state, to return to."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cnn.arrays import Floats
from cnn.network import Network


class Snapshot:
    """A copy of a network's parameters and statistics (of batch normalisation)."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._copies = [array.copy() for array in self._arrays()]

    def _arrays(self) -> list[Floats]:
        return [self._network.values, *self._network.statistics().values()]

    def take(self) -> None:
        """Copy the network's current state."""
        for copy, array in zip(self._copies, self._arrays(), strict=True):
            np.copyto(copy, array)

    def put_back(self) -> None:
        """Restore the network's state."""
        for copy, array in zip(self._copies, self._arrays(), strict=True):
            np.copyto(array, copy)

    def state(self) -> dict[str, Floats]:
        """The copies by name."""
        names = ["values", *self._network.statistics()]
        return dict(zip(names, self._copies, strict=True))

    def load(self, state: Mapping[str, Floats]) -> None:
        """Load what ``state`` returned."""
        for name, copy in self.state().items():
            np.copyto(copy, state[name])
