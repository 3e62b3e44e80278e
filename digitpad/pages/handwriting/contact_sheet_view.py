"""A grid of drawings, each of which can be put on the pad."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from digitpad.ink.box import ink_box
from digitpad.ink.drawing import Drawing
from digitpad.pages.common import theme
from digitpad.pages.common.ink_painting import fit, paint_ink
from digitpad.pages.common.rendering import pixels_to_unit
from digitpad.pages.handwriting.contact_sheet import KINDS, ContactSheet
from digitpad.text.translation import tr

PAINT_SECONDS = 0.006
"""Time limit of one paint event; the rest is painted in the next."""
CELL_SHAPE = 1.35
NAME_HEIGHT = 16
RIM = 6
SMALL = 0.72
PEN_SHARE = 0.085
THINNEST = 2.0
CORNER = 4.0
KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class ContactSheetView(QWidget):
    """Paints a ``ContactSheet``, each drawing once and with its name below it.

    All lines have the same width, so that the shapes can be compared.

    Signals:
        picked(int): the drawing of this number was clicked, or chosen with the keys.
    """

    picked = Signal(int)

    def __init__(self, sheet: ContactSheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = sheet
        self.setObjectName("contactSheet")
        self.setAccessibleName(tr("Ways of writing"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.painted: list[Drawing] = []
        self._picture = QPixmap()
        self._current = 0
        self._describe()
        sheet.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(820, 600)

    def minimumSizeHint(self) -> QSize:
        return QSize(480, 420)

    def cell(self, number: int) -> QRect:
        """The place of the drawing of this number."""
        columns, rows = self.grid()
        row, column = divmod(number, columns)
        left, right = (round(c * self.width() / columns) for c in (column, column + 1))
        top, bottom = (round(r * self.height() / rows) for r in (row, row + 1))
        return QRect(left, top, right - left, bottom - top)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if pixels_to_unit(painter) == self.devicePixelRatioF():
            self._paint_some()
            painter.drawPixmap(0, 0, self._picture)
        else:  # an exported picture: all at once, and sharp
            for number, drawing in enumerate(self._sheet.drawings):
                self._paint(painter, number, drawing)
        if self.hasFocus() or self.underMouse():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.accent(self.palette()), 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            frame = QRectF(self.cell(self._current)).adjusted(2, 2, -2, -2)
            painter.drawRoundedRect(frame, CORNER, CORNER)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._repaint_all()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._repaint_all()
        super().changeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self._number_at(event.position())
        shape = Qt.CursorShape.ArrowCursor if number is None else Qt.CursorShape.PointingHandCursor
        self.setCursor(shape)
        if number is not None:
            self._go_to(number)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self._number_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and number is not None:
            self._go_to(number)
            self._pick()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._pick()
        elif key in KEYS:
            across, down = KEYS[key]
            number = self._current + across + down * self.grid()[0]
            if 0 <= number < len(KINDS):
                self._go_to(number)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            number = self._number_at(QPointF(event.pos()))
            if number is not None:
                QToolTip.showText(event.globalPos(), _tip(number), self)
            return True
        return super().event(event)

    def grid(self) -> tuple[int, int]:
        """Columns and rows that give each kind the most space."""
        columns = math.sqrt(len(KINDS) * self.width() / max(1, self.height()) / CELL_SHAPE)
        across = max(1, round(columns))
        return across, math.ceil(len(KINDS) / across)

    def _number_at(self, place: QPointF) -> int | None:
        point = place.toPoint()
        numbers = range(len(self._sheet.drawings))
        return next((number for number in numbers if self.cell(number).contains(point)), None)

    def _go_to(self, number: int) -> None:
        if number != self._current:
            self._current = number
            self._describe()
            self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(_tip(self._current))

    def _pick(self) -> None:
        if self._current < len(self._sheet.drawings):
            self.picked.emit(self._current)

    def _repaint_all(self) -> None:
        self.painted = []
        self.update()

    def _paint_some(self) -> None:
        """Paint new drawings, as many as there is time for."""
        drawings = self._sheet.drawings
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        if not self.painted or self.painted[0] is not next(iter(drawings), None):
            if self._picture.size() != size:
                self._picture = QPixmap(size)
                self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            self.painted = []
        painter = QPainter(self._picture)
        end = time.perf_counter() + PAINT_SECONDS
        while len(self.painted) < len(drawings) and time.perf_counter() < end:
            number = len(self.painted)
            self._paint(painter, number, drawings[number])
            self.painted.append(drawings[number])
        painter.end()
        if len(self.painted) < len(drawings):
            self.update()

    def _paint(self, painter: QPainter, number: int, drawing: Drawing) -> None:
        palette, cell = self.palette(), self.cell(number)
        card = QRectF(cell).adjusted(3, 3, -3, -3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.hairline(palette))
        painter.setBrush(palette.base())
        painter.drawRoundedRect(card, CORNER, CORNER)
        room = card.adjusted(RIM, RIM, -RIM, -NAME_HEIGHT)
        pen = max(THINNEST, PEN_SHARE * room.height())
        part = room.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2)
        is_digit = KINDS[number].label is not None
        ink = palette.text().color() if is_digit else theme.quiet(palette)
        box = ink_box(drawing)
        area = QRectF(box.left, box.top, box.width, box.height)
        paint_ink(painter, drawing, fit(area, part), ink, pen)
        font = theme.scaled_font(self.font(), SMALL)
        longest = max((kind.name for kind in KINDS), key=len)
        painter.setFont(theme.fitting_font(font, longest, card.width() - 2))
        painter.setPen(theme.quiet(palette))
        below = QRectF(card.x(), room.bottom(), card.width(), NAME_HEIGHT)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, KINDS[number].name)


def _tip(number: int) -> str:
    return tr("{kind}. Click it, or press Enter, to put it on the pad.", kind=KINDS[number].title)
