"""Changed images in a grid, each with what the network takes it for."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.imaging.normalise import IMAGE_SIDE
from digitpad.pages.common import theme
from digitpad.pages.common.ink_painting import paint_pixels, paint_sheet
from digitpad.pages.handwriting.augmentation import COUNT, AugmentationPreview, AugmentedImage

NAME_HEIGHT = 18
GAP = 8


class AugmentedView(QWidget):
    """Paints the images of ``AugmentationPreview``; what is misread stands out."""

    def __init__(self, variations: AugmentationPreview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._variations = variations
        self.setObjectName("variations")
        self.setAccessibleName("Changed images")
        self.setToolTip("What a training may make of one image, and what the network reads there.")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        variations.changed.connect(self._follow)

    def sizeHint(self) -> QSize:
        return QSize(560, 560)

    def minimumSizeHint(self) -> QSize:
        return QSize(6 * (2 * IMAGE_SIDE + GAP), 4 * (2 * IMAGE_SIDE + NAME_HEIGHT + GAP))

    def picture(self, number: int) -> QRect:
        """Where the image of this number stands: a square of whole pixels for each of its own."""
        columns, side = self._grid()
        row, column = divmod(number, columns)
        left = column * (side + GAP) + 1
        return QRect(left, row * (side + NAME_HEIGHT + GAP) + 1, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = theme.scaled_font(self.font(), 0.9)
        bold = theme.scaled_font(self.font(), 0.9, bold=True)
        for number, variation in enumerate(self._variations.shown):
            box = self.picture(number)
            paint_sheet(painter, box, self.palette())
            paint_pixels(painter, box, variation.image, self.palette())
            painter.setFont(bold if variation.is_misread else font)
            self._name(painter, box, variation)

    def _name(self, painter: QPainter, box: QRect, variation: AugmentedImage) -> None:
        palette = self.palette()
        name = "no digit" if variation.read_as is None else str(variation.read_as)
        if variation.is_misread:
            painter.setPen(QPen(theme.accent(palette), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(box).adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setPen(theme.accent(palette) if variation.is_misread else theme.quiet(palette))
        below = QRect(box.left() - GAP // 2, box.bottom() + 1, box.width() + GAP, NAME_HEIGHT)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, name)

    def _grid(self) -> tuple[int, int]:
        """Columns, and a side, so that the images are as large as there is room for."""
        sides = {columns: self._side(columns) for columns in range(3, COUNT + 1)}
        columns = max(sides, key=lambda columns: (sides[columns], COUNT % columns == 0))
        return columns, sides[columns]

    def _side(self, columns: int) -> int:
        rows = math.ceil(COUNT / columns)
        across = (self.width() - 2) // columns - GAP
        down = (self.height() - 2) // rows - GAP - NAME_HEIGHT
        side = max(IMAGE_SIDE, min(across, down))
        return side - side % IMAGE_SIDE

    def _follow(self) -> None:
        shown = self._variations.shown
        wrong = sum(variation.is_misread for variation in shown)
        self.setAccessibleDescription(f"{len(shown)} images, {wrong} of them misread.")
        self.update()
