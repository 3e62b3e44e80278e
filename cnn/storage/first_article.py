"""The weights that the first article's script writes, ``data2.npz``."""

from __future__ import annotations

import os

import numpy as np

from cnn.network import Network
from cnn.presets import preset
from cnn.storage.arrays import open_archive

SHAPES = {
    "k1": (5, 5, 1, 6),
    "b1": (6,),
    "k2": (5, 5, 6, 16),
    "b2": (16,),
    "w3": (256, 10),
    "b3": (10,),
}


def is_first_article(path: str | os.PathLike[str]) -> bool:
    """Whether the archive contains arrays with its names.

    Raises:
        BadFile: it is not an archive.
        OSError: the file cannot be opened.
    """
    with open_archive(path, "a network") as archive:
        return set(archive.names) >= set(SHAPES)


def load_first_article(path: str | os.PathLike[str]) -> Network:
    """A ``lenet`` with the article's weights.

    The article's kernels are ``(kw, kh, in, out)``, and its images ``(batch, w, h, channels)``, so
    it flattens position by position, channels inside. As its first image axis contains MNIST's
    rows, ``kw`` is vertical and ``kh`` horizontal.

    Raises:
        BadFile: it is not such a file; the message says why.
        OSError: the file cannot be opened.
    """
    network = preset("lenet", np.random.default_rng(0))
    with open_archive(path, "the first article's weights") as archive:
        like = {name: np.empty(shape, np.float32) for name, shape in SHAPES.items()}
        weights = archive.arrays(like)
    places_last = weights["w3"].reshape(4, 4, 16, 10).transpose(3, 2, 0, 1)
    network.load_state(
        {
            "conv1.kernel": weights["k1"].transpose(3, 2, 0, 1),
            "conv1.bias": weights["b1"],
            "conv2.kernel": weights["k2"].transpose(3, 2, 0, 1),
            "conv2.bias": weights["b2"],
            "dense1.weight": places_last.reshape(10, 256),
            "dense1.bias": weights["b3"],
        }
    )
    return network
