"""Blame: what the answer would be without a stroke, or without a piece of one.

A piece of ink is left out, everything else stays in its place on the network's 28 × 28 pixels, and
the network reads again. How far the probability falls is what the piece did for the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cnn
from digitpad.explanation.steps import SlicedWork, finish, probabilities_of
from digitpad.imaging.placed import PlacedInk
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.timing import duration, part, way

SEGMENTS = 12


@dataclass(frozen=True, eq=False)
class StrokeSegment:
    """A piece of ink, and what the network says without it.

    Attributes:
        stroke: the piece itself, in drawing units.
        number: of the stroke that it belongs to, from 0.
        without: the probability of the class asked about, 0 to 1, when it is left out.
        change: `without` minus the probability with all ink: below 0 where the piece speaks for
            the class.
        answer: the most probable class without it.
    """

    stroke: Stroke
    number: int
    without: float
    change: float
    answer: int


@dataclass(frozen=True, eq=False)
class StrokeAblation:
    """What each piece of ink did for a class.

    Attributes:
        label: the class asked about.
        probability: with all ink, 0 to 1.
        strokes: whole strokes.
        pieces: pieces of about a twelfth of the ink's length.
    """

    label: int
    probability: float
    strokes: tuple[StrokeSegment, ...]
    pieces: tuple[StrokeSegment, ...]


def ablate(
    network: cnn.Network, drawing: Drawing, label: int, pieces: int = SEGMENTS
) -> StrokeAblation:
    """Leave out each stroke and each piece of `drawing`, and read what is left.

    Args:
        network: reads.
        drawing: with ink.
        label: the class asked about.
        pieces: into about how many pieces all ink is cut; a stroke is at least one.
    """
    return finish(ablating(network, drawing, label, pieces))


def ablating(
    network: cnn.Network, drawing: Drawing, label: int, pieces: int = SEGMENTS
) -> SlicedWork[StrokeAblation]:
    """`ablate` in pieces."""
    strokes = [s for s in drawing.strokes if s.points]
    drawing = replace(drawing, strokes=tuple(strokes))
    cuts = [(n, (0.0, duration(stroke))) for n, stroke in enumerate(strokes)]
    fine = [(n, cut) for n, stroke in enumerate(strokes) for cut in _cuts(stroke, strokes, pieces)]
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


def _cuts(stroke: Stroke, strokes: Sequence[Stroke], pieces: int) -> list[tuple[float, float]]:
    """Where to cut a stroke so that its pieces are about as long as everybody's; a dot is one."""
    takes, length = duration(stroke), float(way(stroke)[-1])
    count = max(1, round(pieces * length / sum(map(duration, strokes))))
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
