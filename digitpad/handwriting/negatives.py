"""Drawings that are no digits: letters, doodles, scribbles and spoiled digits."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from digitpad.handwriting.letters import LETTERS
from digitpad.handwriting.pen import Path, Shape, arc, corner
from digitpad.handwriting.ways import WAYS

_LETTERS = tuple(LETTERS.values())


def sign(rng: np.random.Generator) -> Shape:
    """A letter or a symbol."""
    return _LETTERS[int(rng.integers(len(_LETTERS)))]


def word(rng: np.random.Generator) -> Shape:
    """Two or three letters side by side."""
    shape: Shape = []
    for place in range(int(rng.integers(2, 4))):
        shape += _moved(sign(rng), place * rng.uniform(0.7, 1.0), 0)
    return shape


def number(rng: np.random.Generator) -> Shape:
    """Two or three digits side by side: a number is not one digit."""
    shape: Shape = []
    right = 0.0
    for _ in range(int(rng.integers(2, 4))):
        digit = _digit(rng, int(rng.integers(10)))
        columns = [point[0] for path in digit for point in path]
        shape += _moved(digit, right - min(columns), 0)
        right += max(columns) - min(columns) + rng.uniform(-0.1, 0.35)
    return shape


def scribble(rng: np.random.Generator) -> Shape:
    """A random line."""
    points = int(rng.integers(9, 40))
    if rng.random() < 0.5:
        places = rng.uniform(0, 1, (points, 2))
    else:
        places = rng.normal(0, 0.2, (points, 2)).cumsum(axis=0)
        places /= max(float(np.ptp(places, axis=0).max()), 1e-3)
    sharp = rng.random() < 0.4
    return [[corner(x, y) if sharp else (x, y) for x, y in places.tolist()]]


def zigzag(rng: np.random.Generator) -> Shape:
    """Back and forth: hatching, waves, saw teeth."""
    turns = int(rng.integers(5, 14))
    high, run = rng.uniform(0.1, 1.0), rng.uniform(0.6, 1.4)
    sharp = rng.random() < 0.5
    xs = np.linspace(0, run, turns).tolist()
    points: Path = [(x, high * (i % 2)) for i, x in enumerate(xs)]
    path: Path = [corner(*p) for p in points] if sharp else points
    return [[(p[1], p[0], *p[2:]) for p in path]] if rng.random() < 0.3 else [path]


def spiral(rng: np.random.Generator) -> Shape:
    """A spiral."""
    turns, way = rng.uniform(1.8, 4.5), rng.choice([-1, 1])
    angle = np.linspace(0, turns * 2 * np.pi, int(turns * 8) + 2)
    radius = np.linspace(0.03, 0.5, len(angle))
    x, y = radius * np.cos(way * angle), radius * np.sin(way * angle) * rng.uniform(0.6, 1)
    return [list(zip(x.tolist(), y.tolist(), strict=True))]


def rings(rng: np.random.Generator) -> Shape:
    """Several arcs around one centre, like a target, a rainbow or a Wi-Fi symbol."""
    start, sweep = rng.choice([-180, 0, -90, -225]), rng.choice([180, 180, 120, 360, 270])
    flat = rng.uniform(0.5, 1.1)
    radii = np.linspace(rng.uniform(0.15, 0.5), 1, int(rng.integers(2, 6)))
    shape = [arc((0, 0), (r, r * flat), start, sweep) for r in radii.tolist()]
    if sweep == 180 and rng.random() < 0.4:
        shape.append([(-1, 0), (1, 0)])
    return shape


def wide_arc(rng: np.random.Generator) -> Shape:
    """One wide arc, upwards or downwards, sometimes with a line below it."""
    wide, up = rng.uniform(0.8, 2.5), rng.choice([-1, 1])
    shape: Shape = [
        arc((0, 0), (wide / 2, rng.uniform(0.15, 0.8)), 180, up * rng.uniform(150, 200))
    ]
    return [*shape, [(-wide / 2, 0), (wide / 2, 0)]] if rng.random() < 0.2 else shape


def face(rng: np.random.Generator) -> Shape:
    """A round head with eyes, sometimes with a mouth, ears and whiskers."""
    shape = [arc((0, 0), (rng.uniform(0.4, 0.6), 0.5), rng.uniform(0, 360), 360)]
    apart, y, size = rng.uniform(0.12, 0.25), rng.uniform(-0.2, 0), rng.uniform(0.01, 0.09)
    shape += [arc((side * apart, y), (size, size), 0, 360) for side in (-1, 1)]
    if rng.random() < 0.7:
        shape.append(arc((0, 0.1), (0.2, rng.uniform(-0.15, 0.2)), 0, 180))
    if rng.random() < 0.7:
        out, up = rng.uniform(0.35, 0.6), -rng.uniform(0.5, 0.9)
        for side in (-1, 1):
            ear: Path = [(side * 0.45, -0.2), corner(side * out, up), (side * 0.15, -0.45)]
            shape.append(ear)
    if rng.random() < 0.5:
        for end in np.linspace(0.05, 0.25, int(rng.integers(1, 4))).tolist():
            shape += [[(s * 0.15, 0.1), (s * rng.uniform(0.5, 0.9), end)] for s in (-1, 1)]
    return shape


def vehicle(rng: np.random.Generator) -> Shape:
    """Boxes on wheels."""
    shape: Shape = []
    wide, high = rng.uniform(0.8, 1.6), rng.uniform(0.3, 0.7)
    shape.append(_box(0, -high, wide, 0))
    if rng.random() < 0.6:
        left = rng.uniform(0, wide * 0.6)
        shape.append(_box(left, -high - rng.uniform(0.2, 0.4), left + wide * 0.35, -high))
    for x in np.linspace(0.15, wide - 0.15, int(rng.integers(2, 5))).tolist():
        size = rng.uniform(0.06, 0.14)
        shape.append(arc((x, size), (size, size), 0, 370))
    if rng.random() < 0.4:
        shape.append(_box(wide * 0.2, -high * 0.8, wide * 0.45, -high * 0.4))
    return shape


def doodle(rng: np.random.Generator) -> Shape:
    """Several simple shapes."""
    shape: Shape = []
    for _ in range(int(rng.integers(3, 8))):
        form = int(rng.integers(4))
        x, y = rng.uniform(0, 1, 2).tolist()
        a, b = rng.uniform(0.05, 0.5, 2).tolist()
        if form == 0:
            shape.append(arc((x, y), (a, b), rng.uniform(0, 360), 360))
        elif form == 1:
            shape.append([(x, y), (x + rng.normal(0, 0.5), y + rng.normal(0, 0.5))])
        elif form == 2:
            shape.append(arc((x, y), (a, b), rng.uniform(0, 360), rng.uniform(90, 270)))
        else:
            shape.append(_box(x - a, y - b, x + a, y + b))
    return shape


def grid(rng: np.random.Generator) -> Shape:
    """Parallel lines, sometimes crossed by others."""
    count = int(rng.integers(2, 6))
    lines: Shape = [[(x, 0), (x, 1)] for x in np.linspace(0, 1, count).tolist()]
    if rng.random() < 0.5:
        lines += [[(0, y), (1, y)] for y in np.linspace(0.1, 0.9, int(rng.integers(2, 5))).tolist()]
    return _turned(lines) if rng.random() < 0.5 else lines


def struck_out(rng: np.random.Generator) -> Shape:
    """A digit crossed out."""
    shape: Shape = [*_digit(rng, int(rng.integers(10))), [(-0.2, -0.1), (0.8, 1.1)]]
    more: Shape = [[(-0.2, 0.3), (0.8, 0.4)], [(-0.2, 0.7), (0.8, 0.6)]]
    across: Shape = [[(0.8, -0.1), (-0.2, 1.1)]]
    return [*shape, *(across if rng.random() < 0.5 else more)]


def turned(rng: np.random.Generator) -> Shape:
    """A digit turned by 90°, unless that looks like another digit."""
    return _turned(_digit(rng, int(rng.choice([3, 4, 5, 6, 7, 8, 9]))))


def mirrored(rng: np.random.Generator) -> Shape:
    """A mirrored digit, unless that looks like another digit."""
    shape = _digit(rng, int(rng.choice([3, 4, 7, 9])))
    return [[(0.6 - point[0], *point[1:]) for point in path] for path in shape]


NEGATIVES: Mapping[Callable[[np.random.Generator], Shape], float] = {
    sign: 5,
    word: 1,
    number: 2,
    scribble: 3,
    zigzag: 2,
    spiral: 1,
    rings: 2,
    wide_arc: 2,
    face: 2,
    vehicle: 2,
    doodle: 4,
    grid: 1,
    struck_out: 1,
    turned: 1,
    mirrored: 0.7,
}
"""The kinds and their frequencies."""


def _digit(rng: np.random.Generator, label: int) -> Shape:
    ways = list(WAYS[label])
    return ways[int(rng.integers(len(ways)))](rng)


def _box(left: float, top: float, right: float, bottom: float) -> Path:
    return [
        corner(left, top),
        corner(right, top),
        corner(right, bottom),
        corner(left, bottom),
        (left, top),
    ]


def _moved(shape: Shape, x: float, y: float) -> Shape:
    return [[(p[0] + x, p[1] + y, *p[2:]) for p in path] for path in shape]


def _turned(shape: Shape) -> Shape:
    """Turned clockwise by 90°."""
    return [[(-p[1], *p[:1], *p[2:]) for p in path] for path in shape]
