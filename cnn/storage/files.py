"""Saving and loading a network, in the format that the file's name ends with."""

from __future__ import annotations

import os
from pathlib import Path

from cnn.network import Network
from cnn.storage.first_article import is_first_article, load_first_article
from cnn.storage.h5 import load_h5, save_h5
from cnn.storage.npz import load_npz, save_npz

HDF5 = {".h5", ".hdf5"}


def save_network(network: Network, path: str | os.PathLike[str]) -> None:
    """Write architecture and parameters: HDF5 to ``.h5`` and ``.hdf5``, else ``.npz``.

    The file is all there or not at all.

    Raises:
        OSError: it cannot be written there.
        ValueError: ``load_network`` would refuse it, as its name or its list of layers is too long.
        BadFile: HDF5 without h5py.
    """
    (save_h5 if Path(path).suffix.lower() in HDF5 else save_npz)(network, path)


def load_network(path: str | os.PathLike[str]) -> Network:
    """Read a network that ``save_network`` or the first article's script wrote.

    Raises:
        BadFile: anything else, in a sentence.
        OSError: the file cannot be opened.
    """
    if Path(path).suffix.lower() in HDF5:
        return load_h5(path)
    return load_first_article(path) if is_first_article(path) else load_npz(path)
