"""The pad: gestures, tools, undo."""

from __future__ import annotations

import pytest

from digitpad.ink.drawing import PAD_SIZE, Drawing
from digitpad.models.pad import BRUSH_RANGE, Pad, Tool


def draw(pad: Pad, *points: tuple[float, float], tool: Tool | None = None) -> None:
    pad.begin(points[0], tool)
    for point in points[1:]:
        pad.extend(point)
    pad.end()


@pytest.fixture
def pad(qt: object) -> Pad:
    return Pad()


def test_a_stroke_keeps_its_points_and_its_brush(pad: Pad) -> None:
    pad.set_brush(30)
    draw(pad, (10, 200), (20, 180), (40, 170))
    (stroke,) = pad.drawing.strokes
    assert stroke.points == ((10, 200), (20, 180), (40, 170))
    assert stroke.brush == 30


def test_a_tap_makes_a_dot(pad: Pad) -> None:
    draw(pad, (50, 60))
    assert [stroke.points for stroke in pad.drawing.strokes] == [((50, 60),)]


def test_the_stroke_being_drawn_is_part_of_the_drawing(pad: Pad) -> None:
    pad.begin((10, 10))
    pad.extend((20, 25))
    assert pad.drawing.strokes[0].points == ((10, 10), (20, 25))
    assert pad.finished_strokes == ()


def test_ink_stays_on_the_paper(pad: Pad) -> None:
    draw(pad, (-5, 10), (400, 300))
    assert pad.drawing.strokes[0].points == ((0, 10), (PAD_SIZE, PAD_SIZE))


def test_steps_too_small_to_see_are_left_out(pad: Pad) -> None:
    draw(pad, (10, 10), (10.2, 10), (10.4, 10), (12, 10))
    assert pad.drawing.strokes[0].points == ((10, 10), (12, 10))


def test_a_gesture_is_one_step_of_undo_however_many_points_it_has(pad: Pad) -> None:
    draw(pad, *[(x, x) for x in range(10, 100)])
    draw(pad, (200, 20), (200, 90))
    pad.undo()
    assert len(pad.drawing.strokes) == 1
    pad.undo()
    assert pad.drawing.is_empty
    assert not pad.undo_stack.canUndo()


def test_undo_brings_back_what_clear_took(pad: Pad) -> None:
    draw(pad, (10, 10), (50, 90))
    before = pad.drawing
    pad.clear()
    assert pad.drawing.is_empty
    pad.undo()
    assert pad.drawing == before
    pad.redo()
    assert pad.drawing.is_empty


def test_clearing_an_empty_sheet_is_no_step(pad: Pad) -> None:
    pad.clear()
    assert not pad.undo_stack.canUndo()


def test_the_eraser_cuts_a_stroke_in_two_and_undo_mends_it(pad: Pad) -> None:
    draw(pad, (20, 100), (260, 100))
    before = pad.drawing
    draw(pad, (140, 20), (140, 180), tool=Tool.ERASER)
    assert len(pad.drawing.strokes) == 2
    left, right = pad.drawing.strokes
    assert max(x for x, _ in left.points) < 140 < min(x for x, _ in right.points)
    pad.undo()
    assert pad.drawing == before


def test_a_fast_pass_of_the_eraser_leaves_no_gaps(pad: Pad) -> None:
    for y in range(30, 260, 10):
        draw(pad, (140, y))
    draw(pad, (140, 10), (140, 270), tool=Tool.ERASER)
    assert pad.drawing.is_empty


def test_erasing_nothing_is_no_step(pad: Pad) -> None:
    draw(pad, (20, 20))
    draw(pad, (200, 200), (250, 250), tool=Tool.ERASER)
    assert pad.undo_stack.count() == 1


def test_undo_while_the_pen_is_down_takes_that_stroke_back(pad: Pad) -> None:
    pad.begin((10, 10))
    pad.extend((90, 90))
    pad.undo()
    assert pad.drawing.is_empty
    assert not pad.is_drawing
    pad.extend((200, 200))
    assert pad.drawing.is_empty


def test_every_change_is_signalled(pad: Pad) -> None:
    seen: list[Drawing] = []
    pad.changed.connect(lambda: seen.append(pad.drawing))
    pad.begin((10, 10))
    pad.extend((20, 20))
    pad.end()
    pad.undo()
    assert [sum(len(s.points) for s in drawing.strokes) for drawing in seen] == [1, 2, 0]


def test_the_brush_stays_in_its_range(pad: Pad) -> None:
    pad.set_brush(10_000)
    assert pad.brush == BRUSH_RANGE[1]
    pad.set_brush(-1)
    assert pad.brush == BRUSH_RANGE[0]


def test_redo_in_the_middle_of_a_stroke_does_nothing(pad: Pad) -> None:
    for x in (10.0, 40.0):
        pad.begin((x, 10.0))
        pad.end()
    pad.undo()
    pad.begin((100.0, 10.0))
    pad.redo()
    pad.extend((100.0, 60.0))
    assert pad.current_points == [(100.0, 10.0), (100.0, 60.0)]


def test_erasing_that_was_a_mistake_leaves_everything(pad: Pad) -> None:
    pad.begin((10.0, 10.0))
    pad.extend((200.0, 10.0))
    pad.end()
    before = pad.drawing
    pad.begin((100.0, 10.0), Tool.ERASER)
    assert pad.drawing != before
    pad.cancel()
    assert pad.drawing == before
    assert pad.undo_stack.count() == 1
