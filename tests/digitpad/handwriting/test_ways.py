"""The styles of each digit."""

from __future__ import annotations

import numpy as np
import pytest

from digitpad.handwriting import (
    WAYS,
    five_to_nine,
    zero_to_four,
)
from digitpad.handwriting.ways import Way


@pytest.mark.parametrize("way", [way for ways in WAYS.values() for way in ways])
def test_every_way_varies_and_stays_in_its_box(way: Way) -> None:
    rng = np.random.default_rng(0)
    shapes = [way(rng) for _ in range(50)]
    assert shapes[0] != shapes[1]
    for shape in shapes:
        points = np.array([point[:2] for path in shape for point in path])
        assert -0.5 < points.min() < points.max() < 1.5
        assert np.ptp(points[:, 1]) > 0.8


def strokes_of(way: Way) -> set[int]:
    rng = np.random.default_rng(0)
    return {len(way(rng)) for _ in range(40)}


def test_what_is_written_in_several_strokes_is_drawn_in_several() -> None:
    assert strokes_of(five_to_nine.crossed_seven) == {2}
    assert strokes_of(five_to_nine.barred_five) == {2}
    assert strokes_of(five_to_nine.two_circles) == {2}
    assert strokes_of(zero_to_four.one_stroke_four) == {1}
    assert strokes_of(zero_to_four.serif_one) == {2}
