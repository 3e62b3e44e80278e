"""The views of one filter: tiles, map, patches, histogram, weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from digitpad.pages.common import colour, theme
from digitpad.pages.common.array_view import ArrayView
from digitpad.pages.common.exportable import array_at
from digitpad.pages.filters.histogram_view import HistogramView
from digitpad.pages.filters.kernel_tiles import Tiles, kernel_tiles, tile_size
from digitpad.pages.filters.kernels_view import KernelsView
from digitpad.pages.filters.patches_view import PatchesView
from digitpad.pages.filters.weights_view import WeightsView

View = TypeVar("View", bound=QWidget)
RNG = np.random.default_rng(0)
KERNELS = RNG.normal(size=(16, 6, 5, 5)).astype(np.float32)


@pytest.fixture
def shown(qt: object) -> Iterator[object]:
    made: list[QWidget] = []

    def show(view: View, width: int, height: int) -> View:
        made.append(view)
        view.resize(width, height)
        view.show()
        assert QTest.qWaitForWindowExposed(view)
        return view

    yield show
    for view in made:
        view.close()


def pixel(view: QWidget, at: QPoint) -> int:
    return view.grab().toImage().pixelColor(at).rgb()


def kernels_view(shown: object, width: int = 302, height: int = 460) -> KernelsView:
    view = KernelsView()
    view.show_kernels("conv2", KERNELS)
    return shown(view, width, height)  # type: ignore[operator,no-any-return]


def test_keys_go_through_the_tiles_and_space_mutes(shown: object) -> None:
    view = kernels_view(shown)
    chosen: list[int] = []
    toggled: list[int] = []
    view.chosen.connect(chosen.append)
    view.toggled.connect(toggled.append)
    columns = 302 // view.gridSize().width()
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Space)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert chosen == [1, 1 + columns, 15]
    assert toggled == [1 + columns]


def test_a_click_emits_and_a_call_does_not(shown: object) -> None:
    view = kernels_view(shown)
    chosen: list[int] = []
    view.chosen.connect(chosen.append)
    where = view.visualRect(view.model().index(6, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    view.choose(3)
    assert chosen == [6]
    assert view.currentIndex().row() == 3


@pytest.mark.parametrize(("width", "height"), [(270, 380), (302, 460), (460, 730)])
def test_all_tiles_of_a_small_layer_are_seen_at_once(
    shown: object, width: int, height: int
) -> None:
    view = kernels_view(shown, width, height)
    assert view.verticalScrollBar().maximum() == 0
    last = view.visualRect(view.model().index(15, 0))
    assert view.viewport().rect().contains(last)


def test_tiles_say_what_is_the_case(shown: object) -> None:
    view = kernels_view(shown)
    before = view.grab().toImage()
    view.show_states({3}, {4})
    role = Qt.ItemDataRole.AccessibleTextRole
    names = [view.model().index(row, 0).data(role) for row in (2, 3, 4)]
    assert names == [
        "Filter 3 of conv2", "Filter 4 of conv2, off", "Filter 5 of conv2, dead"
    ]  # fmt: skip
    after = view.grab().toImage()
    changed = [row for row in range(16) if tile(view, before, row) != tile(view, after, row)]
    assert changed == [3, 4]


def test_a_bar_shows_who_answers(shown: object) -> None:
    view = kernels_view(shown)
    before = view.grab().toImage()
    view.show_activity([0.0] * 9 + [0.8] + [0.0] * 6)
    after = view.grab().toImage()
    assert [row for row in range(16) if tile(view, before, row) != tile(view, after, row)] == [9]


def test_only_the_bars_that_change_are_painted_again(
    shown: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    paint_bar = Tiles.paint_bar

    def note(self: Tiles, painter: QPainter, box: QRect, channel: int, palette: QPalette) -> None:
        painted.append(channel)
        paint_bar(self, painter, box, channel, palette)

    monkeypatch.setattr(Tiles, "paint_bar", note)
    view = kernels_view(shown)
    view.show_activity([0.5] * 16)
    QApplication.processEvents()
    assert set(painted) == set(range(16))
    painted.clear()
    view.show_activity([0.4, *[0.501] * 14, 0.9])  # in two corners
    QApplication.processEvents()
    assert sorted(painted) == [0, 15]
    painted.clear()
    view.show_activity(())
    QApplication.processEvents()
    assert set(painted) == set(range(16))


def tile(view: KernelsView, image: object, row: int) -> object:
    return image.copy(view.visualRect(view.model().index(row, 0)))  # type: ignore[attr-defined]


def test_new_weights_are_painted_and_the_choice_stays(shown: object) -> None:
    view = kernels_view(shown)
    view.choose(7)
    before = view.grab().toImage()
    view.show_kernels("conv2", KERNELS[::-1].copy())
    assert view.grab().toImage() != before
    assert view.currentIndex().row() == 7
    view.show_kernels("conv1", KERNELS[:4, :1])
    assert view.currentIndex().row() == 3


def test_a_tile_holds_every_kernel_in_its_place() -> None:
    tiles = kernel_tiles(KERNELS, dark=False, paper=7)
    assert tiles.shape == (16, *tile_size(KERNELS.shape)) == (16, 11, 17)
    table = colour.diverging(dark=False)
    expected = colour.paint_signed(KERNELS, colour.limit_of(KERNELS), table)
    np.testing.assert_array_equal(tiles[:, 6:11, 6:11], expected[:, 4])
    assert (tiles[:, 5] == 7).all()
    assert tile_size((4, 8, 1, 1)) == (3, 3)


def test_a_map_is_painted_number_by_number(shown: object) -> None:
    view = ArrayView("map", "tip", 130)
    values = RNG.normal(size=(8, 8)).astype(np.float32)
    view.show_values(values, 4.0)
    shown(view, 130, 130)  # type: ignore[operator]
    expected = colour.paint_signed(values, 4.0, colour.diverging(dark=False))
    for row, column in [(0, 0), (2, 7), (7, 1)]:
        at = QPoint(1 + 16 * column + 8, 1 + 16 * row + 8)
        assert pixel(view, at) == int(expected[row, column])
    assert view.accessibleDescription().startswith("8 by 8 numbers from −")
    view.show_values(None)
    assert pixel(view, QPoint(9, 9)) == view.palette().base().color().rgb()


def test_patches_stand_in_order_and_tell_where_they_come_from(shown: object) -> None:
    view = PatchesView()
    patches = [np.full((14, 14), share, np.float32) for share in np.linspace(0, 1, 9)]
    view.show_patches(patches, [f"image {n}" for n in range(9)])
    shown(view, 132, 132)  # type: ignore[operator]
    palette = view.palette()
    table = colour.grey(palette.base().color().rgb(), palette.text().color().rgb())
    for place, values in enumerate(patches):
        box = view.box(place)
        assert box.width() == 42
        assert view.rect().contains(box)
        colour_there = colour.paint_positive(values, 1.0, table)[0, 0]
        assert pixel(view, box.center()) == int(colour_there)
    assert view.accessibleDescription().split("; ")[8] == "image 8"
    blank = view.grab().toImage()
    view.show_patches([], [], "No test image excites it.")
    assert view.accessibleDescription() == "No test image excites it."
    assert view.grab().toImage() != blank


def test_the_histogram_is_blue_below_0_and_orange_above(shown: object) -> None:
    view = HistogramView()
    edges = np.linspace(-4, 4, 17)
    counts = np.zeros(16, np.int64)
    counts[[5, 9]] = 1000, 10  # -1.5 to -1, and 0.5 to 1
    view.show_counts(edges, counts, "in words")
    shown(view, 400, 120)  # type: ignore[operator]
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


def test_weights_are_readable_and_the_strongest_come_first(shown: object) -> None:
    view = WeightsView()
    weights = KERNELS[0].copy()
    weights[4] *= 10
    limit = colour.limit_of(weights)
    view.show_weights(weights, limit, "conv2, filter 1")
    shown(view, 420, 500)  # type: ignore[operator]
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


def test_views_export_their_numbers(shown: object) -> None:
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
    shown(patches, 132, 132)  # type: ignore[operator]
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


def test_the_histogram_is_whole_at_its_smallest(shown: object) -> None:
    view = HistogramView()
    view.show_counts(np.linspace(-2, 2, 5), np.array([0, 3, 2, 1]), "")
    shown(view, 300, view.minimumHeight())  # type: ignore[operator]
    (plot,) = view.findChildren(QWidget, "histogramPlot")
    assert view.rect().contains(plot.geometry())


def test_a_histogram_of_nothing_is_empty(shown: object) -> None:
    view = HistogramView()
    view.show_counts(np.linspace(-2, 2, 5), np.zeros(4, np.int64), "")
    assert array_at(view, QPoint()) is None
    assert view.accessibleDescription() == "Nothing yet."
