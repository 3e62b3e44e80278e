"""Transformed ink, and the map of the network's answers for it."""

from __future__ import annotations

import numpy as np
import pytest

import cnn
from digitpad.explanation.robustness import PAIRS, RANGES, robustness, values_of
from digitpad.imaging.normalise import network_input
from digitpad.imaging.placed import PlacedInk
from digitpad.imaging.transform import (
    Transform,
    fitted,
    transformed,
    transformed_input,
    with_replaced,
)
from digitpad.ink.drawing import Drawing, Stroke
from tests.digitpad.ink_samples import BAR, DOT, SEVEN, centroid, crossed_seven


@pytest.fixture
def ink() -> PlacedInk:
    return PlacedInk.of(crossed_seven())


def test_no_change_changes_nothing(ink: PlacedInk) -> None:
    same = transformed(ink, Transform())
    for before, after in zip(ink.drawing.strokes, same.strokes, strict=True):
        np.testing.assert_allclose(before.array, after.array)
        assert before.brush == after.brush
    np.testing.assert_allclose(
        transformed_input(ink, Transform()), network_input(ink.drawing), atol=1e-5
    )


def test_a_quarter_turn_goes_clockwise_about_the_middle_of_the_box() -> None:
    level = PlacedInk.of(Drawing((Stroke(((100.0, 50.0), (200.0, 50.0)), 10.0),)))
    (turned,) = transformed(level, Transform(turn=90)).strokes
    np.testing.assert_allclose(turned.array, [(150, 0), (150, 100)], atol=1e-9)


def test_size_and_thickness_are_factors(ink: PlacedInk) -> None:
    after = transformed(ink, Transform(size=0.5, thickness=2))
    np.testing.assert_allclose(np.ptp(after.strokes[0].array, axis=0), (50, 80))
    assert after.strokes[0].brush == 40
    thick = transformed_input(ink, Transform(thickness=2)).sum()
    assert thick == pytest.approx(2 * transformed_input(ink, Transform()).sum(), rel=0.25)


@pytest.mark.parametrize(("right", "down"), [(3, 0), (0, -2), (-1.5, 1)])
def test_shifts_are_pixels_of_the_networks_picture(
    ink: PlacedInk, right: float, down: float
) -> None:
    x, y = centroid(transformed_input(ink, Transform()))
    after = centroid(transformed_input(ink, Transform(right=right, down=down)))
    assert after == pytest.approx((x + right, y + down), abs=0.05)


def test_preparing_again_undoes_all_but_the_turn(ink: PlacedInk) -> None:
    plain = transformed_input(ink, Transform())
    undone = transformed_input(ink, Transform(0.0, 0.7, 3.0, -2.0, 1.8), prepared=True)
    np.testing.assert_allclose(undone, plain, atol=1e-4)
    assert np.abs(transformed_input(ink, Transform(turn=20), prepared=True) - plain).max() > 0.5


def test_ink_beside_the_paper_is_brought_back_onto_it() -> None:
    beside = Drawing((Stroke(((-50.0, 100.0), (30.0, 320.0)), 20.0),))
    (inside,) = fitted(beside).strokes
    assert (inside.array >= 10 - 1e-9).all()
    assert (inside.array <= 270 + 1e-9).all()
    np.testing.assert_allclose(np.ptp(inside.array, axis=0), (80, 220))
    large = Drawing((Stroke(((0.0, 0.0), (560.0, 100.0)), 20.0),))
    (small,) = fitted(large).strokes
    assert small.brush < 20
    assert small.array.max() + small.brush / 2 == pytest.approx(280)
    there = crossed_seven()
    np.testing.assert_allclose(fitted(there).strokes[0].array, there.strokes[0].array)


def test_only_the_strokes_that_were_changed_are_replaced() -> None:
    whole = Drawing((SEVEN, DOT, BAR))
    other = Stroke(((1.0, 1.0),), 5.0)
    after = with_replaced(whole, Drawing((SEVEN, BAR)), Drawing((other,)))
    assert after.strokes == (DOT, other)


@pytest.mark.parametrize("axes", PAIRS)
@pytest.mark.parametrize("prepared", [False, True])
def test_every_cell_of_the_map_is_that_change_read(
    network: cnn.Network, ink: PlacedInk, axes: object, prepared: bool
) -> None:
    base = Transform(turn=5, size=0.9, right=1, down=-1, thickness=1.2)
    found = robustness(network, ink, base, axes, prepared)  # type: ignore[arg-type]
    assert found.labels.shape == found.probabilities.shape == (9, 9)
    for row, column in [(0, 0), (2, 7), (8, 3)]:
        change = found.change_at(base, row, column)
        assert getattr(change, found.axes.across) == found.across[column]
        assert getattr(change, found.axes.down) == found.down[row]
        kept = {"turn", "size", "right", "down", "thickness"}
        for name in kept - {found.axes.across, found.axes.down}:
            assert getattr(change, name) == getattr(base, name)
        outputs = network.probabilities(transformed_input(ink, change, prepared)[None, None])[0]
        assert found.labels[row, column] == outputs.argmax()
        assert found.probabilities[row, column] == pytest.approx(outputs.max(), rel=1e-4)


def test_no_change_lies_on_every_grid() -> None:
    for name in RANGES:
        assert getattr(Transform(), name) in values_of(name)
