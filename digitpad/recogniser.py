"""Recognising: a drawing and a network in; out, a `Prediction` with all that was computed.

`recognise` takes the whole drawing for one digit; `read` finds the digits in it first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

import cnn
from cnn.arrays import Floats
from digitpad.ink import Drawing
from digitpad.preprocessing import Box, ink_box, network_input
from digitpad.segmentation import segment
from digitpad.verdict import DIGITS, State, Verdict, judge


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a network says about one input.

    Attributes:
        input: ``(28, 28)``, 0 (paper) to 1 (ink).
        outputs: what the network gave, ``(10,)``, or ``(11,)`` where it knows "no digit".
        trace: every intermediate by layer name, in the order of the layers, from "input" to
            "softmax", without batch axis.
    """

    input: Floats
    outputs: Floats
    trace: Mapping[str, Floats]

    @cached_property
    def verdict(self) -> Verdict:
        """What the outputs come to."""
        return judge(self.outputs)

    @property
    def probabilities(self) -> Floats:
        """Of the ten digits, ``(10,)``; what is missing to 1 is "no digit"."""
        return self.outputs[:DIGITS]

    @property
    def label(self) -> int | None:
        """The most probable digit; None where it is no digit."""
        return self.verdict.label

    @property
    def state(self) -> State:
        """ "digit", "unsure" (which of two) or "none" (no digit)."""
        return self.verdict.state

    @property
    def rivals(self) -> tuple[int, int]:
        """The two most probable digits, the more probable one first."""
        return self.verdict.rivals


@dataclass(frozen=True, eq=False)
class ReadDigit:
    """One digit of a drawing.

    Attributes:
        strokes: which of the drawing's strokes make it, as indices, in rising order.
        box: around the pen's way, in drawing units; the brush is not counted.
        prediction: what the network says about these strokes.
    """

    strokes: tuple[int, ...]
    box: Box
    prediction: Prediction


@dataclass(frozen=True, eq=False)
class Reading:
    """What stands in a drawing: its digits, at least one, in the order in which one reads."""

    digits: tuple[ReadDigit, ...]

    @property
    def text(self) -> str:
        """The digits' labels, as ``"2026"``; "?" stands for what is no digit."""
        labels = (digit.prediction.label for digit in self.digits)
        return "".join("?" if label is None else str(label) for label in labels)


def read(network: cnn.Network, drawing: Drawing) -> Reading | None:
    """Finds the digits in `drawing` and reads each; None where there is no ink."""
    groups = segment(drawing)
    if not groups:
        return None
    parts = [_part(drawing, group) for group in groups]
    images = [network_input(part) for part in parts]
    predictions = _recognised(network, [image for image in images if image is not None])
    return Reading(
        tuple(
            ReadDigit(group, ink_box(part), prediction)
            for group, part, prediction in zip(groups, parts, predictions, strict=True)
        )
    )


def recognise(network: cnn.Network, drawing: Drawing) -> Prediction | None:
    """Reads `drawing` as one digit; None where there is no ink."""
    image = network_input(drawing)
    return None if image is None else recognise_input(network, image)


def recognise_input(network: cnn.Network, image: Floats) -> Prediction:
    """Reads `image`, ``(28, 28)``, 0 (paper) to 1 (ink)."""
    return _recognised(network, [image])[0]


def _recognised(network: cnn.Network, images: Sequence[Floats]) -> list[Prediction]:
    """Reads all `images` at once; what the predictions hold are views of the batch's arrays."""
    traces = network.trace(np.stack(images)[:, np.newaxis])
    return [
        Prediction(image, traces["softmax"][n], {name: t[n] for name, t in traces.items()})
        for n, image in enumerate(images)
    ]


def _part(drawing: Drawing, strokes: Sequence[int]) -> Drawing:
    return replace(drawing, strokes=tuple(drawing.strokes[number] for number in strokes))
