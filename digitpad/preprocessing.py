"""From ink to the 28 × 28 pixels that a network reads, the way MNIST's were made.

MNIST's digits were scaled so that the longest side of the box around the ink is 20 pixels, and set
on 28 × 28 pixels with their centre of mass in the middle. (Over the 60 000 training images it lies
at index 14.00 across and down, which is half a pixel right of and below the middle.) The steps are
separate: the ink's box, 20 pixels, centred. They only move a `Placement`; ink is vectors, and is
drawn afresh wherever that says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from cnn.arrays import Floats
from digitpad.ink import Drawing, render_placed
from digitpad.pictures import ink_of
from digitpad.raster import Placement

SIDE = 28
DIGIT_SIDE = 20.0
"""Longest side of the ink's box, in pixels."""
CENTRE = 14.0
"""Index of the pixel in whose middle the centre of mass comes to lie."""
THINNEST = 1.0
"""A stroke is drawn at least this many pixels wide: thinner it would fade."""
WIDEST = 6.0
"""A drawing is not magnified beyond strokes of this many pixels: a tap stays a dot."""
PRECISION = 1e-9
FAINT = 0.9
"""A picture's ink that is paler than this after scaling (thin lines are) is made as dark as ink."""


@dataclass(frozen=True)
class Box:
    """The box around ink, in the units of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def longest(self) -> float:
        """The longer side, but no less than the coordinates' own precision lets us magnify."""
        farthest = max(map(abs, (self.left, self.top, self.right, self.bottom)))
        return max(self.right - self.left, self.bottom - self.top, PRECISION * farthest)


def network_input(drawing: Drawing) -> Floats | None:
    """What a network sees of `drawing`: ``(28, 28)``, 0 (paper) to 1 (ink); None without ink."""
    if drawing.is_empty:
        return None
    placement = scaled(drawing)
    draft = render_placed(drawing, (SIDE, SIDE), placement)
    placement = centred(placement, draft, ink_box(drawing))
    return render_placed(drawing, (SIDE, SIDE), placement)


def picture_input(image: Image.Image) -> Floats | None:
    """The same for a picture of any size and mode, dark on light or light on dark.

    Pixels cannot be drawn afresh, so they are moved by whole pixels, as MNIST's were; one of
    MNIST's own images comes out as it went in.
    """
    ink = ink_of(image)
    if ink is None:
        return None
    digit = scaled_pixels(cropped(ink))
    return centred_pixels(digit)


def ink_box(drawing: Drawing, thinnest: float = 0.0) -> Box:
    """The box around the ink, brush included (each brush taken for at least `thinnest` wide)."""
    strokes = [stroke for stroke in drawing.strokes if stroke.points]
    reach = [max(stroke.brush, thinnest) / 2 for stroke in strokes]
    corners = [stroke.box for stroke in strokes]
    return Box(
        left=min(low[0] - r for (low, _), r in zip(corners, reach, strict=True)),
        top=min(low[1] - r for (low, _), r in zip(corners, reach, strict=True)),
        right=max(high[0] + r for (_, high), r in zip(corners, reach, strict=True)),
        bottom=max(high[1] + r for (_, high), r in zip(corners, reach, strict=True)),
    )


def scaled(drawing: Drawing) -> Placement:
    """Scales the ink's box to `DIGIT_SIDE` and sets its middle on the middle of the pixels."""
    first = DIGIT_SIDE / ink_box(drawing).longest
    box = ink_box(drawing, THINNEST / first)
    widest = max(stroke.brush for stroke in drawing.strokes if stroke.points)
    scale = min(DIGIT_SIDE / box.longest, WIDEST / widest)
    middle = SIDE / 2
    return Placement(
        scale,
        middle - scale * (box.left + box.right) / 2,
        middle - scale * (box.top + box.bottom) / 2,
        THINNEST,
    )


def centred(placement: Placement, image: Floats, box: Box) -> Placement:
    """Moves `placement` so that the centre of mass of what it drew, `image`, lies at `CENTRE`.

    Where the mass lies so far to one side that ink would be cut off, the ink stays whole and the
    mass off the centre.
    """
    x, y = centre_of_mass(image)
    left, right = (
        placement.scale * box.left + placement.x,
        placement.scale * box.right + placement.x,
    )
    top, bottom = (
        placement.scale * box.top + placement.y,
        placement.scale * box.bottom + placement.y,
    )
    return placement.shifted(
        float(np.clip(CENTRE - x, -left, SIDE - right)),
        float(np.clip(CENTRE - y, -top, SIDE - bottom)),
    )


def cropped(ink: Floats) -> Floats:
    """The part of `ink` inside the box around it."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def scaled_pixels(ink: Floats) -> Floats:
    """Scales `ink` so that its longest side is `DIGIT_SIDE`, unless it is that to a pixel."""
    rows, columns = ink.shape
    if abs(max(rows, columns) - DIGIT_SIDE) <= 1:
        return ink
    scale = DIGIT_SIDE / max(rows, columns)
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    small = np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BILINEAR))
    dark = float(np.percentile(small[small > 0], 90))
    return (small / np.float32(dark)).clip(0, 1) if dark < FAINT else small


def centred_pixels(digit: Floats) -> Floats:
    """Sets `digit` on 28 × 28 pixels, its centre of mass as near to `CENTRE` as whole pixels go."""
    rows, columns = digit.shape
    x, y = centre_of_mass(digit)
    left = min(max(round(CENTRE - x), 0), SIDE - columns)
    top = min(max(round(CENTRE - y), 0), SIDE - rows)
    image = np.zeros((SIDE, SIDE), np.float32)
    image[top : top + rows, left : left + columns] = digit
    return image


def centre_of_mass(image: Floats) -> tuple[float, float]:
    """Where the mass of `image` lies: column and row, 0 being the middle of the first pixel."""
    mass = float(image.sum())
    x = float(image.sum(axis=0) @ np.arange(image.shape[1])) / mass
    y = float(image.sum(axis=1) @ np.arange(image.shape[0])) / mass
    return x, y
