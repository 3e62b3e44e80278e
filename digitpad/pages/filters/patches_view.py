"""The patches of images that activate a filter most, in a square."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnn.arrays import Floats
from digitpad.pages.common import colour, theme
from digitpad.pages.common.array_image import ArrayImage
from digitpad.text.translation import tr

GAP = 2
LARGEST = 240
ACROSS = 3


class PatchesView(QWidget):
    """Up to nine pictures of the same size, the first at the upper left, each with a text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("patches")
        self.setAccessibleName(tr("Patches of test images that activate the filter most"))
        self.setToolTip(tr("The parts of nine test images with the largest output of this filter."))
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._patches: Floats = np.zeros((0, 1, 1), np.float32)
        self._words: Sequence[str] = ()
        self._blank = ""

    def sizeHint(self) -> QSize:
        return QSize(132, 132)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def heightForWidth(self, width: int) -> int:
        return min(width, LARGEST)

    def show_patches(
        self, patches: Sequence[Floats], words: Sequence[str], blank: str = ""
    ) -> None:
        """Show ``(height, width)`` patches from 0 to 1, and a text for each; ``blank`` if there are
        none."""
        self._patches = np.stack(patches) if patches else np.zeros((0, 1, 1), np.float32)
        self._words = words
        self._blank = blank
        self.setAccessibleDescription("; ".join(words) or blank or tr("Nothing yet."))
        self.update()

    def words(self) -> Sequence[str]:
        """The text of each patch, in order."""
        return self._words

    def patches(self) -> Floats:
        """The patches, ``(count, height, width)``."""
        return self._patches

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The patch at a place, or else all of them, with a name; None if there are none."""
        for number, words in enumerate(self._words):
            if self.box(number).contains(place):
                return words, self._patches[number]
        return (tr("patches"), self._patches) if len(self._patches) else None

    def part_at(self, place: QPoint) -> QRect | None:
        """The area of the patch at a place, with its frame."""
        boxes = (self.box(number) for number in range(len(self._patches)))
        found = next((box for box in boxes if box.contains(place)), None)
        return None if found is None else found.adjusted(-1, -1, 1, 1)

    def box(self, place: int) -> QRect:
        """The area of a patch: a whole multiple of its size, in pixels of the screen."""
        _, height, width = self._patches.shape
        ratio = self.devicePixelRatioF()
        room = (min(self.width(), self.height()) - 2 - (ACROSS - 1) * GAP) / ACROSS
        scale = room / max(height, width)
        if scale * ratio >= 1:
            scale = math.floor(scale * ratio) / ratio
        across, down = round(width * scale), round(height * scale)
        row, column = divmod(place, ACROSS)
        return QRect(1 + column * (across + GAP), 1 + row * (down + GAP), across, down)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        table = colour.grey(palette.base().color().rgb(), palette.text().color().rgb())
        pictures = ArrayImage(colour.paint_positive(self._patches, 1.0, table))
        count, height, width = self._patches.shape
        if not count:
            self._paint_blank(painter)
        painter.setPen(theme.hairline(palette))
        for place in range(count):
            box = self.box(place)
            painter.drawImage(box, pictures.image, QRect(0, place * height, width, height))
            painter.drawRect(box.adjusted(-1, -1, 0, 0))

    def _paint_blank(self, painter: QPainter) -> None:
        """Blank paper with a text."""
        side = min(self.width(), self.height()) - 2
        sheet = QRect(1, 1, side, side)
        painter.fillRect(sheet, self.palette().base())
        painter.setPen(theme.quiet(self.palette()))
        painter.setFont(theme.scaled_font(self.font(), 0.85))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(sheet.adjusted(4, 4, -4, -4), flags, self._blank)
        painter.setPen(theme.hairline(self.palette()))
        painter.drawRect(sheet.adjusted(-1, -1, 0, 0))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        for place, words in enumerate(self._words):
            if self.box(place).contains(at):
                QToolTip.showText(event.globalPosition().toPoint(), words, self)
