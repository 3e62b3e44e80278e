"""How an answer grew: what the network would have said at every moment of the drawing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import cnn
from cnn.arrays import Floats
from digitpad.explanation.steps import Pieces, done, reading
from digitpad.imaging.normalise import network_input
from digitpad.ink.drawing import Drawing
from digitpad.ink.timing import Times, stroke_ends, until

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
    nearest.
    """
    return done(growing(network, drawing, samples))


def growing(network: cnn.Network, drawing: Drawing, samples: int = SAMPLES) -> Pieces[Growth]:
    """`growth` in pieces."""
    ends = stroke_ends(drawing)
    times = ends[-1] * np.arange(1, samples + 1) / samples
    for end in ends:
        times[np.abs(times - end).argmin()] = end
    images: list[Floats] = []
    for time in times:
        image = network_input(until(drawing, float(time)))
        assert image is not None  # the first moment is over 0, so there is ink
        images.append(image)
        yield
    outputs = yield from reading(network, images)
    labels = outputs.argmax(axis=1)
    flips = tuple(
        Flip(float(times[i]), int(labels[i - 1]), int(labels[i]))
        for i in np.flatnonzero(np.diff(labels)) + 1
    )
    return Growth(times, outputs, ends, flips)
