"""A writer: what all the digits of one person have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitpad.handwriting.pen import Path, Points, Shape, spline
from digitpad.handwriting.ways import WAYS, Way
from digitpad.ink.drawing import DEFAULT_BRUSH, PAD_SIZE, Drawing, Stroke

FAITHFUL = 0.75
"""The probability that a writer uses their preferred style for a digit."""
HOOKED = 0.08
"""The probability that a pen leaves a small hook at the start or end of a stroke."""
HOOK = 0.05
MIN_SIZE = 1e-3


@dataclass(frozen=True)
class Writer:
    """How one person writes.

    Attributes:
        slant: how far the top leans to the right, as a share of the height.
        turn: rotation of everything, clockwise, in radians.
        width: factor of all widths.
        unrest: random shift of the control points, as a share of the height.
        bend: strength of the waves that bend the whole shape, as a share of the height.
        tremor: size of the pen's tremor, as a share of the height.
        brush: diameter of the pen, as a share of the pad.
        ways: the preferred style of each digit.
    """

    slant: float
    turn: float
    width: float
    unrest: float
    bend: float
    tremor: float
    brush: float
    ways: tuple[Way, ...]

    @classmethod
    def random(cls, rng: np.random.Generator) -> Writer:
        """A random writer."""
        return cls(
            slant=rng.normal(0.08, 0.2),
            turn=rng.normal(0, 0.06),
            width=float(np.exp(rng.normal(0.08, 0.25))),
            unrest=rng.uniform(0.008, 0.04),
            bend=rng.uniform(0.0, 0.035),
            tremor=0.02 * rng.random() ** 3,
            brush=DEFAULT_BRUSH * float(np.exp(rng.normal(0, 0.3))),
            ways=tuple(_any_way(digit, rng) for digit in WAYS),
        )

    def digit(self, label: int, rng: np.random.Generator) -> Drawing:
        """A digit by this writer, somewhere on the pad."""
        usual = rng.random() < FAITHFUL
        way = self.ways[label] if usual else _any_way(label, rng)
        return self.draw(way(rng), rng)

    def draw(self, shape: Shape, rng: np.random.Generator) -> Drawing:
        """Any shape by this writer, somewhere on the pad."""
        frame, waves = self._frame(rng), self._waves(rng)
        lines = [_bent(self._line(path, rng), waves) @ frame for path in shape]
        everything = np.concatenate(lines)
        low, high = everything.min(axis=0), everything.max(axis=0)
        size = rng.uniform(0.25, 0.85) * PAD_SIZE / max(float((high - low).max()), MIN_SIZE)
        place = rng.uniform(0, 1, 2) * (PAD_SIZE - (high - low) * size)
        placed = ((line - low) * size + place for line in lines)
        brush = self.brush * PAD_SIZE
        return Drawing(tuple(Stroke(tuple(map(tuple, line.tolist())), brush) for line in placed))

    def _frame(self, rng: np.random.Generator) -> Points:
        """Slant, turn and proportions of one drawing, as a matrix for rows ``(x, y)``."""
        slant, turn = self.slant + rng.normal(0, 0.06), self.turn + rng.normal(0, 0.05)
        width = self.width * float(np.exp(rng.normal(0, 0.1)))
        sine, cosine = np.sin(turn), np.cos(turn)
        return np.array([[width, 0.0], [-slant, 1.0]]) @ [[cosine, sine], [-sine, cosine]]

    def _waves(self, rng: np.random.Generator) -> Points:
        """Two long waves that bend a whole shape: rows of direction, phase and amplitude."""
        direction, phase = rng.normal(0, 3.0, (2, 2)), rng.uniform(0, 2 * np.pi, (2, 1))
        return np.concatenate([direction, phase, rng.normal(0, self.bend, (2, 2))], axis=1)

    def _line(self, path: Path, rng: np.random.Generator) -> Points:
        """The pen's path along `path`, with this writer's random shifts, hooks and tremor."""
        points = np.array([control[:2] for control in path], np.float64)
        corners = np.array([len(control) > 2 for control in path])
        points += rng.normal(0, self.unrest, points.shape)
        line = _hooked(spline(points, corners), rng)
        if self.tremor and len(line) > 2:
            shake = rng.normal(0, self.tremor, line.shape)
            line[1:-1] += (shake[:-2] + shake[1:-1] + shake[2:]) / 2
        return line


def _hooked(line: Points, rng: np.random.Generator) -> Points:
    """Adds a small hook at the start or the end, sometimes."""
    ends = [line]
    if rng.random() < HOOKED:
        ends.insert(0, line[:1] + rng.normal(0, HOOK, (1, 2)))
    if rng.random() < HOOKED:
        ends.append(line[-1:] + rng.normal(0, HOOK, (1, 2)))
    return np.concatenate(ends)


def _bent(line: Points, waves: Points) -> Points:
    """`line` shifted by `waves`, each a sine across the plane."""
    height = np.sin(line @ waves[:, :2].T + waves[:, 2])
    bent: Points = line + height @ waves[:, 3:]
    return bent


def _any_way(digit: int, rng: np.random.Generator) -> Way:
    ways = WAYS[digit]
    weights = np.array(list(ways.values()))
    return list(ways)[int(rng.choice(len(ways), p=weights / weights.sum()))]
