"""The number that is looked at as im2col computes it: a row times a column of two matrices."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn.arrays import Floats
from cnn.explain.graph import Place
from cnn.explain.matrix_product import MatrixProduct
from digitpad.pages.common import theme
from digitpad.pages.common.rendering import pixels_to_unit
from digitpad.pages.network.matrix_painter import MatrixPictures, light, place_matrices
from digitpad.pages.network.model import NetworkModel
from digitpad.pages.network.sheets import LEFT, Pens
from digitpad.text.numbers import number, thousands

STRIP = 9
TIP = (
    "im2col makes a convolution one product of two matrices, drawn to scale: every patch is a row "
    "on the left, every kernel a column, and each number of the maps is one row times one column. "
    "(As the articles lay it out; this program multiplies the same matrices the other way round, "
    "kernels as rows and patches as columns.)"
)
NONE = "Only convolutions\nand dense layers\nare matrix products."


class MatrixProductView(QWidget):
    """Paints the product that made an ``NetworkModel``'s place, its row and its column lit."""

    def __init__(self, inspection: NetworkModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("matrixProduct")
        self.setAccessibleName("The same as a product of two matrices")
        self.setToolTip(TIP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(150)
        self._inspection = inspection
        self._pens: Pens | None = None
        self._pictures: MatrixPictures | None = None
        self._shown: MatrixProduct | None = None
        inspection.changed.connect(self.update)
        inspection.place_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(240, 200)

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The matrix at a point; for one who saves its numbers."""
        product = self._inspection.product()
        if product is None:
            return None
        places = place_matrices(product, self._room())
        named = (
            (places.patches, "left matrix", product.patches),
            (places.kernels, "right matrix", product.kernels),
            (places.product, "product", product.product),
        )
        near = min(named, key=lambda found: abs(found[0].center().x() - place.x()))
        return f"{product.layer}, {near[1]}", near[2]

    def paintEvent(self, event: QPaintEvent) -> None:
        line, product = self._inspection.line, self._inspection.product()
        if not line or self._inspection.trace is None:
            return
        painter = QPainter(self)
        pens = self._own_pens()
        if product is None:
            pens.write(painter, self.rect(), Qt.AlignmentFlag.AlignCenter, NONE, ink=pens.quiet)
            return
        pictures = self._pictures_of(product, pens)
        self._write_shapes(painter, pens, product)
        room = self._room()
        if room.height() > 8:
            places = place_matrices(product, room)
            pictures.paint(painter, pens, places, pixels_to_unit(painter))
            light(painter, pens, places, product, line[0])
        self._write_row_and_column(painter, pens, product, line[0])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._pens = self._shown = None
            self.update()
        super().changeEvent(event)

    def _room(self) -> QRectF:
        """Where the matrices stand: below their shapes, above the row and the column."""
        line = self._own_pens().caption
        below = 4 * line + 2 * STRIP
        return QRectF(self.rect()).adjusted(4, 2 * line + 4, -4, -below)

    def _own_pens(self) -> Pens:
        self._pens = self._pens or Pens(self.palette(), self.font())
        return self._pens

    def _pictures_of(self, product: MatrixProduct, pens: Pens) -> MatrixPictures:
        if self._pictures is None or product is not self._shown:
            self._shown = product
            self._pictures = MatrixPictures(product, pens.dark)
        return self._pictures

    def _write_shapes(self, painter: QPainter, pens: Pens, product: MatrixProduct) -> None:
        shapes = (product.patches.shape, product.kernels.shape, product.product.shape)
        words = [f"{thousands(rows)}×{thousands(columns)}" for rows, columns in shapes]
        text = f"{words[0]} · {words[1]} = {words[2]}"
        line, centre = QRect(0, 0, self.width(), pens.caption), Qt.AlignmentFlag.AlignCenter
        pens.write(painter, line, centre, text, self._fitted(text))
        left, right = ("patches", "kernels") if product.is_convolution else ("input", "weights")
        names = f"{left} · {right} = {product.layer.rpartition('.')[2]}"
        pens.write(
            painter,
            line.translated(0, pens.caption),
            centre,
            names,
            self._fitted(names),
            pens.quiet,
        )

    def _fitted(self, words: str) -> QFont:
        return theme.fitting_font(self._own_pens().small, words, self.width() - 4)

    def _write_row_and_column(
        self, painter: QPainter, pens: Pens, product: MatrixProduct, place: Place
    ) -> None:
        """The lit row and column once more, stretched out, and what they come to."""
        assert self._pictures is not None
        row, column = product.row(place), product.column(place)
        left, right = ("patch", "kernel") if product.is_convolution else ("input", "weights")
        parts = (
            (f"row {row + 1}: the {left}", product.patches[row]),
            (f"column {column + 1}: the {right}", product.kernels[:, column]),
        )
        y = self.height() - 3 * pens.caption - 2 * STRIP - 2
        for part, (words, values) in enumerate(parts):
            line = QRect(2, y, self.width() - 4, pens.caption)
            pens.write(painter, line, LEFT, words, self._fitted(words), pens.quiet)
            strip = QRectF(2, y + pens.caption, self.width() - 4, STRIP)
            self._pictures.strip(painter, strip, values, part)
            y += pens.caption + STRIP
        total = number(float(product.product[row, column]))
        words = f"row × column = {total}"
        line = QRect(2, y, self.width() - 4, pens.caption)
        pens.write(painter, line, LEFT, words, self._fitted(words))
