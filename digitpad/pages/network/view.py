"""The whole network at a glance: every layer with all its maps, from the ink to the answer."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from cnn.arrays import Floats
from cnn.explain.graph import Place
from digitpad.pages.common import scrolling
from digitpad.pages.network.layer_words import layer_words, place_words
from digitpad.pages.network.layout import ZOOMS, Layout
from digitpad.pages.network.model import NetworkModel
from digitpad.pages.network.scene import NetworkScene
from digitpad.text.numbers import number

Key = Qt.Key
STEP = 1.25
WHEEL_NOTCH = 120
SCROLL_STEP = 40
REVEAL_MARGIN = 24
MOVES: Mapping[tuple[Qt.Key, bool], dict[str, int]] = {
    (Key.Key_Up, False): {"rows": -1},
    (Key.Key_Down, False): {"rows": 1},
    (Key.Key_Left, False): {"columns": -1},
    (Key.Key_Right, False): {"columns": 1},
    (Key.Key_PageUp, False): {"maps": -1},
    (Key.Key_PageDown, False): {"maps": 1},
    (Key.Key_Up, True): {"maps": -1},
    (Key.Key_Down, True): {"maps": 1},
    (Key.Key_Left, True): {"layers": -1},
    (Key.Key_Right, True): {"layers": 1},
}
"""What a key does to the pinned place, without and with Ctrl."""
KEEP = (Key.Key_Return, Key.Key_Enter, Key.Key_Space)


class NetworkView(QAbstractScrollArea):
    """Paints an ``NetworkModel``'s network and what its place depends on, and points and pins.

    Signals:
        zoom_changed(float): how much larger than fitting everything is shown.
    """

    zoom_changed = Signal(float)

    def __init__(self, inspection: NetworkModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("networkView")
        self.setAccessibleName("The whole network")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setObjectName("networkViewport")
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._inspection = inspection
        self._scene = NetworkScene(self.palette(), self.font())
        self._zoom = 1.0
        self._fitted = (0, 0)
        self._pointer: QPointF | None = None
        inspection.rebuilt.connect(self._rebuild)
        inspection.changed.connect(self._refresh)
        inspection.place_changed.connect(self._show_place)
        self._rebuild()

    @property
    def zoom(self) -> float:
        """How much larger than fitting everything is shown."""
        return self._zoom

    @property
    def placed(self) -> Layout:
        """Where everything stands, before scrolling."""
        return self._scene.layout

    def sizeHint(self) -> QSize:
        return QSize(800, 400)

    def set_per_map(self, per_map: bool) -> None:
        """Give every map a scale of its own, or all maps of a layer the same."""
        self._scene.per_map = per_map
        self._refresh()

    def set_zoom(self, zoom: float, fixed: QPointF | None = None) -> None:
        """Show everything so much larger than fitting; the point ``fixed`` of the view stays."""
        zoom = min(max(zoom, ZOOMS[0]), ZOOMS[1])
        zoom = 1.0 if abs(zoom - 1.0) < 0.02 else zoom
        if zoom == self._zoom:
            return
        fixed = QRectF(self.viewport().rect()).center() if fixed is None else fixed
        at = fixed + QPointF(scrolling.offset(self))
        anchor = self.placed.anchor_at(at.x(), at.y())
        self._zoom = zoom
        self._arrange()
        corner = QPointF(*self.placed.position(anchor)) - fixed
        self.horizontalScrollBar().setValue(round(corner.x()))
        self.verticalScrollBar().setValue(round(corner.y()))
        self.zoom_changed.emit(zoom)

    def zoom_in(self) -> None:
        """Show everything a step larger."""
        self.set_zoom(self._zoom * STEP)

    def zoom_out(self) -> None:
        """Show everything a step smaller."""
        self.set_zoom(self._zoom / STEP)

    def zoom_to_fit(self) -> None:
        """Show the whole network, or as much as can be read."""
        self.set_zoom(1.0)

    def reveal(self) -> None:
        """Scroll so that the pinned place can be seen."""
        pinned = self._inspection.pinned
        if pinned is not None:
            place = self.rectangle_of(pinned)
            scrolling.reveal(self, place, REVEAL_MARGIN, self.placed.top)

    def rectangle_of(self, place: Place) -> QRectF:
        """Where a number is in the viewport."""
        box = QRectF(*self.placed.by_name[place.layer].number(place))
        return box.translated(-QPointF(scrolling.offset(self)))

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The map under a point of the viewport, or the whole layer; for one who saves numbers."""
        block = self.placed.block_at(place.x() + scrolling.offset(self).x())
        trace = self._inspection.trace
        if block is None or trace is None:
            return None
        name = block.column.name
        found = self._place_at(QPointF(place))
        if found is None or trace[name].ndim < 3:
            return name, trace[name]
        return f"{name}, map {found.channel + 1}", trace[name][found.channel]

    def part_at(self, place: QPoint) -> QRect | None:
        """Where the map at a point of the viewport stands; None for numbers without a map."""
        found = self._place_at(QPointF(place))
        if found is None or len(self._inspection.nodes[found.layer].shape) < 3:
            return None
        box = QRect(*self.placed.by_name[found.layer].picture(found.channel))
        return box.translated(-scrolling.offset(self))

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        """Says where the keyboard is at work, as Qt asks for the place of a menu."""
        if query is Qt.InputMethodQuery.ImCursorRectangle and self._inspection.place is not None:
            return self.rectangle_of(self._inspection.place).toRect()
        return super().inputMethodQuery(query)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        offset = scrolling.offset(self)
        painter.translate(-offset)
        inspection, seen = self._inspection, self.viewport().rect().translated(offset)
        self._scene.paint(painter, inspection.trace, seen)
        if inspection.place is not None:
            is_pinned = inspection.pinned is not None
            fields = inspection.fields()
            self._scene.paint_marks(painter, inspection.place, fields, is_pinned, seen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._scene.apply_theme(self.palette(), self.font())
            self._fit()
        super().changeEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._refresh()
        self._point()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if turned:
                self.set_zoom(self._zoom * STEP ** (turned / WHEEL_NOTCH), event.position())
        elif turned and not self.verticalScrollBar().maximum():
            bar = self.horizontalScrollBar()  # there is nowhere else to go
            bar.setValue(bar.value() - turned)
        else:
            super().wheelEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        self._point()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            place = self._place_at(event.position())
            self._inspection.pin(None if place == self._inspection.pinned else place)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._pointer = None
            self._point()
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._explain(event.pos(), event.globalPos())
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        move = MOVES.get((Qt.Key(event.key()), bool(held)))
        if move is not None:
            self._inspection.move(**move)
            self.reveal()
        elif event.key() in KEEP and self._inspection.place is not None:
            self._inspection.pin(self._inspection.place)
        else:
            super().keyPressEvent(event)

    def _rebuild(self) -> None:
        """Another network; nothing of it is pointed at before the pointer moves."""
        self._pointer = None
        self._scene.build(self._inspection.nodes)
        self._fit()

    def _fit(self) -> None:
        """Fit into what there is without scroll bars, so that these do not change what fits."""
        ratio, room = self.devicePixelRatioF(), self.maximumViewportSize().toTuple()
        self._scene.fit(room, ratio)
        self._scene.arrange(room, 1.0)
        if self.placed.width > room[0]:
            room = (room[0], room[1] - self.horizontalScrollBar().sizeHint().height())
            self._scene.fit(room, ratio)
        self._fitted = room
        self._arrange()

    def _arrange(self) -> None:
        self._scene.arrange(self._fitted, self._zoom)
        scrolling.set_contents(self, QSize(self.placed.width, self.placed.height), SCROLL_STEP)
        self._refresh()
        self._point()

    def _refresh(self) -> None:
        self._scene.forget()
        self._show_place()

    def _show_place(self) -> None:
        place = self._inspection.place
        words = "" if place is None else place_words(self._inspection.nodes, place)
        value = None if place is None else self._inspection.value(place)
        self.setAccessibleDescription(words if value is None else f"{words}: {number(value)}")
        self.viewport().update()

    def _point(self) -> None:
        """Look at what is under the pointer, also where not the pointer but the picture moved."""
        at = self._pointer
        self._inspection.point_at(None if at is None else self._place_at(at))

    def _place_at(self, position: QPointF) -> Place | None:
        if position.y() < self.placed.top:
            return None
        at = position + QPointF(scrolling.offset(self))
        return self.placed.place_at(at.x(), at.y())

    def _explain(self, position: QPoint, at: QPoint) -> None:
        """A heading's tool tip."""
        block = self.placed.block_at(position.x() + scrolling.offset(self).x())
        if block is None or position.y() > self.placed.top:
            QToolTip.hideText()
            return
        words = layer_words(self._inspection.nodes, block.column)
        QToolTip.showText(at, words, self.viewport())
