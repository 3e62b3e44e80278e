"""The thread in which a network learns."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from PySide6.QtCore import QObject, QThread, Signal

import cnn

REPORT_SECONDS = 0.05
NICE = 10
GIVE_WAY_SECONDS = 0.006


@dataclass(frozen=True, eq=False)
class Report:
    """What has happened in a training since the report before.

    Attributes:
        network: a copy of the network as it is now, with which anybody may do as he likes.
        batch: the latest batch, or None when there was none.
        losses: the loss of every batch, in order.
        epochs_done: the epochs that were finished.
        diverged: set when the loss was no longer a number; training has ended then.
    """

    network: cnn.Network
    batch: cnn.BatchDone | None
    losses: tuple[float, ...]
    epochs_done: tuple[cnn.EpochDone, ...]
    diverged: cnn.Diverged | None


class TrainingJob(QThread):
    """Trains ``network``, which belongs to this thread until it has finished.

    ``batches_done`` says how much it has learned, and ``has_diverged`` whether the loss has grown
    beyond all numbers.

    About 600 batches are done in a second, which is far more than a window can show: they are
    gathered into some twenty reports a second, and fewer when the receiver is slow to say
    ``acknowledge``.

    Signals:
        reported(object, object): this job and a ``Report``.
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
        self._settings = settings
        self._load_data = load_data
        self._going = threading.Event()
        self._going.set()
        self._acknowledged = threading.Event()
        self._acknowledged.set()
        self._reported_at = 0.0
        self._rest_until = 0.0
        self._batch: cnn.BatchDone | None = None
        self._losses: list[float] = []
        self._epochs_done: list[cnn.EpochDone] = []
        self._diverged: cnn.Diverged | None = None

    @property
    def has_diverged(self) -> bool:
        """Whether the loss was no longer a number."""
        return self._diverged is not None

    def pause(self) -> None:
        """Rest after the batch that is being done."""
        self._going.clear()

    def resume(self) -> None:
        """Go on after a pause."""
        self._going.set()

    def stop(self) -> None:
        """End after the batch that is being done; ``ended`` tells when that is."""
        self.requestInterruption()
        self._going.set()

    def give_way(self) -> None:
        """Rest for a few milliseconds after the batch that is being done: somebody is drawing."""
        self._rest_until = time.perf_counter() + GIVE_WAY_SECONDS

    def acknowledge(self) -> None:
        """The last report was dealt with, the next one may come."""
        self._acknowledged.set()

    def run(self) -> None:
        """Train until the end, or until ``stop``; runs in the thread of its own."""
        _let_others_go_first()
        failure: Exception | None = None
        try:
            data = self._load_data()
            if not self.isInterruptionRequested():
                self._train(data)
        except Exception as error:
            failure = error
        self.ended.emit(self, failure)

    def _train(self, data: cnn.Mnist) -> None:
        events = cnn.train(self.network, data.training, data.validation, self._settings)
        with closing(events):
            for event in events:
                self._note(event)
                if not self._going.is_set():
                    self._report()
                    self._going.wait()
                elif self._report_is_due():
                    self._report()
                if self.isInterruptionRequested():  # also while it was paused
                    break
                self._rest()
        self._report()

    def _rest(self) -> None:
        left = self._rest_until - time.perf_counter()
        if left > 0:
            time.sleep(left)

    def _note(self, event: cnn.Event) -> None:
        if isinstance(event, cnn.BatchDone):
            self.batches_done += 1
            self._batch = event
            self._losses.append(event.loss)
        elif isinstance(event, cnn.EpochDone):
            self._epochs_done.append(event)
        else:
            self._diverged = event

    def _report_is_due(self) -> bool:
        late = time.perf_counter() - self._reported_at >= REPORT_SECONDS
        return late and self._acknowledged.is_set()

    def _report(self) -> None:
        """Send what was gathered, with a copy of the network that does not change any more."""
        report = Report(
            network=self.network.copy(),
            batch=self._batch,
            losses=tuple(self._losses),
            epochs_done=tuple(self._epochs_done),
            diverged=self._diverged,
        )
        self._batch = None
        self._losses.clear()
        self._epochs_done.clear()
        self._reported_at = time.perf_counter()
        self._acknowledged.clear()
        self.reported.emit(self, report)


def _let_others_go_first() -> None:
    """Give this thread, and the processes that it starts, less of a busy processor.

    Linux has no priorities for threads of an ordinary process, so that Qt's do nothing there, but
    each thread has a niceness of its own.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
