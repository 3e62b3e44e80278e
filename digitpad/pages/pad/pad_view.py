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
from digitpad.reading.reader import Prediction, Reading

CORNER = 8.0
TAKEN_AWAY = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
)
STILL = 4.0
"""A pen that has moved no further than this, in units of the screen, has clicked."""


class PadView(QWidget):
    """Shows a ``Pad`` as a square of paper on which ``Pointers`` draw.

    Every event becomes a point, painting is gathered by Qt.

    Several digits have a box each.  A click on its tab chooses a digit; a pen that moves draws
    there as everywhere.

    Signals:
        digit_clicked(int): the tab of one of several digits was clicked, 0 being the first.
    """

    digit_clicked = Signal(int)

    def __init__(self, pad: Pad, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pad")
        self.setAccessibleName("Drawing pad")
        self.setAccessibleDescription("Draw digits here with the mouse, a finger or a pen.")
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
        self._reading: Reading | None = None
        self._prediction: Prediction | None = None
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

    def show_reading(self, reading: object) -> None:
        """Show the boxes of a ``Reading`` of several digits; None and a single one have none."""
        before = self._boxes()
        self._reading = reading if isinstance(reading, Reading) else None
        self._read_brush = max((s.brush for s in self._pad.drawing.strokes), default=0.0)
        if before or self._boxes():
            self.update()

    def show_prediction(self, prediction: object) -> None:
        """Show which of the digits this is the ``Prediction`` of."""
        self._prediction = prediction if isinstance(prediction, Prediction) else None
        if self._boxes():
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
            paint_boxes(painter, boxes, self._chosen(), palette, self.font())

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
        if event.reason() in TAKEN_AWAY:  # by a menu or another window, which gets the release
            self._interrupt()
        super().focusOutEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A dialog that opens, or another window, gets the release of the pen."""
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
        event.setAccepted(not hovers)  # the cursor follows a pen that hovers, as it does a mouse

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._pointers.touch(event)
            event.accept()
            return True
        return super().event(event)

    def begin(self, position: QPointF, tool: Tool | None) -> None:
        """The pen touches the paper; on the tab of a digit it may only want to click on it."""
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
        """Leave nothing of what was begun by mistake."""
        self._pressed = None
        self._pad.cancel()
        self._update_cursor()

    def _interrupt(self) -> None:
        """End what is being drawn; a tab that is pressed meanwhile was not clicked."""
        self._pressed = None
        self._pointers.let_go()

    def _boxes(self) -> tuple[DigitBox, ...]:
        return digit_boxes(self._reading, self._read_brush, self.paper(), self.font())

    def _chosen(self) -> int:
        """Which of the digits the prediction is of; -1 if it is of none."""
        digits = () if self._reading is None else self._reading.digits
        return next((i for i, d in enumerate(digits) if d.prediction is self._prediction), -1)

    def _digit_at(self, position: QPointF) -> int | None:
        boxes = enumerate(self._boxes())
        return next((index for index, box in boxes if box.is_clicked(position)), None)

    def _update_cursor(self, tool: Tool | None = None) -> None:
        tool = tool or self._pad.tool
        diameter = self._pad.width_of(tool) * self.paper().width() / PAD_SIZE
        ratio = self.devicePixelRatioF()
        self.setCursor(ring(diameter, self.palette(), ratio, tool is Tool.ERASER))
