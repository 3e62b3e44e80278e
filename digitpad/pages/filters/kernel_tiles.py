"""All kernels of a filter as one small picture, and the delegate that paints such tiles."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QRegion
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cnn.arrays import Floats, Shape
from digitpad.pages.common import colour, theme
from digitpad.pages.common.array_image import ArrayImage
from digitpad.pages.common.colour import Pixels

CAPTION_HEIGHT = 18
BAR_HEIGHT = 4
BAR_ROOM = 8
MARGIN = 5
MUTED_OPACITY = 0.25
CENTRE = Qt.AlignmentFlag.AlignCenter


class Tiles(QStyledItemDelegate):
    """Paints a filter as its kernels, a bar, and the model's text.

    Attributes:
        size: of a tile.
        activity: length of each filter's bar, 0 to 1; empty for no bars.
        muted: the filters whose kernels are crossed out.
        exposed: the area to paint; the view also asks for the tiles around it.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.size = QSize(0, 0)
        self.activity: Sequence[float] = ()
        self.muted: Collection[int] = ()
        self.exposed = QRegion()
        self._kernels: Floats = np.zeros((0, 1, 1, 1), np.float32)
        self._pictures: ArrayImage | None = None

    def show_kernels(self, kernels: Floats) -> None:
        """Paint ``(channels, inputs, kh, kw)`` weights from now on."""
        self._kernels = kernels
        self._pictures = None

    def repaint_all(self) -> None:
        """The colours have changed."""
        self._pictures = None

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return self.size

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        palette, cell = option.palette, option.rect
        if not self.exposed.intersects(cell):
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        picture = self._paint_kernels(painter, cell, index.row(), palette)
        if chosen:
            focused = option.state & QStyle.StateFlag.State_HasFocus
            painter.setPen(QPen(theme.accent(palette), 3 if focused else 2))
            painter.drawRect(picture.adjusted(-3, -3, 3, 3))
        under = QRect(picture.left(), picture.bottom() + 6, picture.width(), BAR_HEIGHT)
        self.paint_bar(painter, under, index.row(), palette)
        below = QRect(cell.left(), under.bottom() + 2, cell.width(), CAPTION_HEIGHT)
        painter.setFont(theme.scaled_font(option.font, 0.8, bold=chosen))
        painter.setPen(theme.accent(palette) if chosen else theme.quiet(palette))
        painter.drawText(below, CENTRE, str(index.data()))

    def _paint_kernels(
        self, painter: QPainter, cell: QRect, channel: int, palette: QPalette
    ) -> QRect:
        """Paint in whole pixels of the screen, so that all weights look the same size; returns the
        area."""
        height, width = tile_size(self._kernels.shape)
        room = cell.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN - BAR_ROOM - CAPTION_HEIGHT)
        ratio = painter.device().devicePixelRatioF()
        fitting = min(room.width() / width, room.height() / height)
        scale = max(1, int(fitting * ratio + 0.01)) / ratio
        box = QRect(0, 0, round(width * scale), round(height * scale))
        box.moveTo(room.center().x() - box.width() // 2, room.top())
        source = QRect(0, channel * height, width, height)
        muted = channel in self.muted
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.setOpacity(MUTED_OPACITY if muted else 1.0)
        painter.drawImage(box, self._painted(palette).image, source)
        painter.setOpacity(1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.hairline(palette))
        painter.drawRect(box.adjusted(-1, -1, 0, 0))
        if muted:
            painter.setPen(QPen(palette.text().color(), 2))
            painter.drawLine(box.topLeft(), box.bottomRight())
        return box

    def paint_bar(self, painter: QPainter, box: QRect, channel: int, palette: QPalette) -> None:
        """Paint the activity of a filter as a bar into ``box``."""
        painter.fillRect(box, theme.trough(palette))
        if channel < len(self.activity):
            box.setWidth(round(box.width() * min(max(self.activity[channel], 0.0), 1.0)))
            painter.fillRect(box, QColor(int(colour.sequential(theme.is_dark(palette))[150])))

    def _painted(self, palette: QPalette) -> ArrayImage:
        if self._pictures is None:
            paper = theme.hairline(palette).rgb()
            tiles = kernel_tiles(self._kernels, theme.is_dark(palette), paper)
            self._pictures = ArrayImage(tiles)
        return self._pictures


def least_tile(shape: Shape, scale: float) -> QSize:
    """The size of a tile for kernels of this shape, with weights ``scale`` wide."""
    down, across = (math.ceil(n * scale) for n in tile_size(shape))
    return QSize(across + 2 * MARGIN, down + 2 * MARGIN + BAR_ROOM + CAPTION_HEIGHT)


def kernel_tiles(kernels: Floats, dark: bool, paper: int) -> Pixels:
    """Each filter's kernels side by side in a square, ``(channels, height, width)`` pixels.

    Args:
        kernels: ``(channels, inputs, kh, kw)``; all share one scale.
        dark: whether to use the colours of the dark theme.
        paper: the colour between the kernels, 0xffRRGGBB.
    """
    channels, inputs, height, width = kernels.shape
    _, columns = _grid(inputs)
    gap = _gap(height, width)
    pixels = colour.paint_signed(kernels, colour.limit_of(kernels), colour.diverging(dark))
    tiles = np.full((channels, *tile_size(kernels.shape)), paper, np.uint32)
    for number in range(inputs):
        row, column = divmod(number, columns)
        top, left = row * (height + gap), column * (width + gap)
        tiles[:, top : top + height, left : left + width] = pixels[:, number]
    return tiles


def tile_size(shape: Shape) -> tuple[int, int]:
    """Height and width of a tile in pixels, for kernels of this shape."""
    _, inputs, height, width = shape
    rows, columns = _grid(inputs)
    gap = _gap(height, width)
    return rows * (height + gap) - gap, columns * (width + gap) - gap


def _gap(height: int, width: int) -> int:
    """The gap between two kernels; single weights have none."""
    return 1 if height * width > 1 else 0


def _grid(inputs: int) -> tuple[int, int]:
    columns = math.ceil(math.sqrt(inputs))
    return math.ceil(inputs / columns), columns
