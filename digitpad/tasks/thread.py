"""Work in the background: a generator that is gone through in a thread of its own.

The thread is no nicer than others. Where all processors are busy, a nice thread waits for its turn
while it holds the interpreter's lock, and the window waits with it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator
from contextlib import closing
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QThread, Signal

from cnn.errors import reason
from digitpad.tasks.process import kill_all

log = logging.getLogger(__name__)
PATIENCE_MS = 1000
"""How long a step may take, once it is not wanted any more."""
LONGEST_MS = 8000
"""How long any wait takes in a step, as for the reading of a damaged file."""
Steps = Callable[[], Generator[Any, None, None]]


class BackgroundThread(QObject):
    """One piece of work at a time; nothing is heard any more of one that was stopped.

    Signals:
        arrived(object): what the generator gave.
        finished: it has come to its end.
        failed(object): the exception that ended it.
    """

    arrived = Signal(object)
    finished = Signal()
    failed = Signal(object)

    def __init__(self, failure: str = "", parent: QObject | None = None) -> None:
        """``failure`` is the beginning of the sentence that tells of one, as "The picture could not
        be read"; without it whoever hears ``failed`` tells of it."""
        super().__init__(parent)
        self._failure = failure
        self._job: _Job | None = None
        self._leaving: list[_Job] = []

    @property
    def is_busy(self) -> bool:
        """Whether there is work under way that is still wanted."""
        return self._job is not None

    def start(self, steps: Steps, rest: float = 0.0) -> None:
        """Go through what ``steps`` makes, instead of what was being done.

        Args:
            steps: makes the generator, in the thread; whatever it gives must not be changed later.
            rest: seconds to wait after each of its steps.
        """
        self.stop()
        self._job = _Job(steps, rest, self)
        self._job.arrived.connect(self._take)
        self._job.ended.connect(self._end)
        self._job.start()

    def stop(self) -> None:
        """Leave off after the step that is being done, if there is one."""
        if self._job is not None:
            self._job.stop()
            self._leaving.append(self._job)
            self._job = None

    def shut_down(self) -> None:
        """Stop, and wait until no thread is left."""
        self.stop()
        leaving, self._leaving = self._leaving, []
        for job in leaving:
            if not job.wait(PATIENCE_MS):
                kill_all()  # it waits for a process that hangs
                job.wait(LONGEST_MS)

    def _take(self, job: _Job, item: object) -> None:
        if job is self._job:
            self.arrived.emit(item)

    def _end(self, job: _Job, failure: Exception | None) -> None:
        current = job is self._job
        if current:
            self._job = None
        elif job in self._leaving:
            self._leaving.remove(job)
        job.wait()  # it has nothing left to do but to end
        job.deleteLater()
        if current and failure is None:
            self.finished.emit()
        elif current and failure is not None:
            if self._failure:
                log.error("%s: %s", self._failure, reason(failure), exc_info=failure)
            self.failed.emit(failure)


class _Job(QThread):
    """Signals: ``arrived(object, object)``, this job and what the generator gave;
    ``ended(object, object)``, this job, and the exception that ended it or None."""

    arrived = Signal(object, object)
    ended = Signal(object, object)

    def __init__(self, steps: Steps, rest: float, parent: QObject) -> None:
        super().__init__(parent)
        self._steps = steps
        self._rest = rest
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()

    def run(self) -> None:
        failure: Exception | None = None
        try:
            with np.errstate(all="ignore"), closing(self._steps()) as steps:
                for item in steps:
                    self.arrived.emit(self, item)
                    if self._stopped.wait(self._rest):
                        break
        except Exception as error:
            failure = error
        self.ended.emit(self, failure)
