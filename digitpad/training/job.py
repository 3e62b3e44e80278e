"""The training of one run in a process, as a thread follows it."""

from __future__ import annotations

from collections.abc import Callable, Generator

import cnn
from digitpad.tasks.process import WorkerProcess
from digitpad.training.run import BRIEF_BATCHES, Run, StopReason, TrainingResult
from digitpad.training.worker import Command, Report, training_reports

PATIENCE_SECONDS = 1.5
"""How long a training may take to end its batch. Validation may take longer: then the weights of
the latest report, a moment old, are the result."""


class TrainingJob:
    """Trains a copy of a run's network in a process.

    In a thread of the window, the window would wait for the interpreter's lock hundreds of times a
    second, and sometimes for so long that the pen would visibly stop.
    """

    def __init__(self, run: Run, load_data: Callable[[], cnn.Mnist]) -> None:
        network = run.network.copy()
        self._network = network
        self._batch: cnn.BatchDone | None = None
        self._batches = 0
        self._accuracy: float | None = None
        self._has_diverged = False
        self._is_stopping = False
        self._process = WorkerProcess(training_reports, network, run.settings, load_data)

    def reports(self) -> Generator[Report, None, None]:
        """Train until the end, in a thread: yields the reports, the first one of the untrained
        network; another one comes only after ``acknowledge``, except in a pause and at the end."""
        yield Report(self._network, None, (), (), (), None)
        try:
            with self._process as process:
                for report in process.items():
                    self._record(report)
                    yield report
        except TimeoutError:
            if not self._is_stopping:
                raise

    def _record(self, report: Report) -> None:
        self._network = report.network
        self._batch = report.batch or self._batch
        self._batches += len(report.losses)
        self._has_diverged |= report.diverged is not None
        for epoch in report.epochs_done:
            self._accuracy = epoch.validation_accuracy

    def pause(self) -> None:
        """Pause after the current batch."""
        self._process.send(Command.PAUSE)

    def resume(self) -> None:
        """Continue after a pause."""
        self._process.send(Command.RESUME)

    def acknowledge(self) -> None:
        """The latest report was processed; send the next."""
        self._process.send(Command.NEXT)

    def stop(self, patience: float = PATIENCE_SECONDS) -> None:
        """End after the current batch; in ``patience`` seconds at most, or the process is killed
        and the latest report is the result."""
        self._is_stopping = True
        self._process.send(Command.STOP)
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
