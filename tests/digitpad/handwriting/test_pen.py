from __future__ import annotations

import numpy as np
import pytest

from digitpad.handwriting.pen import STEPS, arc, spline

ZIGZAG = np.array([(0.0, 0.0), (1.0, 0.1), (1.2, 1.0), (0.1, 1.3)])


def turns(line: np.ndarray) -> np.ndarray:
    """Angles between neighbouring pieces of a line, in degrees."""
    steps = np.diff(line, axis=0)
    angles = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    return np.abs(np.degrees(np.diff(angles)))


def test_a_spline_passes_through_every_control_point() -> None:
    line = spline(ZIGZAG, np.zeros(4, np.bool_))
    assert line.shape == (3 * STEPS + 1, 2)
    np.testing.assert_allclose(line[::STEPS], ZIGZAG, atol=1e-12)


def test_the_pen_runs_smoothly_but_for_the_corners() -> None:
    corners = np.array([False, True, False, False])
    sharp = turns(spline(ZIGZAG, corners))
    assert sharp.argmax() == STEPS - 1
    assert sharp.max() > 60
    assert np.delete(sharp, STEPS - 1).max() < 30
    assert turns(spline(ZIGZAG, np.zeros(4, np.bool_))).max() < 30


def test_two_points_are_a_straight_line_and_one_is_a_dot() -> None:
    line = spline(ZIGZAG[:2], np.zeros(2, np.bool_))
    assert turns(line).max() == pytest.approx(0, abs=1e-6)
    assert spline(ZIGZAG[:1], np.zeros(1, np.bool_)).shape == (1, 2)


def test_points_that_coincide_do_no_harm() -> None:
    line = spline(np.array([(0.0, 0.0), (0.0, 0.0), (1.0, 1.0)]), np.zeros(3, np.bool_))
    assert np.isfinite(line).all()
    assert -1e-6 < line.min() <= line.max() <= 1.0


def test_an_arc_goes_clockwise_from_its_start_on_a_pad_whose_y_points_down() -> None:
    path = arc((1, 2), (3, 5), start=0, sweep=90, points=3)
    assert path[0] == pytest.approx((4, 2))
    assert path[-1] == pytest.approx((1, 7))
