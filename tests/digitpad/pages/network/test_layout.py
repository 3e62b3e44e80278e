"""The layout of the whole network's pictures: nothing overlaps, and every number can be found."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest

import cnn
from cnn.explain.graph import Graph, graph
from digitpad.pages.network.columns import Column, Form, class_labels, columns_of
from digitpad.pages.network.fit import fit
from digitpad.pages.network.layout import Layout, arrange

PAGE = (828, 372)
SIZES = [PAGE, (1300, 520), (300, 120), (40, 10)]


@lru_cache
def nodes_of(name: str) -> Graph:
    return graph(cnn.preset(name, np.random.default_rng(0)))


def columns(name: str) -> tuple[Column, ...]:
    return columns_of(nodes_of(name))


def placed(name: str, room: tuple[int, int], zoom: float = 1.0, ratio: float = 1.0) -> Layout:
    drawn = columns(name)
    least = [46 + 2 * (len(column.title) % 8) for column in drawn]
    return arrange(drawn, fit(drawn, room, least, ratio), least, zoom, room)


@pytest.mark.parametrize("name", cnn.PRESETS)
@pytest.mark.parametrize(("room", "zoom"), [(PAGE, 0.35), (PAGE, 1.7), *((s, 1.0) for s in SIZES)])
def test_nothing_overlaps_and_nothing_is_cut_off(
    name: str, room: tuple[int, int], zoom: float
) -> None:
    layout = placed(name, room, zoom)
    covered = np.zeros((layout.height, layout.width), np.uint8)
    for block in layout.blocks:
        assert block.left <= block.x
        assert block.x + block.box[2] <= block.left + block.width
        for channel in range(block.column.shape[0]):
            left, top, width, height = block.picture(channel)
            assert left >= 0
            assert top >= layout.top
            assert left + width <= layout.width
            assert top + height <= layout.height
            covered[top : top + height, left : left + width] += 1
    assert covered.max() == 1
    assert [block.column.name for block in layout.blocks] == [c.name for c in columns(name)]
    edges = [(block.left, block.left + block.width) for block in layout.blocks]
    assert all(end < start for (_, end), (start, _) in pairwise(edges))


@pytest.mark.parametrize("name", ["lenet", "best", "gap", "wide9", "rows"])
def test_all_of_it_fits_on_the_page(name: str) -> None:
    layout = placed(name, PAGE)
    assert (layout.width, layout.height) == PAGE


@pytest.mark.parametrize("name", ["lenet", "residual", "best"])
@pytest.mark.parametrize("zoom", [0.35, 1.0, 2.3])
def test_every_number_is_found_where_it_stands(name: str, zoom: float) -> None:
    layout = placed(name, PAGE, zoom)
    nodes = nodes_of(name)
    rng = np.random.default_rng(0)
    for node in nodes.values():
        block = layout.by_name[node.name]
        if block.column.form is Form.MAPS and block.grid.cell[0] < 1.5 * node.shape[2]:
            continue  # several numbers on a pixel
        places = list(node.places())
        for index in [0, len(places) - 1, *rng.integers(0, len(places), 30).tolist()]:
            left, top, width, height = block.number(places[index])
            assert layout.place_at(left + width / 2, top + height / 2) == places[index]
    assert layout.place_at(layout.width / 2, layout.top - 10) is None
    assert layout.place_at(-5, 100) is None


def test_equal_shapes_are_equally_large() -> None:
    for name in ("lenet", "best", "residual"):
        sizes: dict[tuple[int, ...], set[tuple[int, int]]] = {}
        for block in placed(name, PAGE).blocks:
            if block.column.form is Form.MAPS:
                sizes.setdefault(block.column.shape, set()).add(block.grid.cell)
        assert all(len(cells) == 1 for cells in sizes.values())


def test_fine_maps_have_whole_pixels() -> None:
    for ratio in (1.0, 2.0):
        for block in placed("lenet", PAGE, ratio=ratio).blocks:
            if block.column.form is Form.MAPS and block.column.shape[2] >= 16:
                assert block.grid.cell[0] * ratio % block.column.shape[2] == 0


def test_a_spot_is_found_again_after_zooming() -> None:
    before, after = placed("best", PAGE), placed("best", PAGE, 2.5)
    for name in ("conv2", "flatten1", "softmax"):
        x, y, width, height = before.by_name[name].box
        anchor = before.anchor_at(x + 0.3 * width, y + 0.8 * height)
        left, top, wide, high = after.by_name[name].box
        assert after.position(anchor) == pytest.approx((left + 0.3 * wide, top + 0.8 * high))


def test_what_the_columns_say() -> None:
    by_name = {column.name: column for column in columns("residual")}
    assert by_name["conv1"].parameters == 8 * 9 + 8
    assert by_name["residual2"].parameters == 0
    assert by_name["residual2.shortcut-conv1"].title == "shortcut-conv1"
    assert by_name["residual2.shortcut-conv1"].group == by_name["residual2"].group == "residual2"
    network = cnn.preset("residual", np.random.default_rng(0))
    assert sum(column.parameters for column in by_name.values()) == network.parameter_count
    signs = {name: column.signed for name, column in by_name.items()}
    assert signs["residual1"]
    assert not signs["relu2"]
    assert not signs["input"]
    assert not signs["globalavgpool1"]
    assert signs["dense1"]
    assert by_name["dense1"].labels == by_name["softmax"].labels == tuple("0123456789")
    assert class_labels(11)[-1] == "–"
    assert class_labels(3) == ("1", "2", "3")


@pytest.mark.parametrize("ending", ["maxpool", "avgpool", "dropout", "flatten"])
def test_signs_pass_through_what_keeps_them(ending: str) -> None:
    for first, signed in (("tanh", True), ("relu", False)):
        layers = [
            {"kind": "conv", "out_channels": 2, "kernel_size": 3},
            {"kind": first},
            {"kind": ending},
        ]
        flat = [] if ending == "flatten" else [{"kind": "flatten"}]
        network = cnn.Network(
            [*layers, *flat, {"kind": "dense", "out_features": 10}], np.random.default_rng(0)
        )
        drawn = columns_of(graph(network))
        assert drawn[3].signed == signed
