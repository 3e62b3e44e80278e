"""Arrays of pixels as pictures that Qt can paint."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from digitpad.pages.common.colour import Pixels


class ArrayImage:
    """One tall picture of ``(count, height, width)`` pixels 0xffRRGGBB, one below the other.

    The picture shares the memory of the array, so nothing is copied and the array must not change.
    """

    def __init__(self, pixels: Pixels) -> None:
        count, height, width = pixels.shape
        self._pixels = np.ascontiguousarray(pixels).reshape(-1)
        self.image = QImage(
            memoryview(self._pixels).cast("B"),  # type: ignore[arg-type]
            width,
            count * height,
            4 * width,
            QImage.Format.Format_RGB32,
        )
