"""Networks as ``.npz`` files: the arrays, and the architecture as JSON."""

from __future__ import annotations

import os
from typing import BinaryIO

from cnn.files import open_to_read, write_atomically
from cnn.network import Network
from cnn.storage.architecture import describe, network_from
from cnn.storage.arrays import archive_bytes, archive_in

KEY = "architecture"


def save_npz(network: Network, path: str | os.PathLike[str]) -> None:
    """Save a network atomically."""
    write_atomically(path, npz_bytes(network))


def npz_bytes(network: Network) -> bytes:
    """The content of such a file."""
    return archive_bytes(KEY, describe(network), network.state())


def load_npz(path: str | os.PathLike[str]) -> Network:
    """Load a network that ``save_npz`` wrote.

    Raises:
        BadFile: anything else; the message says what.
        OSError: the file cannot be opened.
    """
    with open_to_read(path) as stream:
        return read_npz(stream, path)


def read_npz(stream: BinaryIO, path: str | os.PathLike[str]) -> Network:
    """The network in the content of such a file.

    Raises:
        BadFile: anything else; the message names ``path``.
    """
    with archive_in(stream, path, "a network") as archive:
        network = network_from(archive.description(KEY))
        expected = network.state()
        for name in archive.names:
            if name != KEY and name not in expected:
                raise ValueError(f"{name!r} does not belong to this architecture")
        network.load_state(archive.arrays(expected))
        return network
