"""The values that each layer reads: a network, with its residual blocks, as a flat list of nodes.

The nodes have the names and the order of ``Network.trace``, so that a trace has the arrays of every
node and of its sources.
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
"""Layers whose outputs depend only on the input at the same place (in inference)."""


@dataclass(frozen=True)
class Place:
    """The place of a value: ``trace[layer][channel, row, column]``, or ``trace[layer][channel]``.

    In a flat layer ``channel`` is the index, and row and column are 0.
    """

    layer: str
    channel: int
    row: int = 0
    column: int = 0


@dataclass(frozen=True, eq=False)
class Node:
    """One entry of a trace.

    Attributes:
        name: its name in the trace.
        layer: the layer that computes it; None for the input, and for "softmax" if the network's
            last layer already outputs probabilities.
        sources: the names of the nodes that it reads.
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
        """The learned arrays; a residual block has only those of its inner layers' nodes."""
        if self.layer is None or isinstance(self.layer, Residual):
            return ()
        return self.layer.parameters

    @property
    def is_pointwise(self) -> bool:
        """Whether each number depends only on the one at the same place."""
        return isinstance(self.layer, POINTWISE)

    def places(self) -> Iterator[Place]:
        """All places, in memory order."""
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
    """``place``, and the places connected to it through pointwise layers only.

    The first is not from a pointwise layer (a convolution's sum, for example), then follow its
    batch normalisation and activation: one value at successive stages.
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
    """Add nodes for a chain that reads ``source``; return the name of the last one."""
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
