"""The backward pass: the gradient δ at every layer, and the gradient of every kernel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QVBoxLayout, QWidget

import cnn
from cnn.arrays import Floats
from cnn.explain.deltas import BackwardPass
from cnn.explain.graph import Node, graph
from digitpad.pages.why.mosaic import MosaicPicture
from digitpad.text.numbers import significant
from digitpad.text.translation import QT_TR_NOOP, tr

MAPS_HEIGHT = 150
KERNELS_HEIGHT = 260
ABOVE = 6  # extra space above a layer
UNSHOWN = (cnn.Flatten, cnn.Dropout, cnn.Softmax, cnn.Sigmoid)
"""They change nothing, or come after the logits, where the deltas begin."""
SENTENCES: dict[type[cnn.Layer], str] = {
    cnn.Conv: QT_TR_NOOP(
        "Convolution: the gradient passes through the same kernels, turned by 180°."
    ),
    cnn.Dense: QT_TR_NOOP("Dense: the gradient passes through the same weights, transposed."),
    cnn.MaxPool: QT_TR_NOOP("Max pooling: the gradient goes only to the largest pixel."),
    cnn.AvgPool: QT_TR_NOOP("Average pooling: all pixels of a window get an equal share."),
    cnn.ReLU: QT_TR_NOOP("ReLU: the gradient passes only where the value was above 0."),
    cnn.GlobalAvgPool: QT_TR_NOOP("Global pooling: all pixels of a map get an equal share."),
    cnn.Residual: QT_TR_NOOP(
        "Residual block: the gradient takes both paths, through the layers and past them."
    ),
    cnn.BatchNorm: QT_TR_NOOP("Batch normalisation: each map is multiplied by a factor."),
}
INPUT_SENTENCE = QT_TR_NOOP(
    "How the ink would have to change to make the loss larger (orange) or smaller (blue)."
)


class Mosaic(QWidget):
    """A ``MosaicPicture``; a tooltip shows the number under the pointer."""

    def __init__(self, name: str, picture: MosaicPicture) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(tr("Hover over a number to read it."))
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._picture = picture

    @property
    def limit(self) -> float:
        """The number with the strongest colour."""
        return self._picture.limit

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """All numbers."""
        return self.accessibleName(), self._picture.values

    def show_values(self, values: Floats) -> None:
        """Show ``(rows, columns, h, w)`` numbers."""
        if self._picture.take(values):
            self.setFixedHeight(self._picture.height)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._picture.arrange(self.width())
        self.setFixedHeight(self._picture.height)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._picture.paint(QPainter(self), self.palette())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        words = self._picture.number_at(event.position().toPoint())
        QToolTip.showText(event.globalPosition().toPoint(), words or self.toolTip(), self)


@dataclass(frozen=True, eq=False)
class _Row:
    """The widgets of one layer."""

    node: Node
    heading: QLabel
    mosaic: Mosaic
    kernels_heading: QLabel | None = None
    kernels: Mosaic | None = None


class GradientsView(QWidget):
    """From the last layer to the ink: the δ of each, and the gradients of each convolution."""

    def __init__(self, network: cnn.Network, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("deltas")
        self.setAccessibleName(tr("Backward pass"))
        self._rows: list[_Row] = []
        self._shapes: object = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self.show_network(network)
        self.show_pass(None)

    def show_network(self, network: cnn.Network) -> None:
        """Make room for the layers of ``network``."""
        nodes = [
            node
            for name, node in reversed(graph(network).items())
            if name != "softmax" and not isinstance(node.layer, UNSHOWN)
        ]
        shapes = [
            (node.name, node.shape, type(node.layer), [p.value.shape for p in node.parameters])
            for node in nodes
        ]
        if shapes == self._shapes:
            return
        self._shapes = shapes
        for row in self._rows:
            for widget in (row.heading, row.mosaic, row.kernels_heading, row.kernels):
                if widget is not None:
                    self._layout.removeWidget(widget)
                    widget.hide()  # until the event loop deletes it
                    widget.deleteLater()
        self._rows = [self._add(node) for node in nodes[1:]]  # the first computes the logits

    def show_pass(self, backward: BackwardPass | None) -> None:
        """Show a backward pass; None, or one of another network, shows nothing."""
        found = backward if backward is not None and self._fits(backward) else None
        for row in self._rows:
            _show_delta(row, found)
            _show_gradient(row, found)

    def _add(self, node: Node) -> _Row:
        heading, picture = _text(), MosaicPicture(False, MAPS_HEIGHT)
        heading.setContentsMargins(0, ABOVE, 0, 0)
        mosaic = Mosaic(tr("δ of {layer}", layer=node.name), picture)
        self._layout.addWidget(heading)
        self._layout.addWidget(mosaic)
        if not isinstance(node.layer, cnn.Conv):
            return _Row(node, heading, mosaic)
        picture = MosaicPicture(True, KERNELS_HEIGHT)
        kernels = Mosaic(tr("Gradient of the kernels of {layer}", layer=node.name), picture)
        kernels_heading = _text()
        self._layout.addWidget(kernels_heading)
        self._layout.addWidget(kernels)
        return _Row(node, heading, mosaic, kernels_heading, kernels)

    def _fits(self, backward: BackwardPass) -> bool:
        return all(
            row.node.name in backward.deltas
            and backward.deltas[row.node.name].shape == row.node.shape
            for row in self._rows
        )


def _show_delta(row: _Row, backward: BackwardPass | None) -> None:
    node = row.node
    channels, height, width = node.volume
    delta = np.zeros(node.shape, np.float32) if backward is None else backward.deltas[node.name]
    row.mosaic.show_values(delta.reshape(channels, 1, height, width))
    kind = tr("the ink") if node.layer is None else node.name
    title = tr("<b>δ of {layer}</b>, {shape}.", layer=kind, shape=_by(node.shape))
    text = INPUT_SENTENCE if node.layer is None else SENTENCES.get(type(node.layer))
    sentence = "" if text is None else tr(text)
    row.heading.setText(" ".join([title, *_scale(row.mosaic, backward), sentence]))


def _show_gradient(row: _Row, backward: BackwardPass | None) -> None:
    if row.kernels is None or row.kernels_heading is None:
        return
    assert isinstance(row.node.layer, cnn.Conv)
    shape = row.node.layer.kernel.value.shape
    name = f"{row.node.name}.kernel"
    gradient = np.zeros(shape, np.float32) if backward is None else backward.gradients[name]
    row.kernels.show_values(gradient.swapaxes(0, 1))
    title = tr(
        "<b>Gradient of its %n kernel(s)</b>, {shape} each.",
        "",
        shape[0],
        shape=_by(shape[1:]),
    )
    sentence = tr(
        "The layer's input, convolved with its δ. "
        "A training step subtracts a small part of this from the weights."
    )
    row.kernels_heading.setText(" ".join([title, *_scale(row.kernels, backward), sentence]))


def _scale(mosaic: Mosaic, backward: BackwardPass | None) -> list[str]:
    return (
        [] if backward is None else [tr("Colour scale ±{limit}.", limit=significant(mosaic.limit))]
    )


def _by(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))


def _text() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.RichText)
    return label
