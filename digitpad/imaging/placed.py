"""Changes ink while everything else keeps its place.

`network_input` scales and centres every drawing: if a stroke is removed, the rest is scaled and
centred again. To see the effect of the stroke alone, the placement of the whole drawing is kept
here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cnn.arrays import Floats
from digitpad.imaging.normalise import IMAGE_SIDE, centred, drawn, snug
from digitpad.imaging.raster import Placement
from digitpad.ink.box import ink_box, widest_brush
from digitpad.ink.drawing import Drawing


@dataclass(frozen=True, eq=False)
class PlacedInk:
    """A drawing that has ink, and its placement by `network_input`.

    Attributes:
        drawing: as it is on the pad.
        placement: from the pad to the network's 28 × 28 pixels, with the network's pen.
    """

    drawing: Drawing
    placement: Placement

    @classmethod
    def of(cls, drawing: Drawing, pen: float | None = None) -> PlacedInk:
        """Place `drawing`, which has ink, as `network_input` does, or with another `pen`, in
        pixels."""
        box, brush = ink_box(drawing), widest_brush(drawing)
        placement = snug(box, brush)
        if pen is not None:
            placement = replace(placement, pen=pen)
        draft = drawn(drawing, placement)
        return cls(drawing, centred(placement, draft, box, brush))

    def seen(self, other: Drawing | None = None, pen: float | None = None) -> Floats:
        """The network's input for the drawing, or for another one in the same place, ``(28, 28)``.

        Args:
            other: another drawing, which may be empty; by default the drawing itself.
            pen: width of every line, in pixels; by default that of `placement`.
        """
        drawing = self.drawing if other is None else other
        if drawing.is_empty:
            return np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.float32)
        placement = self.placement if pen is None else replace(self.placement, pen=pen)
        return drawn(drawing, placement)
