"""An explanation: the methods in slices, and their descriptions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import cnn
from cnn.arrays import Floats
from cnn.explain import saliency
from cnn.explain.overlay import overlaid
from digitpad.explanation.attribution import METHODS, Explanation, convolutions, explain, explaining
from digitpad.imaging.normalise import network_input
from tests.digitpad.ink_samples import crossed_seven


@pytest.fixture
def image() -> Floats:
    found = network_input(crossed_seven())
    assert found is not None
    return found


@pytest.fixture
def found(network: cnn.Network, image: Floats) -> Explanation:
    return explain(network, image, 7, 2, "conv1")


def test_each_picture_is_that_of_the_method_done_at_once(
    found: Explanation, network: cnn.Network, image: Floats
) -> None:
    x = image[None]
    rng = np.random.default_rng
    cam = saliency.grad_cam(network, x, "relu1", 7)
    expected = {
        "gradient": saliency.input_gradient(network, x, 7)[0],
        "product": saliency.gradient_times_input(network, x, 7)[0],
        "smooth": saliency.smooth_grad(network, x, 7, rng=rng(0))[0],
        "integrated": saliency.integrated_gradients(network, x, 7)[0],
        "grad_cam": overlaid(network, "relu1", cam),
        "occlusion": saliency.occlusion(network, x, 7),
        "contrast": saliency.smooth_grad(network, x, 7, 2, rng=rng(0))[0],
    }
    assert set(expected) == set(METHODS)
    for method, picture in expected.items():
        assert found.pictures[method].dtype == np.float32
        np.testing.assert_allclose(
            found.pictures[method], picture, rtol=1e-3, atol=1e-5, err_msg=method
        )
    scores = saliency.score(network, np.stack([np.zeros_like(x), x]), 7)
    assert found.gained == pytest.approx(scores[1] - scores[0], rel=1e-4)


def test_pieces_are_small(network: cnn.Network, image: Floats) -> None:
    """No slice reads more than 16 pictures forward, or 8 backward."""
    sizes: list[int] = []
    pieces = explaining(network, image, 7, 2, "conv1")
    conv = network.layers[0]
    real = conv.forward
    conv.forward = lambda x, training=False: (sizes.append(x.shape[-1]), real(x, training))[1]  # type: ignore[method-assign]
    for _ in pieces:
        assert sum(sizes) <= 16
        sizes.clear()


def test_titles_and_sentences_name_what_was_asked(found: Explanation) -> None:
    assert found.title("contrast") == "7 rather than 2"
    assert found.title("grad_cam") == "Grad-CAM of conv1"
    assert found.title("smooth") == "SmoothGrad"
    assert "favour a 7 over a 2" in found.sentence("contrast")
    assert "maps of conv1 that make a 7 more likely are active" in found.sentence("grad_cam")
    assert f"{abs(found.gained):.1f}" in found.sentence("integrated")


def test_a_network_without_convolutions_has_no_grad_cam(image: Floats) -> None:
    network = cnn.preset("rows", np.random.default_rng(0))
    assert convolutions(network) == ()
    found = explain(network, image, 8, 0, None)
    assert set(found.pictures) == set(METHODS) - {"grad_cam"}
    assert "no convolutions" in found.sentence("grad_cam")
    assert "an 8" in found.sentence("gradient")


def test_errors_of_rounding_are_no_evidence(image: Floats) -> None:
    """If all its ReLUs are closed, a network gives the same answer for every picture."""
    dead = cnn.load_network(Path(__file__).parents[2] / "cases" / "dead_relus.npz")
    found = explain(dead, image, 1, 0, "conv2")
    for method in ("gradient", "product", "smooth", "integrated", "occlusion", "contrast"):
        assert not found.pictures[method].any(), method
