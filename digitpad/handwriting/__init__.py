"""Generated handwriting: digits in many styles, and drawings that are no digits, as strokes.

A `Writer` has a slant, proportions, a tremor, and a preferred style for each digit. `ways` has
these styles, `negatives` the drawings that are no digits; both are control points, which `pen`
turns into curves. `corpus` makes thousands, and preprocesses them as the app does. Everything
follows from a seed. Nothing here imports Qt.
"""

from digitpad.handwriting.corpus import NO_DIGIT_CLASS, digits, negatives
from digitpad.handwriting.ways import WAYS
from digitpad.handwriting.writer import Writer

__all__ = ["NO_DIGIT_CLASS", "WAYS", "Writer", "digits", "negatives"]
