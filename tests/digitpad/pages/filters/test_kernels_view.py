"""The tiles of a layer's filters."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.pages.filters.kernel_tiles import Tiles
from digitpad.pages.filters.kernels_view import KernelsView
from tests.digitpad.pages.views import Show

KERNELS = np.random.default_rng(0).normal(size=(16, 6, 5, 5)).astype(np.float32)


def kernels_view(shown: Show, width: int = 302, height: int = 460) -> KernelsView:
    view = KernelsView()
    view.show_kernels("conv2", KERNELS)
    return shown(view, width, height)


def test_keys_go_through_the_tiles_and_space_mutes(shown: Show) -> None:
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


def test_a_click_emits_and_a_call_does_not(shown: Show) -> None:
    view = kernels_view(shown)
    chosen: list[int] = []
    view.chosen.connect(chosen.append)
    where = view.visualRect(view.model().index(6, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    view.choose(3)
    assert chosen == [6]
    assert view.currentIndex().row() == 3


@pytest.mark.parametrize(("width", "height"), [(270, 380), (302, 460), (460, 730)])
def test_all_tiles_of_a_small_layer_are_seen_at_once(shown: Show, width: int, height: int) -> None:
    view = kernels_view(shown, width, height)
    assert view.verticalScrollBar().maximum() == 0
    last = view.visualRect(view.model().index(15, 0))
    assert view.viewport().rect().contains(last)


def test_tiles_say_what_is_the_case(shown: Show) -> None:
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


def test_a_bar_shows_who_answers(shown: Show) -> None:
    view = kernels_view(shown)
    before = view.grab().toImage()
    view.show_activity([0.0] * 9 + [0.8] + [0.0] * 6)
    after = view.grab().toImage()
    assert [row for row in range(16) if tile(view, before, row) != tile(view, after, row)] == [9]


def test_only_the_bars_that_change_are_painted_again(
    shown: Show, monkeypatch: pytest.MonkeyPatch
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


def test_new_weights_are_painted_and_the_choice_stays(shown: Show) -> None:
    view = kernels_view(shown)
    view.choose(7)
    before = view.grab().toImage()
    view.show_kernels("conv2", KERNELS[::-1].copy())
    assert view.grab().toImage() != before
    assert view.currentIndex().row() == 7
    view.show_kernels("conv1", KERNELS[:4, :1])
    assert view.currentIndex().row() == 3
