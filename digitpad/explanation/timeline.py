"""The timeline of an answer: what the network would have said at each moment of the drawing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import cnn
from cnn.arrays import Floats
from digitpad.explanation.sliced_work import SlicedWork, finish, probabilities_of
from digitpad.imaging.normalise import network_input
from digitpad.ink.drawing import Drawing
from digitpad.ink.timing import Times, stroke_ends, until

SAMPLES = 60


@dataclass(frozen=True)
class AnswerChange:
    """A moment at which the answer changed.

    Attributes:
        time: the first sampled pen time with the new answer.
        before, after: the most probable class.
    """

    time: float
    before: int
    after: int


@dataclass(frozen=True, eq=False)
class Timeline:
    """The probabilities over pen time.

    Attributes:
        times: ``(samples,)``, rising, above 0; the last is the end of the drawing.
        probabilities: ``(samples, classes)``.
        stroke_ends: pen time at the end of each stroke, ``(strokes,)``.
        changes: of the answer, in order of time.
    """

    times: Times
    probabilities: Floats
    stroke_ends: Times
    changes: tuple[AnswerChange, ...]


def timeline(network: cnn.Network, drawing: Drawing, samples: int = SAMPLES) -> Timeline:
    """Read `drawing`, which has ink, at `samples` moments, each with its own preprocessing.

    The moments are equally spaced in pen time; the nearest one is moved to the end of each stroke.
    """
    return finish(tracing_timeline(network, drawing, samples))


def tracing_timeline(
    network: cnn.Network, drawing: Drawing, samples: int = SAMPLES
) -> SlicedWork[Timeline]:
    """`timeline` in slices."""
    ends = stroke_ends(drawing)
    times = ends[-1] * np.arange(1, samples + 1) / samples
    for end in ends:
        times[np.abs(times - end).argmin()] = end
    images: list[Floats] = []
    for time in times:
        image = network_input(until(drawing, float(time)))
        assert image is not None  # the first moment is after 0, so there is ink
        images.append(image)
        yield
    outputs = yield from probabilities_of(network, images)
    labels = outputs.argmax(axis=1)
    changes = tuple(
        AnswerChange(float(times[i]), int(labels[i - 1]), int(labels[i]))
        for i in np.flatnonzero(np.diff(labels)) + 1
    )
    return Timeline(times, outputs, ends, changes)
