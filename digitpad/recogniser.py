"""Recognising: a drawing and a network in; out, a `Prediction` with all that was computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

import cnn
from cnn.arrays import Floats
from digitpad.ink import Drawing
from digitpad.preprocessing import network_input


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a network says about one input.

    `input` is ``(28, 28)``, 0 to 1; `probabilities` ``(10,)``; `trace` holds every intermediate by
    layer name, in the order of the layers, from "input" to "softmax", without batch axis.
    """

    input: Floats
    probabilities: Floats
    trace: Mapping[str, Floats]

    @property
    def label(self) -> int:
        """The most probable digit."""
        return int(self.probabilities.argmax())


def recognise(network: cnn.Network, drawing: Drawing) -> Prediction | None:
    """Reads `drawing`; None where there is no ink."""
    image = network_input(drawing)
    return None if image is None else recognise_input(network, image)


def recognise_input(network: cnn.Network, image: Floats) -> Prediction:
    """Reads `image`, ``(28, 28)``, 0 (paper) to 1 (ink)."""
    trace = network.trace(image[np.newaxis])
    return Prediction(image, trace["softmax"], trace)
