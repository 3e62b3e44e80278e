"""How an answer grew: what the network would have said at every moment of the drawing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import cnn
from cnn.arrays import Floats
from digitpad.ink import Drawing
from digitpad.pen_time import Times, stroke_ends, until
from digitpad.placed_ink import read_all
from digitpad.preprocessing import network_input

SAMPLES = 60


@dataclass(frozen=True)
class Flip:
    """A moment when the answer became another one.

    Attributes:
        time: the first pen time, of those looked at, with the new answer.
        before, after: the most probable class.
    """

    time: float
    before: int
    after: int


@dataclass(frozen=True, eq=False)
class Growth:
    """The probabilities over pen time.

    Attributes:
        times: ``(samples,)``, rising, over 0; the last is when all was drawn.
        probabilities: ``(samples, classes)``.
        stroke_ends: when each stroke was done, ``(strokes,)``.
        flips: in order of time.
    """

    times: Times
    probabilities: Floats
    stroke_ends: Times
    flips: tuple[Flip, ...]


def growth(network: cnn.Network, drawing: Drawing, samples: int = SAMPLES) -> Growth:
    """Read `drawing`, which has ink, at `samples` moments, each prepared as the pad would have.

    They stand at equal distances in pen time, one moved to the end of each stroke where it is
    nearest; all are read in one batch.
    """
    ends = stroke_ends(drawing)
    times = ends[-1] * np.arange(1, samples + 1) / samples
    for end in ends:
        times[np.abs(times - end).argmin()] = end
    images = [network_input(until(drawing, time)) for time in times]
    outputs = read_all(network, [image for image in images if image is not None])
    labels = outputs.argmax(axis=1)
    flips = tuple(
        Flip(float(times[i]), int(labels[i - 1]), int(labels[i]))
        for i in np.flatnonzero(np.diff(labels)) + 1
    )
    return Growth(times, outputs, ends, flips)
