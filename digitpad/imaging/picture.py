"""From a picture of a digit to the 28 × 28 pixels of a network's input.

Pixels cannot be drawn again with another pen, so they are scaled, and shifted by whole pixels like
MNIST's.
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
"""Lighter ink does not extend the box around a picture's ink."""
FAINT = 0.9
"""Ink of a picture that is lighter than this after scaling, as thin lines are, is made darker."""


def picture_input(image: Image.Image) -> Floats | None:
    """The network's input for a picture of any size and mode, dark on light or light on dark.

    Pixels cannot be drawn again, so they are shifted by whole pixels; an image of MNIST stays
    unchanged.
    """
    return next(iter(picture_inputs(image)), None)


def picture_inputs(image: Image.Image) -> list[Floats]:
    """Both inputs, the more likely first, if ink and paper are hard to tell apart; otherwise
    one."""
    return [centred_pixels(scaled_pixels(thinned(cropped(ink)))) for ink in inks_of(image)]


def cropped(ink: Floats) -> Floats:
    """The part of `ink` inside the box around it.

    In a picture large enough to be scaled down, traces (a speck, the edge of a shadow) are ignored,
    unless there is nothing else.
    """
    solid = ink > TRACE
    some = solid if max(ink.shape) > 2 * IMAGE_SIDE and solid.any() else ink > 0
    rows, columns = np.flatnonzero(some.any(axis=1)), np.flatnonzero(some.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def scaled_pixels(ink: Floats) -> Floats:
    """Scales `ink` so that its longest side is `DIGIT_SIDE`, unless it already is, to a pixel.

    Very wide ink is squeezed, including its lines.
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
    """Places `digit` on 28 × 28 pixels, with its centre of mass as near to `CENTRE` as possible."""
    rows, columns = digit.shape
    x, y = centre_of_mass(digit)
    left = min(max(round(CENTRE - x), 0), IMAGE_SIDE - columns)
    top = min(max(round(CENTRE - y), 0), IMAGE_SIDE - rows)
    image = np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.float32)
    image[top : top + rows, left : left + columns] = digit
    return image
