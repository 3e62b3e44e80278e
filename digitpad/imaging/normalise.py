"""From ink to the 28 × 28 pixels that a network reads, much the way MNIST's were made.

MNIST's digits were scaled so that the longest side of the box around the ink is 20 pixels, and set
on 28 × 28 pixels with their centre of mass in the middle. (Over the 60 000 training images it lies
at index 14.00 across and down, which is half a pixel right of and below the middle.) Ink is
vectors, so we can do better than MNIST's makers: the pen's way is drawn afresh, after scaling, with
a pen of always the same width. Neither the brush, nor the size on the pad, nor the place changes
what a network sees.

What is very much wider than tall is pressed together, which vectors survive unharmed too.

The steps are separate: the box of the pen's way, 20 pixels, centred, and always the same pen. They
only change a `Placement`. Each can be left out (`InputSteps`), to see what it is good for.
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
"""Index of the pixel in whose middle the centre of mass comes to lie."""
PEN = 2.5
"""Width of every line after scaling, in pixels. (MNIST's are about that wide; a network trained on
MNIST reads drawings best at 2.25 to 2.75: 95.3 % to 95.4 %, 95.0 % at 1.75, 95.2 % at 3.)"""
INK = 0.85
"""How dark a drawing's lines are, of 1. MNIST's are nearly all 1: a network can tell drawings from
MNIST's images by that. It must, for they contradict one another (what is a 1 with a flag to a
European hand is a 7 in MNIST): after six epochs MNIST's validation images are read 99.2 % right as
digits where both are as dark, 99.4 % with this. Half as dark is hardly better, and what was learned
from drawings then helps less with pictures of the same hands. Networks trained on MNIST alone read
such lines no worse than black ones."""
WIDEST = 1.5
"""Ink wider than this, as a share of its height, is pressed together as far as that: 20 pixels wide
it would be so low that its lines run into one another. (Of MNIST's 2s and 5s one in fifty is wider,
of all other digits hardly any.)"""
MOST_SQUEEZED = 0.25
"""But never more than this: a dash stays one."""
DOT = 1.0
"""A pen that moved less than this many widths of its brush has made a dot, and is magnified the
less, the less it moved: a trembling tap stays small."""
DOT_PEN = 5.0
"""Width of a dot after scaling, in pixels: it is seen as the blot that it is. (As wide as `PEN` it
was read as a 5 at 56 %; like this it is no digit at 96 %.)"""


@dataclass(frozen=True)
class InputSteps:
    """The steps from ink to pixels. Networks are trained with all of them.

    Attributes:
        box: the box around the ink is taken, pressed together where it is very wide; else the
            whole sheet, however small the ink on it.
        rim: its longer side becomes `DIGIT_SIDE` pixels; else all `IMAGE_SIDE`, without a rim.
        centring: the ink's centre of mass is set at `CENTRE`; else what was taken stays in the
            middle.
        pen: every line is drawn afresh, `PEN` pixels wide and as dark as `INK`; else it is scaled
            with all the rest, and black.
    """

    box: bool = True
    rim: bool = True
    centring: bool = True
    pen: bool = True


ALL_STEPS = InputSteps()


@dataclass(frozen=True, eq=False)
class InputStages:
    """What becomes of a drawing on its way to a network.

    Attributes:
        taken: the part of the sheet that goes on, in the units of the drawing.
        scaled: ``(28, 28)``, that part made smaller.
        centred: ``(28, 28)``, what the network sees.
    """

    taken: Box
    scaled: Floats
    centred: Floats


def network_input(drawing: Drawing, steps: InputSteps = ALL_STEPS) -> Floats | None:
    """What a network sees of `drawing`: ``(28, 28)``, 0 (paper) to `INK`; None without ink."""
    seen = input_stages(drawing, steps)
    return None if seen is None else seen.centred


def input_stages(drawing: Drawing, steps: InputSteps = ALL_STEPS) -> InputStages | None:
    """The same with everything on the way."""
    if drawing.is_empty:
        return None
    ink, brush = ink_box(drawing), widest_brush(drawing)
    taken = _taken(drawing, ink, brush, steps)
    placement = _placement(drawing, ink, brush, steps)
    draft = drawn(drawing, placement)
    if not steps.centring or not draft.any():  # of a whole sheet, all ink may lie beside it
        return InputStages(taken, draft, draft)
    placement = centred(placement, draft, ink, brush)
    return InputStages(taken, draft, drawn(drawing, placement))


def drawn(drawing: Drawing, placement: Placement) -> Floats:
    """The drawing on a network's pixels, ``(28, 28)``: as dark as `INK` where it is by our pen."""
    image = render_placed(drawing, (IMAGE_SIDE, IMAGE_SIDE), placement)
    return image if placement.pen is None else image * np.float32(INK)


def scale_of(box: Box, brush: float, side: float = DIGIT_SIDE) -> float:
    """How much ink in `box` is magnified so that it is `side` pixels long, the pen counted."""
    dot = DOT * brush
    return (side - PEN) * min(1 / box.longest, box.longest / dot**2)


def pen_of(box: Box, brush: float) -> float:
    """How wide lines become, in pixels: `PEN`, but more for what is hardly more than a dot."""
    magnified = min(1.0, (box.longest / (DOT * brush)) ** 2)
    return DOT_PEN + (PEN - DOT_PEN) * magnified


def squeeze_of(box: Box) -> float:
    """How far ink in `box` is pressed together across: 1 leaves it as it is."""
    return max(MOST_SQUEEZED, min(1.0, WIDEST * box.height / max(box.width, TINY)))


def snug(box: Box, brush: float, side: float = DIGIT_SIDE) -> Placement:
    """Sets ink in `box` on the middle of the pixels, `side` pixels long, with our pen."""
    squeeze = squeeze_of(box)
    narrow = box.squeezed(squeeze)
    return middled(box, scale_of(narrow, brush, side), pen_of(narrow, brush), squeeze)


def middled(box: Box, scale: float, pen: float | None, squeeze: float = 1.0) -> Placement:
    """Sets the middle of `box` on the middle of the pixels."""
    middle = IMAGE_SIDE / 2
    return Placement(
        scale,
        middle - scale * squeeze * (box.left + box.right) / 2,
        middle - scale * (box.top + box.bottom) / 2,
        pen,
        squeeze,
    )


def centred(placement: Placement, image: Floats, box: Box, brush: float) -> Placement:
    """Moves `placement` so that the centre of mass of what it drew, `image`, lies at `CENTRE`.

    Where the mass lies so far to one side that ink would be cut off, the ink stays whole and the
    mass off the centre.
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
    """Everything but centring: which part of the sheet, how large, and with which pen."""
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
    """Where the mass of `image` lies: column and row, 0 being the middle of the first pixel."""
    mass = float(image.sum())
    x = float(image.sum(axis=0) @ np.arange(image.shape[1])) / mass
    y = float(image.sum(axis=1) @ np.arange(image.shape[0])) / mass
    return x, y
