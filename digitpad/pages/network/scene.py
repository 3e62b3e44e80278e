"""The picture of the whole network: its layout, and cached pixels."""

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
"""Factors of the headings' size: they get smaller, but stay readable, before the view scrolls."""
RULE = 2
"""The gap between the headings and the pictures."""


class NetworkScene:
    """Everything between a network and its pixels, in units of the screen.

    Attributes:
        layout: the positions of everything; ``arrange`` sets it.
        per_map: whether each map has its own scale, or each layer.
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
        """Use other colours and another font; call ``fit`` afterwards."""
        self._palette, self._font = palette, font

    def build(self, nodes: Graph) -> None:
        """Show another network; call ``fit`` afterwards."""
        self._nodes = nodes
        self._columns = columns_of(nodes)

    def fit(self, room: Size, ratio: float) -> None:
        """Fit everything into ``room``, as far as it stays readable; call ``arrange`` afterwards.

        Args:
            room: width and height.
            ratio: screen pixels per unit.
        """
        for size in LETTERS:
            pens = NetworkPainter(self._palette, theme.scaled_font(self._font, size))
            may_fit = least_width(pens.least_widths(self._columns)) <= room[0]
            if may_fit and pens.is_readable and self._fits(pens, room, ratio):
                return
        self._fits(NetworkPainter(self._palette, self._font), room, ratio)

    def _fits(self, pens: NetworkPainter, room: Size, ratio: float) -> bool:
        """Use these fonts; returns whether everything fits then."""
        self._pens, self._least = pens, pens.least_widths(self._columns)
        self._grids = fit(self._columns, room, self._least, ratio)
        return arrange(self._columns, self._grids, self._least, 1.0, room).width <= room[0]

    def arrange(self, room: Size, zoom: float) -> None:
        """Place everything, enlarged by this factor."""
        self.layout = arrange(self._columns, self._grids, self._least, zoom, room)
        self.forget()

    def forget(self) -> None:
        """Drop the cached pictures: the numbers, the visible part or the colours have changed."""
        self._pictures = {}
        self._painted = self._still = None

    def paint(self, painter: QPainter, trace: Mapping[str, Floats] | None, seen: QRect) -> None:
        """Everything in ``seen`` except marks; blank pictures without a trace.

        What is painted twice is cached as pixels, so that moving the pointer repaints only the
        marks.
        """
        ratio = pixels_to_unit(painter)
        if ratio != self._ratio:  # an exported picture has more pixels
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
        """A place, its receptive field, and lines to it from its inputs."""
        sources = self._nodes[place.layer].sources
        painter.setClipRect(seen.adjusted(0, self.layout.top - RULE, 0, 0))  # not over the headings
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
        """The headings, always at the top of ``seen``."""
        top = self.layout.top
        painter.save()
        painter.translate(0, seen.top())
        painter.fillRect(QRect(seen.left(), 0, seen.width(), top - RULE), self._pens.background)
        self._pens.groups(painter, self.layout, QRect(seen.left(), 0, seen.width(), top))
        for block in self._blocks(seen):
            self._pens.heading(painter, block, top)
        painter.restore()

    def _blocks(self, seen: QRect) -> list[Block]:
        """The blocks whose columns are in ``seen``."""
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
        """A layer's picture and the limit of its scale, cached until something changes."""
        name, pens = block.column.name, self._pens
        if name not in self._pictures:
            pixels, limit = paint_numbers(values, block.column.signed, pens.dark, self.per_map)
            background = pens.background.rgb()
            self._pictures[name] = LayerPicture(block, pixels, seen, self._ratio, background), limit
        return self._pictures[name]


def _on_pixel(painter: QPainter, point: QPoint) -> QPointF:
    """The corner of the pixel that contains ``point``; at a scale of 1.25 it may be before the
    point."""
    pixel = painter.deviceTransform().map(QPointF(point))
    inside = QPointF(pixel.x() % 1, pixel.y() % 1)
    return QPointF(point) - inside / pixels_to_unit(painter)
