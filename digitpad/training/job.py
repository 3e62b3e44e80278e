"""The thread that follows a training, which goes on in another process."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

import cnn
from digitpad.tasks.process import WorkerProcess
from digitpad.training.worker import Command, Report, training_reports

PATIENCE_SECONDS = 1.5
"""How long a training may take to end its batch. Where it reads all validation images that may take
longer: then what was reported last, a moment ago, is what it has learned."""


class TrainingJob(QThread):
    """Trains a copy of a network.

    Were it trained in this thread, the window would wait for the interpreter's lock hundreds of
    times a second, and now and then for so long that the pen could be seen to stand still.

    Attributes:
        network: as it was reported last; it does not change any more.
        batches_done: how much it has learned.
        has_diverged: whether the loss has grown beyond all numbers.

    Signals:
        reported(object, object): this job and a ``Report``, the first one of the network as it
            begins; then another one comes only after ``acknowledge``, but for that of a pause and
            the last.
        ended(object, object): this job, and the exception that ended it or None.
    """

    reported = Signal(object, object)
    ended = Signal(object, object)

    def __init__(
        self,
        network: cnn.Network,
        settings: cnn.TrainingSettings,
        load_data: Callable[[], cnn.Mnist],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.network = network
        self.batches_done = 0
        self.has_diverged = False
        self._is_stopping = False
        self._training = WorkerProcess(training_reports, network, settings, load_data)

    def pause(self) -> None:
        """Rest after the batch that is being done."""
        self._training.say(Command.PAUSE)

    def resume(self) -> None:
        """Go on after a pause."""
        self._training.say(Command.RESUME)

    def stop(self, patience: float = PATIENCE_SECONDS) -> None:
        """End after the batch that is being done; ``ended`` tells when that is.

        Where that takes more seconds than ``patience``, the process is killed, and ``network`` is
        what it had reported last.
        """
        self._is_stopping = True
        self._training.say(Command.STOP)
        self._training.give_up_in(patience)

    def acknowledge(self) -> None:
        """The last report was dealt with, the next one may come."""
        self._training.say(Command.NEXT)

    def run(self) -> None:
        """Follow the training until its end; runs in the thread of its own."""
        failure: Exception | None = None
        try:
            self._take(Report(self.network, None, (), (), (), None))
            with self._training as training:
                for report in training.items():
                    self._take(report)
        except Exception as error:
            if not (self._is_stopping and isinstance(error, TimeoutError)):
                failure = error
        self.ended.emit(self, failure)

    def _take(self, report: Report) -> None:
        self.network = report.network
        self.batches_done += len(report.losses)
        self.has_diverged |= report.diverged is not None
        self.reported.emit(self, report)
