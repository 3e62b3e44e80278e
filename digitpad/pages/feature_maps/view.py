"""The feature maps of a network for the ink on the pad."""

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
from digitpad.text.translation import tr


class FeatureMapsView(QWidget):
    """For each convolution: its kernels, its maps, and the maps after the activation.

    What depends on the network alone (headings, kernels) is cached as pixels; the maps are painted
    from the trace, only while they are visible.

    Signals:
        hovered(str): the number under the pointer as text, or "" for none.
        number_opened(Place): a number that was clicked.
        filter_opened(str, int): the convolution and the channel of a kernel that was clicked.
    """

    hovered = Signal(str)
    number_opened = Signal(Place)
    filter_opened = Signal(str, int)

    def __init__(self, network: cnn.Network, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("featureMaps")
        self.setAccessibleName(tr("Feature maps"))
        self.setAccessibleDescription(tr("The output of every filter for your drawing."))
        self.setToolTip(
            tr("Click a number to see how it was computed, a kernel to open its filter.")
        )
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._stages: tuple[ConvolutionMaps, ...] = ()
        self._kernels: dict[str, Floats] = {}
        self._trace: Mapping[str, Floats] | None = None
        self._layout = Layout(())
        self._background: QPixmap | None = None
        self._pointer: QPointF | None = None
        self._text = ""
        self.show_network(network)

    def sizeHint(self) -> QSize:
        return QSize(860, 680)

    def show_network(self, network: cnn.Network) -> None:
        """Show the kernels of ``network``; its maps follow with its first prediction."""
        found = filter_layers(network)
        self._kernels = {layer.name: layer.conv.kernel.value for layer in found}
        stages = stages_of(network)
        if stages != self._stages:
            self._stages = stages
            self._trace = None
            self._fit_page()
        self._background = None
        self.update()
        self._notify()

    def show_prediction(self, prediction: Prediction | None) -> None:
        """Show the maps of a prediction; None leaves them empty."""
        trace = None if prediction is None else prediction.trace
        self._trace = trace if trace is not None and self._fits(trace) else None
        self.update()
        self._notify()

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
        """The map or the kernel at a place, to be exported; None if there is none."""
        spot = self._layout.spot_at(place.x(), place.y())
        if spot is None:
            return None
        stage = self._stages[spot.stage]
        if spot.row is None:
            name = tr("{layer}, kernel {number}", layer=stage.layer, number=spot.channel + 1)
            return name, self._kernels[stage.layer][spot.channel]
        layer = stage.rows[spot.row].layer
        name = tr("{layer}, map {number}", layer=layer, number=spot.channel + 1)
        return None if self._trace is None else (name, self._trace[layer][spot.channel])

    def part_at(self, place: QPoint) -> QRect | None:
        """The area of the map, or of all kernels of the filter, at a place, with its frame."""
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
        """Scrolling moves the view under a resting pointer."""
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
        """Maps with negative numbers share one scale, those without another."""
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
        """Fill the page, or be as high as the maps need."""
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
        """Whether ``trace`` belongs to the network that is shown."""
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
                text = tr("This network has no convolutions, so it has no feature maps.")
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
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
        self._notify()

    def _notify(self) -> None:
        spot = self._pointed()
        text = self._describe(spot) if spot is not None else ""
        if text != self._text:
            self._text = text
            self.hovered.emit(text)

    def _describe(self, spot: Spot) -> str:
        stage = self._stages[spot.stage]
        place = {"number": spot.channel + 1, "row": spot.y + 1, "column": spot.x + 1}
        if spot.row is None:
            weight = _number(self._kernels[stage.layer][spot.channel, spot.input, spot.y, spot.x])
            if stage.inputs == 1:
                return tr(
                    "{layer}, kernel {number}, row {row}, column {column}: {value}",
                    layer=stage.layer,
                    value=weight,
                    **place,
                )
            return tr(
                "{layer}, kernel {number} for map {input}, row {row}, column {column}: {value}",
                layer=stage.layer,
                input=spot.input + 1,
                value=weight,
                **place,
            )
        row = stage.rows[spot.row]
        if self._trace is None:
            return tr("{layer}, map {number}, row {row}, column {column}", layer=row.layer, **place)
        return tr(
            "{layer}, map {number}, row {row}, column {column}: {value}",
            layer=row.layer,
            value=_number(self._trace[row.layer][spot.channel, spot.y, spot.x]),
            **place,
        )


def _number(value: np.float32) -> str:
    return in_powers(float(value)) if 0 < abs(value) < 0.0005 else minus(f"{value:.3f}")
