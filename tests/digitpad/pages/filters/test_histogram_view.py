"""The histogram of a filter's outputs."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from digitpad.pages.common import colour
from digitpad.pages.common.exportable import array_at
from digitpad.pages.filters.histogram_view import HistogramView
from tests.digitpad.pages.views import Show


def test_the_histogram_is_blue_below_0_and_orange_above(shown: Show) -> None:
    view = HistogramView()
    edges = np.linspace(-4, 4, 17)
    counts = np.zeros(16, np.int64)
    counts[[5, 9]] = 1000, 10  # -1.5 to -1, and 0.5 to 1
    view.show_counts(edges, counts, "in words")
    shown(view, 400, 120)
    table = colour.diverging(dark=False)
    blue, orange = QColor(int(table[62])).rgb(), QColor(int(table[194])).rgb()
    image = view.grab().toImage()
    found = [
        (x, y)
        for y in range(image.height())
        for x in range(image.width())
        if image.pixelColor(x, y).rgb() in (blue, orange)
    ]
    blues = [(x, y) for x, y in found if image.pixelColor(x, y).rgb() == blue]
    oranges = [(x, y) for x, y in found if image.pixelColor(x, y).rgb() == orange]
    assert max(x for x, _ in blues) < min(x for x, _ in oranges)
    heights = [len({y for _, y in some}) for some in (blues, oranges)]
    assert heights[0] / heights[1] == pytest.approx(np.log10(1001) / np.log10(11), rel=0.1)
    assert view.accessibleDescription() == "in words"
    view.show_mark(0.2)
    assert view.grab().toImage() != image
    view.clear()
    assert view.accessibleDescription() == "Nothing yet."
    assert not view.grab().isNull()


def test_the_histogram_is_whole_at_its_smallest(shown: Show) -> None:
    view = HistogramView()
    view.show_counts(np.linspace(-2, 2, 5), np.array([0, 3, 2, 1]), "")
    shown(view, 300, view.minimumHeight())
    (plot,) = view.findChildren(QWidget, "histogramPlot")
    assert view.rect().contains(plot.geometry())


def test_a_histogram_of_nothing_is_empty(shown: Show) -> None:
    view = HistogramView()
    view.show_counts(np.linspace(-2, 2, 5), np.zeros(4, np.int64), "")
    assert array_at(view, QPoint()) is None
    assert view.accessibleDescription() == "Nothing yet."
