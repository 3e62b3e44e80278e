"""Pen time: lengths along the pen's path."""

from __future__ import annotations

import math

import numpy as np
import pytest

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.timing import duration, first_points, part, point_times, stroke_ends, until
from tests.digitpad.ink_samples import DOT

CORNER = Stroke(((0.0, 0.0), (30.0, 40.0), (30.0, 140.0)), 8.0)  # 50 units, then 100
LINE = Stroke(((200.0, 10.0), (240.0, 10.0)), 10.0)


def test_a_stroke_takes_its_length_and_a_dot_its_brush() -> None:
    assert duration(CORNER) == 150
    assert duration(DOT) == 12
    assert stroke_ends(Drawing((CORNER, DOT, LINE))).tolist() == [150, 162, 202]


def test_every_point_has_its_time() -> None:
    times = point_times(Drawing((CORNER, DOT, LINE)))
    assert times.tolist() == [0, 50, 150, 150, 162, 202]
    assert point_times(Drawing()).tolist() == []


def test_ink_until_a_moment_ends_exactly_there() -> None:
    drawing = Drawing((CORNER, DOT, LINE), 300.0, 200.0)
    assert until(drawing, 0).is_empty
    assert until(drawing, 75).strokes == (Stroke(((0, 0), (30, 40), (30, 65)), 8),)
    assert until(drawing, 150).strokes == (CORNER,)
    dotted = until(drawing, 151)
    assert dotted.strokes[0] is CORNER
    assert set(dotted.strokes[1].points) == {DOT.points[0]}
    assert until(drawing, 182).strokes[2].points == ((200, 10), (220, 10))
    assert until(drawing, 1e9) == drawing


def test_ink_after_some_points() -> None:
    drawing = Drawing((CORNER, DOT, LINE))
    counts = [[len(s.points) for s in first_points(drawing, n).strokes] for n in range(7)]
    assert counts == [[], [1], [2], [3], [3, 1], [3, 1, 1], [3, 1, 2]]
    assert first_points(drawing, 4).strokes[1] is DOT


@pytest.mark.parametrize(("start", "end"), [(0, 150), (20, 130), (55, 60), (0, 50)])
def test_a_part_is_as_long_as_it_is_said_to_be(start: float, end: float) -> None:
    piece = part(CORNER, start, end)
    assert math.isclose(duration(piece), end - start)
    assert piece.brush == 8
    assert len(set(piece.points)) == len(piece.points)
    joined = part(CORNER, 0, start).points + piece.points + part(CORNER, end, 150).points
    assert [p for i, p in enumerate(joined) if i == 0 or p != joined[i - 1]][-1] == (30, 140)


def test_repeated_points_take_no_time() -> None:
    still = Stroke(((5.0, 5.0), (5.0, 5.0), (5.0, 25.0), (5.0, 25.0)), 8.0)
    assert duration(still) == 20
    assert np.allclose(part(still, 10, 20).array[0], (5, 15))
