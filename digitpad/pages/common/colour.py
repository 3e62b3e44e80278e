"""Colours for numbers: from arrays to pixels. No Qt.

Both scales agree: zero has the colour of the paper, positive numbers are orange, negative ones
blue. Orange and blue are distinct for every common kind of colour blindness, and lightness changes
evenly on each side, so that the scales also work in grey.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cnn.arrays import Floats

Table = npt.NDArray[np.uint32]
Pixels = npt.NDArray[np.uint32]

NEGATIVE_LIGHT = ("#ffffff", "#a9cdea", "#559cd2", "#1e6bab", "#083a72")
POSITIVE_LIGHT = ("#ffffff", "#fcc98f", "#f3923a", "#c85c0a", "#7a3000")
NEGATIVE_DARK = ("#17191d", "#1d527f", "#2f86cc", "#74b9ee", "#d6ecff")
POSITIVE_DARK = ("#17191d", "#7a4512", "#cf7418", "#f9ae5c", "#ffecd0")
STEPS = 255
SMALLEST = 1e-30
"""Smaller numbers are shown as 0: dividing by them would overflow."""
NICE = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@lru_cache
def diverging(dark: bool) -> Table:
    """A table of 256 pixels: 1 is the negative end, 128 is zero, 255 is the positive end."""
    negative = _ramp(NEGATIVE_DARK if dark else NEGATIVE_LIGHT, 129)
    positive = _ramp(POSITIVE_DARK if dark else POSITIVE_LIGHT, 128)
    return _fixed(np.concatenate([negative[:0:-1], positive]))


@lru_cache
def sequential(dark: bool) -> Table:
    """A table of 256 pixels: 0 is zero, 255 is the positive end."""
    return _ramp(POSITIVE_DARK if dark else POSITIVE_LIGHT, 256)


@lru_cache
def grey(paper: int, ink: int) -> Table:
    """A table of 256 pixels from ``paper`` to ``ink``, both 0xRRGGBB."""
    return _ramp((f"#{paper & 0xFFFFFF:06x}", f"#{ink & 0xFFFFFF:06x}"), 256)


def paint_signed(values: Floats, limit: float, table: Table) -> Pixels:
    """``values`` of any shape as pixels 0xffRRGGBB, where ±``limit`` are the ends of ``table``."""
    scaled = values * np.float32(127 / limit) + np.float32(128.5)
    np.fmin(np.fmax(scaled, 1, out=scaled), STEPS, out=scaled)  # like clip, and 1 for NaN
    return table[scaled.astype(np.uint8)]


def paint_positive(values: Floats, limit: float, table: Table) -> Pixels:
    """``values`` of any shape as pixels 0xffRRGGBB, where 0 and ``limit`` are the ends of
    ``table``."""
    scaled = values * np.float32(STEPS / limit) + np.float32(0.5)
    np.fmin(np.fmax(scaled, 0, out=scaled), STEPS, out=scaled)  # like clip, and 0 for NaN
    return table[scaled.astype(np.uint8)]


def nice_limit(largest: float) -> float:
    """A round number that is at least ``largest``, so that the scale rarely changes during drawing.

    Zero, numbers too small to divide by, and NaN give 1.
    """
    if not math.isfinite(largest) or largest < SMALLEST:
        return 1.0
    power = 10.0 ** math.floor(math.log10(largest))
    return next((n * power for n in NICE if n * power >= largest * (1 - 1e-6)), 10.0 * power)


def limit_of(values: Floats) -> float:
    """The end of a scale that contains all ``values``."""
    return nice_limit(float(np.abs(values).max(initial=0.0)))


def _ramp(colours: tuple[str, ...], steps: int) -> Table:
    """``steps`` pixels that blend evenly through ``colours``, given as #rrggbb."""
    stops = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours], np.float64)
    at = np.linspace(0, len(colours) - 1, steps)
    channels = [np.interp(at, np.arange(len(colours)), stops[:, i]) for i in range(3)]
    red, green, blue = (np.rint(channel).astype(np.uint32) for channel in channels)
    pixels = np.uint32(0xFF000000) | (red << 16) | (green << 8) | blue
    return _fixed(pixels.astype(np.uint32))


def _fixed(table: Table) -> Table:
    table.flags.writeable = False
    return table
