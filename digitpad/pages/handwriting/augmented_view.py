"""Randomly changed images in a grid, each with the network's answer."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.imaging.normalise import IMAGE_SIDE
from digitpad.pages.common import theme
from digitpad.pages.common.array_painting import paint_blank, paint_ink_pixels
from digitpad.pages.handwriting.augmentation import COUNT, AugmentationPreview, AugmentedImage
from digitpad.reading.classes import class_name
from digitpad.reading.verdict import DIGITS
from digitpad.text.translation import tr

NAME_HEIGHT = 18
GAP = 8


class AugmentedView(QWidget):
    """Paints an ``AugmentationPreview``; wrong answers are highlighted."""

    def __init__(self, preview: AugmentationPreview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview = preview
        self.setObjectName("images")
        self.setAccessibleName(tr("Randomly changed images"))
        self.setToolTip(tr("Random changes to an image, and the network's answers."))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        preview.changed.connect(self._show)

    def sizeHint(self) -> QSize:
        return QSize(560, 560)

    def minimumSizeHint(self) -> QSize:
        return QSize(6 * (2 * IMAGE_SIDE + GAP), 4 * (2 * IMAGE_SIDE + NAME_HEIGHT + GAP))

    def picture(self, number: int) -> QRect:
        """The place of the image of this number; each of its pixels is a square of whole pixels."""
        columns, side = self._grid()
        row, column = divmod(number, columns)
        left = column * (side + GAP) + 1
        return QRect(left, row * (side + NAME_HEIGHT + GAP) + 1, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = theme.scaled_font(self.font(), 0.9)
        bold = theme.scaled_font(self.font(), 0.9, bold=True)
        for number, image in enumerate(self._preview.shown):
            box = self.picture(number)
            paint_blank(painter, box, self.palette())
            paint_ink_pixels(painter, box, image.image, self.palette())
            painter.setFont(bold if image.is_misread else font)
            self._name(painter, box, image)

    def _name(self, painter: QPainter, box: QRect, image: AugmentedImage) -> None:
        palette = self.palette()
        name = class_name(DIGITS if image.read_as is None else image.read_as)
        if image.is_misread:
            painter.setPen(QPen(theme.accent(palette), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(box).adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setPen(theme.accent(palette) if image.is_misread else theme.quiet(palette))
        below = QRect(box.left() - GAP // 2, box.bottom() + 1, box.width() + GAP, NAME_HEIGHT)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, name)

    def _grid(self) -> tuple[int, int]:
        """Columns and side that make the images as large as possible."""
        sides = {columns: self._side(columns) for columns in range(3, COUNT + 1)}
        columns = max(sides, key=lambda columns: (sides[columns], COUNT % columns == 0))
        return columns, sides[columns]

    def _side(self, columns: int) -> int:
        rows = math.ceil(COUNT / columns)
        across = (self.width() - 2) // columns - GAP
        down = (self.height() - 2) // rows - GAP - NAME_HEIGHT
        side = max(IMAGE_SIDE, min(across, down))
        return side - side % IMAGE_SIDE

    def _show(self) -> None:
        shown = self._preview.shown
        wrong = sum(image.is_misread for image in shown)
        self.setAccessibleDescription(
            tr("%n image(s), {wrong} of them read wrongly.", "", len(shown), wrong=wrong)
        )
        self.update()
