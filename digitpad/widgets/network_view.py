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
from digitpad.models.inspection import Inspection
from digitpad.painting.layer_picture import LayerPicture, paint_numbers
from digitpad.painting.layer_words import layer_words, number, place_words
from digitpad.painting.network_columns import Column, Form, columns_of
from digitpad.painting.network_layout import ZOOMS, Block, Grids, Layout, arrange, fit
from digitpad.painting.network_painting import NetworkPainter

Key = Qt.Key
STEP = 1.25
WHEEL_NOTCH = 120
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


class NetworkView(QAbstractScrollArea):
    """Paints an ``Inspection``'s network and what its place depends on, and points and pins.

    Signals:
        zoom_changed(float): how much larger than fitting everything is shown.
    """

    zoom_changed = Signal(float)

    def __init__(self, inspection: Inspection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("networkView")
        self.setAccessibleName("The whole network")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setObjectName("networkViewport")
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._inspection = inspection
        self._columns: tuple[Column, ...] = ()
        self._grids: Grids = ()
        self._layout = Layout((), 0, 0, 0)
        self._zoom = 1.0
        self._per_map = False
        self._painter: NetworkPainter | None = None
        self._pictures: dict[str, tuple[LayerPicture, float | None]] = {}
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
        return self._layout

    def sizeHint(self) -> QSize:
        return QSize(800, 400)

    def set_per_map(self, per_map: bool) -> None:
        """Give every map a scale of its own, or all maps of a layer the same."""
        self._per_map = per_map
        self._refresh()

    def set_zoom(self, zoom: float, fixed: QPointF | None = None) -> None:
        """Show everything so much larger than fitting; the point ``fixed`` of the view stays."""
        zoom = min(max(zoom, ZOOMS[0]), ZOOMS[1])
        zoom = 1.0 if abs(zoom - 1.0) < 0.02 else zoom
        if zoom == self._zoom:
            return
        fixed = QRectF(self.viewport().rect()).center() if fixed is None else fixed
        anchor = _Anchor(self._layout, fixed + QPointF(self._offset()))
        self._zoom = zoom
        self._arrange()
        corner = anchor.place_in(self._layout) - fixed
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

    def rectangle_of(self, place: Place) -> QRectF:
        """Where a number is in the viewport."""
        box = QRectF(*self._layout.by_name[place.layer].number(place))
        return box.translated(-QPointF(self._offset()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        pens = self._pens()
        painter.fillRect(event.rect(), pens.background)
        seen = self.viewport().rect().translated(self._offset())
        painter.translate(-self._offset())
        pens.groups(painter, self._layout, seen)
        for block in self._layout.blocks:
            if QRect(block.left, 0, block.width, self._layout.height).intersects(seen):
                self._paint_block(painter, pens, block, seen)
        self._paint_marks(painter, pens, seen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._painter = None
            self._fit()
        super().changeEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._refresh()

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
        self._inspection.point_at(self._place_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            place = self._place_at(event.position())
            self._inspection.pin(None if place == self._inspection.pinned else place)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._inspection.point_at(None)
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._explain(event.pos(), event.globalPos())
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        move = MOVES.get((Qt.Key(event.key()), bool(held)))
        if move is not None:
            self._inspection.move(**move)
            self._reveal()
        elif event.key() in (Key.Key_Return, Key.Key_Space) and self._inspection.place is not None:
            self._inspection.pin(self._inspection.place)
        elif event.key() == Key.Key_Escape and self._inspection.pinned is not None:
            self._inspection.pin(None)
        else:
            super().keyPressEvent(event)

    def _paint_block(
        self, painter: QPainter, pens: NetworkPainter, block: Block, seen: QRect
    ) -> None:
        name = block.column.name
        trace = self._inspection.trace
        pens.heading(painter, block, self._layout.top)
        if block.column.form is Form.BARS:
            pens.bars(painter, block, None if trace is None else trace[name])
        elif trace is None:
            pens.paper(painter, block)
        elif QRect(*block.box).intersects(seen):
            picture, limit = self._picture(block, trace[name], seen)
            picture.paint(painter)
            pens.legend(painter, block, limit)
            pens.numbers(painter, block, trace[name])

    def _paint_marks(self, painter: QPainter, pens: NetworkPainter, seen: QRect) -> None:
        place = self._inspection.place
        if place is None:
            return
        fields = self._inspection.fields()
        sources = self._inspection.nodes[place.layer].sources
        pens.links(painter, self._layout, place, fields, sources)
        pens.fields(painter, self._layout, fields, QRectF(seen))
        pinned = self._inspection.pinned is not None
        pens.place(painter, self._layout.by_name[place.layer], place, pinned)

    def _picture(
        self, block: Block, values: Floats, seen: QRect
    ) -> tuple[LayerPicture, float | None]:
        """A layer's picture; kept until something changes."""
        name = block.column.name
        if name not in self._pictures:
            pens = self._pens()
            pixels, limit = paint_numbers(values, block.column.signed, pens.dark, self._per_map)
            ratio, background = self.devicePixelRatioF(), pens.background.rgb()
            self._pictures[name] = LayerPicture(block, pixels, seen, ratio, background), limit
        return self._pictures[name]

    def _pens(self) -> NetworkPainter:
        if self._painter is None:
            self._painter = NetworkPainter(self.palette(), self.font())
        return self._painter

    def _rebuild(self) -> None:
        """Another network: its columns, from the beginning."""
        self._columns = columns_of(self._inspection.nodes)
        self._fit()

    def _fit(self) -> None:
        room = self.viewport().size()
        least = self._pens().least_widths(self._columns)
        ratio = self.devicePixelRatioF()
        self._grids = fit(self._columns, (room.width(), room.height()), least, ratio)
        self._arrange()

    def _arrange(self) -> None:
        room = self.viewport().size()
        least = self._pens().least_widths(self._columns)
        self._layout = arrange(self._columns, self._grids, least, self._zoom, room.height())
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(0, self._layout.width - room.width()))
        down.setRange(0, max(0, self._layout.height - room.height()))
        across.setPageStep(room.width())
        down.setPageStep(room.height())
        across.setSingleStep(40)
        down.setSingleStep(40)
        self._refresh()

    def _refresh(self) -> None:
        self._pictures = {}
        self._describe()
        self.viewport().update()

    def _show_place(self) -> None:
        self._describe()
        self.viewport().update()

    def _describe(self) -> None:
        place = self._inspection.place
        words = "" if place is None else place_words(self._inspection.nodes, place)
        value = None if place is None else self._inspection.value(place)
        self.setAccessibleDescription(words if value is None else f"{words}: {number(value)}")

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _place_at(self, position: QPointF) -> Place | None:
        at = position + QPointF(self._offset())
        return self._layout.place_at(at.x(), at.y())

    def _reveal(self) -> None:
        """Scroll so that the pinned place can be seen."""
        if self._inspection.pinned is None:
            return
        place = self.rectangle_of(self._inspection.pinned)
        margin = 24
        room = self.viewport().rect()
        for bar, low, high, end in (
            (self.horizontalScrollBar(), place.left(), place.right(), room.width()),
            (self.verticalScrollBar(), place.top(), place.bottom(), room.height()),
        ):
            if low < margin:
                bar.setValue(bar.value() + int(low) - margin)
            elif high > end - margin:
                bar.setValue(bar.value() + int(high) - end + margin)

    def _explain(self, position: QPoint, at: QPoint) -> None:
        """A heading's tool tip."""
        spot = position + self._offset()
        block = self._layout.block_at(spot.x())
        if block is None or spot.y() > self._layout.top:
            QToolTip.hideText()
            return
        words = layer_words(self._inspection.nodes, block.column)
        QToolTip.showText(at, words, self.viewport())


class _Anchor:
    """A point of the pictures that is found again when they have another size."""

    def __init__(self, layout: Layout, at: QPointF) -> None:
        block = layout.block_at(at.x())
        self._name = None if block is None else block.column.name
        self._share = _share(_room(layout, self._name), at)

    def place_in(self, layout: Layout) -> QPointF:
        """Where it is now."""
        room = _room(layout, self._name)
        x, y = self._share.x() * room.width(), self._share.y() * room.height()
        return room.topLeft() + QPointF(x, y)


def _room(layout: Layout, name: str | None) -> QRectF:
    if name is None:
        return QRectF(0, 0, max(layout.width, 1), max(layout.height, 1))
    return QRectF(*layout.by_name[name].box)


def _share(room: QRectF, at: QPointF) -> QPointF:
    return QPointF((at.x() - room.left()) / room.width(), (at.y() - room.top()) / room.height())
