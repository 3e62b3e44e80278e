"""Paints a matrix product to scale: patches × kernels, one row and one column highlighted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from cnn.arrays import Floats
from cnn.explain.graph import Place
from cnn.explain.matrix_product import MatrixProduct
from digitpad.pages.common import colour
from digitpad.pages.common.array_image import ArrayImage
from digitpad.pages.network.sheets import Pens

SIGN_WIDTH = 22
LARGEST_PIXEL = 12.0
LIT = 2.0


@dataclass(frozen=True)
class Places:
    """The areas of the three matrices, all on the same scale."""

    patches: QRectF
    kernels: QRectF
    product: QRectF


def place_matrices(product: MatrixProduct, room: QRectF) -> Places:
    """Place the matrices side by side in the middle of ``room``, as large as possible."""
    rows, inner = product.patches.shape
    outputs = product.kernels.shape[1]
    across = (room.width() - 2 * SIGN_WIDTH) / (inner + 2 * outputs)
    pixel = max(min(across, room.height() / max(rows, inner), LARGEST_PIXEL), 1e-3)
    width = (inner + 2 * outputs) * pixel + 2 * SIGN_WIDTH
    left = room.left() + max(0.0, (room.width() - width) / 2)
    boxes = []
    for shape in (product.patches.shape, product.kernels.shape, product.product.shape):
        height = shape[0] * pixel
        top = room.top() + (room.height() - height) / 2
        boxes.append(QRectF(left, top, shape[1] * pixel, height))
        left += shape[1] * pixel + SIGN_WIDTH
    return Places(*boxes)


class MatrixPictures:
    """The three matrices as pictures; made once for each product."""

    def __init__(self, product: MatrixProduct, dark: bool) -> None:
        self._product = product
        self._dark = dark
        parts = (product.patches, product.kernels, product.product)
        self._pictures = [self._picture(values) for values in parts]
        self._scaled: dict[tuple[int, int, int], QImage] = {}

    def paint(self, painter: QPainter, pens: Pens, places: Places, ratio: float) -> None:
        """All three, and the signs between them."""
        boxes = (places.patches, places.kernels, places.product)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for index, box in enumerate(boxes):
            painter.drawImage(box, self._fitting(index, box, ratio))
            painter.setPen(pens.hairline)
            painter.drawRect(box)
        painter.setFont(pens.font)
        painter.setPen(pens.text)
        middle = places.patches.center().y()
        for left, sign in ((places.patches, "×"), (places.kernels, "=")):
            room = QRectF(left.right(), middle - 10, SIGN_WIDTH, 20)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, sign)

    def strip(self, painter: QPainter, box: QRectF, values: Floats, part: int) -> None:
        """One row (or column) as a strip of squares, in the colours of matrix ``part``."""
        source = (self._product.patches, self._product.kernels)[part]
        pixels = _pixels(values[np.newaxis], source, self._dark)
        painter.drawImage(box, ArrayImage(pixels[np.newaxis]).image)

    def _picture(self, values: Floats) -> ArrayImage:
        pixels = _pixels(np.ascontiguousarray(values), values, self._dark)
        return ArrayImage(pixels[np.newaxis])

    def _fitting(self, index: int, box: QRectF, ratio: float) -> QImage:
        """Each pixel of the screen is the mean of the numbers that fall on it."""
        image = self._pictures[index].image
        width = max(1, round(box.width() * ratio))
        height = max(1, round(box.height() * ratio))
        if width >= image.width() and height >= image.height():
            return image
        key = (index, width, height)
        if key not in self._scaled:
            self._scaled[key] = image.scaled(
                width,
                height,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        return self._scaled[key]


def light(
    painter: QPainter, pens: Pens, places: Places, product: MatrixProduct, place: Place
) -> None:
    """Highlight the row of the patches, the column of the kernels, and their product."""
    rows, columns = product.product.shape
    row = _share(places.patches, product.row(place), rows)
    column = _across(places.kernels, product.column(place), columns)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(pens.accent, LIT))
    painter.drawRect(row.adjusted(-3, -1, 3, 1))
    painter.drawRect(column.adjusted(-1, -3, 1, 3))
    meeting = QRectF(
        _across(places.product, product.column(place), columns).left(),
        _share(places.product, product.row(place), rows).top(),
        places.product.width() / columns,
        places.product.height() / rows,
    )
    reach = max(3.0, meeting.width() / 2)
    painter.drawRect(meeting.adjusted(-1, -1, 1, 1))
    faint = QPen(pens.accent, 1.0, Qt.PenStyle.DotLine)
    painter.setPen(faint)
    end = QPointF(meeting.left() - reach, meeting.center().y())
    painter.drawLine(QPointF(row.right() + 3, row.center().y()), end)


def _share(box: QRectF, index: int, count: int) -> QRectF:
    """A row of a matrix."""
    height = box.height() / count
    return QRectF(box.left(), box.top() + index * height, box.width(), height)


def _across(box: QRectF, index: int, count: int) -> QRectF:
    """A column of a matrix."""
    width = box.width() / count
    return QRectF(box.left() + index * width, box.top(), width, box.height())


def _pixels(values: Floats, whole: Floats, dark: bool) -> colour.Pixels:
    """With the colour scale of its matrix."""
    limit = colour.limit_of(whole)
    if float(whole.min(initial=0.0)) < 0:
        return colour.paint_signed(values, limit, colour.diverging(dark))
    return colour.paint_positive(values, limit, colour.sequential(dark))
