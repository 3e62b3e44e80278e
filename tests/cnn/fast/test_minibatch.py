"""A minibatch on both cores: bit-identical, and nothing is left behind."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnn import Dataset, Network, TrainingSettings, preset, train
from cnn.arrays import Floats, Integers
from cnn.data import load_mnist
from cnn.fast.minibatch import Minibatch
from cnn.fast.shard import Shard
from cnn.layers import Config


@pytest.fixture(autouse=True)
def _worker_works(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Alone the result is the same: a test without disturbance fails if the worker was given up."""
    yield
    if not any(word in request.node.name for word in ("SIG", "continues", "error")):
        assert "continues without it" not in caplog.text


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return load_mnist().training[:2000]


def fresh(seed: int = 0) -> Network:
    return preset("lenet", np.random.default_rng(seed))


@pytest.mark.parametrize("batch_size", [3, 50])
def test_neither_processes_nor_runs_change_a_bit(digits: Dataset, batch_size: int) -> None:
    settings = TrainingSettings(epochs=1, batch_size=batch_size, seed=7)
    ends = []
    for workers in (1, 2, 2):
        network = fresh()
        list(train(network, digits[:330], None, settings, workers=workers))
        ends.append(network.values.tobytes())
    assert ends[0] == ends[1] == ends[2]


@pytest.mark.parametrize("batch_size", [20, 50])
def test_batch_normalisation_over_two_shards_is_over_the_whole_minibatch(
    digits: Dataset, batch_size: int
) -> None:
    """Loss, gradients and running statistics, in two threads, in two processes, and in one."""
    places = np.arange(batch_size)
    whole = residual()
    x = np.moveaxis(digits.inputs(places), 0, -1)
    expected = whole.loss_and_gradients(x, digits.labels[places]) / batch_size
    for workers in (1, 2):
        network = residual()
        with Minibatch(network, digits, workers=workers) as minibatch:
            assert minibatch.compute(places) == pytest.approx(expected, rel=1e-5)
        assert_close(network.gradients, whole.gradients / batch_size)
        for name, value in network.statistics().items():
            assert_close(value, whole.statistics()[name])


@pytest.mark.parametrize("number", ["", "SIGKILL", "SIGSTOP"])
def test_batch_normalisation_gives_the_same_bits_with_and_without_a_worker(
    digits: Dataset,
    workers: list[subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
    number: str,
) -> None:
    monkeypatch.setattr("cnn.fast.minibatch.LEAST_SECONDS", 0.3)
    settings = TrainingSettings(epochs=1, batch_size=40, learning_rate=0.01)
    ends = []
    for processes in (1, 2):
        network = residual()
        events = train(network, digits[:330], None, settings, workers=processes)
        for step, _ in enumerate(events):
            if processes == 2 and step == 3 and number:
                os.kill(workers[0].pid, getattr(signal, number))
        ends.append({name: value.tobytes() for name, value in network.state().items()})
    assert ends[0] == ends[1]


def test_an_error_in_the_second_thread_is_reported_as_it_is(
    digits: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Shard.compute

    def compute(shard: Shard, places: Integers, step: int, number: int, images: int = 1) -> float:
        if number == 1:
            raise MemoryError("in the second shard")
        return real(shard, places, step, number, images)

    monkeypatch.setattr(Shard, "compute", compute)
    with (
        Minibatch(residual(), digits, workers=1) as minibatch,
        pytest.raises(MemoryError, match="in the second shard"),
    ):
        minibatch.compute(np.arange(40))


def residual() -> Network:
    """A small network with batch normalisation inside and outside a residual block."""
    block: Config = {
        "kind": "residual",
        "layers": [
            {"kind": "conv", "out_channels": 4, "kernel_size": 3, "padding": 1},
            {"kind": "batchnorm"},
        ],
    }
    layers: list[Config] = [
        {"kind": "conv", "out_channels": 4, "kernel_size": 3, "stride": 2},
        {"kind": "batchnorm"},
        {"kind": "relu"},
        block,
        {"kind": "globalavgpool"},
        {"kind": "dense", "out_features": 10},
    ]
    return Network(layers, np.random.default_rng(0))


def assert_close(actual: Floats, expected: Floats) -> None:
    np.testing.assert_allclose(actual, expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())


@pytest.mark.parametrize("workers", [1, 2])
def test_a_minibatch_gives_the_mean_of_its_images(digits: Dataset, workers: int) -> None:
    """The loss's own scale: Adam would hide a wrong one, plain descent would not."""
    network = fresh()
    places = np.array([5, 17, 3] * 50 + [4])  # chunks within shards
    with Minibatch(network, digits, workers=workers) as minibatch:
        loss = minibatch.compute(places)
        gradients = network.gradients.copy()
    singles = []
    for place in places:
        x = np.moveaxis(digits.inputs(np.array([place])), 0, -1)
        singles.append((network.loss_and_gradients(x, digits.labels[[place]]), network.gradients))
        singles[-1] = (singles[-1][0], network.gradients.copy())
    np.testing.assert_allclose(loss, np.mean([single[0] for single in singles]), rtol=1e-5)
    expected = np.mean([single[1] for single in singles], axis=0)
    np.testing.assert_allclose(gradients, expected, rtol=1e-3, atol=1e-5)


def test_each_shard_draws_its_own_dropout(digits: Dataset) -> None:
    layers: list[Config] = [
        {"kind": "flatten"},
        {"kind": "dropout"},
        {"kind": "dense", "out_features": 10},
    ]
    network = Network(layers, np.random.default_rng(0))
    shard = Shard(network, digits, "softmax_cross_entropy", seed=0)
    places = np.arange(10)
    losses = {shard.compute(places, step, n) for step in (0, 1) for n in (0, 1)}
    assert len(losses) == 4


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """All processes that are started."""
    started: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *arguments: Any, **more: Any) -> None:
            super().__init__(*arguments, **more)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    return started


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals")
@pytest.mark.parametrize("number", ["SIGKILL", "SIGSTOP"])
def test_without_its_worker_the_training_continues_with_the_same_bits(
    digits: Dataset,
    workers: list[subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    number: str,
) -> None:
    monkeypatch.setattr("cnn.fast.minibatch.LEAST_SECONDS", 0.3)
    settings = TrainingSettings(epochs=1, batch_size=64)
    undisturbed, network = fresh(), fresh()
    list(train(undisturbed, digits, None, settings, workers=1))
    for step, _ in enumerate(train(network, digits, None, settings, workers=2)):
        if step == 3:
            os.kill(workers[0].pid, getattr(signal, number))
    assert network.values.tobytes() == undisturbed.values.tobytes()
    assert "the training continues without it" in caplog.text
    assert [worker.poll() for worker in workers] == [-signal.SIGKILL]


def test_with_a_full_temporary_folder_the_training_continues_alone(
    digits: Dataset, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(np, "save", full)
    network = fresh()
    list(train(network, digits[:200], None, TrainingSettings(epochs=1), workers=2))
    assert "No space left on device; the training continues without it" in caplog.text


@pytest.mark.skipif(os.name == "nt", reason="Windows has no groups of processes")
def test_a_worker_gets_no_ctrl_c_and_keeps_its_parents_priority(
    digits: Dataset, workers: list[subprocess.Popen[bytes]]
) -> None:
    with Minibatch(fresh(), digits, workers=2) as minibatch:
        minibatch.compute(np.arange(64))
        worker = workers[0].pid
        assert os.getpgid(worker) != os.getpgid(0)
        assert os.getsid(worker) == os.getsid(0)


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


def test_printed_text_of_a_worker_is_not_an_answer(
    digits: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('hello from the start-up')")
    monkeypatch.syspath_prepend(str(tmp_path))
    ends = []
    for workers in (1, 2):
        network = fresh()
        list(train(network, digits[:300], None, TrainingSettings(epochs=1), workers))
        ends.append(network.values.tobytes())
    assert ends[0] == ends[1]


def test_two_trainings_of_one_network_see_each_other(digits: Dataset) -> None:
    ends = []
    for workers in (1, 2):
        network = fresh()
        one = train(network, digits, None, TrainingSettings(), workers)
        two = train(network, digits, None, TrainingSettings(seed=1), workers)
        for _ in range(3):
            next(one)
            next(two)
        one.close()
        two.close()
        ends.append(network.values.tobytes())
    assert ends[0] == ends[1]
