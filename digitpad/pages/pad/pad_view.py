"""The pad on the screen: paper that is drawn on with mouse, finger or pen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ink.drawing import PAD_SIZE, Point
from digitpad.models.pad import Pad, Tool
from digitpad.pages.common import theme
from digitpad.pages.common.ink_layers import PadLayers, ring
from digitpad.pages.common.rendering import pixels_to_unit
from digitpad.pages.pad.digit_boxes import DigitBox, digit_boxes, paint_boxes
from digitpad.pages.pad.pointers import Pointers
from digitpad.reading.state import ReadingState
from digitpad.text.translation import tr

CORNER = 8.0
FOCUS_TAKEN = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
)
STILL = 4.0
"""A press that has moved no further than this, in screen units, is a click."""


class PadView(QWidget):
    """Shows a ``Pad`` as a square of paper, and draws with mouse, pen or finger (``Pointers``).

    Every event becomes a point; Qt merges repaints.

    Several digits have a box each.  A click on a box's tab chooses its digit; a pen that moves
    draws there as everywhere.

    Signals:
        digit_clicked(int): the tab of a digit was clicked, 0 for the first.
    """

    digit_clicked = Signal(int)

    def __init__(self, pad: Pad, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pad")
        self.setAccessibleName(tr("Drawing pad"))
        self.setAccessibleDescription(tr("Draw digits here with the mouse, a finger or a pen."))
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setTabletTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the right button erases
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 200)
        self._pad = pad
        self._layers = PadLayers(pad)
        self._pointers = Pointers(self)
        self._pressed: QPointF | None = None
        self._state: ReadingState | None = None
        self._read_brush = 0.0
        pad.changed.connect(self.update)
        pad.brush_changed.connect(self._update_cursor)

    def sizeHint(self) -> QSize:
        return QSize(384, 384)

    def paper(self) -> QRectF:
        """The square of paper within the widget."""
        side = min(self.width(), self.height())
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def to_units(self, position: QPointF) -> Point:
        """A place on the widget in the units of the pad."""
        paper = self.paper()
        scale = PAD_SIZE / paper.width()
        return (position.x() - paper.x()) * scale, (position.y() - paper.y()) * scale

    def show_state(self, state: ReadingState) -> None:
        """Show the boxes of several digits, and which is chosen."""
        before = self._boxes()
        self._state = state
        self._read_brush = max((s.brush for s in state.drawing.strokes), default=0.0)
        if before or self._boxes():
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paper = self.paper()
        palette = self.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.hairline(palette))
        painter.setBrush(palette.base())
        painter.drawRoundedRect(paper.adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        ink = palette.color(palette.ColorRole.Text)
        self._layers.paint(painter, paper, pixels_to_unit(painter), ink)
        if boxes := self._boxes():
            chosen = -1 if self._state is None else self._state.chosen
            paint_boxes(painter, boxes, chosen, palette, self.font())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._update_cursor()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._update_cursor()
        super().changeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._interrupt()

    def showEvent(self, event: QShowEvent) -> None:
        self.window().installEventFilter(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() in FOCUS_TAKEN:  # by a menu or another window, which gets the release
            self._interrupt()
        super().focusOutEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """End the stroke if a dialog or another window opens, which gets the release of the pen."""
        if event.type() in (QEvent.Type.WindowBlocked, QEvent.Type.WindowDeactivate):
            self._interrupt()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pointers.mouse(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointers.mouse(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointers.mouse(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        self._pointers.pen(event)
        hovers = event.type() == QEvent.Type.TabletMove and not event.buttons().value
        event.setAccepted(not hovers)  # the cursor follows a hovering pen as it does a mouse

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._pointers.touch(event)
            event.accept()
            return True
        return super().event(event)

    def begin(self, position: QPointF, tool: Tool | None) -> None:
        """The pen touches the paper; on the tab of a digit it may be a click."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        brush = (tool or self._pad.tool) is Tool.BRUSH
        if brush and self._digit_at(position) is not None:
            self._pressed = position
            return
        self._pad.begin(self.to_units(position), tool)
        if tool is not None:
            self._update_cursor(tool)

    def extend(self, position: QPointF) -> None:
        """The pen moves."""
        if self._pressed is not None:
            moved = position - self._pressed
            if abs(moved.x()) <= STILL and abs(moved.y()) <= STILL:
                return
            self._pad.begin(self.to_units(self._pressed))
            self._pressed = None
        self._pad.extend(self.to_units(position))

    def end(self) -> None:
        """The pen is lifted."""
        pressed, self._pressed = self._pressed, None
        digit = None if pressed is None else self._digit_at(pressed)
        if digit is not None:
            self.digit_clicked.emit(digit)
        self._pad.end()
        self._update_cursor()

    def cancel(self) -> None:
        """Drop a gesture that was begun by mistake."""
        self._pressed = None
        self._pad.cancel()
        self._update_cursor()

    def _interrupt(self) -> None:
        """End the stroke being drawn; a tab being pressed counts as not clicked."""
        self._pressed = None
        self._pointers.release()

    def _boxes(self) -> tuple[DigitBox, ...]:
        reading = None if self._state is None else self._state.reading
        return digit_boxes(reading, self._read_brush, self.paper(), self.font())

    def _digit_at(self, position: QPointF) -> int | None:
        boxes = enumerate(self._boxes())
        return next((index for index, box in boxes if box.is_clicked(position)), None)

    def _update_cursor(self, tool: Tool | None = None) -> None:
        tool = tool or self._pad.tool
        diameter = self._pad.width_of(tool) * self.paper().width() / PAD_SIZE
        ratio = self.devicePixelRatioF()
        self.setCursor(ring(diameter, self.palette(), ratio, tool is Tool.ERASER))
