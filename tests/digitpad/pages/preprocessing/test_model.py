"""The steps from ink to pixels: each can be left out, and nothing is computed while they are
hidden."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import cnn
from digitpad.imaging.normalise import InputSteps, network_input
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.preprocessing import model
from digitpad.pages.preprocessing.model import PreprocessingModel

Wait = Callable[[Callable[[], object]], None]


@pytest.fixture
def recognition(qt: object, wait_until: Wait) -> Recognition:
    pad = Pad()
    made = Recognition(pad, cnn.bundled_network("lenet"))
    for strokes in (((30.0, 60.0), (30.0, 180.0)), ((150.0, 60.0), (220.0, 60.0), (180.0, 200.0))):
        pad.begin(strokes[0])
        for point in strokes[1:]:
            pad.extend(point)
        pad.end()
    wait_until(lambda: made.state.reading)
    assert made.state.reading is not None
    assert len(made.state.reading.digits) == 2
    return made


def test_with_all_steps_it_is_what_the_pad_is_read_as(recognition: Recognition) -> None:
    steps = PreprocessingModel(recognition)
    steps.set_visible(True)
    assert steps.prediction is recognition.state.prediction
    assert steps.stages is not None
    np.testing.assert_array_equal(steps.stages.centred, recognition.state.prediction.input)  # type: ignore[union-attr]


def test_without_a_step_the_network_sees_something_else(recognition: Recognition) -> None:
    steps = PreprocessingModel(recognition)
    steps.set_visible(True)
    recognition.choose(0)
    left_out = InputSteps(box=False, pen=False)
    steps.set_steps(left_out)
    assert steps.prediction is not None
    assert recognition.state.prediction is not None
    expected = network_input(recognition.state.chosen_drawing, left_out)
    np.testing.assert_array_equal(steps.prediction.input, expected)
    assert not np.array_equal(recognition.state.prediction.input, expected)


def test_it_follows_the_pad_while_it_is_watched_and_not_else(
    recognition: Recognition, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = PreprocessingModel(recognition)
    computed: list[object] = []
    real = model.input_stages
    monkeypatch.setattr(model, "input_stages", lambda *args: computed.append(args) or real(*args))
    recognition.choose(0)
    steps.set_steps(InputSteps(rim=False))
    assert not computed
    steps.set_visible(True)
    recognition.choose(1)
    assert len(computed) == 2
    assert steps.drawing == recognition.state.chosen_drawing
    steps.set_visible(False)
    recognition.choose(0)
    assert len(computed) == 2
