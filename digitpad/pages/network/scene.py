"""The whole network as it is painted: what stands where, and the pictures that are kept."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QFont, QPainter, QPalette, QPixmap

from cnn.arrays import Floats
from cnn.explain.graph import Graph, Place
from cnn.explain.receptive_field import Field
from digitpad.pages.common import theme
from digitpad.pages.common.rendering import pixels_to_unit
from digitpad.pages.network.columns import Column, Form, columns_of
from digitpad.pages.network.fit import fit
from digitpad.pages.network.layer_picture import LayerPicture, paint_numbers
from digitpad.pages.network.layout import Block, Grids, Layout, arrange, least_width
from digitpad.pages.network.painter import NetworkPainter

Size = tuple[int, int]
LETTERS = (1.0, 0.9, 0.8, 0.7)
"""Headings get smaller, as far as they can be read, before one has to scroll."""
RULE = 2
"""Between the headings and what they stand over."""


class NetworkScene:
    """Everything between a network and its pixels, in units of the screen.

    Attributes:
        layout: where everything stands; ``arrange`` makes it.
        per_map: whether each map has a scale of its own, or all of a layer the same.
    """

    def __init__(self, palette: QPalette, font: QFont) -> None:
        self.layout = Layout((), 0, 0, 0)
        self.per_map = False
        self._palette, self._font = palette, font
        self._pens = NetworkPainter(palette, font)
        self._nodes: Graph = {}
        self._columns: tuple[Column, ...] = ()
        self._least: list[int] = []
        self._grids: Grids = ()
        self._ratio = 1.0
        self._pictures: dict[str, tuple[LayerPicture, float | None]] = {}
        self._painted: QRect | None = None
        self._still: QPixmap | None = None
        self._corner = QPointF()

    def apply_theme(self, palette: QPalette, font: QFont) -> None:
        """Take other colours and another font; ``fit`` must follow."""
        self._palette, self._font = palette, font

    def build(self, nodes: Graph) -> None:
        """Show another network; ``fit`` must follow."""
        self._nodes = nodes
        self._columns = columns_of(nodes)

    def fit(self, room: Size, ratio: float) -> None:
        """Let everything fit into ``room``, or as much as can be read; ``arrange`` must follow.

        Args:
            room: width and height.
            ratio: pixels of the screen to a unit.
        """
        for size in LETTERS:
            pens = NetworkPainter(self._palette, theme.scaled_font(self._font, size))
            may_fit = least_width(pens.least_widths(self._columns)) <= room[0]
            if may_fit and pens.is_readable and self._fits(pens, room, ratio):
                return
        self._fits(NetworkPainter(self._palette, self._font), room, ratio)

    def _fits(self, pens: NetworkPainter, room: Size, ratio: float) -> bool:
        """Take these letters; whether everything finds room then."""
        self._pens, self._least = pens, pens.least_widths(self._columns)
        self._grids = fit(self._columns, room, self._least, ratio)
        return arrange(self._columns, self._grids, self._least, 1.0, room).width <= room[0]

    def arrange(self, room: Size, zoom: float) -> None:
        """Place everything, so much larger than it fits."""
        self.layout = arrange(self._columns, self._grids, self._least, zoom, room)
        self.forget()

    def forget(self) -> None:
        """Make the pictures anew: other numbers, another part of them, or other colours."""
        self._pictures = {}
        self._painted = self._still = None

    def paint(self, painter: QPainter, trace: Mapping[str, Floats] | None, seen: QRect) -> None:
        """All that lies in ``seen`` but marks; blank sheets where there is no trace.

        What is painted for a second time is kept as pixels: a pointer that goes from number to
        number moves the marks alone.
        """
        ratio = pixels_to_unit(painter)
        if ratio != self._ratio:  # a picture that leaves the program has more pixels
            self._ratio = ratio
            self.forget()
        if self._painted != seen:
            self._painted, self._still = seen, None
            self._paint(painter, trace, seen)
            return
        if self._still is None:
            self._corner = _on_pixel(painter, seen.topLeft())
            self._still = self._kept(trace, seen)
        painter.drawPixmap(self._corner, self._still)

    def paint_marks(
        self,
        painter: QPainter,
        place: Place,
        fields: Mapping[str, Field],
        pinned: bool,
        seen: QRect,
    ) -> None:
        """A place, all that it depends on, and lines to it from what it is computed of."""
        sources = self._nodes[place.layer].sources
        painter.setClipRect(seen.adjusted(0, self.layout.top - RULE, 0, 0))  # not on the headings
        self._pens.links(painter, self.layout, place, fields, sources)
        self._pens.fields(painter, self.layout, fields, QRectF(seen))
        self._pens.place(painter, self.layout.by_name[place.layer], place, pinned)

    def _kept(self, trace: Mapping[str, Floats] | None, seen: QRect) -> QPixmap:
        size = (QRectF(seen).bottomRight() - self._corner) * self._ratio
        still = QPixmap(math.ceil(size.x()), math.ceil(size.y()))
        still.setDevicePixelRatio(self._ratio)
        still.fill(self._pens.background)
        with QPainter(still) as painter:
            painter.translate(-self._corner)
            self._paint(painter, trace, seen)
        return still

    def _paint(self, painter: QPainter, trace: Mapping[str, Floats] | None, seen: QRect) -> None:
        painter.fillRect(seen, self._pens.background)
        for block in self._blocks(seen):
            self._block(painter, block, None if trace is None else trace[block.column.name], seen)
        self._headings(painter, seen)

    def _headings(self, painter: QPainter, seen: QRect) -> None:
        """The headings, at the top of ``seen`` wherever one has scrolled to."""
        top = self.layout.top
        painter.save()
        painter.translate(0, seen.top())
        painter.fillRect(QRect(seen.left(), 0, seen.width(), top - RULE), self._pens.background)
        self._pens.groups(painter, self.layout, QRect(seen.left(), 0, seen.width(), top))
        for block in self._blocks(seen):
            self._pens.heading(painter, block, top)
        painter.restore()

    def _blocks(self, seen: QRect) -> list[Block]:
        """Those whose columns lie in ``seen``."""
        left, right = seen.left(), seen.right() + 1
        return [b for b in self.layout.blocks if b.left < right and b.left + b.width > left]

    def _block(self, painter: QPainter, block: Block, values: Floats | None, seen: QRect) -> None:
        if block.column.form is Form.BARS:
            self._pens.bars(painter, block, values)
        elif values is None:
            self._pens.paper(painter, block)
        elif QRect(*block.box).intersects(seen):
            picture, limit = self._picture(block, values, seen)
            picture.paint(painter)
            self._pens.legend(painter, block, limit)
            self._pens.numbers(painter, block, values)

    def _picture(
        self, block: Block, values: Floats, seen: QRect
    ) -> tuple[LayerPicture, float | None]:
        """A layer's picture and the end of its scale; kept until something changes."""
        name, pens = block.column.name, self._pens
        if name not in self._pictures:
            pixels, limit = paint_numbers(values, block.column.signed, pens.dark, self.per_map)
            background = pens.background.rgb()
            self._pictures[name] = LayerPicture(block, pixels, seen, self._ratio, background), limit
        return self._pictures[name]


def _on_pixel(painter: QPainter, point: QPoint) -> QPointF:
    """Where the pixel begins that ``point`` is in, which at a scale of 1.25 may lie before it."""
    pixel = painter.deviceTransform().map(QPointF(point))
    inside = QPointF(pixel.x() % 1, pixel.y() % 1)
    return QPointF(point) - inside / pixels_to_unit(painter)
