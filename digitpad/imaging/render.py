"""A drawing as pixels: the whole pad, or scaled and shifted by a placement."""

from __future__ import annotations

from cnn.arrays import Floats
from digitpad.imaging.raster import Placement, rasterise
from digitpad.ink.drawing import Drawing


def render(drawing: Drawing, size: int) -> Floats:
    """The whole pad as a picture: its longer side becomes `size` pixels.

    Returns ``(rows, columns)``, the ink coverage of each pixel, 0 to 1.
    """
    scale = size / max(drawing.width, drawing.height)
    shape = (max(1, round(drawing.height * scale)), max(1, round(drawing.width * scale)))
    return render_placed(drawing, shape, Placement(scale))


def render_placed(drawing: Drawing, shape: tuple[int, int], placement: Placement) -> Floats:
    """The same on ``(rows, columns)`` pixels, the drawing scaled and shifted by `placement`."""
    lines = [(stroke.array, stroke.brush) for stroke in drawing.strokes if stroke.points]
    return rasterise(lines, shape, placement)
