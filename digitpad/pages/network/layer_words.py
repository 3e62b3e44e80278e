"""Layers and places as text."""

from __future__ import annotations

import cnn
from cnn.arrays import Shape
from cnn.explain.graph import Graph, Node, Place
from cnn.layers.global_pooling import GlobalPool
from digitpad.pages.network.columns import DASH, Column, class_labels
from digitpad.reading.verdict import DIGITS
from digitpad.text.numbers import thousands
from digitpad.text.translation import QT_TR_NOOP, tr


def place_words(nodes: Graph, place: Place) -> str:
    """Such as "conv1, map 3, row 4, column 11" or "softmax, digit 3"."""
    node = nodes[place.layer]
    values = {
        "layer": place.layer,
        "number": place.channel + 1,
        "row": place.row + 1,
        "column": place.column + 1,
    }
    if len(node.shape) == 3 and node.shape[0] > 1:
        return tr("{layer}, map {number}, row {row}, column {column}", **values)
    if len(node.shape) == 3:
        return tr("{layer}, row {row}, column {column}", **values)
    last = next(reversed(nodes))
    if place.layer in (last, *nodes[last].sources):
        return f"{place.layer}, {class_words(place.channel, node.shape[0])}"
    return tr("{layer}, number {number}", **values)


def class_words(index: int, classes: int) -> str:
    """Such as "digit 3", "no digit" or "class 3"."""
    label = class_labels(classes)[index]
    if label == DASH:
        return tr("no digit")
    if classes in (DIGITS, DIGITS + 1):
        return tr("digit {digit}", digit=label)
    return tr("class {number}", number=label)


def origin(nodes: Graph, place: Place) -> Place:
    """The place in the maps from which a flat layer copied its number; else ``place`` itself."""
    node = nodes[place.layer]
    match node.layer:
        case cnn.Dropout():
            return origin(nodes, Place(node.sources[0], place.channel, place.row, place.column))
        case cnn.Flatten():
            _, height, width = nodes[node.sources[0]].volume
            channel, pixel = divmod(place.channel, height * width)
            return Place(node.sources[0], channel, *divmod(pixel, width))
    return place


def layer_words(nodes: Graph, column: Column) -> str:
    """What a layer does, and what it learns."""
    node = nodes[column.name]
    text = tr("{layer}: {description}", layer=column.name, description=_what(nodes, node))
    if not column.parameters:
        return text
    learns = tr(
        "It learns {count} numbers ({parts}).",
        count=thousands(column.parameters),
        parts=", ".join(f"{_product(p.value.shape)} {p.name}" for p in node.parameters),
    )
    return f"{text} {learns}"


def _product(shape: Shape) -> str:
    return "×".join(map(str, shape))


def _what(nodes: Graph, node: Node) -> str:
    before = nodes[node.sources[0]] if node.sources else node
    layer, shape = node.layer, node.shape
    match layer:
        case cnn.Conv():
            numbers = {"size": _product(layer.kernel_size), "outputs": _product(shape[1:])}
            if before.shape[0] == 1:
                return tr(
                    "a convolution with %n kernel(s), {size} each, over one map; "
                    "every kernel outputs a map of {outputs}.",
                    "",
                    shape[0],
                    **numbers,
                )
            return tr(
                "a convolution with %n kernel(s), {size} each, over {inputs} maps; "
                "every kernel outputs a map of {outputs}.",
                "",
                shape[0],
                inputs=before.shape[0],
                **numbers,
            )
        case cnn.MaxPool():
            size = _product(layer.kernel_size)
            return tr("max pooling: keeps the largest of every {size} numbers.", size=size)
        case cnn.AvgPool():
            size = _product(layer.kernel_size)
            return tr("average pooling: keeps the mean of every {size} numbers.", size=size)
        case cnn.GlobalMaxPool():
            return tr("global max pooling: keeps the largest number of each map.")
        case GlobalPool():
            return tr("global average pooling: keeps the mean of each map.")
        case cnn.Flatten():
            return tr("the numbers of all %n map(s) as one list.", "", before.shape[0])
        case cnn.Dropout():
            return tr(
                "dropout: during training it sets {percent} % of the numbers to 0; "
                "otherwise it does nothing.",
                percent=f"{100 * layer.rate:g}",
            )
        case cnn.Dense():
            return tr(
                "a dense layer: each output is a weighted sum of all %n number(s) of {layer}.",
                "",
                before.shape[0],
                layer=before.name,
            )
        case cnn.BatchNorm():
            return tr("batch normalisation: shifts and scales each map to mean 0 and spread 1.")
        case cnn.Residual():
            return tr("the end of a residual block: the block's output plus its input.")
        case cnn.RowRNN():
            return tr("a recurrent layer: reads the image row by row, with a memory.")
        case cnn.Softmax():
            return tr("softmax: turns scores into probabilities, 100 % in total.")
        case None if node.name == "input":
            return tr("the network's input: 0 is paper, 1 is ink.")
        case None:
            return tr("the probabilities.")
    if layer.kind in RULES:
        return tr(RULES[layer.kind])
    return tr("a layer of the kind “{kind}”.", kind=layer.kind)


RULES = {
    "relu": QT_TR_NOOP("ReLU: negative numbers become 0, the others stay."),
    "leakyrelu": QT_TR_NOOP("leaky ReLU: negative numbers become small, the others stay."),
    "prelu": QT_TR_NOOP("PReLU: negative numbers are multiplied by a learned slope."),
    "elu": QT_TR_NOOP("ELU: negative numbers are bent towards a limit, the others stay."),
    "selu": QT_TR_NOOP("SELU: an ELU, scaled so that the numbers keep their spread."),
    "sigmoid": QT_TR_NOOP("sigmoid: bends every number to between 0 and 1."),
    "tanh": QT_TR_NOOP("hyperbolic tangent: bends every number to between −1 and 1."),
}
