"""The receptive field: the numbers of every earlier layer that a value depends on.

Going backwards, a position of a convolution or a pooling becomes its window, and a set of positions
the union of their windows, without the padding (Dumoulin and Visin, "A guide to convolution
arithmetic for deep learning", 2016, give the formulas for whole layers). As rows and columns are
independent, it is enough to record which rows and which columns are reached. This is exact for any
stride, including large ones that skip rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from cnn.arrays import Bools, Integers
from cnn.explain.graph import POINTWISE, Node, Place, graph
from cnn.layers import Conv, Flatten, Layer, Pool, Residual, Softmax
from cnn.layers.global_pooling import GlobalPool
from cnn.network import Network


class MapWindow(NamedTuple):
    """A part of a map: rows and columns, ends excluded."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, eq=False)
class Field:
    """The part of one layer's output that a value depends on.

    Attributes:
        channels: which channels, ``(C,)``; in a flat layer which numbers.
        rows: which rows contain a part of it, ``(H,)``.
        columns: which columns contain a part of it, ``(W,)``.
    """

    channels: Bools
    rows: Bools
    columns: Bools

    @cached_property
    def is_empty(self) -> bool:
        """Whether it contains nothing: the value sees only padding."""
        return not (self.channels.any() and self.rows.any() and self.columns.any())

    @cached_property
    def is_everything(self) -> bool:
        """Whether it contains all channels, rows and columns."""
        _, height, width = (len(axis) for axis in (self.channels, self.rows, self.columns))
        return bool(self.channels.all()) and self.box == (0, 0, height, width)

    @cached_property
    def box(self) -> MapWindow:
        """The smallest window of a map that contains it."""
        if self.is_empty:
            return MapWindow(0, 0, 0, 0)
        rows, columns = np.flatnonzero(self.rows), np.flatnonzero(self.columns)
        return MapWindow(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)

    def __or__(self, other: Field) -> Field:
        if self.is_empty or other.is_empty:
            return other if self.is_empty else self
        return Field(
            self.channels | other.channels, self.rows | other.rows, self.columns | other.columns
        )


def receptive_field(network: Network, place: Place) -> dict[str, Field]:
    """What the value at ``place`` depends on, in inference.

    Returns:
        A field for every layer that the value is computed from, directly or not, by its name and in
        the order of the trace: "input" first, without the layer of ``place`` itself.

    Raises:
        KeyError: there is no such layer.
    """
    nodes = graph(network)
    reached = {place.layer: _single(nodes[place.layer], place)}
    for node in reversed(nodes.values()):  # each node comes after all its sources
        if node.name not in reached:
            continue
        for source in node.sources:
            field = _read(node.layer, reached[node.name], nodes[source])
            reached[source] = reached[source] | field if source in reached else field
    return {name: reached[name] for name in nodes if name in reached and name != place.layer}


def _single(node: Node, place: Place) -> Field:
    at = (place.channel, place.row, place.column)
    return Field(*(_marked(np.array(i), size) for size, i in zip(node.volume, at, strict=True)))


def _read(layer: Layer | None, field: Field, source: Node) -> Field:
    """The part of ``source`` that ``layer`` reads to compute ``field``."""
    channels, height, width = source.volume
    everything = Field(*(np.ones(size, np.bool_) for size in source.volume))
    if field.is_empty:
        return Field(*(np.zeros(size, np.bool_) for size in source.volume))
    match layer:
        case None | Residual():
            return field
        case _ if isinstance(layer, POINTWISE):
            return field
        case Conv() | Pool():
            down, right = layer.stride
            (kh, kw), margins = layer.kernel_size, layer.margins
            return Field(
                everything.channels if isinstance(layer, Conv) else field.channels,
                _windows(field.rows, kh, down, margins.top, height),
                _windows(field.columns, kw, right, margins.left, width),
            )
        case GlobalPool():
            return Field(field.channels, everything.rows, everything.columns)
        case Softmax():
            return Field(everything.channels, field.rows, field.columns)
        case Flatten():
            pixels = np.nonzero(field.channels.reshape(channels, height, width))
            return Field(*map(_marked, pixels, source.volume))
    return everything  # dense, recurrent, and unknown layers


def _windows(places: Bools, kernel: int, stride: int, before: int, size: int) -> Bools:
    """Which of ``size`` rows are in a window at one of ``places``; ``before`` is the padding."""
    first = np.flatnonzero(places) * stride - before
    rows = first[:, None] + np.arange(kernel)
    return _marked(rows[(rows >= 0) & (rows < size)], size)


def _marked(indices: Integers, size: int) -> Bools:
    mask = np.zeros(size, np.bool_)
    mask[indices] = True
    return mask
