"""From a picture of a digit to the 28 × 28 pixels that a network reads.

Pixels cannot be redrawn with another pen, so they are scaled, and moved by whole pixels, as MNIST's
were.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from cnn.arrays import Floats
from digitpad.imaging.normalise import CENTRE, DIGIT_SIDE, IMAGE_SIDE, centre_of_mass, squeeze_of
from digitpad.imaging.scan import inks_of
from digitpad.imaging.thinning import thinned
from digitpad.ink.box import Box

TRACE = 0.35
"""Ink paler than this does not widen the box around a picture's ink."""
FAINT = 0.9
"""A picture's ink that is paler than this after scaling (thin lines are) is made as dark as ink."""


def picture_input(image: Image.Image) -> Floats | None:
    """The same for a picture of any size and mode, dark on light or light on dark.

    Pixels cannot be drawn afresh, so they are moved by whole pixels, as MNIST's were; one of
    MNIST's own images comes out as it went in.
    """
    return next(iter(picture_inputs(image)), None)


def picture_inputs(image: Image.Image) -> list[Floats]:
    """The same; where it is in doubt what is ink and what is paper, both, the likelier first."""
    return [centred_pixels(scaled_pixels(thinned(cropped(ink)))) for ink in inks_of(image)]


def cropped(ink: Floats) -> Floats:
    """The part of `ink` inside the box around it.

    In a picture large enough to be scaled down, traces (a speck, a shadow's edge) do not count,
    unless there is nothing else.
    """
    solid = ink > TRACE
    some = solid if max(ink.shape) > 2 * IMAGE_SIDE and solid.any() else ink > 0
    rows, columns = np.flatnonzero(some.any(axis=1)), np.flatnonzero(some.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def scaled_pixels(ink: Floats) -> Floats:
    """Scales `ink` so that its longest side is `DIGIT_SIDE`, unless it is that to a pixel.

    What is very wide is pressed together, lines and all.
    """
    rows, columns = ink.shape
    if abs(max(rows, columns) - DIGIT_SIDE) <= 1:
        return ink
    width = columns * squeeze_of(Box(0, 0, columns, rows))
    scale = DIGIT_SIDE / max(rows, width)
    size = (max(1, round(width * scale)), max(1, round(rows * scale)))
    small = np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BILINEAR))
    dark = float(np.percentile(small[small > 0], 90))
    return (small / np.float32(dark)).clip(0, 1) if dark < FAINT else small


def centred_pixels(digit: Floats) -> Floats:
    """Sets `digit` on 28 × 28 pixels, its centre of mass as near to `CENTRE` as whole pixels go."""
    rows, columns = digit.shape
    x, y = centre_of_mass(digit)
    left = min(max(round(CENTRE - x), 0), IMAGE_SIDE - columns)
    top = min(max(round(CENTRE - y), 0), IMAGE_SIDE - rows)
    image = np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.float32)
    image[top : top + rows, left : left + columns] = digit
    return image
