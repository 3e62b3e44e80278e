"""Stroke ablation: every part is left out by hand, and the rest is read separately."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cnn
from digitpad.explanation.stroke_ablation import ablate
from digitpad.imaging.normalise import drawn, network_input
from digitpad.imaging.placed import PlacedInk
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.timing import duration, part
from tests.digitpad.ink_samples import BAR, DOT, SEVEN, crossed_seven


@pytest.mark.parametrize("drawing", [crossed_seven(), Drawing((DOT,)), Drawing((SEVEN, DOT))])
def test_ink_is_placed_as_the_pad_places_it(drawing: Drawing) -> None:
    np.testing.assert_array_equal(PlacedInk.of(drawing).seen(), network_input(drawing))


def test_strokes_are_left_out_and_the_rest_stays_in_its_place(network: cnn.Network) -> None:
    drawing = crossed_seven()
    found = ablate(network, drawing, 7)
    placement = PlacedInk.of(drawing).placement
    images = [drawn(Drawing(strokes), placement) for strokes in ((SEVEN, BAR), (BAR,), (SEVEN,))]
    outputs = network.probabilities(np.stack(images)[:, None])
    assert found.label == 7
    assert found.probability == pytest.approx(outputs[0, 7], rel=1e-5)
    for number, piece in enumerate(found.strokes):
        assert piece.number == number
        assert piece.stroke is drawing.strokes[number]
        assert piece.without == pytest.approx(outputs[number + 1, 7], rel=1e-5)
        assert piece.change == pytest.approx(outputs[number + 1, 7] - outputs[0, 7], abs=1e-6)
        assert piece.answer == outputs[number + 1].argmax()


def test_pieces_are_about_a_twelfth_and_cover_all_ink(network: cnn.Network) -> None:
    drawing = crossed_seven()
    found = ablate(network, drawing, 7)
    total = duration(SEVEN) + duration(BAR)
    assert 11 <= len(found.segments) <= 13
    for number, stroke in enumerate(drawing.strokes):
        mine = [piece.stroke for piece in found.segments if piece.number == number]
        assert sum(map(duration, mine)) == pytest.approx(duration(stroke))
        assert mine[0].points[0] == pytest.approx(stroke.points[0])
        assert mine[-1].points[-1] == pytest.approx(stroke.points[-1])
        for piece in mine:
            assert duration(piece) == pytest.approx(total / 12, rel=0.3)


def test_a_piece_in_the_middle_leaves_two_strokes(network: cnn.Network) -> None:
    drawing = crossed_seven()
    found = ablate(network, drawing, 2, segments=6)
    piece = found.segments[1]
    start = duration(found.segments[0].stroke)
    left = [part(SEVEN, 0, start), part(SEVEN, 2 * start, duration(SEVEN)), BAR]
    image = drawn(Drawing(tuple(left)), PlacedInk.of(drawing).placement)
    expected = network.probabilities(image[None, None])[0]
    assert piece.without == pytest.approx(expected[2], rel=1e-4)
    assert piece.change != 0


def test_the_only_stroke_left_out_is_blank_paper(network: cnn.Network) -> None:
    found = ablate(network, Drawing((replace(DOT, points=DOT.points * 3),)), 0)
    blank = network.probabilities(np.zeros((1, 1, 28, 28), np.float32))[0]
    (stroke,), (piece,) = found.strokes, found.segments
    assert stroke.without == piece.without == pytest.approx(blank[0])


def test_strokes_without_points_have_no_part_in_it(network: cnn.Network) -> None:
    found = ablate(network, Drawing((Stroke((), 5.0), BAR)), 1)
    assert [piece.stroke for piece in found.strokes] == [BAR]
