"""What every filter of a network answers to the ink on the pad."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QMoveEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

import cnn
from cnn.arrays import Floats
from cnn.explain.filter_layers import filter_layers
from cnn.explain.graph import Place
from digitpad.pages.common import colour
from digitpad.pages.common.rendering import pixels_to_unit
from digitpad.pages.feature_maps.layout import Layout, Spot, StageLayout, arrange, least_height
from digitpad.pages.feature_maps.painter import LEGEND_WIDTH, MapPainter
from digitpad.pages.feature_maps.stages import ConvolutionMaps, stages_of
from digitpad.reading.reader import Prediction
from digitpad.text.numbers import in_powers, minus

NO_MAPS = "This network has no convolutions, so it has no feature maps to show."


class FeatureMapsView(QWidget):
    """For each convolution: its kernels, its maps, and what the activation leaves of them.

    What depends on the network alone (headings, kernels) is kept as pixels; the maps are painted
    from the trace when, and only when, they are on the screen.

    Signals:
        pointed(str): the number under the pointer in words, or "" for none.
        number_opened(object): the ``Place`` of a number that was clicked.
        filter_opened(str, int): the convolution and the channel of a kernel that was clicked.
    """

    pointed = Signal(str)
    number_opened = Signal(object)
    filter_opened = Signal(str, int)

    def __init__(self, network: cnn.Network, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("featureMaps")
        self.setAccessibleName("Feature maps")
        self.setAccessibleDescription("What every filter of the network answers to the drawing.")
        self.setToolTip("Click a number to see how it was computed, a kernel to open its filter.")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._stages: tuple[ConvolutionMaps, ...] = ()
        self._kernels: dict[str, Floats] = {}
        self._trace: Mapping[str, Floats] | None = None
        self._layout = Layout(())
        self._background: QPixmap | None = None
        self._pointer: QPointF | None = None
        self._said = ""
        self.show_network(network)

    def sizeHint(self) -> QSize:
        return QSize(860, 680)

    def show_network(self, network: cnn.Network) -> None:
        """Show the kernels of ``network``; its maps come with its first prediction."""
        found = filter_layers(network)
        self._kernels = {layer.name: layer.conv.kernel.value for layer in found}
        stages = stages_of(network)
        if stages != self._stages:
            self._stages = stages
            self._trace = None
            self._fit_page()
        self._background = None
        self.update()
        self._say()

    def show_prediction(self, prediction: object) -> None:
        """Show the maps of a ``Prediction``; None leaves them empty."""
        trace = prediction.trace if isinstance(prediction, Prediction) else None
        self._trace = trace if trace is not None and self._fits(trace) else None
        self.update()
        self._say()

    def centre_of(self, layer: str, channel: int) -> QPointF:
        """The middle of the map of ``channel`` in ``layer``.

        Raises:
            KeyError: there is no such map.
        """
        for placed in self._layout.stages:
            for number, row in enumerate(placed.stage.rows):
                if row.layer == layer and channel < placed.stage.channels:
                    return QRectF(*placed.map_boxes[number][channel]).center()
        raise KeyError((layer, channel))

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The map or the kernel at a place, to be taken away; None where there is none."""
        spot = self._layout.spot_at(place.x(), place.y())
        if spot is None:
            return None
        stage = self._stages[spot.stage]
        if spot.row is None:
            name = f"{stage.layer}, kernel {spot.channel + 1}"
            return name, self._kernels[stage.layer][spot.channel]
        layer = stage.rows[spot.row].layer
        name = f"{layer}, map {spot.channel + 1}"
        return None if self._trace is None else (name, self._trace[layer][spot.channel])

    def part_at(self, place: QPoint) -> QRect | None:
        """Where the map, or all kernels of the filter, at a place stand, with their frame."""
        spot = self._layout.spot_at(place.x(), place.y())
        if spot is None:
            return None
        placed = self._layout.stages[spot.stage]
        if spot.row is None:
            corner = QPoint(*placed.filter_corner(spot.channel))
            box = QRect(corner, QSize(placed.kernels_width, placed.kernels_height))
        else:
            box = QRect(*placed.map_box(spot.row, spot.channel))
        return box.adjusted(-1, -1, 1, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._refreshed_background(pixels_to_unit(painter)))
        maps = MapPainter(painter, self.palette(), self.font())
        for placed in self._layout.stages:
            if self._trace is not None:
                self._paint_maps(maps, placed, self._trace)
        spot = self._pointed()
        if spot is not None:
            maps.pointer(self._layout.stages[spot.stage], spot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._background = None
        super().changeEvent(event)

    def moveEvent(self, event: QMoveEvent) -> None:
        """Scrolled away under the pointer, which stays where it is."""
        if self._pointer is not None:
            self._point_at(self._pointer - QPointF(event.pos() - event.oldPos()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self._pointed()
        if spot is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        stage = self._stages[spot.stage]
        if spot.row is None:
            self.filter_opened.emit(stage.layer, spot.channel)
        else:
            layer = stage.rows[spot.row].layer
            self.number_opened.emit(Place(layer, spot.channel, spot.y, spot.x))

    def _paint_maps(
        self, maps: MapPainter, placed: StageLayout, trace: Mapping[str, Floats]
    ) -> None:
        """Maps of either sign share one scale, and those without negative numbers another."""
        right = self.width()
        for signed in (False, True):
            rows = [i for i, row in enumerate(placed.stage.rows) if row.signed is signed]
            values = [trace[placed.stage.rows[i].layer] for i in rows]
            limit = max((colour.limit_of(array) for array in values), default=None)
            if limit is None:
                continue
            for row, array in zip(rows, values, strict=True):
                maps.maps(placed, row, array, limit)
            maps.legend(placed, right, limit, signed)
            right -= LEGEND_WIDTH

    def _fit_page(self) -> None:
        """Take the room that there is, and no more than the maps of another network need."""
        page = self.parentWidget()
        least = least_height(self._stages, self.width())
        self.setMinimumHeight(least)
        if page is not None:
            self.resize(self.width(), max(least, page.height()))
        self._arrange()

    def _arrange(self) -> None:
        self._layout = arrange(self._stages, self.width(), self.height())
        self.setMinimumHeight(least_height(self._stages, self.width()))
        self._background = None

    def _fits(self, trace: Mapping[str, Floats]) -> bool:
        """Whether ``trace`` is of the network that is shown."""
        return all(
            row.layer in trace and trace[row.layer].shape == (stage.channels, *stage.size)
            for stage in self._stages
            for row in stage.rows
        )

    def _refreshed_background(self, ratio: float) -> QPixmap:
        if self._background is None or self._background.devicePixelRatio() != ratio:
            self._background = QPixmap(self.size() * ratio)
            self._background.setDevicePixelRatio(ratio)
            self._background.fill(self.palette().color(self.palette().ColorRole.Window))
            painter = QPainter(self._background)
            maps = MapPainter(painter, self.palette(), self.font())
            if not self._stages:
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, NO_MAPS)
            for placed in self._layout.stages:
                maps.heading(placed, self.width())
                maps.kernels(placed, self._kernels[placed.stage.layer])
                maps.frames(placed)
            painter.end()
        return self._background

    def _pointed(self) -> Spot | None:
        at = self._pointer
        return None if at is None else self._layout.spot_at(at.x(), at.y())

    def _point_at(self, position: QPointF | None) -> None:
        self._pointer = position
        shape = Qt.CursorShape.ArrowCursor
        self.setCursor(shape if self._pointed() is None else Qt.CursorShape.PointingHandCursor)
        self.update()
        self._say()

    def _say(self) -> None:
        spot = self._pointed()
        text = self._describe(spot) if spot is not None else ""
        if text != self._said:
            self._said = text
            self.pointed.emit(text)

    def _describe(self, spot: Spot) -> str:
        stage = self._stages[spot.stage]
        where = f"row {spot.y + 1}, column {spot.x + 1}"
        if spot.row is None:
            weight = self._kernels[stage.layer][spot.channel, spot.input, spot.y, spot.x]
            looks = f", looking at map {spot.input + 1}" if stage.inputs > 1 else ""
            return f"{stage.layer}, kernel {spot.channel + 1}{looks}, {where}: {_number(weight)}"
        row = stage.rows[spot.row]
        name = f"{stage.layer}, map {spot.channel + 1} {row.caption}, {where}"
        if self._trace is None:
            return name
        return f"{name}: {_number(self._trace[row.layer][spot.channel, spot.y, spot.x])}"


def _number(value: np.float32) -> str:
    return in_powers(float(value)) if 0 < abs(value) < 0.0005 else minus(f"{value:.3f}")
