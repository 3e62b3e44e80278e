"""The trainer: starts, rests, goes on, stops, fails, and leaves no thread behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pytest

import cnn
from digitpad.training.outcome import StopReason, TrainingResult
from digitpad.training.trainer import State, Trainer
from tests.digitpad.few_digits import few_digits, few_digits_if

Wait = Callable[[Callable[[], object]], None]
LONG = cnn.TrainingSettings(epochs=1000, batch_size=16)
SHORT = cnn.TrainingSettings(epochs=2, batch_size=16)


@pytest.fixture
def trainer(qt: object, must_end: Callable[[Callable[[], object]], None]) -> Iterator[Trainer]:
    made = Trainer(few_digits)
    yield made
    must_end(made.shut_down)


def test_a_training_runs_to_its_end(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    ended: list[cnn.Network] = []
    states: list[State] = []
    trainer.ended.connect(ended.append)
    trainer.state_changed.connect(states.append)
    trainer.start(network, SHORT)
    wait_until(lambda: ended)
    assert states == [State.RUNNING, State.IDLE]
    assert trainer.batch is not None
    assert trainer.batch.fraction == 1.0
    assert trainer.history is not None
    assert len(trainer.history.validation_accuracy) == 2
    where, _ = trainer.history.training_loss.points()
    assert where[-1] == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize("batch_size", [16, 64])  # a large batch is shared with a third process
def test_it_gives_what_cnn_gives_and_leaves_the_network_alone(
    trainer: Trainer, network: cnn.Network, data: cnn.Mnist, wait_until: Wait, batch_size: int
) -> None:
    settings = cnn.TrainingSettings(epochs=2, batch_size=batch_size)
    before = network.values.copy()
    ended: list[cnn.Network] = []
    trainer.ended.connect(ended.append)
    trainer.start(network, settings)
    wait_until(lambda: ended)
    np.testing.assert_array_equal(network.values, before)
    expected = network.copy()
    for _ in cnn.train(expected, data.training, data.validation, settings, workers=1):
        pass
    np.testing.assert_array_equal(ended[0].values, expected.values)


def test_copies_come_while_it_learns_but_do_not_flood(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    copies: list[np.ndarray] = []
    trainer.network_changed.connect(lambda net: copies.append(net.values.copy()))
    trainer.start(network, LONG)
    wait_until(lambda: copies)
    start, count = time.monotonic(), len(copies)
    wait_until(lambda: time.monotonic() - start > 1.0)
    assert 4 <= len(copies) - count <= 30
    assert not np.array_equal(copies[0], copies[-1])


def test_a_copy_does_not_change_any_more(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    copies: list[cnn.Network] = []
    trainer.network_changed.connect(copies.append)
    trainer.start(network, LONG)
    wait_until(lambda: copies)
    first = copies[0].values.copy()
    wait_until(lambda: len(copies) >= 4)
    np.testing.assert_array_equal(copies[0].values, first)


def test_a_pause_stands_still_and_resume_goes_on(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    trainer.start(network, LONG)
    wait_until(lambda: trainer.batch)
    trainer.pause()
    assert trainer.state is State.PAUSED
    rest = time.monotonic()
    wait_until(lambda: time.monotonic() - rest > 0.4)
    paused_at = trainer.batch
    wait_until(lambda: time.monotonic() - rest > 0.8)
    assert trainer.batch is paused_at
    trainer.resume()
    wait_until(lambda: trainer.batch is not paused_at)
    assert trainer.state is State.RUNNING


@pytest.mark.parametrize("paused", [False, True])
def test_stopping_keeps_what_was_learned(
    trainer: Trainer, network: cnn.Network, wait_until: Wait, paused: bool
) -> None:
    ended: list[cnn.Network] = []
    trainer.ended.connect(ended.append)
    trainer.start(network, LONG)
    wait_until(lambda: trainer.batch)
    if paused:
        trainer.pause()
        rest = time.monotonic()
        wait_until(lambda: time.monotonic() - rest > 0.2)
    shown: list[cnn.Network] = []
    trainer.network_changed.connect(shown.append)
    trainer.stop()
    assert trainer.state is State.STOPPING
    wait_until(lambda: ended)
    assert trainer.state is State.IDLE
    assert not shown, "`ended` brings it"
    assert not np.array_equal(ended[0].values, network.values)


def test_how_it_ended_is_told_in_words(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    trainer.start(network, SHORT)
    assert trainer.outcome is None
    wait_until(lambda: trainer.state is State.IDLE)
    assert trainer.outcome is not None
    assert trainer.outcome.words.startswith("Finished: 2 epochs, accuracy ")
    trainer.start(network, LONG)
    wait_until(lambda: trainer.batch)
    trainer.stop()
    wait_until(lambda: trainer.state is State.IDLE)
    assert trainer.outcome is not None
    assert trainer.outcome.words.startswith("Stopped in epoch ")
    assert " of 1000" in trainer.outcome.words


def test_a_moment_of_training_is_told_from_a_longer_one(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    ended: list[cnn.Network] = []
    trainer.ended.connect(ended.append)
    brief = cnn.TrainingSettings(epochs=1, batch_size=32)  # 16 batches
    for settings in (brief, SHORT):
        trainer.start(network, settings)
        wait_until(lambda: trainer.state is State.IDLE)
    assert [trainer.was_brief(each) for each in ended] == [True, False]


def test_a_stopped_training_is_silent(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    trainer.start(network, LONG)
    wait_until(lambda: trainer.batch)
    heard: list[object] = []
    trainer.network_changed.connect(heard.append)
    trainer.ended.connect(heard.append)
    trainer.progressed.connect(lambda: heard.append("progress"))
    left: list[object] = []
    trainer.left_behind.connect(left.append)
    trainer.abandon()
    assert trainer.state is State.IDLE
    wait_until(lambda: left)
    assert not heard


def test_another_training_can_start_at_once(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    trainer.start(network, LONG)
    wait_until(lambda: trainer.batch)
    trainer.abandon()
    ended: list[object] = []
    trainer.ended.connect(ended.append)
    trainer.start(network, SHORT)
    wait_until(lambda: ended)
    assert trainer.batch is not None
    assert trainer.batch.epochs == SHORT.epochs


def test_a_second_start_is_ignored(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    trainer.start(network, LONG)
    trainer.start(network, SHORT)
    wait_until(lambda: trainer.batch)
    assert trainer.batch is not None
    assert trainer.batch.epochs == LONG.epochs


def test_a_failure_is_told_and_the_next_training_works(
    qt: object, tmp_path: Path, network: cnn.Network, wait_until: Wait
) -> None:
    file = tmp_path / "train-images.gz"
    trainer = Trainer(partial(few_digits_if, file))
    failures: list[Exception] = []
    ended: list[object] = []
    trainer.failed.connect(failures.append)
    trainer.ended.connect(ended.append)
    trainer.start(network, SHORT)
    wait_until(lambda: failures)
    assert str(failures[0]) == f"{file}: truncated"
    assert isinstance(failures[0], cnn.BadFile)
    assert trainer.state is State.IDLE
    assert not ended
    file.touch()
    trainer.start(network, SHORT)
    wait_until(lambda: ended)


def test_divergence_is_told_and_the_weights_are_finite(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    diverged: list[object] = []
    ended: list[cnn.Network] = []
    trainer.diverged.connect(diverged.append)
    trainer.ended.connect(ended.append)
    network.layers[-1].parameters[0].value[:] *= 1e37  # logits far apart, beyond float32
    trainer.start(network, cnn.TrainingSettings(epochs=5, batch_size=16, learning_rate=10.0))
    wait_until(lambda: trainer.state is State.IDLE)
    assert diverged
    assert trainer.outcome is not None
    assert "the learning rate is too high" in trainer.outcome.words
    assert all(np.isfinite(net.values).all() for net in ended)


def test_shutting_down_waits_and_returns_what_was_learned(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    trainer.start(network, LONG)
    wait_until(lambda: trainer.batch)
    (learned,) = trainer.shut_down()
    assert not trainer.is_active
    assert not np.array_equal(learned.values, network.values)
    assert trainer.shut_down() == []


def test_a_process_that_dies_is_told(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    failures: list[Exception] = []
    ended: list[cnn.Network] = []
    trainer.failed.connect(failures.append)
    trainer.ended.connect(ended.append)
    trainer.start(network, LONG)
    wait_until(lambda: trainer.batch)
    (process,) = active_children()
    process.kill()
    wait_until(lambda: failures)
    assert "unexpectedly" in str(failures[0])
    assert len(ended) == 1, "what it had learned by then is kept"


def test_a_training_can_be_stopped_before_its_process_is_there(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    ended: list[object] = []
    trainer.ended.connect(ended.append)
    trainer.start(network, LONG)
    trainer.stop()
    wait_until(lambda: trainer.state is State.IDLE)
    assert not ended
    assert active_children() == []


@pytest.mark.parametrize(
    ("accuracy", "has_learned"), [(None, True), (0.098, False), (0.114, False), (0.3, True)]
)
def test_guessing_is_told_from_learning(accuracy: float | None, has_learned: bool) -> None:
    assert TrainingResult(StopReason.FINISHED, None, accuracy).has_learned is has_learned
