from __future__ import annotations

import numpy as np
import pytest

import cnn
from digitpad.ink import Drawing, Stroke
from digitpad.preprocessing import network_input
from digitpad.recogniser import recognise, recognise_input

THREE = Drawing((Stroke(((90.0, 60.0), (170.0, 70.0), (110.0, 130.0), (180.0, 210.0)), 22.0),))


@pytest.fixture
def network() -> cnn.Network:
    return cnn.preset("lenet", rng=np.random.default_rng(0))


def test_no_ink_no_prediction(network: cnn.Network) -> None:
    assert recognise(network, Drawing()) is None


def test_a_prediction_holds_what_the_network_saw_and_computed(network: cnn.Network) -> None:
    prediction = recognise(network, THREE)
    seen = network_input(THREE)
    assert prediction is not None
    assert seen is not None
    np.testing.assert_array_equal(prediction.input, seen)
    np.testing.assert_array_equal(prediction.trace["input"], seen[np.newaxis])
    np.testing.assert_allclose(
        prediction.probabilities, network.probabilities(seen[np.newaxis, np.newaxis])[0], rtol=1e-4
    )
    assert list(prediction.trace) == ["input", *network.shapes, "softmax"]


def test_the_label_is_the_most_probable_digit(network: cnn.Network) -> None:
    data = cnn.load_mnist_test()
    for image in data.inputs(slice(0, 20))[:, 0]:
        prediction = recognise_input(network, image)
        assert prediction.probabilities.shape == (10,)
        assert prediction.probabilities.sum() == pytest.approx(1, abs=1e-5)
        assert prediction.label == np.argmax(prediction.probabilities)
