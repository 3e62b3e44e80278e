"""Which value each layer reads: a network, residual blocks included, as a plain list of nodes.

The nodes have the names of ``Network.trace``, in its order, so that a trace's arrays are at hand
for every node and for what it reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cnn.arrays import Floats, Shape
from cnn.layers import (
    ELU,
    BatchNorm,
    Dropout,
    Layer,
    LeakyReLU,
    Parameter,
    PReLU,
    ReLU,
    Residual,
    Sigmoid,
    Softmax,
    Tanh,
)
from cnn.network import Network

POINTWISE = (BatchNorm, Dropout, ReLU, LeakyReLU, PReLU, ELU, Sigmoid, Tanh)
"""Layers whose every number depends on the one at the same place alone (outside of training)."""


@dataclass(frozen=True)
class Place:
    """Where a value stands: ``trace[layer][channel, row, column]``, or ``trace[layer][channel]``.

    In a flat layer ``channel`` counts its numbers, and row and column are 0.
    """

    layer: str
    channel: int
    row: int = 0
    column: int = 0


@dataclass(frozen=True, eq=False)
class Node:
    """One entry of a trace.

    Attributes:
        name: in the trace.
        layer: what computes it; None where nothing does (the input), or where it is the same as
            what it reads ("softmax" of a network whose last layer already gives probabilities).
        sources: the names of what it reads.
        shape: of one image, ``(C, H, W)`` or ``(features,)``.
    """

    name: str
    layer: Layer | None
    sources: tuple[str, ...]
    shape: Shape

    @property
    def volume(self) -> tuple[int, int, int]:
        """``shape`` as channels, rows and columns; a flat layer has one row and one column."""
        channels, height, width = (*self.shape, 1, 1)[:3]
        return channels, height, width

    @property
    def parameters(self) -> Sequence[Parameter]:
        """What it learns; a residual block has none beside those of its inner layers' nodes."""
        if self.layer is None or isinstance(self.layer, Residual):
            return ()
        return self.layer.parameters

    @property
    def is_pointwise(self) -> bool:
        """Whether each of its numbers depends on the one at the same place alone."""
        return isinstance(self.layer, POINTWISE)

    def places(self) -> Iterator[Place]:
        """All places, in the order in which the array lies."""
        for channel, row, column in np.ndindex(*self.volume):
            yield Place(self.name, channel, row, column)

    def has(self, place: Place) -> bool:
        """Whether ``place`` is in this node's array."""
        at = (place.channel, place.row, place.column)
        inside = all(0 <= i < size for i, size in zip(at, self.volume, strict=True))
        return place.layer == self.name and inside


Graph = dict[str, Node]


def graph(network: Network) -> Graph:
    """All nodes by name, in the order of ``Network.trace``: from "input" to "softmax"."""
    nodes = {"input": Node("input", None, (), network.input_shape)}
    last = _add_chain(nodes, network.layers, "input", "")
    done = isinstance(network.layers[-1], Softmax | Sigmoid)
    nodes["softmax"] = Node("softmax", None if done else Softmax(), (last,), nodes[last].shape)
    return nodes


def value_at(trace: Mapping[str, Floats], place: Place) -> float:
    """The value of a trace, without batch axis, at a place."""
    values = trace[place.layer]
    at = (place.channel, place.row, place.column)
    return float(values[at[: values.ndim]])


def one_line(nodes: Graph, place: Place) -> list[Place]:
    """``place``, and those that it stands in one line with, through pointwise layers only.

    First comes what no pointwise layer made (a convolution's sum, say), then the places behind it
    (its batch normalisation, its activation): one value on its way.
    """
    node = nodes[place.layer]
    while node.is_pointwise:
        node = nodes[node.sources[0]]
    names = [node.name]
    while (behind := _pointwise_behind(nodes, names[-1])) is not None:
        names.append(behind)
    return [Place(name, place.channel, place.row, place.column) for name in names]


def _pointwise_behind(nodes: Graph, name: str) -> str | None:
    readers = (node for node in nodes.values() if name in node.sources and node.is_pointwise)
    return next((node.name for node in readers), None)


def _add_chain(nodes: dict[str, Node], layers: Sequence[Layer], source: str, prefix: str) -> str:
    """Add nodes for a chain that reads ``source``; returns the name of its last."""
    for layer in layers:
        name = f"{prefix}{layer.name}"
        sources: tuple[str, ...] = (source,)
        if isinstance(layer, Residual):
            through = _add_chain(nodes, layer.layers, source, f"{name}.")
            past = _add_chain(nodes, layer.shortcut, source, f"{name}.")
            sources = (through, past)
        nodes[name] = Node(name, layer, sources, layer.output_shape)
        source = name
    return source
