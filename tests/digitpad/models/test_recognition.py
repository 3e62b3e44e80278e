"""Recognition: reads again when the drawing or the network has changed, and not more often."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import cnn
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.recogniser import Prediction

Wait = Callable[[Callable[[], object]], None]


@pytest.fixture
def pad(qt: object) -> Pad:
    return Pad()


def listen(recognition: Recognition) -> list[Prediction | None]:
    heard: list[Prediction | None] = []
    recognition.predicted.connect(heard.append)
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


def test_a_new_network_reads_the_same_ink_anew(
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
    assert second.input is first.input
    assert not np.array_equal(first.probabilities, second.probabilities)
