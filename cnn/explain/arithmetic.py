"""The computation of one value: the numbers that add up to it.

``arithmetic(network, trace, place)`` takes a value in a trace and decomposes its layer's
computation. The result is one of a few kinds (``cnn.explain.computations``), with all parts as the
network has them, and ``result``: the value computed again from the parts in double precision. It
agrees with the trace except for the rounding of single precision.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cnn.arrays import Floats
from cnn.explain.computations import (
    Addition,
    Computation,
    Convolution,
    Copy,
    Given,
    Normalisation,
    Part,
    Pointwise,
    Share,
    WeightedSum,
    Window,
)
from cnn.explain.graph import Graph, Node, Place, graph, value_at
from cnn.layers import (
    BatchNorm,
    Conv,
    Dense,
    Flatten,
    GlobalMaxPool,
    MaxPool,
    Pool,
    Residual,
    RowRNN,
    Softmax,
)
from cnn.layers.global_pooling import GlobalPool
from cnn.network import Network

Trace = Mapping[str, Floats]


def arithmetic(network: Network, trace: Trace, place: Place) -> Computation:
    """The computation of the value at ``place``.

    Args:
        network: with the same parameters as when it made the trace.
        trace: of one image, from ``Network.trace``, without batch axis.
        place: in the trace.

    Raises:
        KeyError: there is no such layer.
        IndexError: the layer has no such place.
    """
    return computation(graph(network), trace, place)


def computation(nodes: Graph, trace: Trace, place: Place) -> Computation:
    """As ``arithmetic``, for a given ``graph`` of the network."""
    node = nodes[place.layer]
    if not node.has(place):
        raise IndexError(f"{place} is not in {node.name}, which is {node.shape}")
    value = value_at(trace, place)
    match node.layer:
        case Conv() as conv:
            return _convolution(conv, node, trace, place, value)
        case Pool() as pool:
            return _pooling(pool, node, trace, place, value)
        case GlobalPool() as pool:
            window = _source(node, trace)[place.channel]
            largest = isinstance(pool, GlobalMaxPool)
            return Window(place, value, node.sources[0], window, (0, 0), largest)
        case Dense() as dense:
            part = Part(node.sources[0], _source(node, trace), dense.weight.value[place.channel])
            return WeightedSum(place, value, (part,), float(dense.bias.value[place.channel]))
        case RowRNN() as rnn:
            return _recurrence(rnn, node, trace, place, value)
        case BatchNorm() as norm:
            return _normalisation(norm, node, trace, place, value)
        case Softmax():
            logits = _source(node, trace).reshape(node.volume)[:, place.row, place.column]
            return Share(place, value, node.sources[0], logits)
        case Residual():
            before = [_beside(place, source) for source in node.sources]
            numbers = [value_at(trace, source) for source in before]
            return Addition(place, value, tuple(before), tuple(numbers))
        case Flatten():
            shape = nodes[node.sources[0]].volume
            channel, row, column = (int(i) for i in np.unravel_index(place.channel, shape))
            return Copy(place, value, Place(node.sources[0], channel, row, column))
        case None if node.sources:
            return Copy(place, value, _beside(place, node.sources[0]))
        case layer if layer is not None and node.is_pointwise:
            source = _beside(place, node.sources[0])
            return Pointwise(place, value, source, value_at(trace, source), layer)
    return Given(place, value)


def _source(node: Node, trace: Trace) -> Floats:
    return trace[node.sources[0]]


def _beside(place: Place, layer: str) -> Place:
    return Place(layer, place.channel, place.row, place.column)


def _convolution(conv: Conv, node: Node, trace: Trace, place: Place, value: float) -> Convolution:
    top = place.row * conv.stride[0] - conv.margins.top
    left = place.column * conv.stride[1] - conv.margins.left
    return Convolution(
        place,
        value,
        node.sources[0],
        _cut(_source(node, trace), (top, left), conv.kernel_size, 0.0),
        (top, left),
        conv.kernel.value[place.channel],
        float(conv.bias.value[place.channel]),
    )


def _pooling(pool: Pool, node: Node, trace: Trace, place: Place, value: float) -> Window:
    top = place.row * pool.stride[0] - pool.margins.top
    left = place.column * pool.stride[1] - pool.margins.left
    channel = _source(node, trace)[place.channel : place.channel + 1]
    window = _cut(channel, (top, left), pool.kernel_size, pool.pad_value)[0]
    return Window(place, value, node.sources[0], window, (top, left), isinstance(pool, MaxPool))


def _cut(maps: Floats, corner: tuple[int, int], size: tuple[int, int], outside: float) -> Floats:
    """A window of all maps, ``(C, H, W)`` to ``(C, *size)``; ``outside`` where it extends beyond
    them."""
    (top, left), (height, width) = corner, size
    patch = np.full((len(maps), height, width), outside, maps.dtype)
    rows = slice(max(top, 0), max(min(top + height, maps.shape[1]), 0))
    columns = slice(max(left, 0), max(min(left + width, maps.shape[2]), 0))
    seen = maps[:, rows, columns]
    if seen.size:
        down, right = rows.start - top, columns.start - left
        patch[:, down : down + seen.shape[1], right : right + seen.shape[2]] = seen
    return patch


def _recurrence(rnn: RowRNN, node: Node, trace: Trace, place: Place, value: float) -> WeightedSum:
    """The last step; the state before it is not in the trace, and is computed again."""
    image = _source(node, trace)
    rows = image.transpose(1, 0, 2).reshape(image.shape[1], -1)
    memory = np.zeros(rnn.units, image.dtype)
    for row in rows[:-1]:
        new = rnn.input_weight.value @ row + rnn.bias.value
        memory = np.tanh(new + rnn.memory_weight.value @ memory)
    unit = place.channel
    seen = Part(f"row {len(rows)} of {node.sources[0]}", rows[-1], rnn.input_weight.value[unit])
    before = f"memory of rows 1 to {len(rows) - 1}"
    remembered = Part(before, memory, rnn.memory_weight.value[unit])
    bias = float(rnn.bias.value[unit])
    return WeightedSum(place, value, (seen, remembered), bias, squashed=True)


def _normalisation(
    norm: BatchNorm, node: Node, trace: Trace, place: Place, value: float
) -> Normalisation:
    channel = place.channel
    source = _beside(place, node.sources[0])
    return Normalisation(
        place,
        value,
        source,
        value_at(trace, source),
        mean=float(norm.mean[channel]),
        deviation=float(np.sqrt(float(norm.variance[channel]) + norm.epsilon)),
        scale=float(norm.scale.value[channel]),
        shift=float(norm.shift.value[channel]),
    )
