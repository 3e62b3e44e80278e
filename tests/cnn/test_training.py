from __future__ import annotations

import itertools

import numpy as np
import pytest

from cnn import (
    BatchDone,
    BatchNorm,
    Conv,
    Dataset,
    Dense,
    Diverged,
    EpochDone,
    Flatten,
    Layer,
    Network,
    Residual,
    TrainingSettings,
    evaluate,
    preset,
    train,
)
from cnn.data import load_mnist
from cnn.layers import Config
from cnn.training import Training


@pytest.fixture(scope="module")
def digits() -> tuple[Dataset, Dataset]:
    mnist = load_mnist()
    return mnist.training[:2000], mnist.validation[:500]


def fresh(seed: int = 0) -> Network:
    return preset("lenet", np.random.default_rng(seed))


def test_it_learns_and_tells_what_it_does(digits: tuple[Dataset, Dataset]) -> None:
    network = fresh()
    before = evaluate(network, digits[1])
    settings = TrainingSettings(epochs=2, batch_size=64)
    events = list(train(network, *digits, settings))
    batches = [event for event in events if isinstance(event, BatchDone)]
    epochs = [event for event in events if isinstance(event, EpochDone)]
    assert len(events) == 2 * (32 + 1)
    assert [(e.epoch, e.batch) for e in batches] == list(itertools.product((1, 2), range(1, 33)))
    assert batches[31].images_done == 2000
    assert batches[-1].images_done == batches[-1].images_total == 4000
    assert batches[-1].fraction == 1.0
    assert batches[0].loss > 1.5
    assert epochs[1].validation_accuracy > 0.85 > before.accuracy
    after = evaluate(network, digits[1])
    assert epochs[1].validation_accuracy == after.accuracy
    assert epochs[1].validation_loss == after.loss
    first_epoch = [e.loss * (64 if e.batch < 32 else 16) for e in batches[:32]]
    np.testing.assert_allclose(epochs[0].training_loss, sum(first_epoch) / 2000)


def test_another_seed_is_another_order(digits: tuple[Dataset, Dataset]) -> None:
    losses = []
    for seed in (0, 1):
        events = train(fresh(), *digits, TrainingSettings(seed=seed))
        losses.append(next(events))
        events.close()
    assert losses[0] != losses[1]


def test_who_stops_asking_keeps_the_weights_so_far(digits: tuple[Dataset, Dataset]) -> None:
    network = fresh()
    start = network.values.copy()
    events = train(network, *digits, TrainingSettings())
    for _ in range(5):
        next(events)
    after_five = network.values.copy()
    events.close()
    assert not np.array_equal(after_five, start)
    np.testing.assert_array_equal(network.values, after_five)
    assert not isinstance(network.values.base, np.memmap), "the worker's memory is gone"
    assert network.layers[0].parameters[0].value.base is network.values


def test_a_pause_does_not_count(
    digits: tuple[Dataset, Dataset], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = itertools.count()  # a second passes at every look
    monkeypatch.setattr("cnn.training.time.perf_counter", lambda: float(next(clock)))
    events = train(fresh(), *digits, TrainingSettings(), workers=1)
    first = next(events)
    for _ in range(1000):  # the caller takes its time
        next(clock)
    second = next(events)
    events.close()
    assert isinstance(first, BatchDone)
    assert isinstance(second, BatchDone)
    assert first.seconds > 0
    assert 0 < second.seconds - first.seconds < 10


def test_a_loss_that_is_no_number_ends_it_with_the_last_good_weights(
    digits: tuple[Dataset, Dataset],
) -> None:
    network = fresh()
    events = train(network, *digits, TrainingSettings())
    next(events)
    before_second = network.values.copy()
    next(events)
    network.values *= 1e30  # too large a rate leads to this sooner or later
    assert list(events) == [Diverged(epoch=1, batch=3)]
    np.testing.assert_array_equal(network.values, before_second)


def test_data_that_does_not_fit_is_refused_before_anything_moves(
    digits: tuple[Dataset, Dataset],
) -> None:
    training, validation = digits
    wrong_label = Dataset(training.images[:2], np.array([3, 10], np.uint8))
    small = Dataset(training.images[:2, :20], training.labels[:2])
    for data, words in [
        (training[:0], "no images"),
        (wrong_label, "a label is 10, .* classes 0 to 9"),
        (small, r"\(1, 28, 28\), not \(1, 20, 28\)"),
    ]:
        with pytest.raises(ValueError, match=words):
            next(train(fresh(), data, validation, TrainingSettings()))
        with pytest.raises(ValueError, match=words):
            evaluate(fresh(), data)


def test_a_step_too_far_at_the_very_end_is_seen(digits: tuple[Dataset, Dataset]) -> None:
    network = fresh()
    settings = TrainingSettings(epochs=1, batch_size=1000, schedule="constant")
    events = train(network, *digits, settings)
    next(events)
    next(events)
    network.values[0] = np.inf
    assert list(events) == [Diverged(epoch=1, batch=2)]
    assert np.isfinite(network.values).all()


def test_statistics_go_back_with_the_weights() -> None:
    layers: list[Config] = [
        {"kind": "batchnorm"},
        {"kind": "flatten"},
        {"kind": "dense", "out_features": 2},
    ]
    network = Network(layers, np.random.default_rng(0), (1, 4, 4))
    images = np.random.default_rng(0).random((30, 4, 4), dtype=np.float32)
    data = Dataset(images, np.zeros(30, np.int64))
    settings = TrainingSettings(batch_size=10, shuffle=False)
    training = Training(network, data, None, settings)
    images[20:] = np.inf  # which cannot be loaded from a file
    events = list(training.events())
    assert events[-1] == Diverged(epoch=1, batch=3)
    assert all(np.isfinite(value).all() for value in network.state().values())
    assert network.statistics()["batchnorm1.mean"][0] > 0


def with_batch_norm(*layers: Layer) -> Network:
    return Network([Flatten(), *layers, Dense(10)], np.random.default_rng(0))


@pytest.mark.parametrize(
    ("images", "batch_size", "layers"),
    [
        (65, 64, [Dense(8), BatchNorm()]),
        (3, 1, [BatchNorm()]),
        (1, 64, [BatchNorm()]),
        (9, 4, [Residual([Dense(784), BatchNorm()])]),
    ],
)
def test_a_minibatch_without_a_variance_is_refused_before_anything_changes(
    digits: tuple[Dataset, Dataset], images: int, batch_size: int, layers: list[Layer]
) -> None:
    network = with_batch_norm(*layers)
    before = {name: np.array(value) for name, value in network.state().items()}
    settings = TrainingSettings(epochs=1, batch_size=batch_size)
    with pytest.raises(ValueError, match=f"{images} images in minibatches of {batch_size}"):
        list(train(network, digits[0][:images], None, settings))
    for name, value in network.state().items():
        np.testing.assert_array_equal(value, before[name])


def test_a_last_minibatch_of_two_is_enough(digits: tuple[Dataset, Dataset]) -> None:
    network = with_batch_norm(Dense(8), BatchNorm())
    list(train(network, digits[0][:66], None, TrainingSettings(epochs=1)))
    assert np.isfinite(network.values).all()


def test_a_last_minibatch_of_one_is_enough_where_every_pixel_counts(
    digits: tuple[Dataset, Dataset],
) -> None:
    network = Network([Conv(2, 3), BatchNorm(), Flatten(), Dense(10)], np.random.default_rng(0))
    list(train(network, digits[0][:65], None, TrainingSettings(epochs=1)))
    assert np.isfinite(network.values).all()


@pytest.mark.parametrize("worst", [255.0, 1.01, -0.1, np.nan])
def test_floats_that_are_no_shares_of_ink_are_refused(
    digits: tuple[Dataset, Dataset], worst: float
) -> None:
    images = digits[0].inputs(slice(0, 20))
    images[3, 0, 4, 5] = worst
    wrong, network = Dataset(images, digits[0].labels[:20]), fresh()
    for training, validation in ((wrong, None), (digits[0], wrong)):
        with pytest.raises(ValueError, match="floating-point images must have values from 0 to 1"):
            list(train(network, training, validation, TrainingSettings(epochs=1)))
    with pytest.raises(ValueError, match="floating-point images must have values from 0 to 1"):
        evaluate(network, wrong)


def losses_by_epoch(digits: tuple[Dataset, Dataset], **settings: object) -> list[list[float]]:
    """The losses of a training with tiny steps, which show the order of the images."""
    chosen = TrainingSettings(
        epochs=3,
        batch_size=25,
        learning_rate=1e-5,
        optimiser="sgd",
        **settings,  # type: ignore[arg-type]
    )
    batches = [e for e in train(fresh(), digits[0][:200], None, chosen) if isinstance(e, BatchDone)]
    return [[e.loss for e in batches if e.epoch == epoch] for epoch in (1, 2, 3)]


def test_every_epoch_has_an_order_of_its_own_that_follows_from_the_seed(
    digits: tuple[Dataset, Dataset],
) -> None:
    first, second, third = losses_by_epoch(digits)
    assert np.abs(np.subtract(first, second)).max() > 0.01
    assert np.abs(np.subtract(second, third)).max() > 0.01
    np.testing.assert_allclose(losses_by_epoch(digits)[1], second, rtol=1e-6)
    assert np.abs(np.subtract(losses_by_epoch(digits, seed=1)[0], first)).max() > 0.01
    plain = losses_by_epoch(digits, shuffle=False)
    np.testing.assert_allclose(plain[0], plain[2], atol=0.008)
