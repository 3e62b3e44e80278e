"""Drawings that are no digits."""

from __future__ import annotations

import numpy as np
import pytest

from digitpad.handwriting import (
    Writer,
)
from digitpad.handwriting.negatives import NEGATIVES
from digitpad.handwriting.ways import Way
from digitpad.imaging.normalise import network_input


@pytest.mark.parametrize("kind", NEGATIVES)
def test_every_negative_can_be_drawn_and_holds_ink(kind: Way) -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        image = network_input(Writer.random(rng).draw(kind(rng), rng))
        assert image is not None
        assert image.sum() > 10
