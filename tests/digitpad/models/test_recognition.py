"""Recognition: reads again when the drawing or the network has changed, and only then."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import cnn
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.reading.reader import Prediction
from digitpad.reading.state import ReadingState

Wait = Callable[[Callable[[], object]], None]


@pytest.fixture
def pad(qt: object) -> Pad:
    return Pad()


def listen(recognition: Recognition) -> list[Prediction | None]:
    heard: list[Prediction | None] = []
    recognition.changed.connect(lambda state: heard.append(state.prediction))
    return heard


def test_many_points_make_one_prediction(pad: Pad, network: cnn.Network, wait_until: Wait) -> None:
    recognition = Recognition(pad, network)
    heard = listen(recognition)
    pad.begin((60, 40))
    for i in range(50):
        pad.extend((60 + 3 * i, 40 + 2 * i))
    assert not heard
    wait_until(lambda: heard)
    assert len(heard) == 1
    assert heard[0] is not None
    assert heard[0].trace["conv1"].shape == (6, 24, 24)


def test_an_empty_pad_has_no_prediction(pad: Pad, network: cnn.Network, wait_until: Wait) -> None:
    recognition = Recognition(pad, network)
    heard = listen(recognition)
    pad.begin((60, 40))
    wait_until(lambda: len(heard) == 1)
    pad.undo()
    wait_until(lambda: len(heard) == 2)
    assert heard[1] is None


def test_ink_is_seen_where_it_was_drawn(pad: Pad, network: cnn.Network, wait_until: Wait) -> None:
    """A 7: a bar on top and a slanting stem, so that no swap or flip looks the same."""
    recognition = Recognition(pad, network)
    heard = listen(recognition)
    pad.begin((150, 30))
    for point in ((230, 30), (180, 150)):
        pad.extend(point)
    wait_until(lambda: heard)
    assert heard[0] is not None
    seen = heard[0].input
    rows, columns = np.nonzero(seen > 0.5)
    assert np.ptp(columns[rows <= rows.min() + 2]) > 8
    assert np.ptp(columns[rows >= rows.max() - 2]) < 6
    assert columns[rows >= rows.max() - 2].mean() < columns.mean()


def test_a_new_network_reads_the_same_ink_again(
    pad: Pad, network: cnn.Network, wait_until: Wait
) -> None:
    recognition = Recognition(pad, network)
    heard = listen(recognition)
    pad.begin((60, 40))
    pad.extend((60, 200))
    pad.end()
    wait_until(lambda: heard)
    other = cnn.preset("lenet", np.random.default_rng(7))
    told: list[object] = []
    recognition.network_changed.connect(told.append)
    recognition.set_network(other)
    wait_until(lambda: len(heard) == 2)
    assert told == [other]
    first, second = heard
    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(second.input, first.input)
    assert not np.array_equal(first.probabilities, second.probabilities)


def write(pad: Pad, *strokes: tuple[tuple[float, float], ...]) -> None:
    for first, *rest in strokes:
        pad.begin(first)
        for point in rest:
            pad.extend(point)
        pad.end()


ONE = ((40.0, 80.0), (40.0, 200.0))
SEVEN = ((110.0, 80.0), (170.0, 80.0), (130.0, 200.0))
BAR = ((240.0, 80.0), (240.0, 200.0))


def columns(prediction: Prediction | None) -> int:
    """The number of columns of the input with ink."""
    assert prediction is not None
    return int((prediction.input.max(axis=0) > 0.5).sum())


@pytest.fixture
def reader() -> cnn.Network:
    """A trained network: only such a one can find digits."""
    return cnn.bundled_network("lenet")


@pytest.fixture
def three_digits(pad: Pad, reader: cnn.Network, wait_until: Wait) -> Recognition:
    recognition = Recognition(pad, reader)
    write(pad, ONE, SEVEN, BAR)
    wait_until(lambda: recognition.state.reading)
    return recognition


def test_the_digit_drawn_last_is_the_chosen_one(
    pad: Pad, reader: cnn.Network, wait_until: Wait
) -> None:
    recognition = Recognition(pad, reader)
    write(pad, ONE, BAR, SEVEN)
    wait_until(lambda: recognition.state.reading)
    assert recognition.state.reading is not None
    assert len(recognition.state.reading.digits) == 3
    assert recognition.state.chosen == 1
    assert recognition.state.chosen_drawing.strokes == pad.drawing.strokes[2:]


def test_another_digit_is_looked_at_when_it_is_chosen(three_digits: Recognition) -> None:
    heard = listen(three_digits)
    three_digits.choose(1)
    three_digits.choose(0)
    three_digits.choose(17)
    seven, one = heard
    assert columns(seven) > 8 > columns(one)
    assert three_digits.state.prediction is one
    three_digits.choose(2)
    three_digits.choose_next()
    assert three_digits.state.chosen == 0


def test_a_choice_while_a_new_network_has_not_read_yet(
    three_digits: Recognition, wait_until: Wait
) -> None:
    heard, old = listen(three_digits), three_digits.network
    other = cnn.preset("gap", np.random.default_rng(0))
    three_digits.set_network(other)
    three_digits.choose(1)
    assert heard == []
    assert three_digits.state.network is old
    wait_until(lambda: heard)
    assert three_digits.state.network is other
    assert three_digits.state.chosen == 1
    assert heard[0] is not None
    assert list(heard[0].trace) == list(other.trace(heard[0].input[np.newaxis, np.newaxis]))


def test_a_choice_lasts_as_long_as_its_digit(
    three_digits: Recognition, pad: Pad, wait_until: Wait
) -> None:
    three_digits.choose(1)
    heard = listen(three_digits)
    write(pad, ((125.0, 135.0), (170.0, 135.0)))  # the 7 is crossed
    wait_until(lambda: len(heard) == 1)
    write(pad, ((8.0, 80.0), (8.0, 200.0)))  # a new digit before all others
    wait_until(lambda: len(heard) == 2)
    assert three_digits.state.chosen == 2
    assert columns(heard[-1]) > 8
    for _ in range(4):
        pad.undo()
    wait_until(lambda: len(heard) == 3)
    assert three_digits.state.chosen == 0, "the 7 is gone"


def test_everything_about_a_reading_comes_in_one_state(
    pad: Pad, network: cnn.Network, wait_until: Wait
) -> None:
    recognition = Recognition(pad, network)
    heard: list[ReadingState] = []
    recognition.changed.connect(heard.append)
    write(pad, ONE)
    wait_until(lambda: heard)
    assert heard[0] is recognition.state
    assert heard[0].network is network
    assert heard[0].drawing == pad.drawing
    assert heard[0].reading is not None
    assert heard[0].prediction is heard[0].reading.digits[0].prediction
    pad.clear()
    wait_until(lambda: len(heard) == 2)
    assert heard[1].reading is heard[1].prediction is heard[1].chosen is None
    assert heard[1].chosen_drawing.is_empty
    assert heard[0].reading is not None, "an old state does not change"
