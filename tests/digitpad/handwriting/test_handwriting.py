from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cnn
from digitpad.handwriting import (
    NO_DIGIT_CLASS,
    WAYS,
    Writer,
    digits,
    five_to_nine,
    negatives,
    zero_to_four,
)
from digitpad.handwriting.negatives import NEGATIVES
from digitpad.handwriting.ways import Way
from digitpad.imaging.normalise import INK, network_input
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


def test_everything_follows_from_the_seed() -> None:
    for make in (digits, negatives):
        first, again, other = make(30, 5), make(30, 5), make(30, 6)
        np.testing.assert_array_equal(first.images, again.images)
        assert (first.images != other.images).any(axis=(1, 2)).all()


def test_the_digits_come_in_turn_and_hold_ink() -> None:
    data = digits(40, 0)
    assert data.images.shape == (40, 28, 28)
    assert data.labels.tolist() == [*range(10)] * 4
    assert set(data.images.max(axis=(1, 2)).tolist()) == {round(INK * 255)}


def test_a_network_that_knows_mnist_alone_reads_most_of_them() -> None:
    result = cnn.evaluate(cnn.bundled_network("lenet"), digits(1000, 1))
    assert result.accuracy > 0.85
    assert result.per_class_accuracy.min() > 0.6  # none is mirrored or upside down


@pytest.mark.parametrize("way", [way for ways in WAYS.values() for way in ways])
def test_every_way_varies_and_stays_in_its_box(way: Way) -> None:
    rng = np.random.default_rng(0)
    shapes = [way(rng) for _ in range(50)]
    assert shapes[0] != shapes[1]
    for shape in shapes:
        points = np.array([point[:2] for path in shape for point in path])
        assert -0.5 < points.min() < points.max() < 1.5
        assert np.ptp(points[:, 1]) > 0.8


def strokes_of(way: Way) -> set[int]:
    rng = np.random.default_rng(0)
    return {len(way(rng)) for _ in range(40)}


def test_what_is_written_in_several_strokes_is_drawn_in_several() -> None:
    assert strokes_of(five_to_nine.crossed_seven) == {2}
    assert strokes_of(five_to_nine.barred_five) == {2}
    assert strokes_of(five_to_nine.two_circles) == {2}
    assert strokes_of(zero_to_four.one_stroke_four) == {1}
    assert strokes_of(zero_to_four.serif_one) == {2}


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


@pytest.mark.parametrize("kind", NEGATIVES)
def test_every_negative_can_be_drawn_and_holds_ink(kind: Way) -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        image = network_input(Writer.random(rng).draw(kind(rng), rng))
        assert image is not None
        assert image.sum() > 10


def test_negatives_are_labelled_as_no_digit() -> None:
    assert set(negatives(20, 0).labels.tolist()) == {NO_DIGIT_CLASS}
