"""Compares other ways to turn a drawing into a network's input.

The network is always the same, trained on the inputs of `digitpad.imaging.normalise`. So a variant
that wins here is really better; one that loses slightly might win if a network were trained on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from answers import ask, judged, share
from pendigits import image

import cnn
from cnn.arrays import Floats, Integers
from digitpad.imaging.normalise import IMAGE_SIDE, INK
from digitpad.imaging.placed import PlacedInk
from digitpad.ink.drawing import Drawing, Stroke

PENS = (2.0, 2.5, 3.0)
SHIFTS = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
STEEPEST = 1.0


def compare(
    network: cnn.Network, drawings: Sequence[Drawing], labels: Integers
) -> Iterator[tuple[str, float]]:
    """Each variant, and the share of drawings that are read correctly with it."""
    plain = np.stack([image(drawing) for drawing in drawings])
    yield "as it is", share(ask(network, plain).labels == labels)
    upright = np.stack([image(deslanted(drawing)) for drawing in drawings])
    yield "deslanted", share(ask(network, upright).labels == labels)
    yield "as black as MNIST", share(ask(network, plain / np.float32(INK)).labels == labels)
    for pen in PENS:
        images = np.stack([PlacedInk.of(drawing, pen).seen() for drawing in drawings])
        yield f"lines {pen} pixels wide", share(ask(network, images).labels == labels)
    views = [network.probabilities(shifted(plain, *by)[:, None]) for by in SHIFTS]
    mean = np.mean(views, axis=0, dtype=np.float32)
    yield "mean of five shifts", share(judged(mean).labels == labels)
    both = (network.probabilities(plain[:, None]) + network.probabilities(upright[:, None])) / 2
    yield "mean with deslanted", share(judged(both).labels == labels)


def deslanted(drawing: Drawing) -> Drawing:
    """The same sheared so that it is upright.

    Upright means that ink on the right is on average neither higher nor lower: the covariance of x
    and y along the pen's path becomes 0, as LeCun and others did for MNIST's images (1998).
    """
    points = np.concatenate([_evenly(stroke) for stroke in drawing.strokes if stroke.points])
    x, y = (points - points.mean(axis=0)).T
    slant = float(np.clip((x * y).sum() / max((y * y).sum(), 1e-9), -STEEPEST, STEEPEST))
    return Drawing(
        tuple(
            Stroke(tuple((a - slant * b, b) for a, b in s.points), s.brush) for s in drawing.strokes
        ),
        drawing.width,
        drawing.height,
    )


def _evenly(stroke: Stroke) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Points along the pen's path, one per unit, whatever the pen's speed."""
    way = stroke.array
    length = np.append(0, np.hypot(*np.diff(way, axis=0).T).cumsum())
    at = np.linspace(0, length[-1], max(2, round(length[-1])))
    return np.stack([np.interp(at, length, way[:, 0]), np.interp(at, length, way[:, 1])], axis=1)


def shifted(images: Floats, x: int, y: int) -> Floats:
    """``(N, 28, 28)`` moved by whole pixels; paper comes in at the edge."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    return padded[:, 1 - y : 1 - y + IMAGE_SIDE, 1 - x : 1 - x + IMAGE_SIDE]
