"""The network that reads the pad, and the arithmetic of its current number."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

import cnn
from cnn.arrays import Floats
from cnn.explain.arithmetic import computation
from cnn.explain.computations import Computation
from cnn.explain.graph import Graph, Place, graph, one_line, value_at
from cnn.explain.matrix_product import MatrixProduct, matrix_product
from cnn.explain.receptive_field import Field, receptive_field
from digitpad.models.recognition import Recognition
from digitpad.reading.reader import Prediction
from digitpad.reading.state import ReadingState


class NetworkModel(QObject):
    """The network that reads the pad, its latest prediction, and a place in it.

    The place is the one under the pointer, unless one is pinned. Its arithmetic is computed on
    demand, once for each prediction. While the page is hidden, nothing changes.

    Signals:
        rebuilt: the network has other layers; ``changed`` follows.
        changed: another prediction, of the same or another network.
        place_changed: another ``place``, or it was pinned or unpinned.
        hovered_changed: another place is under the pointer.
    """

    rebuilt = Signal()
    changed = Signal()
    place_changed = Signal()
    hovered_changed = Signal()

    def __init__(self, recognition: Recognition, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recognition = recognition
        self._is_visible = False
        self._state = recognition.state
        self.hovered: Place | None = None
        self.pinned: Place | None = None
        self._nodes = graph(self._state.network)
        self._structure = _structure(self._nodes)
        self._workings: list[Computation] | None = None
        self._fields: Mapping[str, Field] | None = None
        self._products: dict[str, MatrixProduct | None] = {}
        recognition.changed.connect(self._take)

    @property
    def network(self) -> cnn.Network:
        """The network, with the parameters that made ``trace``."""
        return self._state.network

    @property
    def nodes(self) -> Graph:
        """Its layers, from "input" to "softmax"."""
        return self._nodes

    @property
    def prediction(self) -> Prediction | None:
        """Its answer for the chosen digit; None for an empty pad."""
        return self._state.prediction

    @property
    def trace(self) -> Mapping[str, Floats] | None:
        """Every intermediate by layer name, without batch axis; None for an empty pad."""
        return None if self.prediction is None else self.prediction.trace

    @property
    def place(self) -> Place | None:
        """The current place: the pinned one, or else the one under the pointer."""
        return self.pinned or self.hovered

    @property
    def line(self) -> list[Place]:
        """``place`` and the places connected to it through pointwise layers, in order."""
        return [] if self.place is None else one_line(self._nodes, self.place)

    def has(self, place: Place) -> bool:
        """Whether there is such a place."""
        node, at = self._nodes.get(place.layer), (place.channel, place.row, place.column)
        return node is not None and all(0 <= i < n for i, n in zip(at, node.volume, strict=True))

    def value(self, place: Place) -> float | None:
        """The number at a place; None for an empty pad."""
        return None if self.trace is None else value_at(self.trace, place)

    def computations(self) -> list[Computation]:
        """How each value of ``line`` was computed; none without a place or on an empty pad."""
        if self._workings is None and self.trace is not None:
            self._workings = [computation(self._nodes, self.trace, place) for place in self.line]
        return self._workings or []

    def fields(self) -> Mapping[str, Field]:
        """The receptive field of ``place``, by layer; empty without a place."""
        if self._fields is None and self.place is not None:
            self._fields = receptive_field(self.network, self.place)
        return self._fields or {}

    def product(self) -> MatrixProduct | None:
        """The matrix product that computed the first value of ``line``, if there is one."""
        if self.trace is None or self.place is None:
            return None
        layer = self.line[0].layer
        if layer not in self._products:
            self._products[layer] = matrix_product(self._nodes, self.trace, layer)
        return self._products[layer]

    def set_visible(self, visible: bool) -> None:
        """Follow the pad from now on, or stop."""
        self._is_visible = visible
        if self._state is not self._recognition.state:
            self._take(self._recognition.state)

    def hover(self, place: Place | None) -> None:
        """The pointer is over ``place``, or over no number."""
        if place != self.hovered:
            before = self.place
            self.hovered = place
            self.hovered_changed.emit()
            self._tell_place(before)

    def pin(self, place: Place | None) -> None:
        """Stay at ``place`` wherever the pointer goes; None unpins it."""
        if place != self.pinned:
            self.pinned = place
            self._forget_place()
            self.place_changed.emit()

    def move(self, rows: int = 0, columns: int = 0, maps: int = 0, layers: int = 0) -> None:
        """Pin the place this many rows, columns, maps or layers further; it stops at the ends.

        Without a place it starts in the middle of the first layer's first map. In a flat layer a
        row is the next number. In another layer it keeps its relative position.
        """
        place = self.place
        if place is None:
            first = list(self._nodes.values())[1]
            self.pin(_at_shares(first.name, first.volume, (0.0, 0.5, 0.5)))
            return
        if layers:
            self.pin(self._in_other_layer(place, layers))
            return
        channels, height, width = self._nodes[place.layer].volume
        if (height, width) == (1, 1):
            maps += rows
        self.pin(
            Place(
                place.layer,
                _within(place.channel + maps, channels),
                _within(place.row + rows, height),
                _within(place.column + columns, width),
            )
        )

    def _in_other_layer(self, place: Place, layers: int) -> Place:
        names = list(self._nodes)
        name = names[_within(names.index(place.layer) + layers, len(names))]
        volume = self._nodes[place.layer].volume
        at = (place.channel, place.row, place.column)
        shares = tuple((i + 0.5) / size for i, size in zip(at, volume, strict=True))
        return _at_shares(name, self._nodes[name].volume, shares)

    def _take(self, state: ReadingState) -> None:
        if not self._is_visible:
            return
        self._forget_place()
        self._products = {}
        self._state = state
        self._nodes = graph(state.network)
        self._notice_other_layers()
        self.changed.emit()

    def _notice_other_layers(self) -> None:
        """Drop places in a network that has other layers."""
        structure = _structure(self._nodes)
        if structure != self._structure:
            self._structure = structure
            self.hovered = self.pinned = None
            self.rebuilt.emit()
            self.hovered_changed.emit()
            self.place_changed.emit()

    def _tell_place(self, before: Place | None) -> None:
        if self.place != before:
            self._forget_place()
            self.place_changed.emit()

    def _forget_place(self) -> None:
        """Drop what was computed about the place; a layer's matrix product stays."""
        self._workings = None
        self._fields = None


def _structure(nodes: Graph) -> list[tuple[object, ...]]:
    """The names, kinds, shapes and parameters of the layers."""
    return [
        (node.name, type(node.layer), node.shape, [p.value.shape for p in node.parameters])
        for node in nodes.values()
    ]


def _within(index: int, count: int) -> int:
    return min(max(index, 0), count - 1)


def _at_shares(name: str, volume: tuple[int, int, int], shares: tuple[float, ...]) -> Place:
    """The place at these relative positions along each axis, 0 to 1."""
    at = (_within(int(share * size), size) for share, size in zip(shares, volume, strict=True))
    return Place(name, *at)
