"""Makes very thick ink thinner, so that its shape fits 28 × 28 pixels.

If lines are a third as thick as a digit is tall, the digit's gaps close when it is scaled down. The
lines lose a part of their width on both sides, by the distance of each pixel from the paper.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from cnn.arrays import Bools, Floats

THICK = 0.25
"""Lines thicker than this share of the ink's longer side are made thinner."""
TAKEN = 0.4
"""The share that is removed on each side. (Of 350 digits by UNIPEN's writers, drawn with lines a
quarter, three tenths and four tenths of their height, 92, 81 and 52 % are read correctly without
this, and 98, 95 and 83 % with it; 0.3 and 0.5 are no better.)"""
SMALL = 56
"""Ink with no side longer than this, in pixels, is left unchanged, like MNIST's."""
LONGEST = 100
"""The longer side, in pixels, of the smaller picture in which distances are measured."""
MANY = 2048


def thinned(ink: Floats) -> Floats:
    """`ink`, cropped to its box, ``(rows, columns)``; if it is thick, thinner and no larger than
    `LONGEST`."""
    if max(ink.shape) <= SMALL:
        return ink
    small = _small(ink)
    depth = _depths(small > 0.5)
    half = float(depth.max()) - 0.5
    if 2 * half <= THICK * max(small.shape):
        return ink
    left: Floats = (depth - np.float32(TAKEN * half)).clip(0, 1)
    rows, columns = np.flatnonzero(left.any(axis=1)), np.flatnonzero(left.any(axis=0))
    return left[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _small(ink: Floats) -> Floats:
    scale = LONGEST / max(ink.shape)
    if scale >= 1:
        return ink
    rows, columns = (max(1, round(side * scale)) for side in ink.shape)
    return np.asarray(Image.fromarray(ink).resize((columns, rows), Image.Resampling.BOX))


def _depths(ink: Bools) -> Floats:
    """The distance of each pixel of ink from the nearest paper, which also surrounds it; otherwise
    0."""
    padded = np.pad(ink, 1)
    beside = np.zeros_like(padded)
    for axis in (0, 1):
        for step in (-1, 1):
            beside |= np.roll(padded, step, axis)
    edge = np.argwhere(beside & ~padded).astype(np.float32)
    places = np.argwhere(padded)
    depths = np.zeros(padded.shape, np.float32)
    for start in range(0, len(places), MANY):
        some = places[start : start + MANY]
        squares = (some[:, :1] - edge[:, 0]) ** 2 + (some[:, 1:] - edge[:, 1]) ** 2
        depths[some[:, 0], some[:, 1]] = np.sqrt(squares.min(axis=1))
    return depths[1:-1, 1:-1]
