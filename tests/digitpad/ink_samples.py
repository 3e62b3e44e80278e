"""Drawings for tests: off the centre, without any symmetry."""

from __future__ import annotations

import numpy as np

from cnn.arrays import Floats
from digitpad.ink.drawing import Drawing, Stroke

SEVEN = Stroke(((60.0, 50.0), (160.0, 50.0), (150.0, 70.0), (100.0, 210.0)), 20.0)
BAR = Stroke(((80.0, 130.0), (150.0, 130.0)), 20.0)
DOT = Stroke(((220.0, 230.0),), 12.0)


def crossed_seven() -> Drawing:
    """A 7 and its bar: two strokes."""
    return Drawing((SEVEN, BAR))


def centroid(image: Floats) -> tuple[float, float]:
    """Column and row of the ink's middle."""
    rows, columns = np.mgrid[: image.shape[0], : image.shape[1]]
    total = float(image.sum())
    return float((columns * image).sum()) / total, float((rows * image).sum()) / total
