"""The whole network: every layer with all its maps, from the ink to the answer."""

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
from digitpad.text.translation import tr

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
"""How a key moves the pinned place, without and with Ctrl."""
PIN = (Key.Key_Return, Key.Key_Enter, Key.Key_Space)


class NetworkView(QAbstractScrollArea):
    """Paints the network of a ``NetworkModel`` and the receptive field of its place.

    The pointer and the keys choose the place.

    Signals:
        zoom_changed(float): the zoom, 1 for the whole network.
    """

    zoom_changed = Signal(float)

    def __init__(self, model: NetworkModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("networkView")
        self.setAccessibleName(tr("The whole network"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setObjectName("networkViewport")
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._model = model
        self._scene = NetworkScene(self.palette(), self.font())
        self._zoom = 1.0
        self._fitted = (0, 0)
        self._pointer: QPointF | None = None
        model.rebuilt.connect(self._rebuild)
        model.changed.connect(self._refresh)
        model.place_changed.connect(self._show_place)
        self._rebuild()

    @property
    def zoom(self) -> float:
        """The zoom, 1 for the whole network."""
        return self._zoom

    @property
    def placed(self) -> Layout:
        """The places of everything, before scrolling."""
        return self._scene.layout

    def sizeHint(self) -> QSize:
        return QSize(800, 400)

    def set_per_map(self, per_map: bool) -> None:
        """Use one colour scale for each map, or one for each layer."""
        self._scene.per_map = per_map
        self._refresh()

    def set_zoom(self, zoom: float, fixed: QPointF | None = None) -> None:
        """Set the zoom; the point ``fixed`` of the view stays in place."""
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
        """Zoom in by one step."""
        self.set_zoom(self._zoom * STEP)

    def zoom_out(self) -> None:
        """Zoom out by one step."""
        self.set_zoom(self._zoom / STEP)

    def zoom_to_fit(self) -> None:
        """Show the whole network, or as much as can be read."""
        self.set_zoom(1.0)

    def reveal(self) -> None:
        """Scroll to the pinned place."""
        pinned = self._model.pinned
        if pinned is not None:
            place = self.rectangle_of(pinned)
            scrolling.reveal(self, place, REVEAL_MARGIN, self.placed.top)

    def rectangle_of(self, place: Place) -> QRectF:
        """The area of a number in the viewport."""
        box = QRectF(*self.placed.by_name[place.layer].number(place))
        return box.translated(-QPointF(scrolling.offset(self)))

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The map at a point of the viewport, or else the whole layer, to be exported."""
        block = self.placed.block_at(place.x() + scrolling.offset(self).x())
        trace = self._model.trace
        if block is None or trace is None:
            return None
        name = block.column.name
        found = self._place_at(QPointF(place))
        if found is None or trace[name].ndim < 3:
            return name, trace[name]
        title = tr("{layer}, map {number}", layer=name, number=found.channel + 1)
        return title, trace[name][found.channel]

    def part_at(self, place: QPoint) -> QRect | None:
        """The area of the map at a point of the viewport; None if there is no map."""
        found = self._place_at(QPointF(place))
        if found is None or len(self._model.nodes[found.layer].shape) < 3:
            return None
        box = QRect(*self.placed.by_name[found.layer].picture(found.channel))
        return box.translated(-scrolling.offset(self))

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        """The place of the keyboard cursor, where Qt opens a context menu."""
        if query is Qt.InputMethodQuery.ImCursorRectangle and self._model.place is not None:
            return self.rectangle_of(self._model.place).toRect()
        return super().inputMethodQuery(query)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        offset = scrolling.offset(self)
        painter.translate(-offset)
        model, seen = self._model, self.viewport().rect().translated(offset)
        self._scene.paint(painter, model.trace, seen)
        if model.place is not None:
            is_pinned = model.pinned is not None
            self._scene.paint_marks(painter, model.place, model.fields(), is_pinned, seen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._scene.apply_theme(self.palette(), self.font())
            self._fit()
        super().changeEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._refresh()
        self._hover()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if turned:
                self.set_zoom(self._zoom * STEP ** (turned / WHEEL_NOTCH), event.position())
        elif turned and not self.verticalScrollBar().maximum():
            bar = self.horizontalScrollBar()  # it can only scroll sideways
            bar.setValue(bar.value() - turned)
        else:
            super().wheelEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        self._hover()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            place = self._place_at(event.position())
            self._model.pin(None if place == self._model.pinned else place)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._pointer = None
            self._hover()
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._explain(event.pos(), event.globalPos())
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        move = MOVES.get((Qt.Key(event.key()), bool(held)))
        if move is not None:
            self._model.move(**move)
            self.reveal()
        elif event.key() in PIN and self._model.place is not None:
            self._model.pin(self._model.place)
        else:
            super().keyPressEvent(event)

    def _rebuild(self) -> None:
        """Show another network; nothing is hovered before the pointer moves."""
        self._pointer = None
        self._scene.build(self._model.nodes)
        self._fit()

    def _fit(self) -> None:
        """Fit into the space without scroll bars, so that these do not change what fits."""
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
        self._hover()

    def _refresh(self) -> None:
        self._scene.forget()
        self._show_place()

    def _show_place(self) -> None:
        place = self._model.place
        words = "" if place is None else place_words(self._model.nodes, place)
        value = None if place is None else self._model.value(place)
        self.setAccessibleDescription(words if value is None else f"{words}: {number(value)}")
        self.viewport().update()

    def _hover(self) -> None:
        """Tell the model what is under the pointer, after either of the two has moved."""
        at = self._pointer
        self._model.hover(None if at is None else self._place_at(at))

    def _place_at(self, position: QPointF) -> Place | None:
        if position.y() < self.placed.top:
            return None
        at = position + QPointF(scrolling.offset(self))
        return self.placed.place_at(at.x(), at.y())

    def _explain(self, position: QPoint, at: QPoint) -> None:
        """Show the tooltip of a heading."""
        block = self.placed.block_at(position.x() + scrolling.offset(self).x())
        if block is None or position.y() > self.placed.top:
            QToolTip.hideText()
            return
        words = layer_words(self._model.nodes, block.column)
        QToolTip.showText(at, words, self.viewport())
