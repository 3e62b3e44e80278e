"""Layers, places and numbers in words."""

from __future__ import annotations

import cnn
from cnn.arrays import Shape
from cnn.explain.graph import Graph, Node, Place
from cnn.layers.global_pooling import GlobalPool
from digitpad.pages.network.columns import DASH, Column, class_labels
from digitpad.text.numbers import thousands


def place_words(nodes: Graph, place: Place) -> str:
    """As "conv1, map 3, row 4, column 11" or "softmax, digit 3"."""
    node = nodes[place.layer]
    if len(node.shape) == 3:
        where = f"row {place.row + 1}, column {place.column + 1}"
        map_ = f"map {place.channel + 1}, " if node.shape[0] > 1 else ""
        return f"{place.layer}, {map_}{where}"
    last = next(reversed(nodes))
    if place.layer in (last, *nodes[last].sources):
        return f"{place.layer}, {class_words(place.channel, node.shape[0])}"
    return f"{place.layer}, number {place.channel + 1}"


def class_words(index: int, classes: int) -> str:
    """As "digit 3", "no digit" or "class 3"."""
    label = class_labels(classes)[index]
    if label == DASH:
        return "no digit"
    return f"digit {label}" if classes in (10, 11) else f"class {label}"


def origin(nodes: Graph, place: Place) -> Place:
    """The place in the maps whose number a flat layer only took over; else ``place`` itself."""
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
    """What a layer does, in a sentence, and what it learns."""
    node = nodes[column.name]
    words = f"{column.name}: {_what(nodes, node)}"
    if column.parameters:
        parts = [f"{_product(p.value.shape)} {p.name}" for p in node.parameters]
        words += f" It learns {thousands(column.parameters)} numbers ({', '.join(parts)})."
    return words


def _product(shape: Shape) -> str:
    return "×".join(map(str, shape))


def _what(nodes: Graph, node: Node) -> str:
    before = nodes[node.sources[0]] if node.sources else node
    layer, shape = node.layer, node.shape
    match layer:
        case cnn.Conv():
            size = _product(layer.size)
            maps = "map" if before.shape[0] == 1 else "maps"
            return (
                f"a convolution. Each of its {shape[0]} kernels looks at {size} numbers of "
                f"{before.shape[0]} {maps} at a time, and answers with a map of "
                f"{_product(shape[1:])}."
            )
        case cnn.MaxPool() | cnn.AvgPool():
            kept = "the largest" if isinstance(layer, cnn.MaxPool) else "the mean"
            return f"pooling. Of every {_product(layer.size)} numbers it keeps {kept}."
        case GlobalPool():
            kept = "largest number" if isinstance(layer, cnn.GlobalMaxPool) else "mean"
            return f"global pooling. Of each map it keeps the {kept}."
        case cnn.Flatten():
            return f"the numbers of all {before.shape[0]} maps as one list."
        case cnn.Dropout():
            share = f"{100 * layer.rate:g} %"
            return f"dropout. In training it silences {share} of the numbers; here it does nothing."
        case cnn.Dense():
            return f"a dense layer. Each number weighs all {before.shape[0]} of {before.name}."
        case cnn.BatchNorm():
            return "batch normalisation. It moves and scales each map to what is usual."
        case cnn.Residual():
            return "the end of a residual block: what its layers made, added to what came in."
        case cnn.RowRNN():
            return "a recurrent layer. It reads the picture row by row, and remembers."
        case cnn.Softmax():
            return "softmax. It turns the numbers into probabilities, together 100 %."
        case None if node.name == "input":
            return "what the network is given: 0 is paper, 1 is ink."
        case None:
            return "the probabilities."
    return RULES.get(layer.kind, f"a layer of the kind “{layer.kind}”.")


RULES = {
    "relu": "ReLU. What is negative becomes 0, the rest stays.",
    "leakyrelu": "leaky ReLU. What is negative becomes a little of itself, the rest stays.",
    "prelu": "PReLU. What is negative is multiplied by a learned slope, the rest stays.",
    "elu": "ELU. What is negative is bent towards a limit, the rest stays.",
    "selu": "SELU. An ELU, scaled so that the numbers keep their spread.",
    "sigmoid": "the sigmoid. It bends every number into 0 to 1.",
    "tanh": "the hyperbolic tangent. It bends every number into −1 to 1.",
}
