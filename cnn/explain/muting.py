"""Turns filters of a network off, to see what changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cnn.explain.filter_layers import FilterLayer, filter_layer, require_channel
from cnn.layers import Sigmoid
from cnn.network import Network

SILENCE = -100.0  # float32's sigmoid is exactly 0 there


def muted(network: Network, channels: Mapping[str, Collection[int]]) -> Network:
    """A copy of ``network`` in which the output of these filters is always 0.

    This is the ablation of Zeiler and Fergus ("Visualizing and Understanding Convolutional
    Networks", 2014) and others. It needs no extra layer: a filter whose kernel and bias are 0
    outputs 0, and so does every activation (the sigmoid of a very negative number). So the copy has
    the architecture of the original.

    Args:
        network: not modified.
        channels: the filters, counted from 0, by the name of their convolution
            (``FilterLayer.name``).

    Raises:
        ValueError: there is no such convolution or filter.
    """
    copy = network.copy()
    for name, some in channels.items():
        layer = filter_layer(copy, name)
        for channel in some:
            _silence(layer, require_channel(layer, channel))
    return copy


def _silence(layer: FilterLayer, channel: int) -> None:
    out = SILENCE if isinstance(layer.activation, Sigmoid) else 0.0
    layer.conv.kernel.value[channel] = 0
    layer.conv.bias.value[channel] = 0 if layer.norms else out
    for norm in layer.norms:
        norm.scale.value[channel] = 0
        norm.shift.value[channel] = out if norm is layer.norms[-1] else 0
