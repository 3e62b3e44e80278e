"""Saliency, compared with finite differences and brute force; the network is not modified."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import cnn
from cnn.arrays import Floats
from cnn.explain.overlay import grids, overlaid
from cnn.explain.receptive_field import Place, receptive_field
from cnn.explain.saliency import (
    grad_cam,
    gradient_times_input,
    input_gradient,
    integrated_gradients,
    occlusion,
    score,
    smooth_grad,
)
from tests.cnn.explained import (
    PLAIN,
    RESIDUAL,
    SHAPE,
    WITH_SIGMOID,
    WITH_SOFTMAX,
    doubled,
    logits_by_hand,
    picture,
)
from tests.cnn.gradients import numerical_gradient

ALL = [PLAIN, RESIDUAL, WITH_SOFTMAX, WITH_SIGMOID]


def score_by_hand(network: cnn.Network, image: Floats, label: int, against: int | None) -> float:
    logits = logits_by_hand(network, image)
    return float(logits[label] - (0 if against is None else logits[against]))


@pytest.mark.parametrize("layers", ALL)
@pytest.mark.parametrize("against", [None, 0])
def test_gradients_are_those_of_the_logits(layers: list[cnn.layers.Config], against: int) -> None:
    network, image = doubled(layers), picture()
    expected = numerical_gradient(lambda: score_by_hand(network, image, 2, against), image)
    found = input_gradient(network, image, 2, against)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-8)
    np.testing.assert_allclose(score(network, image, 2, against),
                               score_by_hand(network, image, 2, against))  # fmt: skip
    times = gradient_times_input(network, image, 2, against)
    np.testing.assert_allclose(times, expected * image, rtol=1e-5, atol=1e-8)


METHODS: dict[str, Callable[[cnn.Network, Floats], Floats]] = {
    "score": lambda network, x: score(network, x, 1),
    "gradient": lambda network, x: input_gradient(network, x, 1, 2),
    "product": lambda network, x: gradient_times_input(network, x, 1),
    "integrated": lambda network, x: integrated_gradients(network, x, 1, steps=3),
    "occlusion": lambda network, x: occlusion(network, x, 1, 0),
    "grad-cam": lambda network, x: grad_cam(network, x, "relu1", 1),
}


@pytest.mark.parametrize("name", METHODS)
def test_a_batch_is_each_image_by_itself_and_the_network_stays_as_it_is(name: str) -> None:
    network = doubled(RESIDUAL)
    network.gradients[:] = 7
    values = network.values.copy()
    images = np.stack([picture(seed) for seed in range(35)])  # more than one chunk
    images[4, :, :4] = 0
    together = METHODS[name](network, images)
    alone = np.stack([METHODS[name](network, image) for image in images])
    np.testing.assert_allclose(together, alone, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(network.values, values)
    assert (network.gradients == 7).all()


def test_explanations_are_single_precision_where_images_are() -> None:
    network = cnn.preset("lenet", np.random.default_rng(0))
    image = np.random.default_rng(1).random((1, 28, 28), np.float32)
    assert input_gradient(network, image, 1).dtype == np.float32
    assert integrated_gradients(network, image, 1, steps=2).dtype == np.float32
    assert smooth_grad(network, image, 1, rng=np.random.default_rng(0)).dtype == np.float32
    assert occlusion(network, image, 1).dtype == np.float32
    assert grad_cam(network, image, "relu2", 1).dtype == np.float32


def test_smooth_grad_is_the_mean_gradient_of_noisy_copies() -> None:
    network, image = doubled(PLAIN), 3 * picture()
    found = smooth_grad(network, image, 0, 1, rng=np.random.default_rng(5), samples=40, noise=0.2)
    drawn = np.random.default_rng(5).standard_normal((40, *SHAPE))
    noisy = image + 0.2 * (image.max() - image.min()) * drawn
    expected = np.mean([input_gradient(network, copy, 0, 1) for copy in noisy], axis=0)
    np.testing.assert_allclose(found, expected)
    still = smooth_grad(network, image, 0, 1, rng=np.random.default_rng(5), noise=0)
    np.testing.assert_allclose(still, input_gradient(network, image, 0, 1))


@pytest.mark.parametrize("layers", ALL)
def test_integrated_gradients_are_complete(layers: list[cnn.layers.Config]) -> None:
    """They add up to the change of the score, more exactly with more steps."""
    network, image, start = doubled(layers), picture(), 0.5 * picture(2)
    gained = score(network, image, 2, 0) - score(network, start, 2, 0)
    errors = [
        abs(integrated_gradients(network, image, 2, 0, steps=n, baseline=start).sum() - gained)
        for n in (4, 512)
    ]
    assert errors[1] < 2e-3 * abs(gained)
    assert errors[1] < errors[0]
    blank = score(network, image, 1) - score(network, np.zeros(SHAPE), 1)
    total = integrated_gradients(network, image, 1, steps=512).sum()
    assert total == pytest.approx(blank, rel=5e-3)


def test_occlusion_by_brute_force() -> None:
    network, image = doubled(PLAIN), picture()
    image[:, 5:] = 0.25
    before = score_by_hand(network, image, 1, None)
    falls, counts = np.zeros(SHAPE[1:]), np.zeros(SHAPE[1:])
    for top in (0, 3, 6):
        for left in (0, 3, 5):
            erased = image.copy()
            erased[:, top : top + 3, left : left + 3] = 0.25
            fall = before - score_by_hand(network, erased, 1, None)
            falls[top : top + 3, left : left + 3] += fall
            counts[top : top + 3, left : left + 3] += 1
    found = occlusion(network, image, 1, size=3, stride=3, fill=0.25)
    np.testing.assert_allclose(found, falls / counts, rtol=1e-9, atol=1e-12)
    assert (found[6:] == 0).all()
    assert np.ptp(found[:6]) > 0


@pytest.mark.parametrize(
    ("layers", "name", "position", "inner"),
    [(PLAIN, "conv2", 3, None), (RESIDUAL, "residual1.conv1", 3, 0)],
)
def test_grad_cam_weighs_maps_with_the_mean_of_their_gradient(
    layers: list[cnn.layers.Config], name: str, position: int, inner: int | None
) -> None:
    """The bias is added to every place of a map: its gradient is the sum over the map."""
    network, image = doubled(layers), picture()
    layer = network.layers[position]
    conv = layer if inner is None else layer.inner[inner]
    assert isinstance(conv, cnn.Conv)
    bias = conv.bias.value
    sums = numerical_gradient(lambda: score_by_hand(network, image, 0, 1), bias)
    logits_by_hand(network, image)
    maps = {**network.layers[0].trace(image[..., None])}
    x = maps["conv1"]
    for other in network.layers[1:]:
        maps |= other.trace(x)
        x = maps[other.name]
    taken = maps[name][..., 0]
    weights = sums / (taken.shape[1] * taken.shape[2])
    expected = np.maximum((weights[:, None, None] * taken).sum(axis=0), 0)
    assert expected.max() > 0
    found = grad_cam(network, image, name, 0, 1)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("layers", [PLAIN, RESIDUAL])
def test_a_map_lies_in_the_middle_of_what_its_numbers_see(layers: list[cnn.layers.Config]) -> None:
    network = doubled(layers)
    padding = 2  # far from the edge, no field is cut off
    for name, grid in grids(network).items():
        if name == "input":
            continue
        shape = network.trace(np.zeros(SHAPE))[name].shape
        row, column = shape[1] // 2, shape[2] // 2
        top, left, bottom, right = receptive_field(network, Place(name, 0, row, column))[
            "input"
        ].box
        if min(top, left) < 1 or bottom > SHAPE[1] - 1 or right > SHAPE[2] - 1:
            continue
        assert grid.top + row * grid.down == (top + bottom - 1) / 2, name
        assert grid.left + column * grid.right == (left + right - 1) / 2, name
        padding -= 1
    assert padding <= 0  # at least two were read


def test_lenets_second_maps_are_laid_over_the_middle() -> None:
    network = cnn.preset("lenet", np.random.default_rng(0))
    grid = grids(network)["conv2"]
    assert (grid.top, grid.left, grid.down, grid.right) == (6.5, 6.5, 2.0, 2.0)
    maps = np.zeros((8, 8))
    maps[2, 5] = 1
    over = overlaid(network, "relu2", maps)
    assert over.shape == (28, 28)
    assert over[10, 16] == over[11, 17] == pytest.approx(0.75**2)
    assert over.sum() == pytest.approx(4)
    corner = np.zeros((8, 8))
    corner[0, 0] = 1
    over = overlaid(network, "relu2", corner)
    assert over[5, 6] == pytest.approx(0.25 * 0.75)
    assert (over[4] == 0).all()


def test_wrong_questions_are_refused_in_words() -> None:
    network = doubled(PLAIN)
    with pytest.raises(ValueError, match="classes 0 to 2, no 3"):
        input_gradient(network, picture(), 3)
    with pytest.raises(ValueError, match="no -1"):
        occlusion(network, picture(), 0, -1)
    with pytest.raises(ValueError, match="reads images of shape"):
        smooth_grad(network, np.zeros((1, 9, 8)), 0, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="no layer 'dense1' with maps"):
        grad_cam(network, picture(), "dense1", 0)
