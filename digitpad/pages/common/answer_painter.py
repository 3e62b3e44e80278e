"""Paints an answer: one large digit, several, or words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPalette

from digitpad.pages.common import theme

DIGIT_SHARE = 0.74
WORDS_SHARE = 0.36
GAP = 8.0
WIDEST = "> 99.9 %"
SMALLEST_PIXELS = 14
SEVERAL_SHARE = 0.68
LEAST_UNBROKEN = 20
"""Lines of digits are wrapped only in type no larger than this, in pixels."""
LEFT, CENTRE = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter
TOP, MIDDLE, BOTTOM = (
    Qt.AlignmentFlag.AlignTop,
    Qt.AlignmentFlag.AlignVCenter,
    Qt.AlignmentFlag.AlignBottom,
)


class AnswerPainter:
    """Paints within ``room``, with one palette and font."""

    def __init__(self, painter: QPainter, room: QRectF, palette: QPalette, font: QFont) -> None:
        self._painter = painter
        self._room = room
        self._text = palette.color(QPalette.ColorRole.WindowText)
        self._accent = theme.accent(palette)
        self._quiet = theme.quiet(palette)
        self._font = font

    def invitation(self, words: str) -> None:
        """What to do on an empty pad."""
        font = theme.scaled_font(self._font, 1.7)
        self._write(self._room, MIDDLE | CENTRE, words, font, self._quiet)

    def digit(self, digit: str, share: str, sureness: str) -> None:
        """One digit, and beside it how sure the network is."""
        room = self._room
        large = QRectF(0, 0, room.height() * DIGIT_SHARE * 0.66, room.height())
        self._write(large, MIDDLE | CENTRE, digit, self._pixels(DIGIT_SHARE), self._accent)
        left = large.right() + GAP
        upper = QRectF(left, 0, room.width() - left, room.height() * 0.56)
        lower = QRectF(left, upper.bottom(), upper.width(), room.height() - upper.bottom())
        font = self._fitting(theme.scaled_font(self._font, 1.75), WIDEST, upper.width())
        self._write(upper, BOTTOM | LEFT, share, font, self._text)
        self._painter.setFont(self._font)
        self._painter.setPen(self._quiet)
        self._painter.drawText(lower, TOP | LEFT | Qt.TextFlag.TextWordWrap, sureness)

    def lines(self, above: str, words: str, below: str) -> None:
        """An answer other than a digit, with a line above and one below."""
        font = self._fitting(self._pixels(WORDS_SHARE), words)
        middle = QFontMetricsF(font).height()
        rest = (self._room.height() - middle) / 2
        width = self._room.width()
        self._write(QRectF(0, 0, width, rest), BOTTOM | CENTRE, above, self._font, self._quiet)
        self._write(QRectF(0, rest, width, middle), MIDDLE | CENTRE, words, font, self._accent)
        room = QRectF(0, rest + middle, width, rest)
        self._write(room, TOP | CENTRE, below, self._font, self._quiet)

    def several(self, rows: Sequence[str], chosen: int, answer: str, shares: str) -> None:
        """Lines of digits, the chosen one in colour, and its answer.

        If there are many, they get smaller, then lines are wrapped, and the last is cut off.
        """
        upper = QRectF(0, 0, self._room.width(), self._room.height() * SEVERAL_SHARE)
        rows, font = self._broken(rows, upper)
        metrics = QFontMetricsF(font)
        height = min(upper.height() / len(rows), metrics.height()) if rows[1:] else upper.height()
        top = (upper.height() - len(rows) * height) / 2
        place = 0
        for number, row in enumerate(rows):
            left = max(0.0, (upper.width() - metrics.horizontalAdvance(row)) / 2)
            for digit in row:
                box = QRectF(
                    left, top + number * height, metrics.horizontalAdvance(digit) + 1, height
                )
                colour = self._accent if place == chosen else self._text
                self._write(box, MIDDLE | LEFT, digit, font, colour)
                left += metrics.horizontalAdvance(digit)
                place += 1
        lower = QRectF(0, upper.bottom(), upper.width(), self._room.height() - upper.bottom())
        words = f"{answer}: {shares}" if len(answer) == 1 else answer
        font = self._fitting(theme.scaled_font(self._font, 1.2), words)
        self._write(lower, TOP | CENTRE, words, font, self._quiet)

    def _broken(self, rows: Sequence[str], room: QRectF) -> tuple[Sequence[str], QFont]:
        """``rows`` wrapped to fit the room, and the largest font in which they fit."""
        font = self._pixels(SEVERAL_SHARE - 0.08)
        while True:
            metrics, size = QFontMetricsF(font), font.pixelSize()
            across = max(1, int(room.width() / metrics.horizontalAdvance("0")))
            down = max(1, int(room.height() / metrics.height()))
            broken = list(rows) if size > LEAST_UNBROKEN else _cut(rows, across)
            if len(broken) <= down and max(map(len, broken)) <= across:
                return broken, font
            if size <= SMALLEST_PIXELS:
                return [*broken[: down - 1], f"{broken[down - 1][: across - 1]}…"], font
            font.setPixelSize(size - 1)

    def _pixels(self, share: float) -> QFont:
        """The font, bold, with this share of the room's height."""
        font = QFont(self._font)
        font.setPixelSize(max(SMALLEST_PIXELS, round(self._room.height() * share)))
        font.setBold(True)
        return font

    def _fitting(self, font: QFont, words: str, room: float = 0.0) -> QFont:
        """``font``, made smaller if ``words`` do not fit on one line."""
        room = room or self._room.width()
        width = QFontMetricsF(font).horizontalAdvance(words)
        if width <= room:
            return font
        fitting = QFont(font)
        fitting.setPixelSize(max(SMALLEST_PIXELS, int(QFontInfo(font).pixelSize() * room / width)))
        return fitting

    def _write(
        self, room: QRectF, where: Qt.AlignmentFlag, words: str, font: QFont, colour: QColor
    ) -> None:
        self._painter.setFont(font)
        self._painter.setPen(colour)
        self._painter.drawText(room, where, words)


def _cut(rows: Sequence[str], length: int) -> list[str]:
    """``rows`` cut into parts of at most ``length``."""
    return [row[i : i + length] for row in rows for i in range(0, len(row), length)]
