"""Ink that is changed while everything else stays in its place.

`network_input` prepares every drawing afresh: leave a stroke out, and what is left is scaled and
centred anew. To see what the stroke alone does, the placement of the whole drawing is kept here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.arrays import Floats
from digitpad.ink import Drawing, render_placed
from digitpad.preprocessing import SIDE, centred, ink_box, middled, scale_of, widest_brush
from digitpad.raster import Placement


@dataclass(frozen=True, eq=False)
class PlacedInk:
    """A drawing that has ink, and where `network_input` puts it.

    Attributes:
        drawing: as it stands on the pad.
        placement: from the pad to the network's 28 × 28 pixels, with the network's pen.
    """

    drawing: Drawing
    placement: Placement

    @classmethod
    def of(cls, drawing: Drawing) -> PlacedInk:
        """Place `drawing`, which has ink, as `network_input` does."""
        box, brush = ink_box(drawing), widest_brush(drawing)
        placement = middled(box, scale_of(box, brush))
        draft = render_placed(drawing, (SIDE, SIDE), placement)
        return cls(drawing, centred(placement, draft, box, brush))

    def seen(self, other: Drawing | None = None, pen: float | None = None) -> Floats:
        """What a network sees of the drawing, or of another one in the same place, ``(28, 28)``.

        Args:
            other: the drawing itself if not given; blank without ink.
            pen: width of every line, in pixels; the network's own if not given.
        """
        drawing = self.drawing if other is None else other
        if drawing.is_empty:
            return np.zeros((SIDE, SIDE), np.float32)
        scale, x, y = self.placement.scale, self.placement.x, self.placement.y
        width = self.placement.pen if pen is None else pen
        return render_placed(drawing, (SIDE, SIDE), Placement(scale, x, y, width))
