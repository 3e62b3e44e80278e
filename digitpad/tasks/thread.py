"""Work in a thread: its progress, its result and its error come back to the window's thread.

The threads are daemons: one that never returns, as from a network drive that does not answer, does
not keep the program from ending. They have the priority of the window's thread. Where all
processors are busy, a thread of lower priority waits for its turn while it holds the interpreter's
lock, and the window waits with it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitpad import errors
from digitpad.tasks.process import ProcessEndedError, kill_all
from digitpad.text.translation import tr

PATIENCE_SECONDS = 1.0
"""How long a step may take once its result is no longer wanted; then its process is killed."""
LONGEST_SECONDS = 8.0
"""How long a step may take after that, such as reading a damaged file."""
Work = Callable[[], Generator[Any, None, Any]]
"""Makes the generator, in the thread. What it yields and returns must not be changed later."""


class Task(QObject):
    """Runs one generator in its own thread.

    Connect its signals to methods, not to functions that hold the receiver: Python's collector
    might delete such a cycle, and with it Qt's objects, in another thread. ``sender()`` tells
    several tasks apart.

    Args:
        work: makes the generator.
        pause: seconds to wait after each step.

    Attributes:
        error: the exception that the generator raised; None if it raised none.

    Signals, none of them after ``cancel``:
        progressed(object): what the generator yielded.
        finished(object): what it returned.
        failed(object): the exception that it raised.
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    _happened = Signal(str, object)

    def __init__(self, work: Work, pause: float = 0.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.error: Exception | None = None
        self._work = work
        self._pause = pause
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._happened.connect(self._emit)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def cancel(self) -> None:
        """Stop after the current step; no further signal is emitted."""
        self._cancelled.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the thread, at most this long; returns whether it has ended."""
        self._thread.join(max(seconds, 0.0))
        return not self._thread.is_alive()

    def _run(self) -> None:
        kind, value = "finished", None
        try:
            with np.errstate(all="ignore"), closing(self._work()) as steps:
                while not self._cancelled.is_set():
                    try:
                        item = next(steps)
                    except StopIteration as end:
                        value = end.value
                        break
                    self._notify("progressed", item)
                    self._cancelled.wait(self._pause)
        except Exception as error:
            kind, value = "failed", error
            self.error = error
            if self._cancelled.is_set() and not isinstance(error, ProcessEndedError):
                errors.record(tr("A cancelled task failed"), error)
        self._notify(kind, value)

    def _notify(self, kind: str, value: object) -> None:
        with suppress(RuntimeError):  # the program has ended, and Qt has deleted this object
            self._happened.emit(kind, value)

    def _emit(self, kind: str, value: object) -> None:
        """Runs in the window's thread, so that nothing is emitted after ``cancel``."""
        if not self._cancelled.is_set():
            signals = {
                "progressed": self.progressed,
                "finished": self.finished,
                "failed": self.failed,
            }
            signals[kind].emit(value)
        if kind != "progressed":
            self.deleteLater()


class LatestTask(QObject):
    """Runs one task at a time: starting another cancels it.

    Args:
        failure: what to report if a task raises, such as "The picture could not be read". Without
            it, the receiver of ``failed`` must tell the user, and the error is only logged.

    Signals:
        progressed(object), finished(object), failed(object): those of the current task.
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, failure: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._failure = failure
        self._task: Task | None = None
        self._cancelled: list[Task] = []

    @property
    def is_busy(self) -> bool:
        """Whether a task is running that has not been cancelled."""
        return self._task is not None

    def start(self, work: Work, pause: float = 0.0) -> None:
        """Run ``work`` instead of the current task; see ``Task``."""
        self.cancel()
        self._task = Task(work, pause, self)
        self._task.progressed.connect(self.progressed)
        self._task.finished.connect(self._finish)
        self._task.failed.connect(self._fail)
        self._task.start()

    def cancel(self) -> None:
        """Cancel the current task, if there is one."""
        if self._task is not None:
            self._task.cancel()
            self._cancelled = [task for task in self._cancelled if not task.wait(0)]
            self._cancelled.append(self._task)
            self._task = None

    def shut_down(self) -> None:
        """Cancel, and wait until the threads have ended, as ``wait_for`` does."""
        self.cancel()
        wait_for(self._cancelled)
        self._cancelled = []

    def _finish(self, result: object) -> None:
        self._task = None
        self.finished.emit(result)

    def _fail(self, error: Exception) -> None:
        self._task = None
        if self._failure:
            errors.report(self._failure, error)
        else:
            errors.record(tr("A task failed"), error)
        self.failed.emit(error)


def wait_for(tasks: list[Task]) -> None:
    """Wait until cancelled tasks have ended: ``PATIENCE_SECONDS``, and if that is not enough, all
    processes are killed, and their threads have ``LONGEST_SECONDS``."""
    until = time.monotonic() + PATIENCE_SECONDS
    still_running = [task for task in tasks if not task.wait(until - time.monotonic())]
    if still_running:
        kill_all()
        until = time.monotonic() + LONGEST_SECONDS
        for task in tasks:
            task.wait(until - time.monotonic())
