"""The pad on the screen: paper that is drawn on with mouse, finger or pen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
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
from digitpad.painting.pad_painting import PadLayers, ring

CORNER = 8.0


class PadView(QWidget):
    """Shows a ``Pad`` as a square of paper and turns pointer events into gestures.

    The left button, a finger and a pen use the chosen tool; the right button and a pen's other end
    are the eraser.  Every event becomes a point, painting is gathered by Qt.
    """

    def __init__(self, pad: Pad, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pad")
        self.setAccessibleName("Drawing pad")
        self.setAccessibleDescription("Draw one digit here with the mouse, a finger or a pen.")
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 200)
        self._pad = pad
        self._layers = PadLayers(pad)
        self._button = Qt.MouseButton.NoButton
        self._touch_id: int | None = None
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

    def paintEvent(self, event: QPaintEvent) -> None:
        paper = self.paper()
        palette = self.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.hairline(palette))
        painter.setBrush(palette.base())
        painter.drawRoundedRect(paper.adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        ink = palette.color(palette.ColorRole.Text)
        self._layers.paint(painter, paper, self.devicePixelRatioF(), ink)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._update_cursor()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._update_cursor()
        super().changeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._touch_id = None  # its release will not arrive here
        self._pad.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        tools = {Qt.MouseButton.LeftButton: None, Qt.MouseButton.RightButton: Tool.ERASER}
        if event.button() not in tools or self._pad.is_drawing:
            return
        self._button = event.button()
        self._begin(event.position(), tools[event.button()])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._button is not Qt.MouseButton.NoButton:
            self._pad.extend(self.to_units(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is self._button:
            self._button = Qt.MouseButton.NoButton
            self._pad.extend(self.to_units(event.position()))
            self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        if event.type() == QEvent.Type.TabletPress:
            other_end = event.pointerType() is QPointingDevice.PointerType.Eraser
            erases = other_end or event.button() is Qt.MouseButton.RightButton
            self._begin(event.position(), Tool.ERASER if erases else None)
        elif event.type() == QEvent.Type.TabletMove and self._pad.is_drawing:
            self._pad.extend(self.to_units(event.position()))
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
            self._touch_id = None
            self._end()
            return
        for point in event.points():
            state = point.state()
            if self._touch_id is None and state == QEventPoint.State.Pressed:
                self._touch_id = point.id()
                self._begin(point.position(), None)
            elif point.id() == self._touch_id and state == QEventPoint.State.Updated:
                self._pad.extend(self.to_units(point.position()))
            elif point.id() == self._touch_id and state == QEventPoint.State.Released:
                self._touch_id = None
                self._end()

    def _begin(self, position: QPointF, tool: Tool | None) -> None:
        self._pad.begin(self.to_units(position), tool)
        if tool is not None:
            self._update_cursor(tool)

    def _end(self) -> None:
        self._pad.end()
        self._update_cursor()

    def _update_cursor(self, tool: Tool | None = None) -> None:
        tool = tool or self._pad.tool
        diameter = self._pad.width_of(tool) * self.paper().width() / PAD_SIZE
        ratio = self.devicePixelRatioF()
        self.setCursor(ring(diameter, self.palette(), ratio, tool is Tool.ERASER))
