"""The statistics of filters over many images, compared with counting by hand."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

import cnn
from cnn.arrays import Floats, Scratch
from cnn.explain.accuracy import count_correct
from cnn.explain.filter_layers import filter_layer, filter_layers
from cnn.explain.filters import NetworkStatistics, network_statistics
from cnn.explain.tally import BINS, HALF, tally

RNG = np.random.default_rng(3)
IMAGES = 1200  # several rounds, the last chunk not full


def digits(images: int = IMAGES) -> cnn.Dataset:
    pictures = RNG.integers(0, 128, (images, 12, 12)).astype(np.uint8)
    pictures[[7, 70, 140, -1]] = RNG.integers(0, 256, (12, 12))  # equally good: in their order
    return cnn.Dataset(pictures, RNG.integers(0, 10, images).astype(np.uint8))


def network(*layers: dict[str, object]) -> cnn.Network:
    chain = [*layers, {"kind": "flatten"}, {"kind": "dense", "out_features": 10}]
    return cnn.Network(chain, np.random.default_rng(0), (1, 12, 12), "small")


CONV = {"kind": "conv", "out_channels": 3, "kernel_size": 3}
PADDED = {"kind": "conv", "out_channels": 2, "kernel_size": [3, 5], "padding": "same"}
NORM, RELU, HALVE = {"kind": "batchnorm"}, {"kind": "relu"}, {"kind": "maxpool"}
BLOCK = {"kind": "residual", "layers": [PADDED, NORM, RELU, PADDED, NORM],
         "shortcut": [{"kind": "conv", "out_channels": 2, "kernel_size": 1}]}  # fmt: skip
NETWORKS = [
    network(CONV, RELU, HALVE, PADDED, {"kind": "tanh"}),
    network(CONV, NORM, {"kind": "dropout"}, {"kind": "sigmoid"}, BLOCK, RELU),
    network(PADDED, HALVE, {"kind": "elu"}),
]


def complete(net: cnn.Network, data: cnn.Dataset, **settings: int) -> NetworkStatistics:
    *_, last = network_statistics(net, data, **settings)
    return last


def test_convolutions_are_found_with_what_follows_them() -> None:
    found = filter_layers(NETWORKS[1])
    assert [(layer.name, layer.sums, layer.answers) for layer in found] == [
        ("conv1", "dropout1", "sigmoid1"),
        ("residual1.conv1", "residual1.batchnorm1", "residual1.relu1"),
        ("residual1.conv2", "residual1.batchnorm2", "residual1.batchnorm2"),
        ("residual1.shortcut-conv1",) * 3,
    ]
    assert [layer.answers for layer in filter_layers(NETWORKS[2])] == ["conv1"]
    with pytest.raises(ValueError, match="no convolution conv9"):
        filter_layer(NETWORKS[0], "conv9")


@pytest.mark.parametrize("net", NETWORKS)
def test_against_counting_by_hand(net: cnn.Network) -> None:
    data = digits()
    counted = complete(net, data, best=4)
    trace = net.trace(data.inputs())
    assert counted.right == (trace["softmax"].argmax(axis=1) == data.labels).sum()
    assert list(counted.layers) == [layer.name for layer in filter_layers(net)]
    for layer in filter_layers(net):
        for channel in range(layer.channels):
            check_one(counted, layer.name, channel, trace[layer.sums], trace[layer.answers])


def check_one(
    counted: NetworkStatistics, name: str, channel: int, sums: Floats, answers: Floats
) -> None:
    mine = counted.layers[name].of(channel)
    sums, answers = sums[:, channel], answers[:, channel]
    assert mine.active_places == np.count_nonzero(sums > 0) / sums.size
    assert mine.active_images == (sums > 0).any(axis=(1, 2)).mean()
    assert mine.mean == pytest.approx(answers.mean(dtype=float), rel=1e-4)
    assert (mine.minimum, mine.maximum) == pytest.approx((answers.min(), answers.max()))
    # very near an edge, chunks of another size are rounded differently
    expected = np.histogram(sums, mine.edges)[0]
    assert np.abs(np.cumsum(mine.counts) - np.cumsum(expected)).max() <= 2
    assert mine.counts.sum() == sums.size
    assert mine.edges[HALF] == 0
    assert mine.edges[-1] / 2 <= np.abs(sums).max() < mine.edges[-1]
    largest = sums.reshape(len(sums), -1)
    order = np.argsort(-largest.max(axis=1), kind="stable")[:4]
    assert [best.image for best in mine.best] == [i for i in order if largest[i].max() > 0]
    for best in mine.best:
        place = best.row * sums.shape[2] + best.column
        assert place == largest[best.image].argmax()
        assert best.value == pytest.approx(largest[best.image].max(), rel=1e-5)


def test_numbers_on_and_beside_the_edges_are_counted_exactly() -> None:
    below_one = np.nextafter(np.float32(1), np.float32(0))
    numbers = [0, 1e-9, -1e-9, 0.5, -0.5, below_one, -below_one, 1 / 64, -1 / 64, 63 / 64]
    sums = np.array([numbers, [-x for x in numbers]], np.float32).reshape(2, 5, 2, 1)
    counted = tally(sums, np.maximum(sums, 0), 0, 3, Scratch())
    assert counted.exponents.tolist() == [0, 0]
    edges = np.linspace(-1, 1, BINS + 1)
    for channel in range(2):
        expected = np.histogram(sums[channel].astype(np.float64), edges)[0]
        np.testing.assert_array_equal(counted.counts[channel], expected)
    assert counted.active_places.tolist() == [5, 4]
    hardly = tally(np.full((1, 2, 2, 1), 1e-9, np.float32), sums[:1], 0, 3, Scratch())
    assert hardly.active_images.tolist() == [1]


def test_a_filter_that_never_answers_is_dead() -> None:
    net = network(CONV, RELU)
    conv = filter_layer(net, "conv1").conv
    conv.bias.value[:] = [0, -1000, 0]
    conv.kernel.value[2] = 0
    counted = complete(net, digits()).layers["conv1"]
    assert counted.dead.tolist() == [False, True, True]
    assert [counted.of(channel).is_dead for channel in range(3)] == [False, True, True]
    assert counted.of(1).best == ()
    assert counted.of(1).active_images == 0
    assert counted.of(2).counts[HALF] == counted.of(2).counts.sum() == IMAGES * 100


def test_however_it_is_split_it_is_the_same() -> None:
    data = digits()
    data.images[:64] //= 100  # the first chunks are small, so that the histograms must be widened
    one, two = complete(NETWORKS[0], data, workers=1), complete(NETWORKS[0], data, workers=2)
    for name in one.layers:
        a, b = vars(one.layers[name].tally), vars(two.layers[name].tally)
        for key in a:
            np.testing.assert_array_equal(a[key], b[key], err_msg=key)


def test_widened_bins_count_as_wide_ones() -> None:
    data = digits(192)
    data.images[:64] //= 64
    whole = complete(NETWORKS[0], data).layers["conv1"].of(0)
    sums = NETWORKS[0].trace(data.inputs())["conv1"][:, 0]
    assert np.abs(sums[:64]).max() < whole.edges[-1] / 4
    assert np.abs(whole.counts - np.histogram(sums, whole.edges)[0]).max() <= 2
    assert len(whole.counts) == BINS


def test_it_can_be_watched_and_left() -> None:
    rounds = network_statistics(NETWORKS[0], digits())
    first = next(rounds)
    assert 0 < first.images < first.total == IMAGES
    assert not first.is_complete
    rounds.close()
    seen = [so_far.images for so_far in network_statistics(NETWORKS[0], digits())]
    assert seen == sorted(seen)
    assert seen[-1] == IMAGES


def test_a_network_without_convolutions_is_read_all_the_same() -> None:
    net = cnn.Network(
        [{"kind": "rowrnn", "units": 4}, {"kind": "dense", "out_features": 10}], RNG, (1, 12, 12)
    )
    data = digits()
    counted = complete(net, data)
    assert counted.layers == {}
    assert counted.accuracy == cnn.evaluate(net, data).accuracy


def test_what_is_no_number_is_refused() -> None:
    net = network(CONV, RELU)
    state: Mapping[str, Floats] = net.state()
    state["conv1.kernel"][1] = np.nan
    with pytest.raises(ValueError, match="not a finite number"):
        complete(net, digits())
    with pytest.raises(ValueError, match="no images"):
        complete(net, digits()[:0])


def test_accuracy_is_counted_as_evaluate_does() -> None:
    net, data = NETWORKS[0], digits()
    counts = list(count_correct(net, data))
    assert counts[-1].accuracy == cnn.evaluate(net, data).accuracy
    assert [count.is_complete for count in counts] == [False, False, True]
    assert counts[0].images == 512
    first = data[: counts[0].images]
    assert counts[0].accuracy == cnn.evaluate(net, first).accuracy
    with pytest.raises(ValueError, match="no images"):
        next(count_correct(net, data[:0]))
