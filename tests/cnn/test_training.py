from __future__ import annotations

import dataclasses
import itertools
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from gradients import numerical_gradient
from threadpoolctl import threadpool_info

from cnn import (
    BatchDone,
    Dataset,
    Diverged,
    EpochDone,
    Network,
    TrainingSettings,
    evaluate,
    one_blas_thread,
    preset,
    train,
)
from cnn.data import load_mnist
from cnn.layers import Config
from cnn.losses import softmax_cross_entropy
from cnn.minibatch import Minibatch, Shard
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
        {"kind": "dense", "outputs": 2},
    ]
    network = Network(layers, np.random.default_rng(0), (1, 4, 4))
    images = np.random.default_rng(0).random((30, 4, 4), dtype=np.float32)
    images[20:] = np.inf
    data = Dataset(images, np.zeros(30, np.int64))
    events = list(train(network, data, None, TrainingSettings(batch_size=10, shuffle=False)))
    assert events[-1] == Diverged(epoch=1, batch=3)
    assert all(np.isfinite(value).all() for value in network.state().values())
    assert network.statistics()["batchnorm1.mean"][0] > 0


def test_what_a_helper_prints_is_no_answer(
    digits: tuple[Dataset, Dataset], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('hello from the start-up')")
    monkeypatch.syspath_prepend(str(tmp_path))
    ends = []
    for workers in (1, 2):
        network = fresh()
        list(train(network, digits[0][:300], None, TrainingSettings(epochs=1), workers))
        ends.append(network.values.tobytes())
    assert ends[0] == ends[1]


def test_two_trainings_of_one_network_see_each_other(digits: tuple[Dataset, Dataset]) -> None:
    ends = []
    for workers in (1, 2):
        network = fresh()
        one = train(network, digits[0], None, TrainingSettings(), workers)
        two = train(network, digits[0], None, TrainingSettings(seed=1), workers)
        for _ in range(3):
            next(one)
            next(two)
        one.close()
        two.close()
        ends.append(network.values.tobytes())
    assert ends[0] == ends[1]


def test_the_last_one_out_lifts_the_limit_of_blas_threads() -> None:
    def threads() -> set[int]:
        return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}

    before = threads()
    one, two = one_blas_thread(), one_blas_thread()
    one.__enter__()
    two.__enter__()
    one.__exit__(None, None, None)
    assert threads() == {1}
    two.__exit__(None, None, None)
    assert threads() == before


def test_the_gradient_of_what_comes_before_the_first_parameters_is_not_computed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    layers: list[Config] = [{"kind": "flatten"}, {"kind": "dense", "outputs": 3}]
    network = Network(layers, np.random.default_rng(0), (1, 2, 2))

    def never(*_: object) -> None:
        raise AssertionError("nobody asked for it")

    for layer in network.layers:
        monkeypatch.setattr(layer, "backward", never)
    network.loss_and_gradients(np.ones((1, 2, 2, 4), np.float32), np.array([0, 1, 2, 0]))
    assert network.gradients.any()


def test_the_images_gradient_is_the_numerical_one_where_it_is_asked_for() -> None:
    network = Network(
        [
            {"kind": "conv", "channels": 2, "kernel": 3},
            {"kind": "relu"},
            {"kind": "flatten"},
            {"kind": "dense", "outputs": 3},
        ],
        np.random.default_rng(0),
        (1, 5, 4),
    )
    network.use_memory(network.values.astype(np.float64), np.zeros(network.parameter_count))
    x, labels = np.random.default_rng(1).normal(size=(1, 5, 4, 2)), np.array([0, 2])
    _, dy = softmax_cross_entropy(network.forward(x), labels)
    gradient = network.backward_to_input(dy).copy()
    expected = numerical_gradient(lambda: softmax_cross_entropy(network.forward(x), labels)[0], x)
    np.testing.assert_allclose(gradient, expected, rtol=1e-6, atol=1e-8)


def test_blocks_know_what_is_in_them() -> None:
    inner: Config = {"kind": "residual", "layers": [{"kind": "batchnorm"}, {"kind": "dropout"}]}
    network = Network(
        [inner, {"kind": "flatten"}, {"kind": "dense", "outputs": 2}],
        np.random.default_rng(0),
        (1, 4, 4),
    )
    assert network.needs_whole_batch
    assert network.is_random
    x = np.ones((1, 4, 4, 9), np.float32) * np.arange(9, dtype=np.float32)
    network.reseed(np.random.default_rng(1))
    first = network.forward(x, training=True).copy()
    network.reseed(np.random.default_rng(1))
    np.testing.assert_array_equal(network.forward(x, training=True), first)


def test_each_shard_draws_its_own_dropout(digits: tuple[Dataset, Dataset]) -> None:
    layers: list[Config] = [
        {"kind": "flatten"},
        {"kind": "dropout"},
        {"kind": "dense", "outputs": 10},
    ]
    network = Network(layers, np.random.default_rng(0))
    shard = Shard(network, digits[0], "softmax_cross_entropy", seed=0)
    places = np.arange(10)
    losses = {shard.compute(places, step, n) for step in (0, 1) for n in (0, 1)}
    assert len(losses) == 4


def test_the_limit_holds_in_every_thread() -> None:
    """Set in one, lifted in another, set in a third: each product uses one thread."""

    def threads() -> set[int]:
        return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}

    def inside() -> set[int]:
        with one_blas_thread():
            return threads()

    before = threads()
    assert inside() == {1}
    for _ in range(3):
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(inside).result() == {1}
            assert inside() == {1}
            limit = one_blas_thread()
            pool.submit(limit.__enter__).result()
        assert threads() == {1}
        limit.__exit__(None, None, None)
        assert threads() == before
