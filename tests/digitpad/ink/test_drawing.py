from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.imaging.render import render
from digitpad.ink.drawing import MAX_POINTS, Drawing, Stroke
from digitpad.ink.eraser import erase

L_SHAPE = {"strokes": [[[20, 10], [20, 80], [50, 80]]], "width": 100, "height": 200, "brush": 6}


def with_(**changes: Any) -> dict[str, Any]:
    return {**L_SHAPE, **changes}


def test_a_drawing_from_json_keeps_every_point_in_its_place() -> None:
    drawing = Drawing.from_json(L_SHAPE)
    assert drawing == Drawing((Stroke(((20, 10), (20, 80), (50, 80)), 6),), 100, 200)
    assert not drawing.is_empty


def test_a_brush_that_is_left_out_is_8_percent_of_the_shorter_side() -> None:
    data = {key: value for key, value in L_SHAPE.items() if key != "brush"}
    assert Drawing.from_json(data).strokes[0].brush == pytest.approx(8)
    assert Drawing.from_json(with_(brush=None)).strokes[0].brush == pytest.approx(8)


def test_other_keys_are_ignored() -> None:
    assert Drawing.from_json(with_(label=3, writer="x")) == Drawing.from_json(L_SHAPE)


@pytest.mark.parametrize("strokes", [[], [[]], [[], []]])
def test_no_points_is_an_empty_drawing(strokes: list[Any]) -> None:
    assert Drawing.from_json(with_(strokes=strokes)).is_empty


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ([], "object"),
        (None, "object"),
        ({"strokes": []}, '"width" is missing'),
        (with_(width=0), '"width" must be'),
        (with_(height=-1), '"height" must be'),
        (with_(height="3"), '"height" must be'),
        (with_(width=math.nan), '"width" must be'),
        (with_(width=10**400), '"width" must be'),
        (with_(brush=True), '"brush" must be'),
        (with_(brush=math.inf), '"brush" must be'),
        (with_(strokes=None), '"strokes" must be'),
        (with_(strokes={}), '"strokes" must be'),
        (with_(strokes=[[[1, 2]], 3]), "stroke 2 must be"),
        (with_(strokes=[[[1, 2]], [[1, 2, 3]]]), "stroke 2 must be"),
        (with_(strokes=[[[1, math.nan]]]), "stroke 1 must be"),
        (with_(strokes=[[[1, math.inf]]]), "stroke 1 must be"),
        (with_(strokes=[[[1e300, 1]]]), "stroke 1 must be"),
        (with_(strokes=[[["1", 1]]]), "stroke 1 must be"),
        (with_(strokes=[[[False, 1]]]), "stroke 1 must be"),
        (with_(strokes=[[1, 2]]), "stroke 1 must be"),
        (with_(strokes=[[[0, 0]] * (MAX_POINTS + 1)]), f"at most {MAX_POINTS} points"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(data: object, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint) as caught:
        Drawing.from_json(data)
    assert "\n" not in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


@settings(deadline=None)
@given(strokes=JSON, width=JSON, brush=JSON)
def test_hostile_json_makes_a_drawing_or_a_sentence(strokes: Any, width: Any, brush: Any) -> None:
    text = json.dumps({"strokes": strokes, "width": width, "height": 10, "brush": brush})
    try:
        drawing = Drawing.from_json(json.loads(text))
    except ValueError:
        return
    assert all(math.isfinite(stroke.brush) for stroke in drawing.strokes)


def test_ink_is_rendered_where_it_was_drawn() -> None:
    image = render(Drawing.from_json(L_SHAPE), 200)
    assert image.shape == (200, 100)
    assert image.dtype == np.float32
    assert image[45, 20] == image[80, 35] == 1.0
    assert image[20, 45] == image[35, 80] == 0.0  # x and y are not swapped


def test_a_line_covers_its_length_times_its_width_and_its_two_round_caps() -> None:
    line = Drawing((Stroke(((5.3, 5.1), (31.7, 22.4)), 4.0),), 40, 40)
    length = math.hypot(31.7 - 5.3, 22.4 - 5.1)
    area = length * 4 + math.pi * 4
    assert render(line, 40).sum() == pytest.approx(area, rel=0.02)
    assert render(line, 80).sum() == pytest.approx(4 * area, rel=0.02)


def test_a_single_point_is_a_round_dot() -> None:
    image = render(Drawing((Stroke(((20.5, 10.5),), 12.0),), 40, 40), 40)
    assert image.sum() == pytest.approx(math.pi * 36, rel=0.02)
    np.testing.assert_allclose(image[:21, 10:31], image[:21, 10:31].T, atol=1e-5)


def test_ink_over_ink_is_not_darker_and_not_wider() -> None:
    once = Stroke(((5.0, 5.0), (30.0, 20.0)), 3.0)
    back = Stroke((*once.points, *once.points[::-1], *once.points), 3.0)
    for strokes in ((once, once), (back,)):
        np.testing.assert_allclose(
            render(Drawing(strokes, 40, 40), 40), render(Drawing((once,), 40, 40), 40), atol=1e-4
        )


def test_the_edges_of_a_line_are_antialiased() -> None:
    upright = Drawing((Stroke(((10.25, 5.0), (10.25, 25.0)), 3.0),), 30, 30)
    np.testing.assert_allclose(
        render(upright, 30)[15, 7:14], [0, 0.25, 1, 1, 0.75, 0, 0], atol=0.03
    )


def test_points_far_outside_the_pad_cost_neither_time_nor_memory() -> None:
    far = Drawing((Stroke(((-1e9, 50.0), (1e9, 50.0)), 10.0),), 100, 100)
    image = render(far, 50)
    assert image[25].min() == pytest.approx(1.0)
    assert image[10].max() == 0.0


LINE = Stroke(((0.0, 0.0), (100.0, 0.0)), 4.0)


def test_the_eraser_cuts_a_stroke_in_two_at_the_exact_circle() -> None:
    left, right = erase([LINE], (40.0, 6.0), 8.0)  # reaches 10: 8 wide on either side at y = 0
    assert left.points == ((0.0, 0.0), (pytest.approx(32.0), 0.0))
    assert right.points == ((pytest.approx(48.0), 0.0), (100.0, 0.0))
    assert left.brush == right.brush == 4.0


def test_the_eraser_removes_an_end() -> None:
    (rest,) = erase([LINE], (95.0, 0.0), 8.0)
    assert rest.points == ((0.0, 0.0), (pytest.approx(85.0), 0.0))
    (rest,) = erase([LINE], (0.0, 0.0), 8.0)
    assert rest.points == ((pytest.approx(10.0), 0.0), (100.0, 0.0))


def test_a_stroke_that_is_not_touched_is_the_same_object() -> None:
    dot = Stroke(((300.0, 300.0),), 4.0)
    left = erase([LINE, dot], (50.0, 10.1), 8.0)
    assert left[0] is LINE
    assert left[1] is dot


def test_the_eraser_removes_strokes_inside_it() -> None:
    dot = Stroke(((50.0, 50.0),), 4.0)
    scribble = Stroke(((48.0, 50.0), (52.0, 51.0), (52.0, 51.0), (50.0, 48.0)), 4.0)
    assert erase([dot, scribble], (50.0, 50.0), 8.0) == ()


def test_points_that_are_not_cut_stay_in_order() -> None:
    zigzag = Stroke(tuple((float(x), float(x % 2 * 20)) for x in range(0, 100, 5)), 2.0)
    pieces = erase([zigzag], (50.0, 10.0), 5.0)
    kept = [point for piece in pieces for point in piece.points]
    assert [p for p in kept if p in zigzag.points] == [
        p for p in zigzag.points if math.dist(p, (50.0, 10.0)) >= 6.0
    ]


POINTS = st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=1, max_size=12)


@settings(deadline=None)
@given(points=POINTS, centre=st.tuples(st.floats(-50, 50), st.floats(-50, 50)))
def test_nothing_is_left_under_the_eraser_and_nothing_is_added(
    points: list[tuple[float, float]], centre: tuple[float, float]
) -> None:
    stroke = Stroke(tuple(points), 2.0)
    pieces = erase([stroke], centre, 9.0)
    before, after = length(stroke), sum(map(length, pieces))
    assert after <= before + 1e-6
    for piece in pieces:
        for start, end in zip(piece.points, piece.points[1:], strict=False):
            middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
            for point in (start, middle, end):
                assert math.dist(point, centre) >= 10.0 - 1e-3
    assert erase(pieces, centre, 8.9) == pieces  # a second wipe finds nothing more


def length(stroke: Stroke) -> float:
    return sum(math.dist(a, b) for a, b in zip(stroke.points, stroke.points[1:], strict=False))


@pytest.mark.parametrize("point", [[1e10, 0], [0, 1e10], [0, -1e10], [-1e10, 0]])
def test_every_coordinate_has_its_limit(point: list[float]) -> None:
    with pytest.raises(ValueError, match="each point of stroke 1 must be"):
        Drawing.from_json({"strokes": [[point]], "width": 280, "height": 280})
