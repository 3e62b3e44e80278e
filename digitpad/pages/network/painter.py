"""Paints the headings, legends, bars and marks of the whole network.

The places are computed by ``layout``; the maps are painted by ``layer_picture``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen

from cnn.arrays import Floats
from cnn.explain.graph import Place
from cnn.explain.receptive_field import Field
from digitpad.pages.common import colour, theme
from digitpad.pages.common.array_image import ArrayImage
from digitpad.pages.network.columns import Column, Form
from digitpad.pages.network.layout import GROUP_HEIGHT, HEADING_HEIGHT, Block, Layout
from digitpad.text.numbers import compact, percent, short, thousands
from digitpad.text.translation import tr

TITLE, SMALL = 0.84, 0.76
LEAST_HEIGHT = 11
"""The least height of small text that can be read."""
LONGEST_TITLE = "batch_norm1"
LINE_HEIGHT = 16
LEGEND_WIDTH = 48
LEGEND_THICKNESS = 5
SHORTEST_BAR = 24
GAP = 3
SQUARE = 24
MOST_LINKS = 64
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


class NetworkPainter:
    """Paints with one palette and font, both taken when it is made."""

    def __init__(self, palette: QPalette, font: QFont) -> None:
        self.dark = theme.is_dark(palette)
        self.background = palette.color(QPalette.ColorRole.Window)
        self._paper = palette.color(QPalette.ColorRole.Base)
        self._text = palette.color(QPalette.ColorRole.WindowText)
        self._quiet = theme.quiet(palette)
        self._hairline = theme.hairline(palette)
        self._trough = theme.trough(palette)
        self._accent = theme.accent(palette)
        self._title = theme.scaled_font(font, TITLE, bold=True)
        self._small = theme.scaled_font(font, SMALL)
        self._small_bold = theme.scaled_font(font, SMALL, bold=True)
        self._title_size = QFontMetrics(self._title)
        self._small_size = QFontMetrics(self._small)
        self._widest_title = self._title_size.horizontalAdvance(LONGEST_TITLE)
        self._label_width = self._small_size.horizontalAdvance("0") + 2 * GAP
        self._number_width = self._small_size.horizontalAdvance("−8.8k") + GAP
        self._share_width = QFontMetrics(self._small_bold).horizontalAdvance(">99.9") + GAP

    @property
    def is_readable(self) -> bool:
        """Whether small text is large enough to be read."""
        return self._small_size.height() >= LEAST_HEIGHT

    def least_widths(self, columns: Sequence[Column]) -> list[int]:
        """The width that each column needs for its heading and labels."""
        return [max(self._heading_width(column), self._room_beside(column)) for column in columns]

    def _heading_width(self, column: Column) -> int:
        small = (column.shape_text, _parameter_words(column)[-1])
        widths = [self._small_size.horizontalAdvance(words) for words in small]
        title = self._title_size.horizontalAdvance(column.title)
        return 2 + max(*widths, min(title, self._widest_title))

    def _room_beside(self, column: Column) -> int:
        """The width of squares or bars of classes with their names and numbers."""
        if column.form is Form.BARS:
            return self._label_width + SHORTEST_BAR + self._share_width
        is_labelled = column.form is Form.CELLS and bool(column.labels)
        return SQUARE + self._label_width + self._number_width + 2 * GAP if is_labelled else 0

    def heading(self, painter: QPainter, block: Block, top: int) -> None:
        """A layer's name, shape and number of parameters."""
        column = block.column
        line = QRect(block.left, top - HEADING_HEIGHT, block.width, LINE_HEIGHT)
        painter.setFont(self._title)
        painter.setPen(self._text)
        middle = Qt.TextElideMode.ElideMiddle
        painter.drawText(
            line, CENTRE, self._title_size.elidedText(column.title, middle, block.width)
        )
        painter.setFont(self._small)
        painter.setPen(self._quiet)
        painter.drawText(line.translated(0, LINE_HEIGHT), CENTRE, column.shape_text)
        words = _parameter_words(column)
        fits = (w for w in words if self._small_size.horizontalAdvance(w) <= block.width)
        painter.drawText(line.translated(0, 2 * LINE_HEIGHT), CENTRE, next(fits, words[-1]))

    def groups(self, painter: QPainter, layout: Layout, seen: QRect) -> None:
        """A bracket over the layers of each residual block."""
        spans: dict[str, QRect] = {}
        for block in layout.blocks:
            if block.column.group:
                room = QRect(block.left, 0, block.width, GROUP_HEIGHT)
                spans[block.column.group] = spans.get(block.column.group, room).united(room)
        painter.setFont(self._small)
        for name, span in spans.items():
            painter.setPen(self._hairline)
            y = span.bottom() - 2
            painter.drawLine(span.left(), y, span.right(), y)
            for x in (span.left(), span.right()):
                painter.drawLine(x, y, x, y + 4)
            painter.setPen(self._quiet)
            painter.drawText(span.intersected(seen).adjusted(4, -2, -4, -2), LEFT, name)

    def paper(self, painter: QPainter, block: Block) -> None:
        """Blank pictures, for an empty pad."""
        if block.column.form is Form.MAPS:
            for channel in range(block.column.maps):
                painter.fillRect(QRect(*block.picture(channel)), self._paper)
        else:
            painter.fillRect(QRect(*block.box), self._paper)

    def legend(self, painter: QPainter, block: Block, limit: float | None) -> None:
        """The colour scale of a layer; ``limit`` is None if each map has its own."""
        x, y, width, height = block.box
        y += height + 6
        signed = block.column.signed
        long = min(LEGEND_WIDTH, block.width)
        bar = QRect(x + (width - long) // 2, y, long, LEGEND_THICKNESS)
        table = colour.diverging(self.dark)[1:] if signed else colour.sequential(self.dark)
        painter.drawImage(bar, ArrayImage(table.reshape(1, 1, -1)).image)
        painter.setFont(self._small)
        painter.setPen(self._quiet)
        end = tr("each map") if limit is None else compact(limit)
        words = f"±\u2009{end}" if signed else f"0\u2009…\u2009{end}"
        line = QRect(0, y + LEGEND_THICKNESS, block.width + 8, LINE_HEIGHT)
        line.moveLeft(bar.center().x() - line.width() // 2)
        painter.drawText(line, CENTRE, words)

    def numbers(self, painter: QPainter, block: Block, values: Floats) -> None:
        """The names and numbers beside the squares of the classes."""
        grid, labels = block.grid, block.column.labels
        if not labels or grid.columns > 1 or grid.cell[1] < self._small_size.ascent():
            return
        painter.setFont(self._small)
        for index, (label, value) in enumerate(zip(labels, values.tolist(), strict=True)):
            x, y, width, height = block.picture(index)
            painter.setPen(self._quiet)
            before = QRect(x - self._label_width, y, self._label_width - GAP, height)
            painter.drawText(before, RIGHT, label)
            behind = QRect(x + width + GAP, y, self._number_width, height)
            painter.drawText(behind, LEFT, short(value))

    def bars(self, painter: QPainter, block: Block, shares: Floats | None) -> None:
        """A bar for every class, between its name and its percentage."""
        count = block.column.shape[0]
        best = -1 if shares is None else int(shares.argmax())
        is_readable = block.grid.cell[1] >= self._small_size.ascent()
        before, behind = (self._label_width, self._share_width) if is_readable else (0, 0)
        for index in range(count):
            x, y, width, height = block.picture(index)
            wins = index == best
            room = QRectF(x + before, y, max(width - before - behind, 0), height)
            bar = room.adjusted(0, height / 5, 0, -height / 5)
            painter.fillRect(bar, self._trough)
            share = 0.0 if shares is None else float(shares[index])
            filled = QRectF(bar.x(), bar.y(), bar.width() * share, bar.height())
            painter.fillRect(filled, self._accent if wins else self._quiet)
            if not is_readable:
                continue
            painter.setFont(self._small_bold if wins else self._small)
            painter.setPen(self._accent if wins else self._text)
            painter.drawText(QRect(x, y, before, height), LEFT, block.column.labels[index])
            if shares is None:
                continue
            painter.setPen(self._text if wins else self._quiet)
            number_room = QRect(x + width - behind, y, behind, height)
            painter.drawText(number_room, RIGHT, percent(share))

    def fields(
        self, painter: QPainter, layout: Layout, fields: Mapping[str, Field], seen: QRectF
    ) -> None:
        """A frame around the receptive field of a number, layer by layer."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._accent, 1.5))
        for name, field in fields.items():
            for part in field_parts(layout.by_name[name], field):
                if part.intersects(seen):
                    painter.drawRect(part.adjusted(-1, -1, 1, 1))

    def links(
        self,
        painter: QPainter,
        layout: Layout,
        place: Place,
        fields: Mapping[str, Field],
        sources: Sequence[str],
    ) -> None:
        """Thin lines to a number from its inputs."""
        target = QRectF(*layout.by_name[place.layer].number(place))
        end = QPointF(target.left(), target.center().y())
        faint = QColor(self._accent)
        faint.setAlphaF(0.35)
        painter.setPen(QPen(faint, 1.0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for name in sources:
            parts = field_parts(layout.by_name[name], fields[name]) if name in fields else []
            for part in parts[:MOST_LINKS]:
                painter.drawLine(QLineF(QPointF(part.right(), part.center().y()), end))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def place(self, painter: QPainter, block: Block, place: Place, pinned: bool) -> None:
        """Frames around the number, visible on every colour, and around its map."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if block.column.form is Form.MAPS:
            picture = QRectF(*block.picture(place.channel))
            painter.setPen(QPen(self._text, 1.0))
            painter.drawRect(picture.adjusted(-1.5, -1.5, 1.5, 1.5))
        square = QRectF(*block.number(place)).adjusted(-1, -1, 1, 1)
        painter.setPen(QPen(self._paper, 4.0 if pinned else 3.0))
        painter.drawRect(square)
        painter.setPen(QPen(self._text, 2.0 if pinned else 1.2))
        painter.drawRect(square)


def field_parts(block: Block, field: Field) -> list[QRectF]:
    """The boxes of a receptive field in a block; a single one if it is the whole layer."""
    if field.is_empty:
        return []
    if field.is_everything:
        return [QRectF(*block.box)]
    channels = np.flatnonzero(field.channels).tolist()
    return [QRectF(*block.part(channel, *field.box)) for channel in channels]


def _parameter_words(column: Column) -> list[str]:
    """The number of a layer's parameters, in shorter and shorter forms."""
    count = column.parameters
    if not count:
        return [""]
    text = thousands(count)
    short = text if count < 10_000 else f"{count / 1000:.0f}\u2009k"
    return [
        tr("{count} parameters", count=text),
        tr("{count} param.", count=text),
        tr("{count} param.", count=short),
        short,
    ]
