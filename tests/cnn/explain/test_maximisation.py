"""Activation maximisation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cnn
from cnn.explain.filter_layers import filter_layer, filter_layers
from cnn.explain.graph import Place
from cnn.explain.maximisation import Ascent, maximise, middle
from cnn.explain.receptive_field import receptive_field

PLAIN = Ascent(steps=60, decay=0, blur=0)


def network(name: str = "residual") -> cnn.Network:
    net = cnn.preset(name, np.random.default_rng(1))
    for values in net.state().values():
        values += np.random.default_rng(2).random(values.shape, np.float32) / 50
    return net


def rng() -> np.random.Generator:
    return np.random.default_rng(4)


def test_a_single_convolution_gets_exactly_what_it_likes_best() -> None:
    """Its sum is largest with full ink where a weight is positive, none where it is negative."""
    net = network("lenet")
    conv = filter_layer(net, "conv1").conv
    hasty = Ascent(steps=60, rate=100.0, decay=0, blur=0)
    *_, last = maximise(net, "conv1", 2, rng(), (3, 8), hasty)
    kernel = conv.kernel.value[2]
    assert last.value == pytest.approx(
        float(np.maximum(kernel, 0).sum() + conv.bias.value[2]), rel=1e-5
    )
    np.testing.assert_array_equal(last.picture[:, 3:8, 8:13], kernel > 0)


@pytest.mark.parametrize(
    "name", ["conv1", "residual1.conv1", "residual2.conv2", "residual3.shortcut-conv1"]
)
def test_the_value_rises_and_is_what_the_network_answers(name: str) -> None:
    net = network()
    layer = filter_layer(net, name)
    attempts = list(maximise(net, name, 1, rng(), ascent=PLAIN))
    assert len(attempts) == PLAIN.steps + 1
    first, last = attempts[0], attempts[-1]
    assert last.value > first.value + 0.1
    assert max(attempt.value for attempt in attempts) < last.value * 1.05
    sums = net.trace(last.picture)[layer.sums]
    if "shortcut" not in name and "conv2" not in name:
        assert sums[(1, *middle(layer))] == pytest.approx(last.value, rel=1e-4)


def test_a_step_follows_the_gradient() -> None:
    """Compared with finite differences, in a picture far from 0 and 1."""
    net = network("lenet")
    how = Ascent(steps=1, rate=1e-3, decay=0, blur=0, noise=1.0)
    before, after = maximise(net, "conv2", 5, rng(), ascent=how)
    step = after.picture - before.picture
    place = middle(filter_layer(net, "conv2"))
    pixels = [(0, *at) for at in [(9, 9), (12, 14), (15, 10)]]
    slopes = []
    for pixel in pixels:
        values = []
        for change in (-0.01, 0.01):
            picture = before.picture.copy()
            picture[pixel] += change
            values.append(float(net.trace(picture)["conv2"][(5, *place)]))
        slopes.append((values[1] - values[0]) / 0.02)
    steps = np.array([step[pixel] for pixel in pixels])
    np.testing.assert_allclose(
        steps / np.abs(steps).max(), slopes / np.abs(slopes).max(), atol=0.03
    )


def test_only_what_it_sees_is_changed() -> None:
    net = network("lenet")
    layer = filter_layer(net, "conv2")
    first, *_, last = maximise(net, "conv2", 0, rng(), (1, 6), PLAIN)
    top, left, bottom, right = receptive_field(net, Place(layer.sums, 0, 1, 6))["input"].box
    changed = (first.picture != last.picture)[0]
    assert changed[top:bottom, left:right].any()
    changed[top:bottom, left:right] = False
    assert not changed.any()


def test_decay_keeps_it_small_and_blur_keeps_it_smooth() -> None:
    net = network("lenet")
    settings = (PLAIN, replace(PLAIN, decay=0.02), replace(PLAIN, blur=0.5, coarse=1.0))
    wild, small, smooth = (
        list(maximise(net, "conv2", 0, rng(), ascent=ascent))[-1] for ascent in settings
    )
    assert small.picture.sum() < 0.8 * wild.picture.sum()
    rough = [np.abs(np.diff(a.picture[0])).sum() / a.picture.sum() for a in (smooth, wild)]
    assert rough[0] < 0.9 * rough[1]
    for attempt in (wild, small, smooth):
        assert attempt.picture.min() >= 0
        assert attempt.picture.max() <= 1


def test_the_same_seed_makes_the_same_picture_and_the_network_stays() -> None:
    net = network("lenet")
    values, gradients = net.values.copy(), net.gradients.copy()
    one, two = (
        [a.picture for a in maximise(net, "conv2", 3, rng(), ascent=PLAIN)] for _ in range(2)
    )
    np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(net.values, values)
    np.testing.assert_array_equal(net.gradients, gradients)


def test_a_filter_that_nothing_reaches_does_no_harm() -> None:
    net = network("lenet")
    filter_layers(net)[0].conv.bias.value[:] = -1000
    attempts = list(maximise(net, "conv2", 0, rng(), ascent=PLAIN))
    assert len({attempt.value for attempt in attempts}) == 1


def test_what_is_not_there_is_refused() -> None:
    for name, channel, place in [("pool1", 0, None), ("conv1", 6, None), ("conv1", 0, (0, 24))]:
        with pytest.raises(ValueError, match=r"conv|filters|place"):
            next(maximise(network("lenet"), name, channel, rng(), place))
