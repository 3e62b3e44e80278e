from __future__ import annotations

import dataclasses
import itertools
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from cnn import (
    BatchDone,
    Dataset,
    Diverged,
    EpochDone,
    Network,
    TrainingSettings,
    evaluate,
    preset,
    train,
)
from cnn.data import load_mnist
from cnn.losses import softmax_cross_entropy
from cnn.minibatch import Minibatch
from cnn.optimisers import SGD
from cnn.schedules import warmup_decay


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


@pytest.mark.parametrize("batch_size", [3, 50])
def test_neither_processes_nor_runs_change_a_bit(
    digits: tuple[Dataset, Dataset], batch_size: int
) -> None:
    settings = TrainingSettings(epochs=1, batch_size=batch_size, seed=7)
    ends = []
    for workers in (1, 2, 2):
        network = fresh()
        list(train(network, digits[0][:330], digits[1], settings, workers=workers))
        ends.append(network.values.tobytes())
    assert ends[0] == ends[1] == ends[2]


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
    assert not isinstance(network.values.base, np.memmap), "the helper's memory is gone"
    assert network.layers[0].parameters[0].value.base is network.values


def test_a_pause_does_not_count(digits: tuple[Dataset, Dataset]) -> None:
    events = train(fresh(), *digits, TrainingSettings())
    first = next(events)
    time.sleep(0.5)
    second = next(events)
    events.close()
    assert isinstance(first, BatchDone)
    assert isinstance(second, BatchDone)
    assert 0 < second.seconds - first.seconds < 0.4


def test_a_loss_that_is_no_number_ends_it_with_the_last_good_weights(
    digits: tuple[Dataset, Dataset],
) -> None:
    network = fresh()
    events = train(network, *digits, TrainingSettings())
    next(events)
    before_second = network.values.copy()
    next(events)
    network.values *= 1e30  # what too high a rate does sooner or later
    assert list(events) == [Diverged(epoch=1, batch=3)]
    np.testing.assert_array_equal(network.values, before_second)


def test_one_blas_thread_while_training_and_as_before_after(
    digits: tuple[Dataset, Dataset],
) -> None:
    def threads() -> list[int]:
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    before = threads()
    events = train(fresh(), *digits, TrainingSettings())
    next(events)
    assert set(threads()) == {1}
    events.close()
    assert threads() == before


@pytest.mark.parametrize("workers", [1, 2])
def test_a_minibatch_gives_the_mean_of_its_images(
    digits: tuple[Dataset, Dataset], workers: int
) -> None:
    """The loss's own scale: Adam would hide a wrong one, plain descent would not."""
    network = fresh()
    places = np.array([5, 17, 3] * 50 + [4])  # chunks within shards
    with Minibatch(network, digits[0], workers=workers) as minibatch:
        loss = minibatch.compute(places)
        gradients = network.gradients.copy()
    singles = []
    for place in places:
        x = np.moveaxis(digits[0].inputs(np.array([place])), 0, -1)
        singles.append(
            (network.loss_and_gradients(x, digits[0].labels[[place]]), network.gradients)
        )
        singles[-1] = (singles[-1][0], network.gradients.copy())
    np.testing.assert_allclose(loss, np.mean([single[0] for single in singles]), rtol=1e-5)
    expected = np.mean([single[1] for single in singles], axis=0)
    np.testing.assert_allclose(gradients, expected, rtol=1e-3, atol=1e-5)


def test_a_helper_that_dies_is_an_error_not_a_hang(digits: tuple[Dataset, Dataset]) -> None:
    network = fresh()
    with Minibatch(network, digits[0], workers=2) as minibatch:
        minibatch.compute(np.arange(64))
        assert minibatch._helper is not None
        minibatch._helper._process.kill()
        minibatch._helper._process.wait()
        with pytest.raises((RuntimeError, BrokenPipeError)):
            minibatch.compute(np.arange(64))


def test_cross_entropy_survives_logits_of_any_size() -> None:
    logits = np.array([[1000.0, -1000.0], [0.0, 0.0], [0.0, 1000.0]], np.float32)
    loss, dy = softmax_cross_entropy(logits, np.array([0, 2]))
    assert loss == 0
    assert np.isfinite(dy).all()
    loss, _ = softmax_cross_entropy(logits, np.array([1, 0]))
    assert loss == 3000


def test_momentum_by_hand() -> None:
    values = np.array([1.0])
    sgd = SGD(momentum=0.5)
    sgd.step(values, np.array([2.0]), rate=0.1)  # v = 2
    sgd.step(values, np.array([1.0]), rate=0.1)  # v = 0.5·2 + 1
    np.testing.assert_allclose(values, 1 - 0.2 - 0.2)


def test_the_rate_rises_then_falls_to_nothing() -> None:
    rates = [warmup_decay(step, 100) for step in range(100)]
    peak = int(np.argmax(rates))
    assert peak in (9, 10)
    assert rates[peak] <= 1.0
    assert all(np.diff(rates[:peak]) > 0)
    assert all(np.diff(rates[peak:]) < 0)
    assert 0 < rates[-1] < 0.02
    assert 0 < warmup_decay(0, 1) <= 1.0


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("epochs", 0, "epochs must be between 1 and 1000, not 0"),
        ("batch_size", 5000, "batch size must be between 1 and 4096, not 5000"),
        ("learning_rate", 0.0, "learning rate must be between 1e-05 and 10, not 0"),
        ("learning_rate", float("nan"), "learning rate must be between"),
        ("seed", -1, "seed must be between"),
        ("epochs", 2.5, "epochs must be a whole number, not 2.5"),
        ("epochs", True, "epochs must be a whole number"),
        ("momentum", "much", "momentum must be a number, not 'much'"),
    ],
)
def test_settings_out_of_range_are_refused(field: str, value: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        dataclasses.replace(TrainingSettings(), **{field: value})


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


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps files that are mapped")
def test_a_training_that_is_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    code = """if True:
        import itertools, os, subprocess, numpy as np, cnn
        class Noted(subprocess.Popen):
            def __init__(self, *arguments, **more):
                super().__init__(*arguments, **more)
                print(self.pid, flush=True)
        subprocess.Popen = Noted
        data = cnn.load_mnist_test()
        events = cnn.train(
            cnn.preset("lenet", np.random.default_rng(0)), data, None,
            cnn.TrainingSettings(epochs=99), workers=2,
        )
        list(itertools.islice(events, 3))
        os.kill(os.getpid(), 9)
    """
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert result.returncode == -9
    assert list(tmp_path.iterdir()) == []
    child = Path("/proc") / result.stdout.strip()
    deadline = time.monotonic() + 10
    while child.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not child.exists()
