"""Mosaics: whole pixels, nothing cut off, and the number under the pointer."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPainter, QPalette

from digitpad.pages.why.mosaic import MosaicPicture


@pytest.mark.parametrize("shape", [(16, 1, 8, 8), (6, 1, 24, 24), (128, 1, 1, 1), (64, 1, 10, 10)])
def test_maps_are_broken_into_lines_that_fit(shape: tuple[int, ...]) -> None:
    picture = MosaicPicture(is_table=False, most=150)
    picture.take(np.zeros(shape, np.float32))
    for width in (300, 740, 1200):
        picture.arrange(width)
        boxes = [picture.box(n) for n in range(shape[0])]
        assert max(box.right() for box in boxes) < width
        assert max(box.bottom() for box in boxes) < picture.height
        assert len({(box.x(), box.y()) for box in boxes}) == shape[0]
        pairs = itertools.combinations(boxes[:20], 2)
        assert not any(a.intersects(b) for a, b in pairs)


def test_kernels_stand_in_a_table_with_their_numbers(qt: object) -> None:
    values = np.arange(3 * 4 * 5 * 5, dtype=np.float32).reshape(3, 4, 5, 5) - 150
    picture = MosaicPicture(is_table=True, most=260)
    assert picture.take(values)
    assert not picture.take(values + 0)
    np.testing.assert_array_equal(picture.values, values.swapaxes(0, 1))  # kernel, then channel
    picture.arrange(400)
    box = picture.box(2 * 4 + 1)
    assert box.y() > picture.box(4).y()
    pixel = box.width() // 5
    at = box.topLeft() + QPoint(3 * pixel + 1, 4 * pixel + 1)
    expected = f"{values[2, 1, 4, 3]:+.4g}"
    assert picture.number_at(at) == f"kernel 2, for map 3, row 5, column 4: {expected}"
    assert picture.number_at(QPoint(399, 0)) == ""
    image = QImage(400, picture.height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    picture.paint(painter, QPalette())
    painter.end()
    first = picture.box(0)
    low = QColor(image.pixel(first.left() + 1, first.top() + 1))
    high = QColor(image.pixel(at))
    assert low.blue() > low.red() + 40
    assert high.red() > high.blue() + 40
