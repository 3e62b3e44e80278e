"""Recognition: from a drawing and a network to a `Prediction` with all intermediates.

`recognise` reads the whole drawing as one digit; `read` first finds the digits in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np

import cnn
from cnn.arrays import Floats
from digitpad.imaging.normalise import network_input
from digitpad.ink.box import Box, ink_box
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.reading.segmentation import Candidates, candidates
from digitpad.reading.stroke_groups import Opinion, StrokeIndices, opinions
from digitpad.reading.verdict import DIGITS, State, Verdict, judge

T = TypeVar("T")
Strokes = tuple[Stroke, ...]

DASHED = 0.9
"""A dashed digit must be more probable than this. None of 700 numbers in one to three lines reached
it when read as one digit."""


@dataclass(frozen=True, eq=False)
class Prediction:
    """A network's answer for one input.

    Attributes:
        input: ``(28, 28)``, 0 (paper) to 1 (ink).
        outputs: the network's outputs, ``(10,)``, or ``(11,)`` if it has the class "no digit".
        trace: every intermediate by layer name, in the order of the layers, from "input" to
            "softmax", without batch axis.
    """

    input: Floats
    outputs: Floats
    trace: Mapping[str, Floats]

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict on the outputs."""
        return judge(self.outputs)

    @property
    def probabilities(self) -> Floats:
        """Of the ten digits, ``(10,)``; the rest to 1 is "no digit"."""
        return self.outputs[:DIGITS]

    @property
    def label(self) -> int | None:
        """The most probable digit; None if it is no digit."""
        return self.verdict.label

    @property
    def state(self) -> State:
        """ "digit", "unsure" or "none" (no digit); see `Verdict.state`."""
        return self.verdict.state

    @property
    def rivals(self) -> tuple[int, int]:
        """The two most probable classes, the more probable one first."""
        return self.verdict.rivals


@dataclass(frozen=True, eq=False)
class ReadDigit:
    """One digit of a drawing.

    Attributes:
        strokes: the indices of its strokes in the drawing, ascending.
        box: the box around the pen's path, without the brush, in drawing units.
        prediction: the network's answer for these strokes.
    """

    strokes: tuple[int, ...]
    box: Box
    prediction: Prediction


@dataclass(frozen=True, eq=False)
class Reading:
    """The digits of a drawing, at least one, in reading order."""

    digits: tuple[ReadDigit, ...]

    @property
    def text(self) -> str:
        """The digits' labels, such as ``"2026"``; "?" is no digit."""
        labels = (digit.prediction.label for digit in self.digits)
        return "".join("?" if label is None else str(label) for label in labels)


class Reader:
    """Reads drawings incrementally, as while the user draws.

    Results for the same strokes (the same objects) and the same network are reused as long as every
    call needs them. The network must not be changed.
    """

    def __init__(self) -> None:
        self._network: cnn.Network | None = None
        self._inputs: StrokeCache[Floats] = StrokeCache()
        self._outputs: StrokeCache[Floats] = StrokeCache()
        self._predictions: StrokeCache[Prediction] = StrokeCache()

    def read(self, network: cnn.Network, drawing: Drawing) -> Reading | None:
        """Finds and reads the digits in `drawing`; None without ink."""
        if network is not self._network:
            self._network, self._outputs, self._predictions = network, StrokeCache(), StrokeCache()
        found = candidates(drawing)
        if not found.groups:
            return None
        groups = [_part(drawing, group.strokes) for group in found.groups]
        digits = self._digits(network, found, groups)
        parts = [_part(drawing, group) for group in digits]
        predictions = self._predictions.of(parts, lambda parts: self._predicted(network, parts))
        if len(digits) > 1 and (found.is_scattered or _hold_nothing(found, predictions)):
            whole = tuple(n for n, stroke in enumerate(drawing.strokes) if stroke.points)
            everything = [_part(drawing, whole)]
            as_one = self._predictions.of(everything, lambda part: self._predicted(network, part))
            groups += everything
            if _hold_nothing(found, predictions) or _are_dashes(as_one[0], predictions):
                digits, parts, predictions = (whole,), everything, as_one
        for kept in (self._inputs, self._outputs, self._predictions):
            kept.forget_others(groups + parts)
        boxes = [ink_box(Drawing(part)) for part in parts]
        return Reading(tuple(map(ReadDigit, digits, boxes, predictions)))

    def _digits(
        self, network: cnn.Network, found: Candidates, groups: Sequence[Strokes]
    ) -> tuple[StrokeIndices, ...]:
        """The strokes of each digit; the network is used only if there is a choice."""
        if found.are_clear:
            return found.best([Opinion()] * len(groups))
        outputs = np.stack(self._outputs.of(groups, lambda parts: self._asked(network, parts)))
        return found.best(opinions(outputs, found.groups))

    def _asked(self, network: cnn.Network, parts: Sequence[Strokes]) -> Sequence[Floats]:
        return list(network.probabilities(self._seen(parts)[:, np.newaxis]))

    def _predicted(self, network: cnn.Network, parts: Sequence[Strokes]) -> Sequence[Prediction]:
        return _recognised(network, self._seen(parts))

    def _seen(self, parts: Sequence[Strokes]) -> Floats:
        return np.stack(self._inputs.of(parts, _inputs))


class StrokeCache(Generic[T]):
    """Results for strokes, kept while they are needed."""

    def __init__(self) -> None:
        self._results: dict[tuple[int, ...], tuple[Strokes, T]] = {}

    def of(
        self, parts: Sequence[Strokes], compute: Callable[[Sequence[Strokes]], Sequence[T]]
    ) -> list[T]:
        """The result for each of `parts`; missing ones are computed together."""
        missing = [part for part in parts if _key(part) not in self._results]
        if missing:
            for part, result in zip(missing, compute(missing), strict=True):
                # keeps the strokes alive too, so that their ids stay unique
                self._results[_key(part)] = part, result
        return [self._results[_key(part)][1] for part in parts]

    def forget_others(self, parts: Sequence[Strokes]) -> None:
        """Keep only the results for `parts`."""
        keys = {_key(part) for part in parts}
        self._results = {key: known for key, known in self._results.items() if key in keys}


def read(network: cnn.Network, drawing: Drawing) -> Reading | None:
    """Finds and reads the digits in `drawing`; None without ink."""
    return Reader().read(network, drawing)


def recognise(network: cnn.Network, drawing: Drawing) -> Prediction | None:
    """Reads `drawing` as one digit; None without ink."""
    image = network_input(drawing)
    return None if image is None else recognise_input(network, image)


def recognise_input(network: cnn.Network, image: Floats) -> Prediction:
    """Reads `image`, ``(28, 28)``, 0 (paper) to 1 (ink)."""
    return _recognised(network, image[np.newaxis])[0]


def _recognised(network: cnn.Network, images: Floats) -> list[Prediction]:
    """Reads all ``(N, 28, 28)`` at once; the predictions contain views of the results."""
    traces = network.trace(images[:, np.newaxis])
    return [
        Prediction(image, traces["softmax"][n], {name: t[n] for name, t in traces.items()})
        for n, image in enumerate(images)
    ]


def _hold_nothing(found: Candidates, parts: Sequence[Prediction]) -> bool:
    """Whether several lines contain no digit at all, and so are one drawing."""
    return len(found.lines) > 1 and all(part.state == "none" for part in parts)


def _are_dashes(whole: Prediction, parts: Sequence[Prediction]) -> bool:
    """Whether many small strokes are one dashed digit, or one drawing that is no digit, and not a
    number. Needs a network with the class "no digit".
    """
    if len(whole.outputs) == DIGITS:
        return False
    nothing = [part.state == "none" for part in parts]
    return float(whole.probabilities.max()) > DASHED or sum(nothing) > len(parts) / 2


def _part(drawing: Drawing, group: Sequence[int]) -> Strokes:
    return tuple(drawing.strokes[number] for number in group)


def _key(part: Strokes) -> tuple[int, ...]:
    return tuple(map(id, part))


def _inputs(parts: Sequence[Strokes]) -> list[Floats]:
    images = [network_input(Drawing(part)) for part in parts]
    return [image for image in images if image is not None]
