"""A box on the screen, for layouts without Qt."""

from __future__ import annotations

from typing import NamedTuple


class PixelBox(NamedTuple):
    """A box in units of the screen, in the order of ``QRect(*box)``."""

    left: int
    top: int
    width: int
    height: int
