"""Views export their numbers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint

from digitpad.pages.common.array_view import ArrayView
from digitpad.pages.common.exportable import array_at
from digitpad.pages.filters.histogram_view import HistogramView
from digitpad.pages.filters.patches_view import PatchesView
from digitpad.pages.filters.weights_view import WeightsView
from tests.digitpad.pages.filters.test_kernels_view import KERNELS, kernels_view
from tests.digitpad.pages.views import Show


def test_views_export_their_numbers(shown: Show) -> None:
    kernels = kernels_view(shown)
    place = kernels.visualRect(kernels.model().index(6, 0)).center()
    named = array_at(kernels, kernels.viewport().mapToGlobal(place))
    assert named is not None
    assert named[0] == "conv2, filter 7"
    np.testing.assert_array_equal(named[1], KERNELS[6])
    weights, map_, bars = WeightsView(), ArrayView("a map", "", 50), HistogramView()
    assert array_at(map_, QPoint()) is None
    assert array_at(bars, QPoint()) is None
    weights.show_weights(KERNELS[0], 3.0, "conv2, filter 1")
    map_.show_values(KERNELS[0, 0])
    bars.show_counts(np.linspace(-2, 2, 5), np.array([0, 3, 2, 1]), "")
    patches = PatchesView()
    patches.show_patches([KERNELS[0, n] for n in range(3)], ["first", "second", "third"])
    shown(patches, 132, 132)
    second = patches.mapToGlobal(patches.box(1).center())
    expected = [
        (weights, QPoint(), "Weights of conv2, filter 1", KERNELS[0]),
        (map_, QPoint(), "a map", KERNELS[0, 0]),
        (bars, QPoint(), bars.accessibleName(), [[-1, 0, 3], [0, 1, 2], [1, 2, 1]]),
        (patches, second, "second", KERNELS[0, 1]),
    ]
    for view, at, name, values in expected:
        named = array_at(view, at)
        assert named is not None
        assert named[0] == name
        np.testing.assert_array_equal(named[1], values)
