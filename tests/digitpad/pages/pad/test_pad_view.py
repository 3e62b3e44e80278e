"""The pad on the screen, with events of mice, fingers and pens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QInputDevice,
    QMouseEvent,
    QPainterPath,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox

import cnn
from digitpad.ink.box import ink_box
from digitpad.ink.drawing import PAD_SIZE, Drawing, Point, Stroke
from digitpad.models.pad import Pad, Tool
from digitpad.pages.common import ink_layers, theme
from digitpad.pages.pad.pad_view import PadView
from digitpad.reading.reader import ReadDigit, Reading, recognise
from digitpad.reading.state import ReadingState

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SIDE = 420
UNIT = SIDE / PAD_SIZE


@pytest.fixture
def pad(qt: object) -> Pad:
    return Pad()


@pytest.fixture
def view(pad: Pad) -> Iterator[PadView]:
    made = PadView(pad)
    made.resize(SIDE, SIDE)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def place(x: float, y: float) -> QPoint:
    """A point of the pad on the view."""
    return QPoint(round(x * UNIT), round(y * UNIT))


def drag(view: PadView, *points: tuple[float, float], button: Qt.MouseButton = LEFT) -> None:
    QTest.mousePress(view, button, pos=place(*points[0]))
    for point in points[1:]:
        QTest.mouseMove(view, place(*point))
    QTest.mouseRelease(view, button, pos=place(*points[-1]))


def ink_at(view: PadView, x: float, y: float) -> bool:
    image = view.grab().toImage()
    ratio = image.devicePixelRatio()
    at = place(x, y) * ratio
    text = view.palette().color(view.palette().ColorRole.Text)
    return QColor(image.pixel(at)).rgb() == text.rgb()


def test_a_mouse_stroke_lands_where_it_was_drawn(view: PadView, pad: Pad) -> None:
    drag(view, (60, 200), (60, 240), (120, 240))
    (stroke,) = pad.drawing.strokes
    assert [(round(x), round(y)) for x, y in stroke.points] == [(60, 200), (60, 240), (120, 240)]
    assert ink_at(view, 60, 220)
    assert not ink_at(view, 220, 60)


def test_a_click_makes_a_dot_that_is_seen(view: PadView, pad: Pad) -> None:
    QTest.mouseClick(view, LEFT, pos=place(200, 50))
    assert len(pad.drawing.strokes) == 1
    assert ink_at(view, 200, 50)
    assert not ink_at(view, 50, 200)


def test_moving_without_a_button_draws_nothing(view: PadView, pad: Pad) -> None:
    QTest.mouseMove(view, place(30, 30))
    QTest.mouseMove(view, place(90, 90))
    assert pad.drawing.is_empty


def test_the_right_button_erases_and_the_left_still_draws(view: PadView, pad: Pad) -> None:
    drag(view, (40, 140), (240, 140))
    drag(view, (140, 100), (140, 180), button=RIGHT)
    assert len(pad.drawing.strokes) == 2
    assert not ink_at(view, 140, 140)
    assert pad.tool is Tool.BRUSH
    drag(view, (40, 40), (80, 40))
    assert len(pad.drawing.strokes) == 3


def test_a_second_button_does_not_disturb_a_stroke(view: PadView, pad: Pad) -> None:
    QTest.mousePress(view, LEFT, pos=place(40, 40))
    QTest.mousePress(view, RIGHT, pos=place(60, 40))
    QTest.mouseRelease(view, RIGHT, pos=place(60, 40))
    QTest.mouseMove(view, place(90, 40))
    QTest.mouseRelease(view, LEFT, pos=place(90, 40))
    assert len(pad.drawing.strokes) == 1
    assert pad.undo_stack.count() == 1


def test_a_pad_that_was_hidden_under_the_pen_can_be_drawn_on(view: PadView, pad: Pad) -> None:
    """The release event is lost."""
    QTest.mousePress(view, LEFT, pos=place(40, 200))
    view.hide()
    view.show()
    QTest.mouseMove(view, place(200, 200))
    drag(view, (20, 30), (120, 40))
    assert [len(stroke.points) for stroke in pad.drawing.strokes] == [1, 2]


def test_the_first_finger_draws_and_the_second_does_not(view: PadView, pad: Pad) -> None:
    touch = QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)
    sequence = QTest.touchEvent(view, touch, False)
    sequence.press(1, place(200, 40), view).commit()
    sequence.stationary(1).press(2, place(20, 250), view).commit()
    sequence.move(1, place(200, 120), view).move(2, place(40, 250), view).commit()
    sequence.release(1, place(200, 160), view).release(2, place(40, 250), view).commit()
    (stroke,) = pad.drawing.strokes
    assert {round(x) for x, _ in stroke.points} == {200}
    assert not pad.is_drawing


NONE = Qt.MouseButton.NoButton
PRESS, MOVE, RELEASE = (
    QEvent.Type.TabletPress,
    QEvent.Type.TabletMove,
    QEvent.Type.TabletRelease,
)


def tablet(
    view: PadView,
    kind: QEvent.Type,
    at: QPoint,
    pen: QPointingDevice,
    button: Qt.MouseButton = LEFT,
    held: Qt.MouseButton | None = None,
) -> None:
    """An event of a pen whose ``button`` goes down or up, while others are ``held``."""
    position = QPointF(at)
    down = kind != RELEASE
    buttons = (button if down else NONE) if held is None else held
    button = NONE if kind == MOVE else button
    event = QTabletEvent(
        kind, pen, position, position, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0,
        Qt.KeyboardModifier.NoModifier, button, buttons,
    )  # fmt: skip
    QApplication.sendEvent(view, event)
    assert event.isAccepted() is (buttons != NONE or kind == RELEASE)


def stylus(
    end: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen,
) -> QPointingDevice:
    return QPointingDevice(
        "pen", 1, QInputDevice.DeviceType.Stylus, end, QInputDevice.Capability.Position, 1, 2
    )


def pen_stroke(view: PadView, end: QPointingDevice.PointerType, *points: QPoint) -> None:
    pen = stylus(end)
    tablet(view, QEvent.Type.TabletPress, points[0], pen)
    for point in points[1:]:
        tablet(view, QEvent.Type.TabletMove, point, pen)
    tablet(view, QEvent.Type.TabletRelease, points[-1], pen)


def test_a_pen_draws_and_its_other_end_erases(view: PadView, pad: Pad) -> None:
    pen_stroke(view, QPointingDevice.PointerType.Pen, place(40, 140), place(240, 140))
    assert len(pad.drawing.strokes) == 1
    pen_stroke(view, QPointingDevice.PointerType.Eraser, place(140, 100), place(140, 180))
    assert len(pad.drawing.strokes) == 2


def lines(pad: Pad) -> list[list[tuple[int, int]]]:
    """All strokes, in whole units."""
    return [[(round(x), round(y)) for x, y in stroke.points] for stroke in pad.drawing.strokes]


def test_another_button_of_the_pen_does_not_disturb_its_stroke(view: PadView, pad: Pad) -> None:
    pen = stylus()
    tablet(view, PRESS, place(40, 40), pen)
    tablet(view, PRESS, place(60, 40), pen, RIGHT, LEFT | RIGHT)
    tablet(view, MOVE, place(80, 40), pen, held=LEFT | RIGHT)
    tablet(view, RELEASE, place(80, 40), pen, RIGHT, LEFT)
    tablet(view, MOVE, place(120, 40), pen)
    tablet(view, RELEASE, place(120, 40), pen)
    assert lines(pad) == [[(40, 40), (80, 40), (120, 40)]]
    assert not pad.is_drawing


def test_the_side_button_of_the_pen_erases_and_its_middle_one_does_nothing(
    view: PadView, pad: Pad
) -> None:
    pen, middle = stylus(), Qt.MouseButton.MiddleButton
    tablet(view, PRESS, place(40, 40), pen, middle)
    tablet(view, MOVE, place(120, 40), pen, middle)
    tablet(view, RELEASE, place(120, 40), pen, middle)
    assert pad.drawing.is_empty
    drag(view, (40, 140), (240, 140))
    tablet(view, PRESS, place(140, 100), pen, RIGHT)
    tablet(view, MOVE, place(140, 180), pen, RIGHT)
    tablet(view, RELEASE, place(140, 180), pen, RIGHT)
    assert len(pad.drawing.strokes) == 2


@pytest.mark.parametrize("palm_first", [True, False])
def test_a_palm_and_a_held_mouse_leave_the_pen_alone(
    view: PadView, pad: Pad, palm_first: bool
) -> None:
    pen = stylus()
    palm = QTest.touchEvent(
        view, QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen), False
    )
    if palm_first:
        palm.press(1, place(250, 250), view).commit()
    tablet(view, PRESS, place(40, 40), pen)
    if not palm_first:
        palm.press(1, place(250, 250), view).commit()
    QTest.mousePress(view, LEFT, pos=place(200, 200))
    tablet(view, MOVE, place(80, 40), pen)
    palm.move(1, place(252, 252), view).commit()
    QTest.mouseMove(view, place(210, 210))
    tablet(view, MOVE, place(120, 40), pen)
    palm.release(1, place(252, 252), view).commit()
    QTest.mouseRelease(view, LEFT, pos=place(210, 210))
    tablet(view, MOVE, place(160, 40), pen)
    tablet(view, RELEASE, place(160, 40), pen)
    assert lines(pad) == [[(40, 40), (80, 40), (120, 40), (160, 40)]]
    assert pad.undo_stack.count() == 1
    palm.press(2, place(250, 250), view).commit()
    palm.release(2, place(250, 250), view).commit()
    assert len(pad.drawing.strokes) == 1, "the palm comes down again before the next stroke"


def test_the_mouse_draws_after_a_release_of_the_pen_was_lost(view: PadView, pad: Pad) -> None:
    pen = stylus()
    tablet(view, PRESS, place(40, 40), pen)
    tablet(view, MOVE, place(80, 40), pen)
    drag(view, (40, 200), (120, 200))
    drag(view, (40, 240), (80, 240), (100, 240), (120, 240), (140, 240), (160, 240))
    assert [line[0] for line in lines(pad)] == [(40, 40), (40, 200), (40, 240)]
    assert [line[-1] for line in lines(pad)] == [(80, 40), (120, 200), (160, 240)]
    tablet(view, PRESS, place(40, 100), pen)
    tablet(view, MOVE, place(80, 100), pen, held=NONE)  # it hovers
    tablet(view, MOVE, place(120, 100), pen, held=NONE)
    assert not pad.is_drawing
    assert lines(pad)[-1] == [(40, 100)]


def test_a_press_after_a_lost_release_begins_a_new_stroke(view: PadView, pad: Pad) -> None:
    QTest.mousePress(view, LEFT, pos=place(40, 40))
    view.mouseMoveEvent(_move(QPointF(place(80, 40))))
    drag(view, (40, 200), (120, 200))
    assert lines(pad) == [[(40, 40), (80, 40)], [(40, 200), (120, 200)]]


def test_a_mouse_that_comes_back_without_its_button_has_been_released(
    view: PadView, pad: Pad
) -> None:
    QTest.mousePress(view, LEFT, pos=place(40, 40))
    at = QPointF(place(80, 40))
    event = QMouseEvent(QEvent.Type.MouseMove, at, at, NONE, NONE, Qt.KeyboardModifier.NoModifier)
    view.mouseMoveEvent(event)
    assert not pad.is_drawing
    assert lines(pad) == [[(40, 40)]]


@pytest.mark.parametrize("what", ["dialog", "menu"])
def test_what_opens_during_a_stroke_ends_it(view: PadView, pad: Pad, what: str) -> None:
    QTest.mousePress(view, LEFT, pos=place(40, 40))
    view.mouseMoveEvent(_move(QPointF(place(80, 40))))
    opened: QMessageBox | QMenu
    if what == "dialog":
        opened = QMessageBox(view)
        opened.open()
    else:
        opened = QMenu(view)
        opened.addAction("something")
        opened.popup(view.mapToGlobal(place(200, 200)))
    QApplication.processEvents()
    assert not pad.is_drawing
    opened.close()
    drag(view, (40, 200), (120, 200))
    assert lines(pad) == [[(40, 40), (80, 40)], [(40, 200), (120, 200)]]


def test_a_stroke_keeps_the_width_that_it_began_with(view: PadView, pad: Pad) -> None:
    QTest.mousePress(view, LEFT, pos=place(40, 40))
    before = pad.brush
    pad.set_brush(before + 12)
    QTest.mouseMove(view, place(120, 40))
    assert pad.drawing.strokes[-1].brush == before
    QTest.mouseRelease(view, LEFT, pos=place(120, 40))
    drag(view, (40, 200), (120, 200))
    assert [stroke.brush for stroke in pad.drawing.strokes] == [before, before + 12]


def test_many_moves_are_painted_once(
    view: PadView, count_paints: Callable[[PadView], object], wait_until: Callable[..., None]
) -> None:
    QTest.mousePress(view, LEFT, pos=place(30, 30))
    QApplication.processEvents()
    counter = count_paints(view)
    for i in range(60):
        position = QPointF(place(30 + 3 * i, 30 + i))
        view.mouseMoveEvent(_move(position))
    wait_until(lambda: counter.count > 0)  # type: ignore[attr-defined]
    QApplication.processEvents()
    assert counter.count <= 2  # type: ignore[attr-defined]


def _move(position: QPointF) -> QMouseEvent:
    none = Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    return QMouseEvent(QEvent.Type.MouseMove, position, position, none, LEFT, keys)


def test_a_stroke_looks_the_same_while_and_after_it_is_drawn(view: PadView, pad: Pad) -> None:
    points = [(40 + 12 * i, 140 + (40 if i % 2 else -40)) for i in range(16)]
    QTest.mousePress(view, LEFT, pos=place(*points[0]))
    for point in points[1:]:
        QTest.mouseMove(view, place(*point))
        QApplication.processEvents()
    during = view.grab().toImage()
    QTest.mouseRelease(view, LEFT, pos=place(*points[-1]))
    after = view.grab().toImage()
    assert _difference(during, after) < 0.002
    other = PadView(pad)
    other.resize(SIDE, SIDE)
    assert _difference(other.grab().toImage(), after) < 0.0005  # a few pixels where pieces join


def test_undo_is_seen(view: PadView, pad: Pad) -> None:
    drag(view, (60, 60), (200, 60))
    assert ink_at(view, 120, 60)
    pad.undo()
    assert not ink_at(view, 120, 60)
    pad.redo()
    assert ink_at(view, 120, 60)


def test_a_stroke_that_was_undone_does_not_come_back_with_the_next(view: PadView, pad: Pad) -> None:
    QTest.mousePress(view, LEFT, pos=place(40, 60))
    for x in range(60, 240, 20):
        QTest.mouseMove(view, place(x, 60))
        view.repaint()
    QTest.mouseRelease(view, LEFT, pos=place(240, 60))
    pad.undo()
    QTest.mousePress(view, LEFT, pos=place(40, 200))
    QTest.mouseMove(view, place(80, 200))
    assert not ink_at(view, 120, 60)


def test_finished_strokes_are_not_painted_again(
    view: PadView, pad: Pad, monkeypatch: pytest.MonkeyPatch
) -> None:
    stroke = Stroke(tuple((20 + i % 240, 20 + i * 7 % 240) for i in range(200)), 8.0)
    pad.show_drawing(Drawing((stroke,) * 50))
    view.repaint()
    pieces: list[object] = []
    real = ink_layers.smooth_path

    def noted(points: Sequence[Point]) -> QPainterPath:
        pieces.append(points)
        return real(points)

    monkeypatch.setattr(ink_layers, "smooth_path", noted)
    drag(view, (10, 10), (20, 20), (30, 15))
    view.repaint()
    assert len(pieces) == 1


def test_the_paper_is_a_square_in_the_middle(view: PadView, pad: Pad) -> None:
    view.resize(SIDE + 100, SIDE)
    assert view.to_units(QPointF(50, 0)) == (0.0, 0.0)
    assert view.to_units(QPointF(50 + SIDE, SIDE)) == (PAD_SIZE, PAD_SIZE)


def test_the_cursor_is_as_wide_as_the_brush(view: PadView, pad: Pad) -> None:
    pad.set_brush(20)
    narrow = view.cursor().pixmap().width()
    pad.set_brush(40)
    assert view.cursor().pixmap().width() - narrow == pytest.approx(20 * UNIT, abs=2)


def read_digits(network: cnn.Network, drawing: Drawing) -> Reading:
    """Each stroke read as a digit of its own."""
    parts = [Drawing((stroke,)) for stroke in drawing.strokes]
    predictions = [recognise(network, part) for part in parts]
    return Reading(
        tuple(
            ReadDigit((index,), ink_box(part), prediction)
            for index, (part, prediction) in enumerate(zip(parts, predictions, strict=True))
            if prediction is not None
        )
    )


@pytest.fixture
def clicked(view: PadView, pad: Pad, network: cnn.Network) -> list[int]:
    """A 1 and a 7 on the pad with their boxes, and which of them were clicked on."""
    drag(view, (60, 80), (60, 220))
    drag(view, (160, 80), (240, 80), (200, 220))
    reading = read_digits(network, pad.drawing)
    view.show_state(ReadingState(network, pad.drawing, reading, chosen=1))
    found: list[int] = []
    view.digit_clicked.connect(found.append)
    return found


ONES_TAB, SEVENS_TAB = (51, 62), (160, 60)
"""On the tabs above the boxes."""


def test_a_click_on_the_tab_of_a_digit_chooses_it(
    view: PadView, pad: Pad, clicked: list[int]
) -> None:
    QTest.mouseClick(view, LEFT, pos=place(*ONES_TAB))
    QTest.mouseClick(view, LEFT, pos=place(*SEVENS_TAB))
    assert clicked == [0, 1]
    assert len(pad.drawing.strokes) == 2


def test_every_tap_leaves_ink_but_on_a_tab(view: PadView, pad: Pad, clicked: list[int]) -> None:
    taps = [(62, 150), (230, 200), (120, 20), (200, 150), (60, 215)]
    for tap in taps:
        QTest.mouseClick(view, LEFT, pos=place(*tap))
    assert clicked == []
    dots = pad.drawing.strokes[2:]
    assert [tuple(map(round, stroke.points[0])) for stroke in dots] == taps


def test_a_pen_that_moves_draws_on_a_tab_too(view: PadView, pad: Pad, clicked: list[int]) -> None:
    x, y = ONES_TAB
    drag(view, (x, y), (x + 2, y + 1))  # a click with a trembling hand
    assert clicked == [0]
    drag(view, (x, y), (120, y))
    (bar,) = pad.drawing.strokes[2:]
    assert [(round(x), round(y)) for x, y in bar.points] == [(x, y), (120, y)]
    assert clicked == [0]


def test_the_eraser_works_in_a_box(view: PadView, pad: Pad, clicked: list[int]) -> None:
    QTest.mouseClick(view, RIGHT, pos=place(60, 150))
    assert not clicked
    assert len(pad.drawing.strokes) == 3, "the 1 is in two pieces"


def test_a_pen_chooses_digits(view: PadView, pad: Pad, clicked: list[int]) -> None:
    pen_stroke(view, QPointingDevice.PointerType.Pen, place(*ONES_TAB), place(*ONES_TAB))
    assert clicked == [0]
    assert len(pad.drawing.strokes) == 2


def test_boxes_are_there_for_several_digits_only(
    view: PadView, pad: Pad, clicked: list[int], network: cnn.Network
) -> None:
    boxed = view.grab().toImage()
    one = Drawing(pad.drawing.strokes[:1])
    view.show_state(ReadingState(network, one, read_digits(network, one), chosen=0))
    assert view.grab().toImage() != boxed
    QTest.mouseClick(view, LEFT, pos=place(*ONES_TAB))
    assert not clicked
    assert len(pad.drawing.strokes) == 3


def test_the_boxes_tell_the_chosen_one(
    view: PadView, pad: Pad, clicked: list[int], network: cnn.Network
) -> None:
    reading = read_digits(network, pad.drawing)
    accent = theme.accent(view.palette()).rgb()
    for chosen in (0, 1):
        view.show_state(ReadingState(network, pad.drawing, reading, chosen))
        image = view.grab().toImage()
        found = [
            any(image.pixelColor(x, round(150 * UNIT)).rgb() == accent for x in half)
            for half in (range(SIDE // 2 - 60), range(SIDE // 2 - 60, SIDE))
        ]
        assert found == [chosen == 0, chosen == 1]


def _difference(a: QImage, b: QImage) -> float:
    """The share of pixels that differ clearly."""
    pixels = [
        np.frombuffer(image.convertToFormat(QImage.Format.Format_Grayscale8).constBits(), np.uint8)
        for image in (a, b)
    ]
    return float((np.abs(pixels[0].astype(int) - pixels[1].astype(int)) > 48).mean())


def test_a_mouse_click_does_not_end_the_stroke_of_a_resting_pen(view: PadView, pad: Pad) -> None:
    pen = stylus()
    tablet(view, PRESS, place(40, 40), pen)
    tablet(view, MOVE, place(80, 40), pen)
    QTest.mouseClick(view, LEFT, pos=place(200, 200))
    tablet(view, MOVE, place(120, 40), pen)
    tablet(view, RELEASE, place(120, 40), pen)
    assert lines(pad) == [[(40, 40), (80, 40), (120, 40)]]


def test_the_right_button_erases_after_a_release_of_the_pen_was_lost(
    view: PadView, pad: Pad
) -> None:
    pen = stylus()
    tablet(view, PRESS, place(40, 40), pen)
    tablet(view, MOVE, place(80, 40), pen)
    drag(view, (40, 40), (60, 40), (80, 40), button=RIGHT)
    assert pad.drawing.strokes == ()


def test_a_finger_draws_after_a_release_of_a_finger_or_of_the_pen_was_lost(
    view: PadView, pad: Pad, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)
    fingers = QTest.touchEvent(view, screen, False)
    fingers.press(1, place(40, 40), view).commit()
    fingers.move(1, place(80, 40), view).commit()
    others = QTest.touchEvent(view, screen, False)
    others.press(2, place(40, 100), view).commit()
    others.move(2, place(80, 100), view).commit()
    others.release(2, place(80, 100), view).commit()
    assert [line[0] for line in lines(pad)] == [(40, 40), (40, 100)]
    pen = stylus()
    tablet(view, PRESS, place(40, 200), pen)
    now = time.monotonic()
    monkeypatch.setattr("digitpad.pages.pad.pointers.time.monotonic", lambda: now + 3)
    last = QTest.touchEvent(view, screen, False)
    last.press(3, place(40, 250), view).commit()
    last.release(3, place(40, 250), view).commit()
    assert [line[0] for line in lines(pad)][2:] == [(40, 200), (40, 250)]


def test_a_dialog_over_a_pressed_tab_is_no_click(view: PadView, clicked: list[int]) -> None:
    QTest.mousePress(view, LEFT, pos=place(*ONES_TAB))
    view.hide()
    assert clicked == []
