"""The columns of the network's picture, one for each layer, from left to right."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import cnn
from cnn.arrays import Shape
from cnn.explain.graph import Graph, Node
from cnn.layers.global_pooling import GlobalPool

DASH = "–"


class Form(enum.Enum):
    """How a layer's numbers are shown: as pictures, as small squares, or as bars."""

    MAPS = "maps"
    CELLS = "cells"
    BARS = "bars"


@dataclass(frozen=True)
class Column:
    """One layer.

    Attributes:
        name: its name in the trace.
        title: the same without the block's name.
        group: the name of its residual block, or "".
        shape: the shape for one image.
        form: how its numbers are shown.
        parameters: the number of its parameters.
        signed: whether there may be negative numbers.
        labels: the names of its numbers if they belong to classes; otherwise empty.
    """

    name: str
    title: str
    group: str
    shape: Shape
    form: Form
    parameters: int
    signed: bool
    labels: tuple[str, ...]

    @property
    def maps(self) -> int:
        """The number of pictures; squares and bars count as one."""
        return self.shape[0] if self.form is Form.MAPS else 1

    @property
    def shape_text(self) -> str:
        """Such as "6×24×24"."""
        return "×".join(map(str, self.shape))


def columns_of(nodes: Graph) -> tuple[Column, ...]:
    """The columns of a network, from its input to the probabilities."""
    signed: dict[str, bool] = {}
    for node in nodes.values():
        signed[node.name] = _may_be_negative(node, signed)
    last = next(reversed(nodes))
    labelled = {last, *nodes[last].sources}
    return tuple(_column(node, signed[node.name], node.name in labelled) for node in nodes.values())


def class_labels(count: int) -> tuple[str, ...]:
    """The ten digits, and a dash for the class "no digit"; otherwise numbers from 1."""
    digits = tuple(map(str, range(10)))
    if count == 10:
        return digits
    return (*digits, DASH) if count == 11 else tuple(str(i + 1) for i in range(count))


def _column(node: Node, signed: bool, labelled: bool) -> Column:
    group, _, title = node.name.rpartition(".")
    if isinstance(node.layer, cnn.Residual):
        group, title = node.name, node.name.rpartition(".")[2]
    form = Form.MAPS if len(node.shape) == 3 else Form.CELLS
    if node.name == "softmax":
        form = Form.BARS
    return Column(
        name=node.name,
        title=title,
        group=group,
        shape=node.shape,
        form=form,
        parameters=sum(parameter.value.size for parameter in node.parameters),
        signed=signed,
        labels=class_labels(node.shape[0]) if labelled and len(node.shape) == 1 else (),
    )


def _may_be_negative(node: Node, before: dict[str, bool]) -> bool:
    match node.layer:
        case cnn.ReLU() | cnn.Sigmoid() | cnn.Softmax():
            return False
        case None | cnn.MaxPool() | cnn.AvgPool() | GlobalPool() | cnn.Flatten() | cnn.Dropout():
            return any(before[source] for source in node.sources)
        case cnn.Residual():
            return any(before[source] for source in node.sources)
    return True
