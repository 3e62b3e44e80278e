"""The pictures of all methods, small; one is chosen to be shown large."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from cnn.arrays import Floats
from digitpad.explanation.attribution import METHODS, Explanation
from digitpad.pages.common import theme
from digitpad.pages.common.array_painting import paint_blank, paint_message
from digitpad.pages.common.over_ink import OverInk
from digitpad.text.translation import tr

COLUMNS = 4
GAP = 10
LEAST_TILE = 84
MOST_TILE = 190
RIM = 4
TITLE_LINES = 3


class SaliencyTile(QAbstractButton):
    """A small picture with the name of its method; checked if it is shown large."""

    def __init__(self, method: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"{method}Tile")
        self.setText(tr(METHODS[method].title))
        self.setAccessibleName(self.text())
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._picture: OverInk | None = None
        self._why_empty = ""

    def show_picture(
        self, title: str, sentence: str, picture: OverInk | None, why_empty: str = ""
    ) -> None:
        """Show a picture, or blank paper with the reason."""
        self._why_empty = why_empty
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setToolTip(sentence)
        self._picture = picture
        self.update()

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The picture that is shown, with its title."""
        return None if self._picture is None else (self.text(), self._picture.values)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        side = self.width() - 2 * RIM
        box = QRect(RIM, RIM, side, side)
        if self._picture is None:
            paint_blank(painter, box, palette)
            paint_message(painter, box, self._why_empty, palette)
        else:
            self._picture.paint(painter, box, palette)
        if self.isChecked() or self.hasFocus():
            self._paint_ring(painter, box)
        font = theme.scaled_font(self.font(), 0.86, bold=self.isChecked())
        painter.setFont(font)
        painter.setPen(palette.color(palette.ColorRole.WindowText))
        below = QRect(0, side + 2 * RIM, self.width(), self.height() - side - 2 * RIM)
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter
        words = top | Qt.TextFlag.TextWordWrap
        if painter.boundingRect(below, words, self.text()).width() > below.width():
            words = top | Qt.TextFlag.TextWrapAnywhere  # a long name
        painter.drawText(below, words, self.text())

    def _paint_ring(self, painter: QPainter, box: QRect) -> None:
        pen = painter.pen()
        pen.setColor(theme.accent(self.palette()))
        pen.setWidthF(2.0 if self.isChecked() else 1.0)
        pen.setStyle(Qt.PenStyle.DotLine if self.hasFocus() else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(-3, -3, 2, 2))


class SaliencyGallery(QWidget):
    """A tile for each of ``METHODS``, ``COLUMNS`` in a row.

    Signals:
        chosen(str): the method to show large.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("saliencyGallery")
        self.setAccessibleName(tr("All methods"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(COLUMNS * LEAST_TILE + (COLUMNS - 1) * GAP)
        self._tiles = {method: SaliencyTile(method, self) for method in METHODS}
        self._group = QButtonGroup(self)
        for method, tile in self._tiles.items():
            self._group.addButton(tile)
            tile.clicked.connect(lambda _checked=False, m=method: self.chosen.emit(m))
        self.show_explanation(None)

    def sizeHint(self) -> QSize:
        width = COLUMNS * LEAST_TILE + (COLUMNS - 1) * GAP
        return QSize(width, self.heightForWidth(width))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = math.ceil(len(self._tiles) / COLUMNS)
        side = self._tile_width(width)
        return rows * (self._tile_height(side) + GAP) - GAP

    def show_explanation(self, explanation: Explanation | None) -> None:
        """Show the pictures of all methods; None shows blank paper."""
        for method, tile in self._tiles.items():
            if explanation is None:
                tile.show_picture(tr(METHODS[method].title), "", None)
                continue
            values = explanation.pictures.get(method)
            picture = None if values is None else OverInk(values, explanation.outline)
            why_empty = tr("no convolution") if values is None else ""
            title, sentence = explanation.title(method), explanation.sentence(method)
            tile.show_picture(title, sentence, picture, why_empty)

    def show_chosen(self, method: str) -> None:
        """Mark the method that is shown large."""
        self._tiles[method].setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = self._tile_width(self.width())
        high = self._tile_height(side)
        for number, tile in enumerate(self._tiles.values()):
            row, column = divmod(number, COLUMNS)
            tile.setGeometry(column * (side + GAP), row * (high + GAP), side, high)

    def _tile_width(self, width: int) -> int:
        return min(max((width - (COLUMNS - 1) * GAP) // COLUMNS, LEAST_TILE), MOST_TILE)

    def _tile_height(self, width: int) -> int:
        return width + TITLE_LINES * self.fontMetrics().height()
