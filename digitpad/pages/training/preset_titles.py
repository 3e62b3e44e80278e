"""A line about every preset, shown while one is chosen."""

from __future__ import annotations

from digitpad.text.translation import QT_TR_NOOP

PRESET_TITLES = {
    "lenet": QT_TR_NOOP("Two convolutions with 6 and 16 kernels of 5×5, as in the first article"),
    "wide9": QT_TR_NOOP(
        "One convolution with 20 kernels of 9×9, mean pooling and 100 hidden units"
    ),
    "gap": QT_TR_NOOP(
        "3×3 convolutions, and each map's mean at the end instead of a large dense layer"
    ),
    "residual": QT_TR_NOOP("3×3 convolutions with batch normalisation that add to what came in"),
    "rows": QT_TR_NOOP("A recurrent layer that reads the image as text, row after row"),
    "best": QT_TR_NOOP("Two convolutions with 16 and 48 kernels of 5×5, and 128 hidden units"),
}
