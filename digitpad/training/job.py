"""The training of one run: a process trains, and a thread receives its reports."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Generator

import cnn
from digitpad.tasks.process import WorkerProcess
from digitpad.training.run import BRIEF_BATCHES, Run, StopReason, TrainingResult
from digitpad.training.worker import Command, Report, training_reports

PATIENCE_SECONDS = 1.5
"""How long a training may take to end its batch. Validation may take longer: then the weights of
the latest report, a moment old, are the result."""
SILENCE_SECONDS = 120.0
"""A training that has sent no report for this long is assumed to hang. The longest silence is a
validation."""


class TrainingJob:
    """Trains a copy of a run's network in a process.

    In a thread of the window, the window would wait for the interpreter's lock hundreds of times a
    second, and sometimes for so long that the pen would visibly stop.

    Attributes:
        run: the run; the job does not change it.
    """

    def __init__(self, run: Run, load_data: Callable[[], cnn.Mnist]) -> None:
        self.run = run
        self._network = network = run.network.copy()
        self._batch: cnn.BatchDone | None = None
        self._batches = 0
        self._accuracy: float | None = None
        self._has_diverged = False
        self._is_paused = self._is_stopping = False
        self._lock = threading.Lock()  # of the limit, which both threads set
        self._process = WorkerProcess(training_reports, network, run.settings, load_data)

    def reports(self) -> Generator[Report, None, None]:
        """Train until the end, in a thread: yields the reports, the first one of the untrained
        network; another one comes only after ``acknowledge``, except in a pause and at the end."""
        yield Report(self._network, None, (), (), (), None)
        try:
            with self._process as process:
                self._limit_wait()
                for report in process.items():
                    self._record(report)
                    self._limit_wait()
                    yield report
        except TimeoutError:
            if not self._is_stopping:
                raise

    def _limit_wait(self) -> None:
        with self._lock:
            if not self._is_stopping:
                self._process.limit_wait(math.inf if self._is_paused else SILENCE_SECONDS)

    def _record(self, report: Report) -> None:
        self._network = report.network
        self._batch = report.batch or self._batch
        self._batches += len(report.losses)
        self._has_diverged |= report.diverged is not None
        for epoch in report.epochs_done:
            self._accuracy = epoch.validation_accuracy

    def pause(self) -> None:
        """Pause after the current batch."""
        self._is_paused = True
        self._limit_wait()
        self._process.send(Command.PAUSE)

    def resume(self) -> None:
        """Continue after a pause."""
        self._is_paused = False
        self._limit_wait()
        self._process.send(Command.RESUME)

    def acknowledge(self) -> None:
        """The latest report was processed; send the next."""
        self._process.send(Command.NEXT)

    def stop(self, patience: float = PATIENCE_SECONDS) -> None:
        """End after the current batch; in ``patience`` seconds at most, or the process is killed
        and the latest report is the result."""
        self._process.send(Command.STOP)
        with self._lock:
            self._is_stopping = True
            self._process.limit_wait(patience)

    def result(
        self, reason: StopReason | None = None, error: Exception | None = None
    ) -> TrainingResult:
        """What was learned so far, from any thread; without a ``reason``, that of a normal end."""
        return TrainingResult(
            reason or self._reason_of_end(),
            self._network if self._batches else None,
            self._batch,
            self._accuracy,
            error,
            self._batches < BRIEF_BATCHES,
        )

    def _reason_of_end(self) -> StopReason:
        if self._has_diverged:
            return StopReason.DIVERGED
        is_complete = self._batch is not None and self._batch.fraction >= 1.0
        return StopReason.FINISHED if is_complete else StopReason.STOPPED
