"""The reading of the pad at one moment, as one immutable object."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cnn
from digitpad.ink.drawing import Drawing
from digitpad.reading.reader import Prediction, Reading

EMPTY = Drawing()


@dataclass(frozen=True, eq=False)
class ReadingState:
    """A drawing, the network that has read it, and its answer.

    Attributes:
        network: the network that has read the drawing.
        drawing: everything on the pad.
        reading: its digits; None for an empty pad.
        chosen: index of the chosen digit; None for an empty pad.
    """

    network: cnn.Network
    drawing: Drawing = EMPTY
    reading: Reading | None = None
    chosen: int | None = None

    @property
    def prediction(self) -> Prediction | None:
        """The answer for the chosen digit; None for an empty pad."""
        if self.reading is None or self.chosen is None:
            return None
        return self.reading.digits[self.chosen].prediction

    @property
    def chosen_drawing(self) -> Drawing:
        """Only the strokes of the chosen digit, in their place on the pad."""
        if self.reading is None or self.chosen is None:
            return replace(self.drawing, strokes=())
        strokes = self.reading.digits[self.chosen].strokes
        return replace(self.drawing, strokes=tuple(self.drawing.strokes[i] for i in strokes))
