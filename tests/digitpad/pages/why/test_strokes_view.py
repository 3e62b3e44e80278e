"""The strokes in the colours of their effects."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from digitpad.explanation.stroke_ablation import StrokeAblation, StrokeSegment
from digitpad.pages.why.strokes_view import StrokesView
from tests.digitpad.ink_samples import BAR, SEVEN


@pytest.fixture
def blamed(qt: object) -> Iterator[StrokesView]:
    view = StrokesView(fine=False)
    view.resize(302, 330)
    view.show()
    assert QTest.qWaitForWindowExposed(view)
    found = (StrokeSegment(SEVEN, 0, 0.1, -0.8, 1), StrokeSegment(BAR, 1, 0.95, 0.05, 7))
    view.show_ablation(StrokeAblation(7, 0.9, found, ()))
    yield view
    view.close()


def on_view(view: StrokesView, x: float, y: float) -> QPoint:
    return view.placing().map(QPointF(x, y)).toPoint()


def test_what_speaks_for_the_class_is_orange_and_what_does_not_is_grey(blamed: StrokesView) -> None:
    image = blamed.grab().toImage()
    for_it = QColor(image.pixel(on_view(blamed, 100, 50)))
    hardly = QColor(image.pixel(on_view(blamed, 90, 130)))
    assert for_it.red() > for_it.blue() + 100
    assert abs(hardly.red() - hardly.blue()) < 40
    assert hardly.blue() > hardly.red()


def test_a_stroke_says_what_it_did(blamed: StrokesView) -> None:
    told: list[str] = []
    blamed.hovered.connect(told.append)
    QTest.mouseMove(blamed, on_view(blamed, 110, 130))
    assert told[-1] == "Without stroke 2, a 7 has 95.0 % instead of 90.0 %; it is read as a 7."
    blamed.setFocus()
    QTest.keyClick(blamed, Qt.Key.Key_Right)
    assert told[-1] == "Without stroke 1, a 7 has 10.0 % instead of 90.0 %; it is read as a 1."
    QTest.mouseMove(blamed, QPoint(3, 3))
    assert told[-1] == ""


def test_what_is_no_number_speaks_neither_for_the_class_nor_against_it(blamed: StrokesView) -> None:
    nan = float("nan")
    blamed.show_ablation(
        StrokeAblation(
            7, nan, (StrokeSegment(SEVEN, 0, nan, nan, 0), StrokeSegment(BAR, 1, nan, nan, 0)), ()
        )
    )
    colour = QColor(blamed.grab().toImage().pixel(on_view(blamed, 100, 50)))
    assert colour.red() == colour.blue() == colour.green() or colour.saturation() < 30
