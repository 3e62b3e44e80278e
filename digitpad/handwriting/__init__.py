"""Handwriting made up: digits as the world writes them, and what is no digit, as strokes.

`Writer` is a hand: its slant, its proportions, its tremor, and which of the ways to write a digit
are its own. `ways` holds these, `negatives` what is no digit; both are control points, which
`pen` turns into curves. `corpus` draws thousands, and reads them through the very preprocessing
that the app uses. Everything follows from a seed. Nothing here knows Qt.
"""

from digitpad.handwriting.corpus import NO_DIGIT_CLASS, digits, negatives
from digitpad.handwriting.ways import WAYS
from digitpad.handwriting.writer import Writer

__all__ = ["NO_DIGIT_CLASS", "WAYS", "Writer", "digits", "negatives"]
