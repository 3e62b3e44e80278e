"""From ink to the 28 × 28 pixels of a network's input, similar to MNIST's preprocessing.

MNIST's digits were scaled so that the longest side of the ink's bounding box is 20 pixels, and
placed on 28 × 28 pixels with the centre of mass in the middle. (Over the 60 000 training images its
mean index is 14.00 in both directions, half a pixel right of and below the middle.) Our ink is
vectors, so we can do better: the pen's path is drawn again after scaling, with a pen of fixed
width. Neither the brush nor the size nor the position on the pad changes a network's input.

Ink that is much wider than tall is squeezed; vectors keep their line width.

There are four separate steps: the box of the pen's path, 20 pixels, centring, and the fixed pen.
They only change a `Placement`. Each can be left out (`InputSteps`) to see its effect.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.arrays import Floats
from digitpad.imaging.raster import Placement
from digitpad.imaging.render import render_placed
from digitpad.ink.box import TINY, Box, ink_box, widest_brush
from digitpad.ink.drawing import Drawing

IMAGE_SIDE = 28
DIGIT_SIDE = 20.0
"""Longest side of the ink's box, in pixels."""
CENTRE = 14.0
"""Index of the pixel at whose centre the centre of mass is placed."""
PEN = 2.5
"""Width of every line after scaling, in pixels. (MNIST's lines are about this wide; a network
trained on MNIST reads 95.3 % to 95.4 % of drawings at 2.25 to 2.75, 95.0 % at 1.75, and 95.2 % at
3.)"""
INK = 0.85
"""Value of a drawing's ink; MNIST's is nearly always 1. The difference lets a network tell drawings
from MNIST's images, whose labels conflict: a European 1 with a flag is a 7 in MNIST. After six
epochs it reads 99.2 % of MNIST's validation images correctly as digits if both have the same value,
99.4 % with this one. A value of 0.5 is hardly better, and then training on drawings helps less with
pictures of the same handwriting. Networks trained on MNIST alone read such lines as well as black
ones."""
WIDEST = 1.5
"""Ink wider than this, as a share of its height, is squeezed to it: otherwise, at a width of 20
pixels, its lines would run together. (In MNIST one in fifty of the 2s and 5s is wider, and almost
none of the other digits.)"""
MOST_SQUEEZED = 0.25
"""The strongest squeeze, so that a dash stays a dash."""
DOT = 1.0
"""A pen that moved less than this many widths of its brush has made a dot. The less it moved, the
less it is enlarged, so that a trembling tap stays small."""
DOT_PEN = 5.0
"""Width of a dot after scaling, in pixels: it is shown as a blot. (As wide as `PEN` it was read as
a 5 at 56 %; with this width it is no digit at 96 %.)"""


@dataclass(frozen=True)
class InputSteps:
    """The steps from ink to pixels. Networks are trained with all of them.

    Attributes:
        box: take the box around the ink, and squeeze it if it is very wide; otherwise take the
            whole sheet.
        rim: scale the longer side to `DIGIT_SIDE` pixels; otherwise to all `IMAGE_SIDE`, without a
            rim.
        centring: place the ink's centre of mass at `CENTRE`; otherwise the box stays in the middle.
        pen: draw every line again, `PEN` pixels wide and with the value `INK`; otherwise lines are
            scaled with everything else, in black.
    """

    box: bool = True
    rim: bool = True
    centring: bool = True
    pen: bool = True


ALL_STEPS = InputSteps()


@dataclass(frozen=True, eq=False)
class InputStages:
    """The intermediate stages of a drawing on its way to a network.

    Attributes:
        taken: the part of the sheet that is used, in the units of the drawing.
        scaled: ``(28, 28)``, that part at its final size.
        centred: ``(28, 28)``, the network's input.
    """

    taken: Box
    scaled: Floats
    centred: Floats


def network_input(drawing: Drawing, steps: InputSteps = ALL_STEPS) -> Floats | None:
    """The network's input for `drawing`: ``(28, 28)``, 0 (paper) to `INK`; None without ink."""
    seen = input_stages(drawing, steps)
    return None if seen is None else seen.centred


def input_stages(drawing: Drawing, steps: InputSteps = ALL_STEPS) -> InputStages | None:
    """The same with all intermediate stages."""
    if drawing.is_empty:
        return None
    ink, brush = ink_box(drawing), widest_brush(drawing)
    taken = _taken(drawing, ink, brush, steps)
    placement = _placement(drawing, ink, brush, steps)
    draft = drawn(drawing, placement)
    if not steps.centring or not draft.any():  # on a whole sheet, all ink may be outside
        return InputStages(taken, draft, draft)
    placement = centred(placement, draft, ink, brush)
    return InputStages(taken, draft, drawn(drawing, placement))


def drawn(drawing: Drawing, placement: Placement) -> Floats:
    """The drawing on a network's pixels, ``(28, 28)``: 0 to `INK` if it is drawn with our pen."""
    image = render_placed(drawing, (IMAGE_SIDE, IMAGE_SIDE), placement)
    return image if placement.pen is None else image * np.float32(INK)


def scale_of(box: Box, brush: float, side: float = DIGIT_SIDE) -> float:
    """The scale that makes ink in `box` `side` pixels long, including the pen."""
    dot = DOT * brush
    return (side - PEN) * min(1 / box.longest, box.longest / dot**2)


def pen_of(box: Box, brush: float) -> float:
    """The line width in pixels: `PEN`, but more for ink that is hardly more than a dot."""
    magnified = min(1.0, (box.longest / (DOT * brush)) ** 2)
    return DOT_PEN + (PEN - DOT_PEN) * magnified


def squeeze_of(box: Box) -> float:
    """The factor by which ink in `box` is squeezed horizontally; 1 leaves it unchanged."""
    return max(MOST_SQUEEZED, min(1.0, WIDEST * box.height / max(box.width, TINY)))


def snug(box: Box, brush: float, side: float = DIGIT_SIDE) -> Placement:
    """Places ink in `box` at the middle of the pixels, `side` pixels long, with our pen."""
    squeeze = squeeze_of(box)
    narrow = box.squeezed(squeeze)
    return middled(box, scale_of(narrow, brush, side), pen_of(narrow, brush), squeeze)


def middled(box: Box, scale: float, pen: float | None, squeeze: float = 1.0) -> Placement:
    """Places the middle of `box` at the middle of the pixels."""
    middle = IMAGE_SIDE / 2
    return Placement(
        scale,
        middle - scale * squeeze * (box.left + box.right) / 2,
        middle - scale * (box.top + box.bottom) / 2,
        pen,
        squeeze,
    )


def centred(placement: Placement, image: Floats, box: Box, brush: float) -> Placement:
    """Shifts `placement` so that the centre of mass of its result, `image`, is at `CENTRE`.

    If the shift would cut ink off, the ink stays whole, and the centre of mass off the centre.
    """
    x, y = centre_of_mass(image)
    across, down = placement.scales
    rim = (brush * down if placement.pen is None else placement.pen) / 2
    left, right = across * box.left + placement.x - rim, across * box.right + placement.x + rim
    top, bottom = down * box.top + placement.y - rim, down * box.bottom + placement.y + rim
    return placement.shifted(
        float(np.clip(CENTRE - x, -left, IMAGE_SIDE - right)),
        float(np.clip(CENTRE - y, -top, IMAGE_SIDE - bottom)),
    )


def _placement(drawing: Drawing, ink: Box, brush: float, steps: InputSteps) -> Placement:
    """Everything but centring: the part of the sheet, its size, and the pen."""
    side = DIGIT_SIDE if steps.rim else float(IMAGE_SIDE)
    if not steps.box:
        sheet = _sheet(drawing)
        return middled(sheet, side / sheet.longest, PEN if steps.pen else None)
    if not steps.pen:
        squeeze = squeeze_of(ink)
        return middled(ink, side / (ink.squeezed(squeeze).longest + brush), None, squeeze)
    return snug(ink, brush, side)


def _taken(drawing: Drawing, ink: Box, brush: float, steps: InputSteps) -> Box:
    if not steps.box:
        return _sheet(drawing)
    rim = brush / 2
    return Box(ink.left - rim, ink.top - rim, ink.right + rim, ink.bottom + rim)


def _sheet(drawing: Drawing) -> Box:
    return Box(0.0, 0.0, drawing.width, drawing.height)


def centre_of_mass(image: Floats) -> tuple[float, float]:
    """The centre of mass of `image`: column and row; 0 is the centre of the first pixel."""
    mass = float(image.sum())
    x = float(image.sum(axis=0) @ np.arange(image.shape[1])) / mass
    y = float(image.sum(axis=1) @ np.arange(image.shape[0])) / mass
    return x, y
