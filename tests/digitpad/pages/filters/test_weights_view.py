"""The weights of a filter."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint

from digitpad.pages.common import colour, theme
from digitpad.pages.filters.weights_view import WeightsView
from tests.digitpad.pages.filters.test_kernels_view import KERNELS
from tests.digitpad.pages.views import Show, pixel


def test_weights_are_readable_and_the_strongest_come_first(shown: Show) -> None:
    view = WeightsView()
    weights = KERNELS[0].copy()
    weights[4] *= 10
    limit = colour.limit_of(weights)
    view.show_weights(weights, limit, "conv2, filter 1")
    shown(view, 420, 500)
    assert view.order()[0] == 4
    assert sorted(view.order()) == list(range(6))
    cells = [view.cell(n, row, column) for n, row, column in np.ndindex(6, 5, 5)]
    assert all(view.rect().contains(cell) for cell in cells)
    assert not any(a.intersects(b) for i, a in enumerate(cells) for b in cells[:i])
    widest = view.fontMetrics().horizontalAdvance("−0.00")
    assert cells[0].width() > 0.82 * widest
    expected = colour.paint_signed(weights, limit, colour.diverging(dark=False))
    for at in [(4, 0, 0), (2, 3, 4)]:
        corner = view.cell(*at).topLeft() + QPoint(1, 1)
        assert pixel(view, corner) == int(expected[at])


def test_weights_are_as_high_as_their_width_asks_for(qt: object) -> None:
    view = WeightsView()
    view.show_weights(KERNELS[0], 3.0, "conv2, filter 1")
    assert view.heightForWidth(1000) < view.heightForWidth(420) < view.heightForWidth(200)
    assert theme.is_dark(view.palette()) is False
