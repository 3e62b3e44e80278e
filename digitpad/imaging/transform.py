"""Transforms of ink: turned, moved, scaled, with a thicker pen."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cnn.arrays import Floats
from digitpad.imaging.normalise import PEN, network_input
from digitpad.imaging.placed import PlacedInk
from digitpad.ink.box import ink_box, widest_brush
from digitpad.ink.drawing import Drawing, Stroke


@dataclass(frozen=True)
class Transform:
    """A transform of ink; the default changes nothing.

    Attributes:
        turn: degrees, clockwise, around the middle of the ink's box.
        size: factor of the size, from the same point.
        right, down: shift in pixels of the network's input (the digit is 20 long).
        thickness: factor of the pen's width.
    """

    turn: float = 0.0
    size: float = 1.0
    right: float = 0.0
    down: float = 0.0
    thickness: float = 1.0


def transformed(ink: PlacedInk, change: Transform) -> Drawing:
    """The drawing after the transform `change`."""
    box = ink_box(ink.drawing)
    middle = np.array([(box.left + box.right) / 2, (box.top + box.bottom) / 2])
    shift = np.array([change.right, change.down]) / ink.placement.scales
    angle = math.radians(change.turn)
    cos, sin = math.cos(angle) * change.size, math.sin(angle) * change.size
    matrix = np.array([[cos, sin], [-sin, cos]])  # (x, y) @ matrix; y runs downwards
    strokes = [
        _moved(stroke, (stroke.array - middle) @ matrix + middle + shift, change.thickness)
        for stroke in ink.drawing.strokes
        if stroke.points
    ]
    return replace(ink.drawing, strokes=tuple(strokes))


def transformed_input(ink: PlacedInk, change: Transform, prepared: bool = False) -> Floats:
    """What a network sees of the transformed ink, ``(28, 28)``.

    Args:
        ink: before the transform.
        change: the transform.
        prepared: preprocess the result like every drawing, which undoes shift, size and thickness;
            else it stays where the transform has moved it.
    """
    after = transformed(ink, change)
    if prepared:
        image = network_input(after)
        assert image is not None  # there was ink, so there still is
        return image
    return ink.seen(after, (ink.placement.pen or PEN) * change.thickness)


def fitted(drawing: Drawing) -> Drawing:
    """The drawing, which has ink, moved back onto the pad, and made smaller if necessary."""
    box, rim = ink_box(drawing), widest_brush(drawing) / 2
    size = np.array([drawing.width, drawing.height])
    low = np.array([box.left, box.top]) - rim
    high = np.array([box.right, box.bottom]) + rim
    scale = min(1.0, float((size / np.maximum(high - low, 1e-9)).min()))
    shift = np.clip(low, 0, np.maximum(size - scale * (high - low), 0)) - scale * low
    strokes = [
        _moved(stroke, stroke.array * scale + shift, scale)
        for stroke in drawing.strokes
        if stroke.points
    ]
    return replace(drawing, strokes=tuple(strokes))


def with_replaced(whole: Drawing, old: Drawing, new: Drawing) -> Drawing:
    """`whole` with the strokes of `old` replaced by those of `new`."""
    others = [s for s in whole.strokes if s not in old.strokes]
    return replace(whole, strokes=(*others, *new.strokes))


def _moved(stroke: Stroke, points: npt.NDArray[np.float64], thickness: float) -> Stroke:
    return Stroke(tuple((float(x), float(y)) for x, y in points), stroke.brush * thickness)
