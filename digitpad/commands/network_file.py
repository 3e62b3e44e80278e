"""The network that a command reads digits with."""

from __future__ import annotations

import cnn

INPUT_SHAPE = (1, 28, 28)
DIGITS = 10


def load(path: str | None) -> cnn.Network:
    """The network in the file `path`, or the bundled one.

    Raises BadFile where it does not read 28 × 28 images of ten digits.
    """
    if path is None:
        return cnn.bundled_network()
    network = cnn.load_network(path)
    if network.input_shape != INPUT_SHAPE or network.classes != DIGITS:
        problem = (
            f"its network takes {network.input_shape} and tells {network.classes} classes apart, "
            f"expected {INPUT_SHAPE} and {DIGITS}"
        )
        raise cnn.BadFile(path, problem)
    return network
