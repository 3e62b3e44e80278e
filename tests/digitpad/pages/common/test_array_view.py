"""The view of an array: squares, the number under the pointer, and the description."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from digitpad.pages.common import colour
from digitpad.pages.common.array_view import ArrayView
from tests.digitpad.pages.views import Show, pixel


def digit() -> np.ndarray:
    image = np.zeros((28, 28), np.float32)
    image[5, 20] = 1.0
    return image


@pytest.fixture
def view(qt: QApplication) -> ArrayView:
    return ArrayView("Numbers", "One number for each pixel.", 114, ink=True, blank="nothing yet")


def test_ink_is_shown_with_rows_downwards(view: ArrayView) -> None:
    view.show_values(digit())
    image = view.grab().toImage()
    ink = view.palette().color(view.palette().ColorRole.Text)
    assert image.pixelColor(1 + 4 * 20 + 2, 1 + 4 * 5 + 2).rgb() == ink.rgb()
    assert image.pixelColor(1 + 4 * 5 + 2, 1 + 4 * 20 + 2).rgb() != ink.rgb()


def test_signs_have_colours(qt: QApplication) -> None:
    view = ArrayView("Numbers", "", 102)
    view.resize(102, 102)
    view.show_values(np.array([[1.0, -1.0], [0.0, 0.5]], np.float32))
    image = view.grab().toImage()
    positive, negative = image.pixelColor(25, 25), image.pixelColor(75, 25)
    assert positive.red() > positive.blue()
    assert negative.blue() > negative.red()
    half = image.pixelColor(75, 75)
    assert positive.blue() < half.blue() < image.pixelColor(25, 75).blue()


def test_the_limit_is_the_end_of_the_colour_scale(view: ArrayView) -> None:
    view.show_values(digit())
    full = view.grab().toImage()
    view.show_values(digit() * 4, limit=4.0)
    assert view.grab().toImage() == full
    view.show_values(digit(), limit=4.0)
    assert view.grab().toImage() != full


def test_without_numbers_it_says_so(view: ArrayView) -> None:
    empty = view.grab().toImage()
    view.show_values(digit())
    assert view.accessibleDescription() == "28 by 28 numbers from 0.00 to 1.00."
    view.show_values(None)
    assert view.grab().toImage() == empty
    assert view.accessibleDescription() == "nothing yet"
    assert view.array_at(QPoint(1, 1)) is None


def test_the_number_under_the_pointer_is_in_the_tooltip(
    view: ArrayView, wait_until: Callable[..., None]
) -> None:
    view.resize(114, 114)
    view.show()
    assert QTest.qWaitForWindowExposed(view)
    view.show_values(digit() * -0.5)
    QTest.mouseMove(view, QPoint(1 + 4 * 20 + 2, 1 + 4 * 5 + 2))
    wait_until(QToolTip.isVisible)
    assert QToolTip.text() == "row 6, column 21: −0.500\nOne number for each pixel."
    found = view.array_at(QPoint(3, 3))
    assert found is not None
    name, numbers = found
    assert name == "Numbers"
    np.testing.assert_array_equal(numbers, digit() * -0.5)
    view.close()


def test_a_map_is_painted_number_by_number(shown: Show) -> None:
    view = ArrayView("map", "tip", 130)
    values = np.random.default_rng(0).normal(size=(8, 8)).astype(np.float32)
    view.show_values(values, 4.0)
    shown(view, 130, 130)
    expected = colour.paint_signed(values, 4.0, colour.diverging(dark=False))
    for row, column in [(0, 0), (2, 7), (7, 1)]:
        at = QPoint(1 + 16 * column + 8, 1 + 16 * row + 8)
        assert pixel(view, at) == int(expected[row, column])
    assert view.accessibleDescription().startswith("8 by 8 numbers from −")
    view.show_values(None)
    assert pixel(view, QPoint(9, 9)) == view.palette().base().color().rgb()
