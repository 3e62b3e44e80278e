"""A writer: slant, style, and place on the pad."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitpad.handwriting import (
    Writer,
    five_to_nine,
    zero_to_four,
)
from digitpad.ink.drawing import PAD_SIZE, Drawing

CALM = Writer(
    slant=0, turn=0, width=1, unrest=0, bend=0, tremor=0, brush=0.08, ways=Writer.random(
        np.random.default_rng(0)
    ).ways,
)  # fmt: skip


def lean(drawing: Drawing) -> float:
    """How far the top of a drawing lies to the right of its foot, as a share of its height."""
    points = np.concatenate([stroke.array for stroke in drawing.strokes])
    top, foot = points[points[:, 1].argmin()], points[points[:, 1].argmax()]
    return float((top[0] - foot[0]) / (foot[1] - top[1]))


def test_a_writer_leans_all_digits_alike() -> None:
    rng = np.random.default_rng(0)
    for slant in (-0.4, 0.4):
        writer = replace(CALM, slant=slant)
        leans = [lean(writer.draw(zero_to_four.bar(rng), rng)) for _ in range(20)]
        assert np.mean(leans) == pytest.approx(slant, abs=0.1)


def test_a_writer_keeps_to_a_way() -> None:
    rng = np.random.default_rng(0)
    crossed = replace(CALM, ways=(*CALM.ways[:7], five_to_nine.crossed_seven, *CALM.ways[8:]))
    plain = replace(CALM, ways=(*CALM.ways[:7], five_to_nine.plain_seven, *CALM.ways[8:]))
    counts = [sum(len(w.digit(7, rng).strokes) for _ in range(100)) for w in (crossed, plain)]
    assert counts[0] > 175
    assert counts[1] < 125


def test_drawings_lie_on_the_pad() -> None:
    rng = np.random.default_rng(0)
    for label in range(10):
        for stroke in Writer.random(rng).digit(label, rng).strokes:
            assert 0 <= stroke.array.min() <= stroke.array.max() <= PAD_SIZE
            assert stroke.brush > 0
