"""Loads the network that a command uses."""

from __future__ import annotations

import cnn
from digitpad.reading.compatibility import why_incompatible


def load(path: str | None) -> cnn.Network:
    """The network in the file `path`, or the built-in one.

    Raises BadFile if it does not read 28 × 28 images of ten digits.
    """
    if path is None:
        return cnn.bundled_network()
    network = cnn.load_network(path)
    if problem := why_incompatible(network):
        raise cnn.BadFile(path, problem)
    return network
