"""The outline of ink."""

from __future__ import annotations

import numpy as np
import pytest

from digitpad.imaging.contour import Points, outline


def area(line: Points) -> float:
    x, y = line.T
    return abs(float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())) / 2


def test_a_square_is_surrounded_halfway_to_its_neighbours() -> None:
    values = np.zeros((6, 8))
    values[2:4, 3:6] = 1
    (line,) = outline(values)
    assert line.min(axis=0).tolist() == [3, 2]  # x, y; a pixel's middle is at its index and a half
    assert line.max(axis=0).tolist() == [6, 4]
    assert area(line) == pytest.approx(2 * 3 - 4 * 0.125)


def test_lines_stand_where_the_level_is_met() -> None:
    values = np.zeros((1, 4))
    values[0] = [0.0, 1.0, 1.0, 0.25]
    (line,) = outline(values, level=0.75)
    assert line.min(axis=0)[0] == pytest.approx(0.5 + 0.75)
    assert line.max(axis=0)[0] == pytest.approx(2.5 + 1 / 3)


def test_rings_and_touching_corners_make_closed_lines() -> None:
    ring = np.ones((5, 5))
    ring[2, 2] = 0
    assert sorted(round(area(line), 2) for line in outline(ring)) == [0.5, 24.5]
    saddle = np.eye(2)
    for values in (saddle, np.random.default_rng(0).random((28, 28))):
        for line in outline(values):
            assert line[0].tolist() == line[-1].tolist()
            assert len(line) >= 4


def test_blank_paper_has_no_outline() -> None:
    assert outline(np.zeros((28, 28))) == []
