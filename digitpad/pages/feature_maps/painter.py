"""Paints kernels and feature maps at the places that ``layout`` computes."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette

from cnn.arrays import Floats
from digitpad.pages.common import colour, theme
from digitpad.pages.common.array_image import ArrayImage
from digitpad.pages.feature_maps.layout import (
    BELOW_HEIGHT,
    CAPTION_HEIGHT,
    HEADING_HEIGHT,
    Spot,
    StageLayout,
)
from digitpad.text.numbers import compact, short

SMALL = 0.76
BAR_WIDTH = 64
BAR_HEIGHT = 8
NUMBER_WIDTH = 32
GAP = BESIDE = 8
READABLE = 0.75
"""A caption smaller than this share of the usual small text is left out."""
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
LEGEND_WIDTH = BAR_WIDTH + 2 * NUMBER_WIDTH


class MapPainter:
    """Paints with one palette and font, both taken when it is made."""

    def __init__(self, painter: QPainter, palette: QPalette, font: QFont) -> None:
        self._painter = painter
        self._dark = theme.is_dark(palette)
        self._text = palette.color(QPalette.ColorRole.WindowText)
        self._quiet = theme.quiet(palette)
        self._hairline = theme.hairline(palette)
        self._paper = palette.color(QPalette.ColorRole.Base)
        self._font = font
        self._small = theme.scaled_font(font, SMALL)
        self._small_metrics = QFontMetrics(self._small)
        self._range_width = self._small_metrics.horizontalAdvance("−8.8…8.8")
        self._fitted: dict[tuple[str, int], QFont] = {}

    def heading(self, placed: StageLayout, width: int) -> None:
        """The layer's name, what it does, and the captions of the pictures."""
        painter, stage = self._painter, placed.stage
        line = QRect(0, placed.top, width - 2 * LEGEND_WIDTH - GAP, HEADING_HEIGHT)
        bold = theme.scaled_font(self._font, 1.15, bold=True)
        painter.setFont(bold)
        painter.setPen(self._text)
        painter.drawText(line, LEFT, stage.layer)
        indent = QFontMetrics(bold).horizontalAdvance(stage.layer) + 14
        beside = line.adjusted(indent, 1, 0, 1)
        font = theme.fitting_font(self._font, stage.heading, beside.width())
        if QFontMetrics(font).height() >= READABLE * self._small_metrics.height():
            self._write(beside, LEFT, stage.heading, font)
        else:
            self._write(
                beside,
                LEFT,
                stage.short_heading,
                self._small_in(stage.short_heading, beside.width()),
            )
        for channel in range(placed.columns):
            self._captions(placed, channel)

    def kernels(self, placed: StageLayout, values: Floats) -> None:
        """Every kernel of a convolution, on one scale."""
        stage = placed.stage
        height, width = stage.kernel
        table = colour.diverging(self._dark)
        flat = values.reshape(-1, height, width)
        pictures = ArrayImage(colour.paint_signed(flat, colour.limit_of(values), table))
        for channel in range(stage.channels):
            for channel_in in range(stage.inputs):
                number = channel * stage.inputs + channel_in
                box = QRect(*placed.kernel_box(channel, channel_in))
                source = QRect(0, number * height, width, height)
                self._painter.drawImage(box, pictures.image, source)
                if stage.inputs == 1:
                    self._frame(box)
            left, top = placed.filter_corner(channel)
            box = QRect(left, top + placed.map_height, placed.kernels_width, BELOW_HEIGHT)
            self._write(box, CENTRE, str(channel + 1), self._small)

    def frames(self, placed: StageLayout) -> None:
        """A thin line around every map, and blank paper inside."""
        for boxes in placed.map_boxes:
            for box in boxes:
                self._painter.fillRect(QRect(*box), self._paper)
                self._frame(QRect(*box))

    def maps(self, placed: StageLayout, row: int, values: Floats, limit: float) -> None:
        """One layer's maps, each with its minimum and maximum below it."""
        painter = self._painter
        height, width = placed.stage.size
        if placed.stage.rows[row].signed:
            pixels = colour.paint_signed(values, limit, colour.diverging(self._dark))
        else:
            pixels = colour.paint_positive(values, limit, colour.sequential(self._dark))
        pictures = ArrayImage(pixels)
        flat = values.reshape(len(values), -1)
        ranges = zip(flat.min(axis=1).tolist(), flat.max(axis=1).tolist(), strict=True)
        painter.setPen(self._quiet)
        boxes = placed.map_boxes[row]
        signed = placed.stage.rows[row].signed
        are_whole = signed and placed.cell + BESIDE < self._range_width
        decimals = 0 if are_whole else 1
        widest = ("−88…8" if are_whole else "−8.8…8.8") if signed else "0…8.8"
        room = placed.cell + (0 if are_whole else BESIDE)
        for channel, ((low, high), (x, y, w, h)) in enumerate(zip(ranges, boxes, strict=True)):
            source = QRect(0, channel * height, width, height)
            painter.drawImage(QRect(x, y, w, h), pictures.image, source)
            below = QRect(x - BESIDE, y + h, w + 2 * BESIDE, BELOW_HEIGHT)
            words = f"{short(low, decimals)}…{short(high, decimals)}"
            is_usual = len(words) <= len(widest)  # so that most have letters of one size
            font = self._small_in(*((widest, room) if is_usual else (words, placed.cell + BESIDE)))
            painter.setFont(font)
            painter.drawText(below, CENTRE, words)

    def legend(self, placed: StageLayout, right: int, limit: float, signed: bool) -> None:
        """The colour scale of the maps: a bar in the heading that ends at ``right``."""
        bar = QRect(right - NUMBER_WIDTH - BAR_WIDTH, 0, BAR_WIDTH, BAR_HEIGHT)
        bar.moveTop(placed.top + (HEADING_HEIGHT - BAR_HEIGHT) // 2 + 1)
        table = colour.diverging(self._dark)[1:] if signed else colour.sequential(self._dark)
        gradient = ArrayImage(table.reshape(1, 1, -1))
        self._painter.drawImage(bar, gradient.image)
        self._frame(bar)
        room = QRect(bar.left(), placed.top + 1, NUMBER_WIDTH - 6, HEADING_HEIGHT)
        before, after = room.translated(-NUMBER_WIDTH, 0), room.translated(BAR_WIDTH + 6, 0)
        for box, where, words in (
            (before, RIGHT, compact(-limit) if signed else "0"),
            (after, LEFT, compact(limit)),
        ):
            self._write(box, where, words, self._small_in(words, box.width()))

    def pointer(self, placed: StageLayout, spot: Spot) -> None:
        """A frame around a number, and one around its picture."""
        if spot.row is None:
            box, size = placed.kernel_box(spot.channel, spot.input), placed.stage.kernel
        else:
            box, size = placed.map_box(spot.row, spot.channel), placed.stage.size
        across, down = box[2] / size[1], box[3] / size[0]
        square = QRectF(box[0] + spot.x * across, box[1] + spot.y * down, across, down)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(self._text)
        self._painter.drawRect(square.adjusted(-1, -1, 0, 0))
        self._painter.drawRect(QRect(*box).adjusted(-2, -2, 1, 1))

    def _captions(self, placed: StageLayout, channel: int) -> None:
        left, top = placed.filter_corner(channel)
        width = placed.kernels_width
        room = QRect(left, top - CAPTION_HEIGHT, width, CAPTION_HEIGHT).adjusted(-2, 0, 2, 0)
        font = self._small_in(placed.stage.kernel_caption, room.width() - 1)
        if QFontMetrics(font).height() >= READABLE * self._small_metrics.height():
            self._write(room, CENTRE, placed.stage.kernel_caption, font)
        for number, row in enumerate(placed.stage.rows):
            x, y, width, _ = placed.map_box(number, channel)
            room = QRect(x, y - CAPTION_HEIGHT, width, CAPTION_HEIGHT).adjusted(-3, 0, 3, 0)
            fits = self._small_metrics.horizontalAdvance(row.caption) < room.width()
            words = row.caption if fits else row.short_caption
            self._write(room, CENTRE, words, self._small_in(words, room.width() - 1))

    def _small_in(self, words: str, width: int) -> QFont:
        """The font of small text, made smaller until ``words`` fit."""
        key = words, width
        if key not in self._fitted:
            self._fitted[key] = theme.fitting_font(self._small, words, width)
        return self._fitted[key]

    def _write(self, box: QRect, where: Qt.AlignmentFlag, text: str, font: QFont) -> None:
        self._painter.setFont(font)
        self._painter.setPen(self._quiet)
        self._painter.drawText(box, where, text)

    def _frame(self, box: QRect) -> None:
        self._painter.setPen(self._hairline)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(box.adjusted(-1, -1, 0, 0))
