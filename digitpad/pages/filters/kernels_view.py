"""All filters of a convolution as a grid of tiles; one is chosen."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QWidget

from cnn.arrays import Floats
from digitpad.pages.filters.kernel_tiles import Tiles, least_tile, tile_size
from digitpad.text.translation import tr

SMALLEST, LARGEST = 44, 120
STEPS = 64
"""Number of different lengths of a bar."""
Index = QModelIndex | QPersistentModelIndex


class _Filters(QAbstractListModel):
    """The filters of one convolution, and whether each is off or dead."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.layer = ""
        self.count = 0
        self.muted: Collection[int] = ()
        self.dead: Collection[int] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        number = index.row() + 1
        if role == Qt.ItemDataRole.DisplayRole:
            if index.row() in self.dead:
                return tr("{number} dead", number=number)
            return str(number)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name = tr("Filter {number} of {layer}", number=number, layer=self.layer)
            return ", ".join([name, *self._states(index.row())])
        if role == Qt.ItemDataRole.ToolTipRole:
            name = ", ".join([tr("Filter {number}", number=number), *self._states(index.row())])
            return tr("{filter}: click for details, press Space to turn it off or on.", filter=name)
        return None

    def show(self, layer: str, count: int) -> None:
        self.beginResetModel()
        self.layer, self.count = layer, count
        self.endResetModel()

    def touch(self) -> None:
        """Notify the view that the filters' states have changed."""
        if self.count:
            self.dataChanged.emit(self.index(0), self.index(self.count - 1))

    def _states(self, row: int) -> list[str]:
        states = {tr("off"): self.muted, tr("dead"): self.dead}
        return [word for word, rows in states.items() if row in rows]


class KernelsView(QListView):
    """Tiles with the kernels of the filters; a bar shows the current maximum output of each.

    Arrow keys choose a tile, Space turns its filter off or on.

    Signals:
        chosen(int): the chosen filter, from 0.
        toggled(int): the filter to turn off or on.
    """

    chosen = Signal(int)
    toggled = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kernels")
        self.setAccessibleName(tr("Filters"))
        self.setAccessibleDescription(
            tr("All filters of the convolution. Arrow keys choose one, Space turns it off or on.")
        )
        self._filters = _Filters(self)
        self._tiles = Tiles(self)
        self._kernels: Floats = np.zeros((0, 1, 1, 1), np.float32)
        self.setModel(self._filters)
        self.setItemDelegate(self._tiles)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)

    def show_kernels(self, layer: str, kernels: Floats) -> None:
        """Show the filters of ``layer``, whose weights are ``(channels, inputs, kh, kw)``."""
        other = kernels.shape != self._kernels.shape
        self._kernels = kernels
        self._tiles.show_kernels(kernels)
        if other or layer != self._filters.layer:
            chosen = self.currentIndex().row()
            self._filters.show(layer, len(kernels))
            self.choose(min(max(chosen, 0), len(kernels) - 1))
            self._fit()
        self.viewport().update()

    def show_states(self, muted: Collection[int], dead: Collection[int]) -> None:
        """Mark the filters that are off, and those that are dead."""
        if (muted, dead) != (self._filters.muted, self._filters.dead):
            self._filters.muted, self._filters.dead = muted, dead
            self._tiles.muted = muted
            self._filters.touch()

    def show_activity(self, shares: Sequence[float]) -> None:
        """Show the current output of each filter, 0 to 1; empty without ink."""
        before, after = self._tiles.activity, [round(STEPS * share) / STEPS for share in shares]
        self._tiles.activity = after
        if len(before) != len(after):
            self.viewport().update()
            return
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            if old != new:
                self.update(self._filters.index(number))

    def choose(self, channel: int) -> None:
        """Choose a filter without emitting ``chosen``."""
        index = self._filters.index(channel)
        if index != self.currentIndex():
            blocked = self.blockSignals(True)
            self.setCurrentIndex(index)
            self.blockSignals(blocked)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(current.row())

    def paintEvent(self, event: QPaintEvent) -> None:
        self._tiles.exposed = event.region()
        super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.toggled.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._tiles.repaint_all()
        super().changeEvent(event)

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The kernels of the filter at a place, ``(inputs, kh, kw)``, else all of them."""
        channel = self.indexAt(place).row()
        if not self._kernels.size:
            return None
        if channel < 0:
            return self._filters.layer, self._kernels
        name = tr("{layer}, filter {number}", layer=self._filters.layer, number=channel + 1)
        return name, self._kernels[channel]

    def part_at(self, place: QPoint) -> QRect | None:
        """The area of the tile at a place, if it is completely visible."""
        tile = self.visualRect(self.indexAt(place))
        return tile if not tile.isEmpty() and self.viewport().rect().contains(tile) else None

    def kernels(self) -> Floats:
        """The kernels that are shown."""
        return self._kernels

    def _fit(self) -> None:
        """Make the tiles as large as possible without scrolling, or else small."""
        width = self.width() - self.verticalScrollBar().sizeHint().width() - 2
        sizes = [self._tile(scale, width) for scale in self._scales()]
        size = next((size for size in sizes if self._fits(size, width)), sizes[-1])
        if size != self._tiles.size:
            self._tiles.size = size
            self.setGridSize(size)
            self.scheduleDelayedItemsLayout()

    def _scales(self) -> list[float]:
        """Possible sizes of a weight, the largest first: whole pixels of the screen."""
        ratio = self.devicePixelRatioF()
        _, across = tile_size(self._kernels.shape)
        pixels = range(int(LARGEST * ratio / across), 0, -1)
        scales = [n / ratio for n in pixels if n * across / ratio >= SMALLEST]
        return scales or [max(1, round(SMALLEST * ratio / across)) / ratio]

    def _tile(self, scale: float, width: int) -> QSize:
        """A tile with weights of this size; the rest of the width is distributed."""
        least = least_tile(self._kernels.shape, scale)
        columns = max(1, width // least.width())
        return QSize(width // columns, least.height())

    def _fits(self, tile: QSize, width: int) -> bool:
        rows = math.ceil(self._filters.count / (width // tile.width()))
        return rows * tile.height() <= self.height()
