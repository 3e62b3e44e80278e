"""The robustness of an answer: the same ink, transformed in two ways at once, on a grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

import cnn
from cnn.arrays import Floats, Integers
from digitpad.explanation.sliced_work import SlicedWork, finish, probabilities_of
from digitpad.imaging.placed import PlacedInk
from digitpad.imaging.transform import Transform, transformed_input

GRID_SIDE = 9

RANGES: Mapping[str, tuple[float, float]] = {
    "turn": (-60.0, 60.0),
    "size": (0.6, 1.4),
    "right": (-4.0, 4.0),
    "down": (-4.0, 4.0),
    "thickness": (0.4, 2.0),
}
"""The range of each attribute of a `Transform`; the grid includes no change at all."""


@dataclass(frozen=True)
class Axes:
    """The attributes of a `Transform` that run across and down a grid."""

    across: str
    down: str


PAIRS = (Axes("turn", "size"), Axes("right", "down"), Axes("turn", "thickness"))


@dataclass(frozen=True, eq=False)
class Robustness:
    """The network's answer for every transform of a grid.

    Attributes:
        axes: the attributes that run across and down.
        across, down: the values, ``(9,)`` each, rising.
        labels: the most probable class, ``(9, 9)``, rows run down.
        probabilities: its probability, ``(9, 9)``.
    """

    axes: Axes
    across: Floats
    down: Floats
    labels: Integers
    probabilities: Floats

    def change_at(self, change: Transform, row: int, column: int) -> Transform:
        """`change` with the values of a cell."""
        return changed(change, self.axes, float(self.across[column]), float(self.down[row]))


def values_of(name: str) -> Floats:
    """The values of an attribute on a grid, ``(9,)``."""
    return np.linspace(*RANGES[name], GRID_SIDE).round(6)


def changed(change: Transform, axes: Axes, across: float, down: float) -> Transform:
    """`change` with other values for the attributes of `axes`."""
    return replace(change, **{axes.across: across, axes.down: down})


def robustness(
    network: cnn.Network, ink: PlacedInk, change: Transform, axes: Axes, prepared: bool = False
) -> Robustness:
    """Read `ink` with every transform of a grid.

    Args:
        network: reads the ink.
        ink: before any transform.
        change: gives the attributes that are not in `axes`.
        axes: the attributes that run across and down.
        prepared: as in `transformed_input`.
    """
    return finish(measuring_robustness(network, ink, change, axes, prepared))


def measuring_robustness(
    network: cnn.Network, ink: PlacedInk, change: Transform, axes: Axes, prepared: bool = False
) -> SlicedWork[Robustness]:
    """`robustness` in slices."""
    across, down = values_of(axes.across), values_of(axes.down)
    changes = [changed(change, axes, float(x), float(y)) for y in down for x in across]
    images: list[Floats] = []
    for one in changes:
        images.append(transformed_input(ink, one, prepared))
        yield
    outputs = yield from probabilities_of(network, images)
    return Robustness(
        axes=axes,
        across=across,
        down=down,
        labels=outputs.argmax(axis=1).reshape(GRID_SIDE, GRID_SIDE),
        probabilities=outputs.max(axis=1).reshape(GRID_SIDE, GRID_SIDE),
    )
