"""Checks whether a network can read this program's drawings."""

from __future__ import annotations

import cnn
from digitpad.imaging.normalise import IMAGE_SIDE
from digitpad.reading.verdict import DIGITS
from digitpad.text.translation import tr

INPUT_SHAPE = (1, IMAGE_SIDE, IMAGE_SIDE)
CLASSES = (DIGITS, DIGITS + 1)
"""The ten digits; or these and "no digit" as the last class."""


def why_incompatible(network: cnn.Network) -> str | None:
    """Why `network` cannot read digits, as a phrase to put after a file's name, such as "its
    network sorts 1×5×5 pictures into 3 classes, expected …"; None if it can.
    """
    if network.input_shape == INPUT_SHAPE and network.classes in CLASSES:
        return None
    taken, wanted = ("×".join(map(str, shape)) for shape in (network.input_shape, INPUT_SHAPE))
    return tr(
        "its network sorts {taken} pictures into {classes} classes, "
        'expected {wanted} pictures and 10 classes, or 11 with "no digit"',
        taken=taken,
        classes=network.classes,
        wanted=wanted,
    )
