"""The trainer: starts, pauses and stops a training, and reports its progress."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QObject, Signal

import cnn
from digitpad import errors
from digitpad.tasks.process import ProcessEndedError
from digitpad.tasks.thread import Task, wait_for
from digitpad.text.translation import tr
from digitpad.training.job import TrainingJob
from digitpad.training.run import Run, StopReason, TrainingResult
from digitpad.training.worker import Report

CLOSING_SECONDS = 0.6
"""How long a training may take to end when the window closes; then its process is killed."""


class State(enum.Enum):
    """What a training is doing."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"


class Trainer(QObject):
    """One training at a time, in a process that a thread follows.

    Args:
        load_data: loads the data, in that process; a module's function, or a ``partial`` of one.

    Attributes:
        run: the current or else the latest run; None before the first.

    Signals:
        state_changed(State): another state.
        progressed: ``run.history`` and ``run.batch`` have grown.
        network_changed(Network): the network in training: untrained at first, then a copy about
            twenty times a second.
        finished(TrainingResult): a training has ended, for whatever reason; the ``result`` of its
            run is set. If it was abandoned, another one may be running; else the state is ``IDLE``.
    """

    state_changed = Signal(State)
    progressed = Signal()
    network_changed = Signal(cnn.Network)
    finished = Signal(TrainingResult)

    def __init__(
        self,
        load_data: Callable[[], cnn.Mnist] = cnn.load_mnist,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._load_data = load_data
        self._state = State.IDLE
        self._job: TrainingJob | None = None
        self._jobs: dict[Task, TrainingJob] = {}  # held by their task
        self.run: Run | None = None

    @property
    def state(self) -> State:
        """What the training is doing."""
        return self._state

    @property
    def is_active(self) -> bool:
        """Whether a training is running, paused or about to stop."""
        return self._state is not State.IDLE

    def start(self, run: Run) -> None:
        """Train a copy of the run's network; ignored while a training is active."""
        if self.is_active:
            return
        self.run = run
        job = self._job = TrainingJob(run, self._load_data)
        task = Task(job.reports, parent=self)
        self._jobs[task] = job
        task.progressed.connect(self._take)
        task.finished.connect(self._finish)
        task.failed.connect(self._fail)
        task.start()
        self._enter(State.RUNNING)
        self.progressed.emit()

    def pause(self) -> None:
        """Pause until ``resume``."""
        if self._job is not None and self._state is State.RUNNING:
            self._job.pause()
            self._enter(State.PAUSED)

    def resume(self) -> None:
        """Continue after a pause."""
        if self._job is not None and self._state is State.PAUSED:
            self._job.resume()
            self._enter(State.RUNNING)

    def stop(self) -> None:
        """Stop soon, with ``finished``."""
        if self._job is not None and self._state in (State.RUNNING, State.PAUSED):
            self._enter(State.STOPPING)
            self._job.stop()

    def abandon(self) -> None:
        """Stop, and report nothing but ``finished``, with the reason ``ABANDONED``."""
        job, self._job = self._job, None
        if job is not None:
            job.stop()
            self._enter(State.IDLE)

    def shut_down(self) -> None:
        """Abandon all trainings, wait for them (``CLOSING_SECONDS`` and what ``wait_for`` adds if a
        process hangs), and emit ``finished`` for each."""
        self.abandon()
        jobs, self._jobs = self._jobs, {}
        for job in jobs.values():
            job.stop(CLOSING_SECONDS)
        wait_for(list(jobs))
        for task, job in jobs.items():
            self._conclude(job, StopReason.ABANDONED, task.error)

    def _take(self, report: Report) -> None:
        job = self._jobs.get(cast(Task, self.sender()))
        if job is None:
            return
        job.run.record(report)
        if job is not self._job:
            return
        if report.losses or report.epochs_done:
            self.progressed.emit()
        if self._state is not State.STOPPING:
            self.network_changed.emit(report.network)
        job.acknowledge()

    def _fail(self, error: Exception) -> None:
        self._finish(error=error)

    def _finish(self, _end: object = None, error: Exception | None = None) -> None:
        job = self._jobs.pop(cast(Task, self.sender()), None)
        if job is None:  # ``shut_down`` has reported it
            return
        if job is not self._job:
            self._conclude(job, StopReason.ABANDONED, error)
            return
        self._job = None
        self._enter(State.IDLE)
        self._conclude(job, None if error is None else StopReason.FAILED, error)

    def _conclude(
        self, job: TrainingJob, reason: StopReason | None, error: Exception | None
    ) -> None:
        was_killed = isinstance(error, ProcessEndedError) and reason is StopReason.ABANDONED
        if error is not None and not was_killed:
            errors.record(tr("A training failed"), error)
        job.run.result = job.result(reason, error)
        self.finished.emit(job.run.result)

    def _enter(self, state: State) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)
