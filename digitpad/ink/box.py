"""The box around ink."""

from __future__ import annotations

from dataclasses import dataclass

from digitpad.ink.drawing import Drawing

PRECISION = 1e-9
TINY = 1e-12


@dataclass(frozen=True)
class Box:
    """A box around ink, in the units of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def longest(self) -> float:
        """The longer side, but not less than the precision of the coordinates allows."""
        farthest = max(map(abs, (self.left, self.top, self.right, self.bottom)))
        return max(self.width, self.height, PRECISION * farthest, TINY)

    def squeezed(self, share: float) -> Box:
        """The box of the same ink, `share` times as wide."""
        return Box(self.left * share, self.top, self.right * share, self.bottom)


def ink_box(drawing: Drawing) -> Box:
    """The box around the pen's path; the brush is not counted."""
    corners = [stroke.box for stroke in drawing.strokes if stroke.points]
    return Box(
        left=min(low[0] for low, _ in corners),
        top=min(low[1] for low, _ in corners),
        right=max(high[0] for _, high in corners),
        bottom=max(high[1] for _, high in corners),
    )


def widest_brush(drawing: Drawing) -> float:
    """Diameter of the widest brush with ink, in the units of the drawing."""
    return max(stroke.brush for stroke in drawing.strokes if stroke.points)
