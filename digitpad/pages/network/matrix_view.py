"""The current number as im2col computes it: a row times a column of two matrices."""

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
from digitpad.text.translation import tr

STRIP = 9


class MatrixProductView(QWidget):
    """Paints the matrix product of a ``NetworkModel``'s place, its row and column highlighted."""

    def __init__(self, model: NetworkModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("matrixProduct")
        self.setAccessibleName(tr("The same as a product of two matrices"))
        self.setToolTip(
            tr(
                "im2col turns a convolution into one product of two matrices, drawn to scale: "
                "every patch is a row on the left, every kernel a column, and each number of the "
                "maps is one row times one column. (This is the layout of the articles; the "
                "program multiplies the same matrices the other way round, with kernels as rows "
                "and patches as columns.)"
            )
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(150)
        self._model = model
        self._pens: Pens | None = None
        self._pictures: MatrixPictures | None = None
        self._shown: MatrixProduct | None = None
        model.changed.connect(self.update)
        model.place_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(240, 200)

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The matrix at a point, to be exported."""
        product = self._model.product()
        if product is None:
            return None
        places = place_matrices(product, self._room())
        named = (
            (places.patches, tr("left matrix"), product.patches),
            (places.kernels, tr("right matrix"), product.kernels),
            (places.product, tr("product"), product.product),
        )
        near = min(named, key=lambda found: abs(found[0].center().x() - place.x()))
        return f"{product.layer}, {near[1]}", near[2]

    def paintEvent(self, event: QPaintEvent) -> None:
        line, product = self._model.line, self._model.product()
        if not line or self._model.trace is None:
            return
        painter = QPainter(self)
        pens = self._own_pens()
        if product is None:
            text = tr("Only convolutions\nand dense layers\nare matrix products.")
            pens.write(painter, self.rect(), Qt.AlignmentFlag.AlignCenter, text, ink=pens.quiet)
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
        """The area of the matrices: below their shapes, above the row and the column."""
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
        layer = product.layer.rpartition(".")[2]
        if product.is_convolution:
            names = tr("patches · kernels = {layer}", layer=layer)
        else:
            names = tr("input · weights = {layer}", layer=layer)
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
        """The highlighted row and column once more, stretched, and their product."""
        assert self._pictures is not None
        row, column = product.row(place), product.column(place)
        if product.is_convolution:
            left = tr("row {number}: the patch", number=row + 1)
            right = tr("column {number}: the kernel", number=column + 1)
        else:
            left = tr("row {number}: the input", number=row + 1)
            right = tr("column {number}: the weights", number=column + 1)
        parts = ((left, product.patches[row]), (right, product.kernels[:, column]))
        y = self.height() - 3 * pens.caption - 2 * STRIP - 2
        for part, (words, values) in enumerate(parts):
            line = QRect(2, y, self.width() - 4, pens.caption)
            pens.write(painter, line, LEFT, words, self._fitted(words), pens.quiet)
            strip = QRectF(2, y + pens.caption, self.width() - 4, STRIP)
            self._pictures.strip(painter, strip, values, part)
            y += pens.caption + STRIP
        total = number(float(product.product[row, column]))
        words = tr("row × column = {total}", total=total)
        line = QRect(2, y, self.width() - 4, pens.caption)
        pens.write(painter, line, LEFT, words, self._fitted(words))
