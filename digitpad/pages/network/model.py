"""Inspection: which number of the network is looked at, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

import cnn
from cnn.arrays import Floats
from cnn.explain.arithmetic import working
from cnn.explain.graph import Graph, Place, graph, one_line, value_at
from cnn.explain.matrix_product import MatrixProduct, matrix_product
from cnn.explain.receptive_field import Field, receptive_field
from cnn.explain.workings import Working
from digitpad.models.recognition import Recognition
from digitpad.reading.reader import Prediction


class NetworkModel(QObject):
    """The network that reads the pad, its latest prediction, and a place in it.

    The place is the one under the pointer, unless one is pinned. What is known about it is worked
    out when somebody asks, once for each prediction.

    Network and prediction always belong together: a new network is shown from its first prediction
    on. While nobody watches, nothing is passed on; who begins to watch sees the latest.

    Signals:
        rebuilt: the network has other layers; ``changed`` follows.
        changed: another prediction, by the same network or by another one.
        place_changed: another ``place``, or it was pinned or let go.
        pointed_changed: another place is under the pointer.
    """

    rebuilt = Signal()
    changed = Signal()
    place_changed = Signal()
    pointed_changed = Signal()

    def __init__(self, recognition: Recognition, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recognition = recognition
        self._watchers: set[QObject] = set()
        self._is_behind = False
        self.pointed: Place | None = None
        self.pinned: Place | None = None
        self._network = recognition.read_with
        self._prediction = recognition.prediction
        self._nodes = graph(self._network)
        self._looks = _looks(self._nodes)
        self._workings: list[Working] | None = None
        self._fields: Mapping[str, Field] | None = None
        self._products: dict[str, MatrixProduct | None] = {}
        recognition.predicted.connect(self._take)

    @property
    def network(self) -> cnn.Network:
        """The network, with the parameters that made ``trace``."""
        return self._network

    @property
    def nodes(self) -> Graph:
        """Its layers, from "input" to "softmax"."""
        return self._nodes

    @property
    def prediction(self) -> Prediction | None:
        """What it says; None for an empty pad."""
        return self._prediction

    @property
    def trace(self) -> Mapping[str, Floats] | None:
        """Every intermediate by layer name, without batch axis; None for an empty pad."""
        return None if self._prediction is None else self._prediction.trace

    @property
    def place(self) -> Place | None:
        """The place that is looked at."""
        return self.pinned or self.pointed

    @property
    def line(self) -> list[Place]:
        """``place``, with what pointwise layers make of the same value, first to last."""
        return [] if self.place is None else one_line(self._nodes, self.place)

    def has(self, place: Place) -> bool:
        """Whether there is such a place."""
        node, at = self._nodes.get(place.layer), (place.channel, place.row, place.column)
        return node is not None and all(0 <= i < n for i, n in zip(at, node.volume, strict=True))

    def value(self, place: Place) -> float | None:
        """The number at a place; None for an empty pad."""
        return None if self.trace is None else value_at(self.trace, place)

    def workings(self) -> list[Working]:
        """How each value of ``line`` came about; none for no place or an empty pad."""
        if self._workings is None and self.trace is not None:
            self._workings = [working(self._nodes, self.trace, place) for place in self.line]
        return self._workings or []

    def fields(self) -> Mapping[str, Field]:
        """What ``place`` depends on, by layer; empty for no place."""
        if self._fields is None and self.place is not None:
            self._fields = receptive_field(self._network, self.place)
        return self._fields or {}

    def product(self) -> MatrixProduct | None:
        """The matrix product that made the first value of ``line``, where one did."""
        if self.trace is None or self.place is None:
            return None
        layer = self.line[0].layer
        if layer not in self._products:
            self._products[layer] = matrix_product(self._nodes, self.trace, layer)
        return self._products[layer]

    def watch(self, watcher: QObject, looking: bool) -> None:
        """``watcher`` begins (or stops) to look."""
        if looking:
            self._watchers.add(watcher)
            if self._is_behind:
                self._take(self._recognition.prediction)
        else:
            self._watchers.discard(watcher)

    def point_at(self, place: Place | None) -> None:
        """The pointer is over ``place``, or over nothing."""
        if place != self.pointed:
            before = self.place
            self.pointed = place
            self.pointed_changed.emit()
            self._tell_place(before)

    def pin(self, place: Place | None) -> None:
        """Stay at ``place`` wherever the pointer goes; None lets go."""
        if place != self.pinned:
            self.pinned = place
            self._forget_place()
            self.place_changed.emit()

    def move(self, rows: int = 0, columns: int = 0, maps: int = 0, layers: int = 0) -> None:
        """Pin the place so many rows, columns, maps or layers further; it stops at the ends.

        Without a place it starts in the middle of the first layer's first map. In a flat layer a
        row is the next number. In another layer it stays at about the same spot.
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

    def _take(self, prediction: object) -> None:
        self._is_behind = not self._watchers
        if self._is_behind:
            return
        self._forget_place()
        self._products = {}
        self._network = self._recognition.read_with
        self._nodes = graph(self._network)
        self._prediction = prediction if isinstance(prediction, Prediction) else None
        self._notice_other_layers()
        self.changed.emit()

    def _notice_other_layers(self) -> None:
        """Forget places in a network that has other layers."""
        looks = _looks(self._nodes)
        if looks != self._looks:
            self._looks = looks
            self.pointed = self.pinned = None
            self.rebuilt.emit()
            self.pointed_changed.emit()
            self.place_changed.emit()

    def _tell_place(self, before: Place | None) -> None:
        if self.place != before:
            self._forget_place()
            self.place_changed.emit()

    def _forget_place(self) -> None:
        """What is known of the place alone; a layer's matrix product stays."""
        self._workings = None
        self._fields = None


def _looks(nodes: Graph) -> list[tuple[object, ...]]:
    """What makes two networks look the same: their layers' names, kinds, shapes and parameters."""
    return [
        (node.name, type(node.layer), node.shape, [p.value.shape for p in node.parameters])
        for node in nodes.values()
    ]


def _within(index: int, count: int) -> int:
    return min(max(index, 0), count - 1)


def _at_shares(name: str, volume: tuple[int, int, int], shares: tuple[float, ...]) -> Place:
    """The place that lies so far along each axis, 0 to 1."""
    at = (_within(int(share * size), size) for share, size in zip(shares, volume, strict=True))
    return Place(name, *at)
