"""The pad on the screen: paper that is drawn on with mouse, finger or pen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEventPoint,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ink import PAD_SIZE, Point
from digitpad.models.pad import Pad, Tool
from digitpad.painting import theme
from digitpad.painting.digit_boxes import DigitBox, digit_boxes, paint_boxes
from digitpad.painting.pad_painting import PadLayers, ring
from digitpad.painting.rendering import pixels_to_unit
from digitpad.recogniser import Prediction, Reading

CORNER = 8.0
STILL = 4.0
"""A pen that has moved no further than this, in units of the screen, has clicked."""


class PadView(QWidget):
    """Shows a ``Pad`` as a square of paper and turns pointer events into gestures.

    The left button, a finger and a pen use the chosen tool; the right button and a pen's other end
    are the eraser.  Every event becomes a point, painting is gathered by Qt.

    Several digits have a box each.  A click on one of them chooses it; a pen that moves draws there
    as everywhere.

    Signals:
        digit_clicked(int): one of several digits was clicked on, 0 being the first.
    """

    digit_clicked = Signal(int)

    def __init__(self, pad: Pad, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pad")
        self.setAccessibleName("Drawing pad")
        self.setAccessibleDescription("Draw digits here with the mouse, a finger or a pen.")
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the right button erases
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 200)
        self._pad = pad
        self._layers = PadLayers(pad)
        self._button = Qt.MouseButton.NoButton
        self._touch_id: int | None = None
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
        self._touch_id, self._button = None, Qt.MouseButton.NoButton  # no release will arrive
        self._pressed = None
        self._pad.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        tools = {Qt.MouseButton.LeftButton: None, Qt.MouseButton.RightButton: Tool.ERASER}
        if event.button() not in tools or self._button is not Qt.MouseButton.NoButton:
            return
        if not self._pad.is_drawing:
            self._button = event.button()
            self._begin(event.position(), tools[event.button()])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._button is not Qt.MouseButton.NoButton:
            self._extend(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is self._button:
            self._button = Qt.MouseButton.NoButton
            self._extend(event.position())
            self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        if event.type() == QEvent.Type.TabletPress:
            other_end = event.pointerType() is QPointingDevice.PointerType.Eraser
            erases = other_end or event.button() is Qt.MouseButton.RightButton
            self._begin(event.position(), Tool.ERASER if erases else None)
        elif event.type() == QEvent.Type.TabletMove:
            self._extend(event.position())
        elif event.type() == QEvent.Type.TabletRelease:
            self._end()
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._touch(event)
            event.accept()
            return True
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> None:
        """Follow the first finger; others rest on the paper as a hand does."""
        if event.type() == QEvent.Type.TouchCancel:
            self._touch_id = self._pressed = None
            self._end()
            return
        for point in event.points():
            state = point.state()
            if self._touch_id is None and state == QEventPoint.State.Pressed:
                self._touch_id = point.id()
                self._begin(point.position(), None)
            elif point.id() == self._touch_id and state == QEventPoint.State.Updated:
                self._extend(point.position())
            elif point.id() == self._touch_id and state == QEventPoint.State.Released:
                self._touch_id = None
                self._end()

    def _begin(self, position: QPointF, tool: Tool | None) -> None:
        """The pen touches the paper; in the box of a digit it may only want to click on it."""
        brush = (tool or self._pad.tool) is Tool.BRUSH
        if brush and self._digit_at(position) is not None:
            self._pressed = position
            return
        self._pad.begin(self.to_units(position), tool)
        if tool is not None:
            self._update_cursor(tool)

    def _extend(self, position: QPointF) -> None:
        if self._pressed is not None:
            moved = position - self._pressed
            if abs(moved.x()) <= STILL and abs(moved.y()) <= STILL:
                return
            self._pad.begin(self.to_units(self._pressed))
            self._pressed = None
        self._pad.extend(self.to_units(position))

    def _end(self) -> None:
        pressed, self._pressed = self._pressed, None
        digit = None if pressed is None else self._digit_at(pressed)
        if digit is not None:
            self.digit_clicked.emit(digit)
        self._pad.end()
        self._update_cursor()

    def _boxes(self) -> tuple[DigitBox, ...]:
        return digit_boxes(self._reading, self._read_brush, self.paper(), self.font())

    def _chosen(self) -> int:
        """Which of the digits the prediction is of; -1 if it is of none."""
        digits = () if self._reading is None else self._reading.digits
        return next((i for i, d in enumerate(digits) if d.prediction is self._prediction), -1)

    def _digit_at(self, position: QPointF) -> int | None:
        boxes = enumerate(self._boxes())
        return next((index for index, box in boxes if box.contains(position)), None)

    def _update_cursor(self, tool: Tool | None = None) -> None:
        tool = tool or self._pad.tool
        diameter = self._pad.width_of(tool) * self.paper().width() / PAD_SIZE
        ratio = self.devicePixelRatioF()
        self.setCursor(ring(diameter, self.palette(), ratio, tool is Tool.ERASER))
