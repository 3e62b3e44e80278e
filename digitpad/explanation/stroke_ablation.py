"""Stroke ablation: the answer without a stroke, or without a segment of one.

A part of the ink is left out, everything else stays in its place on the network's 28 × 28 pixels,
and the network reads again. The fall of the probability is the part's effect on the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cnn
from digitpad.explanation.sliced_work import SlicedWork, finish, probabilities_of
from digitpad.imaging.placed import PlacedInk
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.timing import duration, part, way

SEGMENTS = 12


@dataclass(frozen=True, eq=False)
class StrokeSegment:
    """A part of the ink, and the answer without it.

    Attributes:
        stroke: the part itself, in drawing units.
        number: number of the stroke that it belongs to, from 0.
        without: the probability of the explained class without it, 0 to 1.
        change: `without` minus the probability with all ink: negative if the part makes the class
            more likely.
        answer: the most probable class without it.
    """

    stroke: Stroke
    number: int
    without: float
    change: float
    answer: int


@dataclass(frozen=True, eq=False)
class StrokeAblation:
    """The effect of each part of the ink on a class.

    Attributes:
        label: the explained class.
        probability: with all ink, 0 to 1.
        strokes: whole strokes.
        segments: parts of about a twelfth of the ink's length.
    """

    label: int
    probability: float
    strokes: tuple[StrokeSegment, ...]
    segments: tuple[StrokeSegment, ...]


def ablate(
    network: cnn.Network, drawing: Drawing, label: int, segments: int = SEGMENTS
) -> StrokeAblation:
    """Leave out each stroke and each segment of `drawing`, and read what is left.

    Args:
        network: reads the drawing.
        drawing: must have ink.
        label: the explained class.
        segments: about how many segments all ink is cut into; a stroke has at least one.
    """
    return finish(ablating(network, drawing, label, segments))


def ablating(
    network: cnn.Network, drawing: Drawing, label: int, segments: int = SEGMENTS
) -> SlicedWork[StrokeAblation]:
    """`ablate` in slices."""
    strokes = [s for s in drawing.strokes if s.points]
    drawing = replace(drawing, strokes=tuple(strokes))
    cuts = [(n, (0.0, duration(stroke))) for n, stroke in enumerate(strokes)]
    fine = [
        (n, cut) for n, stroke in enumerate(strokes) for cut in _cuts(stroke, strokes, segments)
    ]
    yield
    placed = PlacedInk.of(drawing)
    images = [placed.seen()]
    for n, cut in (*cuts, *fine):
        yield
        images.append(placed.seen(_without(drawing, n, cut)))
    outputs = yield from probabilities_of(network, images)
    whole = float(outputs[0, label])
    found = [
        StrokeSegment(_cut_out(strokes[n], cut), n, float(out[label]), float(out[label]) - whole,
              int(out.argmax()))
        for (n, cut), out in zip((*cuts, *fine), outputs[1:], strict=True)
    ]  # fmt: skip
    return StrokeAblation(label, whole, tuple(found[: len(cuts)]), tuple(found[len(cuts) :]))


def _cuts(stroke: Stroke, strokes: Sequence[Stroke], segments: int) -> list[tuple[float, float]]:
    """Where to cut a stroke so that all segments have about the same length; a dot is one."""
    takes, length = duration(stroke), float(way(stroke)[-1])
    count = max(1, round(segments * length / sum(map(duration, strokes))))
    return [(takes * i / count, takes * (i + 1) / count) for i in range(count)]


def _cut_out(stroke: Stroke, cut: tuple[float, float]) -> Stroke:
    start, end = cut
    return stroke if start <= 0 and end >= way(stroke)[-1] else part(stroke, start, end)


def _without(drawing: Drawing, number: int, cut: tuple[float, float]) -> Drawing:
    stroke, (start, end) = drawing.strokes[number], cut
    length = float(way(stroke)[-1])
    left = [part(stroke, a, b) for a, b in ((0.0, start), (end, length)) if b - a > 1e-9 * length]
    others = drawing.strokes
    return replace(drawing, strokes=(*others[:number], *left, *others[number + 1 :]))
