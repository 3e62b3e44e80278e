"""Work in slices between the events of the window; only the latest request counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import Generic, TypeVar

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from digitpad import errors

Request = TypeVar("Request")
Work = Generator[object, None, object]

SLICE_SECONDS = 0.003


class IdleJob(QObject, Generic[Request]):
    """Answers one request after the other; of those that wait, only the latest.

    It works for a few milliseconds at a time, between events. If the time slice is used up, the
    answer is emitted in the next slice, because displaying it takes time as well. A request is
    always answered completely, so that answers arrive even while someone draws without a pause.

    Args:
        answer: called with a request. It yields None after each step of its work; anything else
            that it yields or returns is an answer.
        failure: what to report if it raises, as "The explanation could not be computed".

    Signals:
        answered(object): an answer.
        failed(object): the exception that ended the work on a request.
    """

    answered = Signal(object)
    failed = Signal(object)

    def __init__(
        self, answer: Callable[[Request], Work], failure: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._answer = answer
        self._failure = failure
        self._work: Work | None = None
        self._waiting: Request | None = None
        self._found: object = None
        self._is_paused = False
        self._tick = QTimer(self)
        self._tick.setInterval(0)
        self._tick.timeout.connect(self._run_slice)

    @property
    def is_working(self) -> bool:
        """Whether there is anything left to do."""
        return any(each is not None for each in (self._work, self._waiting, self._found))

    def ask(self, request: Request) -> None:
        """Answer ``request`` after the current one, instead of any that waits."""
        self._waiting = request
        if not self._is_paused:
            self._tick.start()

    def pause(self) -> None:
        """Do nothing until ``resume``; requests wait."""
        self._is_paused = True
        self._tick.stop()

    def resume(self) -> None:
        """Continue after a pause."""
        self._is_paused = False
        if self.is_working:
            self._tick.start()

    def cancel(self) -> None:
        """Drop all requests, and the answer that was not emitted yet."""
        self._waiting = self._work = self._found = None
        self._tick.stop()

    def _run_slice(self) -> None:
        end = time.perf_counter() + SLICE_SECONDS
        if self._found is not None or self._finds_before(end):
            found, self._found = self._found, None
            self.answered.emit(found)
        if self._is_paused or not self.is_working:
            self._tick.stop()

    def _finds_before(self, end: float) -> bool:
        """Work until ``end``; returns whether an answer was found before."""
        with np.errstate(all="ignore"):
            while self.is_working and self._found is None:
                self._step()
                if time.perf_counter() >= end:
                    return False
        return self._found is not None

    def _step(self) -> None:
        try:
            if self._work is None:
                request, self._waiting = self._waiting, None
                assert request is not None
                self._work = self._answer(request)
            self._found = next(self._work)
        except StopIteration as end:
            self._work = None
            self._found = end.value
        except Exception as error:
            self._work = None
            errors.report(self._failure, error)
            self.failed.emit(error)
