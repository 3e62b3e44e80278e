"""Saves and loads networks, in a format that depends on the file's extension."""

from __future__ import annotations

import os
from pathlib import Path

from cnn.network import Network
from cnn.storage.first_article import is_first_article, load_first_article
from cnn.storage.h5 import load_h5, save_h5
from cnn.storage.npz import load_npz, save_npz

HDF5 = {".h5", ".hdf5"}


def save_network(network: Network, path: str | os.PathLike[str]) -> None:
    """Save architecture and parameters: as HDF5 to ``.h5`` and ``.hdf5``, otherwise as ``.npz``.

    The write is atomic.

    Raises:
        OSError: it cannot be written there.
        ValueError: ``load_network`` would reject it, since its name or list of layers is too long.
        BadFile: it is HDF5, and h5py is not installed.
    """
    (save_h5 if Path(path).suffix.lower() in HDF5 else save_npz)(network, path)


def load_network(path: str | os.PathLike[str]) -> Network:
    """Load a network that ``save_network`` or the first article's script wrote.

    Raises:
        BadFile: anything else; the message says what.
        OSError: the file cannot be opened.
    """
    if Path(path).suffix.lower() in HDF5:
        return load_h5(path)
    return load_first_article(path) if is_first_article(path) else load_npz(path)
