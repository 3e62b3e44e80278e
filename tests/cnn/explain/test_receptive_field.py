"""Receptive fields, compared with brute force: change every number, and see what changes after
it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

import cnn
from cnn.arrays import Floats
from cnn.explain.graph import Node, Place, graph
from cnn.explain.receptive_field import receptive_field

PUSH = 50.0
SHAPE = (2, 9, 8)
NETWORKS = {
    "strides and paddings": [
        cnn.Conv(3, (4, 2), stride=(2, 1), padding="same"),
        cnn.LeakyReLU(),
        cnn.MaxPool((3, 2), stride=(2, 1), padding=(1, 0)),
        cnn.Conv(2, 1, stride=2),
        cnn.BatchNorm(),
        cnn.Flatten(),
        cnn.Dropout(0.4),
        cnn.Dense(3),
    ],
    "rows that the stride leaves out": [
        cnn.Conv(2, 1, stride=2),
        cnn.Conv(2, (2, 3), padding="full"),
        cnn.Flatten(),
        cnn.Dense(2),
    ],
    "windows that see nothing but padding": [
        cnn.Conv(2, 1, stride=2, padding=1),
        cnn.Conv(2, 2, padding=3),
        cnn.Flatten(),
        cnn.Dense(2),
    ],
    "residual blocks": [
        cnn.Residual(
            [
                cnn.Conv(3, 3, stride=2, padding=1),
                cnn.ELU(),
                cnn.Residual([cnn.Conv(3, (1, 3), padding="same"), cnn.Tanh()]),
            ],
            [cnn.Conv(3, 1, stride=2)],
        ),
        cnn.Residual([cnn.AvgPool(3, stride=1, padding=1)]),
        cnn.GlobalAvgPool(),
        cnn.Dense(2),
    ],
    "a softmax of maps": [
        cnn.AvgPool(2, stride=3, padding=1),
        cnn.Softmax(),
        cnn.GlobalMaxPool(),
        cnn.Dense(2),
        cnn.Sigmoid(),
    ],
    "row after row": [cnn.RowRNN(3), cnn.PReLU(), cnn.Dense(2), cnn.Softmax()],
}


def pushed(nodes: Mapping[str, Node], trace: Mapping[str, Floats], start: str) -> dict[str, Floats]:
    """Every number of ``start`` made larger and smaller: ``(..., 2·numbers)`` for all layers."""
    size = trace[start].size
    pushes = np.concatenate([np.eye(size), -np.eye(size)], axis=1).astype(np.float32) * PUSH
    values = {name: value[..., None].repeat(2 * size, axis=-1) for name, value in trace.items()}
    values[start] = values[start] + pushes.reshape(*trace[start].shape, -1)
    for node in list(nodes.values())[list(nodes).index(start) + 1 :]:
        parts = [values[source] for source in node.sources]
        if node.layer is None or isinstance(node.layer, cnn.Residual):
            values[node.name] = np.sum(parts, axis=0)
        else:
            values[node.name] = node.layer.forward(parts[0]).copy()
    return values


@pytest.mark.parametrize("name", NETWORKS)
def test_what_a_value_depends_on(name: str) -> None:
    rng = np.random.default_rng(1)
    layers = [layer.config() for layer in NETWORKS[name]]
    network = cnn.Network(layers, rng, SHAPE)
    nodes = graph(network)
    trace = network.trace(rng.normal(size=SHAPE))
    for start in nodes:
        values = pushed(nodes, trace, start)
        names = list(nodes)
        for node in (nodes[name] for name in names[names.index(start) + 1 :]):
            still = trace[node.name][..., None]
            changed = (np.abs(values[node.name] - still) > 1e-6).reshape(*node.volume, 2, -1)
            seen_by = changed.any(axis=-2)  # (..., numbers of start)
            for place in _some(node, rng):
                seen = seen_by[place.channel, place.row, place.column].reshape(nodes[start].volume)
                field = receptive_field(network, place).get(start)
                if field is None or field.is_empty:
                    assert not seen.any(), (start, place)
                    continue
                np.testing.assert_array_equal(field.channels, seen.any((1, 2)), f"{start} {place}")
                np.testing.assert_array_equal(field.rows, seen.any((0, 2)), f"{start} {place}")
                np.testing.assert_array_equal(field.columns, seen.any((0, 1)), f"{start} {place}")
                top, left, bottom, right = field.box
                rest = seen.copy()
                rest[:, top:bottom, left:right] = False
                assert not rest.any()


def _some(node: Node, rng: np.random.Generator) -> list[Place]:
    """A few places, with the corners, where paddings matter."""
    places = list(node.places())
    chosen = {0, len(places) - 1, *rng.integers(0, len(places), 8).tolist()}
    return [places[i] for i in chosen]


def test_lenet_as_in_the_articles() -> None:
    """The known fields: 5×5, then 6×6, 14×14 and 16×16 pixels of ink."""
    network = cnn.preset("lenet", np.random.default_rng(0))
    sides = {"conv1": 5, "relu1": 5, "pool1": 6, "conv2": 14, "pool2": 16}
    for layer, side in sides.items():
        field = receptive_field(network, Place(layer, 0, 1, 1))["input"]
        top, left, bottom, right = field.box
        assert (bottom - top, right - left) == (side, side), layer
    assert receptive_field(network, Place("conv1", 0, 3, 7))["input"].box == (3, 7, 8, 12)
    assert receptive_field(network, Place("softmax", 3))["conv1"].is_everything


def test_only_what_a_value_is_computed_from() -> None:
    network = cnn.preset("residual", np.random.default_rng(0))
    fields = receptive_field(network, Place("residual2.conv2", 3, 2, 2))
    assert "residual2.conv1" in fields
    assert "residual2.shortcut-conv1" not in fields
    assert "residual2.conv2" not in fields
    assert receptive_field(network, Place("input", 0, 2, 2)) == {}
