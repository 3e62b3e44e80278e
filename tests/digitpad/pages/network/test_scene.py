"""The whole network's headings and numbers fit at any text size."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

import cnn
from cnn.explain.graph import graph
from digitpad.pages.common import theme
from digitpad.pages.network.painter import SMALL
from digitpad.pages.network.scene import NetworkScene

PAGE = (846, 370)


def scene(size: float, room: tuple[int, int]) -> NetworkScene:
    font = QApplication.font()
    font.setPointSizeF(10.5 * size)
    made = NetworkScene(QApplication.palette(), font)
    made.build(graph(cnn.preset("best", np.random.default_rng(0))))
    made.fit(room, 1.0)
    made.arrange(room, 1.0)
    return made


@pytest.mark.parametrize(("size", "room"), [(1.0, PAGE), (1.2, (806, 380)), (1.5, (1180, 560))])
def test_everything_fits_on_a_page_in_small_and_large_type(
    qt: QApplication, size: float, room: tuple[int, int]
) -> None:
    assert scene(size, room).layout.width == room[0]


def test_where_nothing_helps_letters_stay_as_large_as_they_are(qt: QApplication) -> None:
    narrow, usual = scene(1.5, (500, 370)), scene(1.5, (1180, 560))
    assert narrow.layout.width > 500  # one scrolls
    assert narrow.layout.by_name["softmax"].width >= usual.layout.by_name["softmax"].width


def test_numbers_of_classes_stand_clear_of_the_next_column(qt: QApplication) -> None:
    size = 1.5
    layout = scene(size, (1180, 560)).layout
    dense, softmax = layout.by_name["dense2"], layout.by_name["softmax"]
    letters = QFontMetrics(theme.scaled_font(QApplication.font(), SMALL * size))
    assert dense.box[0] + dense.box[2] + letters.horizontalAdvance("−8.8") < softmax.left
