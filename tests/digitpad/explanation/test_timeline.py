"""The timeline: the probabilities over pen time."""

from __future__ import annotations

import numpy as np
import pytest

import cnn
from cnn.arrays import Floats
from digitpad.explanation import timeline as growth_module
from digitpad.explanation.sliced_work import SlicedWork
from digitpad.explanation.timeline import AnswerChange, timeline
from digitpad.imaging.normalise import network_input
from digitpad.ink.drawing import Drawing
from digitpad.ink.timing import stroke_ends, until
from tests.digitpad.ink_samples import DOT, SEVEN, crossed_seven


def test_each_moment_is_read_as_the_pad_would_have_read_it(network: cnn.Network) -> None:
    drawing = Drawing((*crossed_seven().strokes, DOT))
    found = timeline(network, drawing, samples=20)
    ends = stroke_ends(drawing)
    assert len(found.times) == len(found.probabilities) == 20
    assert (np.diff(found.times) > 0).all()
    assert set(ends) <= set(found.times)
    np.testing.assert_array_equal(found.stroke_ends, ends)
    assert found.times[-1] == ends[-1]
    for i in (0, 7, 19):
        image = network_input(until(drawing, found.times[i]))
        assert image is not None
        expected = network.probabilities(image[None, None])[0]
        np.testing.assert_allclose(found.probabilities[i], expected, rtol=1e-4, atol=1e-7)


def test_sixty_samples_at_the_most(network: cnn.Network) -> None:
    assert len(timeline(network, Drawing((SEVEN,))).times) == 60


def test_flips_are_where_the_answer_becomes_another_one(
    network: cnn.Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = [1, 1, 7, 7, 7, 2]

    def read(*_: object) -> SlicedWork[Floats]:
        yield
        return np.eye(10)[labels]

    monkeypatch.setattr(growth_module, "probabilities_of", read)
    found = timeline(network, Drawing((SEVEN,)), samples=6)
    assert found.changes == (
        AnswerChange(float(found.times[2]), 1, 7),
        AnswerChange(float(found.times[5]), 7, 2),
    )
