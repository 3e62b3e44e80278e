"""The trainer: starts, pauses, resumes, stops, fails, and leaves no thread behind."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pytest

import cnn
from digitpad.training.history import History
from digitpad.training.result_text import result_text
from digitpad.training.run import Run, StopReason, TrainingResult
from digitpad.training.trainer import State, Trainer
from tests.digitpad.few_digits import few_digits, few_digits_if, many_to_validate
from tests.digitpad.hand import wait

Wait = Callable[[Callable[[], object]], None]
MustEnd = Callable[[Callable[[], object]], None]
LONG = cnn.TrainingSettings(epochs=1000, batch_size=16)
SHORT = cnn.TrainingSettings(epochs=2, batch_size=16)


def batch_of(trainer: Trainer) -> cnn.BatchDone | None:
    return None if trainer.run is None else trainer.run.batch


def history_of(trainer: Trainer) -> History | None:
    return None if trainer.run is None else trainer.run.history


def learned(result: TrainingResult) -> cnn.Network:
    assert result.network is not None
    return result.network


@pytest.fixture
def trainer_of(
    qt: object, must_end: MustEnd
) -> Iterator[Callable[[Callable[[], cnn.Mnist]], Trainer]]:
    """Makes trainers for data that a function loads."""
    made: list[Trainer] = []

    def make(load_data: Callable[[], cnn.Mnist]) -> Trainer:
        made.append(Trainer(load_data))
        return made[-1]

    yield make
    for each in made:
        must_end(each.shut_down)


@pytest.fixture
def trainer(trainer_of: Callable[[Callable[[], cnn.Mnist]], Trainer]) -> Trainer:
    return trainer_of(few_digits)


def test_a_training_runs_to_its_end(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    ended: list[TrainingResult] = []
    states: list[State] = []
    trainer.finished.connect(ended.append)
    trainer.state_changed.connect(states.append)
    trainer.start(Run(network, SHORT))
    wait_until(lambda: ended)
    assert states == [State.RUNNING, State.IDLE]
    batch = batch_of(trainer)
    assert batch is not None
    assert batch.fraction == 1.0
    history = history_of(trainer)
    assert history is not None
    assert len(history.validation_accuracy) == 2
    where, _ = history.training_loss.points()
    assert where[-1] == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize("batch_size", [16, 64])  # a large batch is shared with a third process
def test_it_gives_what_cnn_gives_and_leaves_the_network_alone(
    trainer: Trainer, network: cnn.Network, data: cnn.Mnist, wait_until: Wait, batch_size: int
) -> None:
    settings = cnn.TrainingSettings(epochs=2, batch_size=batch_size)
    before = network.values.copy()
    ended: list[TrainingResult] = []
    trainer.finished.connect(ended.append)
    trainer.start(Run(network, settings))
    wait_until(lambda: ended)
    np.testing.assert_array_equal(network.values, before)
    expected = network.copy()
    for _ in cnn.train(expected, data.training, data.validation, settings, workers=1):
        pass
    np.testing.assert_array_equal(learned(ended[0]).values, expected.values)


def test_copies_come_while_it_learns_but_do_not_flood(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    copies: list[np.ndarray] = []
    trainer.network_changed.connect(lambda net: copies.append(net.values.copy()))
    trainer.start(Run(network, LONG))
    wait_until(lambda: copies)
    wait_until(lambda: len(copies) >= 5)
    batch = batch_of(trainer)
    assert batch is not None
    assert batch.images_done // LONG.batch_size > 3 * len(copies)
    assert not np.array_equal(copies[0], copies[-1])


def test_a_copy_does_not_change_any_more(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    copies: list[cnn.Network] = []
    trainer.network_changed.connect(copies.append)
    trainer.start(Run(network, LONG))
    wait_until(lambda: copies)
    first = copies[0].values.copy()
    wait_until(lambda: len(copies) >= 4)
    np.testing.assert_array_equal(copies[0].values, first)


def test_nothing_happens_in_a_pause_and_resume_continues(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    trainer.start(Run(network, LONG))
    wait_until(lambda: batch_of(trainer))
    trainer.pause()
    assert trainer.state is State.PAUSED
    wait(300)
    paused_at = batch_of(trainer)
    wait(300)
    assert batch_of(trainer) is paused_at
    trainer.resume()
    wait_until(lambda: batch_of(trainer) is not paused_at)
    assert trainer.state is State.RUNNING


@pytest.mark.parametrize("paused", [False, True])
def test_stopping_keeps_what_was_learned(
    trainer: Trainer, network: cnn.Network, wait_until: Wait, paused: bool
) -> None:
    ended: list[TrainingResult] = []
    trainer.finished.connect(ended.append)
    trainer.start(Run(network, LONG))
    wait_until(lambda: batch_of(trainer))
    if paused:
        trainer.pause()
        wait(200)
    shown: list[cnn.Network] = []
    trainer.network_changed.connect(shown.append)
    trainer.stop()
    assert trainer.state is State.STOPPING
    wait_until(lambda: ended)
    assert trainer.state is State.IDLE
    assert not shown, "`finished` brings it"
    assert not np.array_equal(learned(ended[0]).values, network.values)


def test_the_result_says_how_it_ended(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    ended: list[TrainingResult] = []
    trainer.finished.connect(ended.append)
    trainer.start(Run(network, SHORT))
    assert trainer.run is not None
    assert trainer.run.result is None
    wait_until(lambda: ended)
    assert trainer.run.result is ended[0]
    assert ended[0].reason is StopReason.FINISHED
    assert result_text(ended[0]).startswith("Finished 2 of 2 epochs, accuracy ")
    trainer.start(Run(network, LONG))
    wait_until(lambda: batch_of(trainer))
    trainer.stop()
    wait_until(lambda: len(ended) == 2)
    assert ended[1].reason is StopReason.STOPPED
    assert result_text(ended[1]).startswith("Stopped in epoch ")
    assert " of 1000" in result_text(ended[1])


def test_a_brief_training_is_marked(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    ended: list[TrainingResult] = []
    trainer.finished.connect(ended.append)
    brief = cnn.TrainingSettings(epochs=1, batch_size=32)  # 16 batches
    for settings in (brief, SHORT):
        trainer.start(Run(network, settings))
        wait_until(lambda: trainer.state is State.IDLE)
    assert [each.is_brief for each in ended] == [True, False]


def test_an_abandoned_training_reports_only_its_result(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    run = Run(network, LONG)
    trainer.start(run)
    wait_until(lambda: batch_of(trainer))
    heard: list[object] = []
    trainer.network_changed.connect(heard.append)
    trainer.progressed.connect(lambda: heard.append("progress"))
    ended: list[TrainingResult] = []
    trainer.finished.connect(ended.append)
    trainer.abandon()
    assert trainer.state is State.IDLE
    wait_until(lambda: ended)
    assert ended[0].reason is StopReason.ABANDONED
    assert run.result is ended[0]
    assert not np.array_equal(learned(ended[0]).values, network.values)
    assert not heard


def test_another_training_can_start_at_once(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    trainer.start(Run(network, LONG))
    wait_until(lambda: batch_of(trainer))
    trainer.abandon()
    ended: list[TrainingResult] = []
    trainer.finished.connect(ended.append)
    trainer.start(Run(network, SHORT))
    wait_until(lambda: len(ended) == 2)
    assert {result.reason for result in ended} == {StopReason.ABANDONED, StopReason.FINISHED}
    batch = batch_of(trainer)
    assert batch is not None
    assert batch.epochs == SHORT.epochs


def test_a_second_start_is_ignored(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    trainer.start(Run(network, LONG))
    trainer.start(Run(network, SHORT))
    wait_until(lambda: batch_of(trainer))
    batch = batch_of(trainer)
    assert batch is not None
    assert batch.epochs == LONG.epochs


def test_a_failure_is_the_result_and_the_next_training_works(
    qt: object, tmp_path: Path, network: cnn.Network, wait_until: Wait
) -> None:
    file = tmp_path / "train-images.gz"
    trainer = Trainer(partial(few_digits_if, file))
    ended: list[TrainingResult] = []
    trainer.finished.connect(ended.append)
    trainer.start(Run(network, SHORT))
    wait_until(lambda: ended)
    assert ended[0].reason is StopReason.FAILED
    assert isinstance(ended[0].error, cnn.BadFile)
    assert str(ended[0].error) == f"{file}: truncated"
    assert ended[0].network is None
    assert trainer.state is State.IDLE
    file.touch()
    trainer.start(Run(network, SHORT))
    wait_until(lambda: len(ended) == 2)
    assert ended[1].reason is StopReason.FINISHED


def test_divergence_is_the_result_and_the_weights_are_finite(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    ended: list[TrainingResult] = []
    trainer.finished.connect(ended.append)
    network.layers[-1].parameters[0].value[:] *= 1e37  # logits far apart, beyond float32
    settings = cnn.TrainingSettings(epochs=5, batch_size=16, learning_rate=10.0)
    trainer.start(Run(network, settings))
    wait_until(lambda: ended)
    assert ended[0].reason is StopReason.DIVERGED
    assert "the learning rate is too high" in result_text(ended[0])
    assert ended[0].network is None or np.isfinite(ended[0].network.values).all()


def test_shutting_down_waits_and_returns_what_was_learned(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    trainer.start(Run(network, LONG))
    wait_until(lambda: batch_of(trainer))
    ended: list[TrainingResult] = []
    trainer.finished.connect(ended.append)
    trainer.shut_down()
    assert not trainer.is_active
    (result,) = ended
    assert not np.array_equal(learned(result).values, network.values)
    trainer.shut_down()
    assert len(ended) == 1


def test_a_process_that_dies_is_reported(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    ended: list[TrainingResult] = []
    trainer.finished.connect(ended.append)
    trainer.start(Run(network, LONG))
    wait_until(lambda: batch_of(trainer))
    (process,) = active_children()
    process.kill()
    wait_until(lambda: ended)
    assert "unexpectedly" in str(ended[0].error)
    assert not np.array_equal(learned(ended[0]).values, network.values), "what it learned is kept"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_closing_with_a_process_that_hangs_keeps_what_was_learned(
    trainer: Trainer, network: cnn.Network, wait_until: Wait, must_end: MustEnd
) -> None:
    trainer.start(Run(network, LONG))
    wait_until(lambda: batch_of(trainer))
    (process,) = active_children()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    results: list[TrainingResult] = []
    trainer.finished.connect(results.append)
    must_end(trainer.shut_down)
    assert not np.array_equal(learned(results[0]).values, network.values)
    assert active_children() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_process_that_hangs_ends_the_training_with_an_error(
    trainer: Trainer, network: cnn.Network, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[TrainingResult] = []
    trainer.finished.connect(ended.append)
    trainer.start(Run(network, LONG))
    wait_until(lambda: batch_of(trainer))
    monkeypatch.setattr("digitpad.training.job.SILENCE_SECONDS", 1.0)
    for _ in range(2):  # so that a report has come since
        before = batch_of(trainer)
        wait_until(lambda before=before: batch_of(trainer) is not before)
    (process,) = active_children()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    wait_until(lambda: ended)
    assert "does not answer" in str(ended[0].error)
    assert not np.array_equal(learned(ended[0]).values, network.values)


def test_a_pause_has_no_time_limit(
    trainer: Trainer, network: cnn.Network, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer.start(Run(network, LONG))
    wait_until(lambda: batch_of(trainer))
    monkeypatch.setattr("digitpad.training.job.SILENCE_SECONDS", 0.5)
    trainer.pause()
    wait(800)
    before = batch_of(trainer)
    trainer.resume()
    wait_until(lambda: batch_of(trainer) is not before)


def test_closing_in_a_validation_does_not_wait_for_its_end(
    trainer_of: Callable[[Callable[[], cnn.Mnist]], Trainer], wait_until: Wait, must_end: MustEnd
) -> None:
    """The only batch of the epoch is done, and the validation takes a while."""
    trainer = trainer_of(many_to_validate)
    network = cnn.preset("best", np.random.default_rng(0))
    trainer.start(Run(network, cnn.TrainingSettings(epochs=2, batch_size=512)))
    wait_until(lambda: batch_of(trainer))
    results: list[TrainingResult] = []
    trainer.finished.connect(results.append)
    must_end(trainer.shut_down)
    assert results[0].accuracy is None, "it was not validated"
    assert not np.array_equal(learned(results[0]).values, network.values)


def test_a_training_can_be_stopped_before_its_process_is_there(
    trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    ended: list[TrainingResult] = []
    trainer.finished.connect(ended.append)
    trainer.start(Run(network, LONG))
    trainer.stop()
    wait_until(lambda: ended)
    assert ended[0].network is None
    assert result_text(ended[0]) == "Stopped before the first batch"
    assert active_children() == []


@pytest.mark.parametrize(
    ("accuracy", "has_learned"), [(None, True), (0.098, False), (0.114, False), (0.3, True)]
)
def test_guessing_is_distinguished_from_learning(accuracy: float | None, has_learned: bool) -> None:
    assert TrainingResult(StopReason.FINISHED, accuracy=accuracy).has_learned is has_learned
