"""The trainer: starts, pauses and stops a training, and tells how it goes."""

from __future__ import annotations

import enum
from collections.abc import Callable
from weakref import WeakSet

from PySide6.QtCore import QObject, Signal

import cnn
from digitpad.tasks.process import kill_all
from digitpad.training.history import History, LossHistory
from digitpad.training.job import TrainingJob
from digitpad.training.outcome import StopReason, TrainingResult
from digitpad.training.worker import Report

BRIEF_BATCHES = 20
CLOSING_SECONDS = 1.0
"""How long a training may take to end when the window closes; then its process is killed."""
CLOSING_MS = 2300
"""How long the thread that follows it may take then."""


class State(enum.Enum):
    """Where a training stands."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"


class Trainer(QObject):
    """One training at a time, in a process of its own that a thread follows.

    Args:
        load_data: makes the data, in that process; a module's function, or a ``partial`` of one.

    Attributes:
        history: what the current, or else the last, training has shown; None before the first.
        batch: its latest batch; None before that.
        network_name: what the network is called that learns, or has learned last.
        outcome: how the last training ended; None before that, and while one is going on.

    Signals:
        state_changed(object): the new ``State``.
        progressed: ``history`` and ``batch`` have grown.
        network_changed(object): the network in training: as it begins, then a copy about twenty
            times a second.
        ended(object): the trained ``Network``, whether stopped, finished or diverged.
        diverged(object): a ``cnn.Diverged``: the learning rate was too high.
        failed(object): the exception that ended the training.
        left_behind(object): the ``Network`` of a training that was abandoned.
    """

    state_changed = Signal(object)
    progressed = Signal()
    network_changed = Signal(object)
    ended = Signal(object)
    diverged = Signal(object)
    failed = Signal(object)
    left_behind = Signal(object)

    def __init__(
        self,
        load_data: Callable[[], cnn.Mnist] = cnn.load_mnist,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._load_data = load_data
        self._job: TrainingJob | None = None
        self._state = State.IDLE
        self._leaving: list[TrainingJob] = []
        self._brief: WeakSet[cnn.Network] = WeakSet()
        self.history: History | None = None
        self.batch: cnn.BatchDone | None = None
        self.network_name = ""
        self.outcome: TrainingResult | None = None

    @property
    def state(self) -> State:
        """Where the training stands."""
        return self._state

    @property
    def is_active(self) -> bool:
        """Whether a training is going on, resting or about to stop."""
        return self._state is not State.IDLE

    def was_brief(self, network: cnn.Network) -> bool:
        """Whether a trained ``network`` has seen fewer than ``BRIEF_BATCHES`` batches."""
        return network in self._brief

    def start(self, network: cnn.Network, settings: cnn.TrainingSettings) -> None:
        """Train a copy of ``network``; nothing happens while a training is going on."""
        if self.is_active:
            return
        self.history = None
        self.batch = None
        self.outcome = None
        self.network_name = network.name
        self._job = TrainingJob(network.copy(), settings, self._load_data, self)
        self._job.reported.connect(self._take)
        self._job.ended.connect(self._finish)
        self._enter(State.RUNNING)
        self.progressed.emit()
        self._job.start()

    def pause(self) -> None:
        """Rest; ``resume`` goes on from there."""
        if self._job is not None and self._state is State.RUNNING:
            self._job.pause()
            self._enter(State.PAUSED)

    def resume(self) -> None:
        """Go on after a pause."""
        if self._job is not None and self._state is State.PAUSED:
            self._job.resume()
            self._enter(State.RUNNING)

    def stop(self) -> None:
        """End soon; ``ended`` brings the network as far as it has learned."""
        if self._job is not None and self._state in (State.RUNNING, State.PAUSED):
            self._enter(State.STOPPING)
            self._job.stop()

    def abandon(self) -> None:
        """Forget the training: nothing is heard of it but ``left_behind``, when it is over."""
        job, self._job = self._job, None
        if job is not None:
            self._leaving.append(job)
            job.stop()
            self._conclude(StopReason.STOPPED)

    def shut_down(self) -> list[cnn.Network]:
        """Stop all trainings and wait for them; returns what they have learned.

        One that does not end within ``CLOSING_SECONDS`` is killed.
        """
        self.abandon()
        jobs, self._leaving = self._leaving, []
        for job in jobs:
            job.stop(CLOSING_SECONDS)
        for job in jobs:
            if not job.wait(CLOSING_MS):
                kill_all()
                job.wait(CLOSING_MS)
        return [self._learned(job) for job in jobs if job.batches_done]

    def _take(self, job: TrainingJob, report: Report) -> None:
        if job is not self._job:
            return
        self._record(report)
        if report.losses or report.epochs_done:
            self.progressed.emit()
        if self._state is not State.STOPPING:
            self.network_changed.emit(report.network)
        job.acknowledge()
        if report.diverged is not None:
            self.diverged.emit(report.diverged)

    def _record(self, report: Report) -> None:
        if report.batch is not None:
            self.batch = report.batch
            if self.history is None:
                epochs, batches = report.batch.epochs, report.batch.batches
                self.history = History(epochs, LossHistory(batches, epochs))
        if self.history is None:
            return
        for loss, images in zip(report.losses, report.images, strict=True):
            self.history.training_loss.add(loss, images)
        for epoch in report.epochs_done:
            self.history.validation_loss.append(epoch.validation_loss)
            self.history.validation_accuracy.append(epoch.validation_accuracy)

    def _finish(self, job: TrainingJob, failure: Exception | None) -> None:
        if job is self._job:
            self._job = None
            self._dismiss(job)
            self._conclude(self._end(job, failure))
            if failure is not None:
                self.failed.emit(failure)
            if job.batches_done:
                self.ended.emit(self._learned(job))
        elif job in self._leaving:
            self._leaving.remove(job)
            self._dismiss(job)
            if job.batches_done:
                self.left_behind.emit(self._learned(job))

    def _end(self, job: TrainingJob, failure: Exception | None) -> StopReason:
        if failure is not None:
            return StopReason.FAILED
        if job.has_diverged:
            return StopReason.DIVERGED
        finished = self.batch is not None and self.batch.fraction >= 1.0
        return StopReason.FINISHED if finished else StopReason.STOPPED

    def _conclude(self, end: StopReason) -> None:
        accuracies = self.history.validation_accuracy if self.history is not None else []
        self.outcome = TrainingResult(end, self.batch, accuracies[-1] if accuracies else None)
        self._enter(State.IDLE)

    def _learned(self, job: TrainingJob) -> cnn.Network:
        if job.batches_done < BRIEF_BATCHES:
            self._brief.add(job.network)
        return job.network

    def _dismiss(self, job: TrainingJob) -> None:
        """Let go of a job whose thread has nothing left to do but to end."""
        job.wait()
        job.deleteLater()

    def _enter(self, state: State) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)
