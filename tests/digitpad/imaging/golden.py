"""A dozen fixed drawings and their 28×28 inputs, which must never change by accident.

    python -m tests.digitpad.imaging.golden

writes the inputs again, after an intended change: networks must then be trained again.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from cnn.arrays import Floats
from digitpad.imaging.normalise import network_input
from digitpad.ink.drawing import Drawing, Point, Stroke

FILE = Path(__file__).with_name("golden.npz")


def arc(x: float, y: float, across: float, down: float, start: float, sweep: float) -> list[Point]:
    """Points on an ellipse around (x, y); angles in degrees, clockwise from the right."""
    angles = [math.radians(start + sweep * i / 24) for i in range(25)]
    return [(x + across * math.cos(a), y + down * math.sin(a)) for a in angles]


def drawing(brush: float, *lines: list[Point]) -> Drawing:
    return Drawing(tuple(Stroke(tuple(line), brush) for line in lines))


DRAWINGS = {
    "0, thick": drawing(40.0, arc(140, 140, 60, 90, -90, 360)),
    "1, a bar": drawing(14.0, [(150, 40), (146, 240)]),
    "1 with flag and foot": drawing(
        8.0, [(90, 90), (140, 40), (140, 220)], [(80, 222), (200, 220)]
    ),
    "2, small": drawing(5.0, [*arc(50, 40, 14, 14, 180, 200), (36, 80), (66, 80)]),
    "3": drawing(22.0, [*arc(130, 90, 50, 45, 200, 250), *arc(130, 185, 60, 50, -90, 240)]),
    "4, open": drawing(14.0, [(90, 50), (80, 150), (200, 150)], [(170, 90), (165, 240)]),
    "5 with a detached bar": drawing(
        18.0, [(100, 60), (95, 130), *arc(130, 175, 55, 50, -120, 260)], [(104, 50), (190, 46)]
    ),
    "6 at the edge": drawing(14.0, [(60, 0), (20, 90), *arc(50, 130, 45, 40, 180, 360)]),
    "7, crossed": drawing(20.0, [(60, 50), (160, 50), (100, 210)], [(80, 130), (150, 130)]),
    "8": drawing(14.0, [*arc(140, 95, 40, 45, 90, -360), *arc(140, 190, 55, 50, -90, 360)]),
    "9, brushes of two widths": Drawing(
        (
            Stroke(tuple(arc(130, 90, 45, 45, 0, 360)), 24.0),
            Stroke(((175.0, 90.0), (165.0, 240.0)), 10.0),
        )
    ),
    "2, very wide": drawing(12.0, [*arc(130, 120, 100, 30, 190, 190), (40, 190), (250, 190)]),
    "a very wide dash": drawing(14.0, [(10, 140), (270, 136)]),
    "a dot": drawing(22.0, [(200, 60)]),
}


def inputs() -> dict[str, Floats]:
    """The network's input for each drawing, ``(28, 28)``."""
    found = {name: network_input(each) for name, each in DRAWINGS.items()}
    return {name: image for name, image in found.items() if image is not None}


if __name__ == "__main__":
    np.savez_compressed(FILE, **{n: np.rint(i * 255).astype(np.uint8) for n, i in inputs().items()})
