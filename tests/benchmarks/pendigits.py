"""Drawings by 30 people: loading, changing the brush and size, and combining digits into
numbers."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnn.arrays import Floats, Integers
from digitpad.imaging.normalise import network_input
from digitpad.ink.box import ink_box
from digitpad.ink.drawing import Drawing, Stroke

BRUSH = 0.08
"""The brush that the drawings were made with, as a share of the pad."""
LENGTHS = (2, 6)
"""The smallest and largest number of digits."""


@dataclass(frozen=True)
class Number:
    """Digits side by side.

    Attributes:
        drawing: all of them.
        text: the digits.
        digits: the strokes of each digit.
    """

    drawing: Drawing
    text: str
    digits: tuple[tuple[int, ...], ...]


def read_pendigits(path: Path, every: int) -> tuple[list[Drawing], Integers]:
    """Every n-th drawing, and the labels."""
    items = _items(path, every)
    return [Drawing.from_json(item) for item in items], np.array([int(i["label"]) for i in items])


def read_writers(path: Path, every: int) -> list[str]:
    """The writers."""
    return [item["writer"] for item in _items(path, every)]


def _items(path: Path, every: int) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines][::every]


def image(drawing: Drawing) -> Floats:
    """The network's input."""
    seen = network_input(drawing)
    return np.zeros((28, 28), np.float32) if seen is None else seen


def with_brush(drawing: Drawing, brush: float) -> Drawing:
    """The same drawn with a brush of this share of the pad."""
    wide = brush * min(drawing.width, drawing.height)
    strokes = tuple(Stroke(stroke.points, wide) for stroke in drawing.strokes)
    return Drawing(strokes, drawing.width, drawing.height)


def placed(drawing: Drawing, size: float, seed: int) -> Drawing:
    """The same with its longer side this share of the pad, anywhere on it."""
    points = np.concatenate([stroke.array for stroke in drawing.strokes if stroke.points])
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    scale = size * drawing.width / max(float(extent.max()), 1e-9)
    room = drawing.width - extent * scale
    start = np.random.default_rng(seed).uniform(0, 1, 2) * room
    strokes = tuple(
        Stroke(tuple(map(tuple, ((s.array - low) * scale + start).tolist())), s.brush)
        for s in drawing.strokes
        if s.points
    )
    return Drawing(strokes, drawing.width, drawing.height)


def numbers(
    drawings: Sequence[Drawing],
    labels: Integers,
    writers: Sequence[str],
    count: int,
    gaps: tuple[float, float],
    seed: int,
) -> list[Number]:
    """`count` numbers, each by one writer, of `LENGTHS` digits at their natural sizes and heights.
    The gap between two digits' boxes is between these shares of the mean width of the number's
    digits; if negative, they overlap.
    """
    rng = np.random.default_rng(seed)
    by_writer = {name: np.flatnonzero(np.array(writers) == name) for name in sorted(set(writers))}
    found = []
    for name in rng.choice(list(by_writer), count):
        chosen = rng.choice(by_writer[name], rng.integers(LENGTHS[0], LENGTHS[1] + 1))
        found.append(_number([drawings[n] for n in chosen], labels[chosen], gaps, rng))
    return found


def _number(
    digits: Sequence[Drawing],
    labels: Integers,
    gaps: tuple[float, float],
    rng: np.random.Generator,
) -> Number:
    boxes = [ink_box(digit) for digit in digits]
    mean = float(np.mean([box.right - box.left for box in boxes]))
    strokes: list[Stroke] = []
    groups = []
    x = BRUSH * digits[0].width
    for digit, box in zip(digits, boxes, strict=True):
        groups.append(tuple(range(len(strokes), len(strokes) + len(digit.strokes))))
        strokes += [_moved(stroke, x - box.left) for stroke in digit.strokes]
        x += box.right - box.left + rng.uniform(*gaps) * mean
    width = max(x, digits[0].width)
    return Number(
        Drawing(tuple(strokes), width, digits[0].height),
        "".join(map(str, labels.tolist())),
        tuple(groups),
    )


def _moved(stroke: Stroke, x: float) -> Stroke:
    return Stroke(tuple((a + x, b) for a, b in stroke.points), stroke.brush)
