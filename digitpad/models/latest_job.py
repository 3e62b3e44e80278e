"""A thread for questions that come faster than they can be answered: only the newest counts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QThread, Signal

import cnn

Question = TypeVar("Question")


class LatestJob(QThread, Generic[Question]):
    """Answers one question after the other; of those that wait, only the newest.

    The thread runs only while there is something to do. A question that is being answered is
    answered to its end, so that answers come even while somebody draws without a pause.

    Args:
        answer: called in the thread with a question; what it yields are the answers, and between
            them it can be stopped.

    Signals:
        answered(object): an answer, in the thread of whoever listens.
        failed(object): the exception that ended the answering of a question.
    """

    answered = Signal(object)
    failed = Signal(object)
    _arrived = Signal(int, object)

    def __init__(
        self, answer: Callable[[Question], Iterator[object]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._answer = answer
        self._lock = threading.Lock()
        self._waiting: Question | None = None
        self._is_working = False
        self._round = 0
        self._arrived.connect(self._pass_on)
        program = QCoreApplication.instance()
        if program is not None:
            program.aboutToQuit.connect(self.stop)

    def ask(self, question: Question) -> None:
        """Answer ``question`` as soon as the one being answered is done."""
        with self._lock:
            self._waiting = question
            if self._is_working:
                return
            self._is_working = True
        self.wait()  # it has nothing more to do, but may not quite have ended
        self.start()

    def forget(self) -> None:
        """Let nothing be answered any more of what was asked so far."""
        with self._lock:
            self._waiting = None
            self._round += 1

    def stop(self) -> None:
        """Forget what was asked, and come back when the thread has ended: after one answer."""
        self.forget()
        self.requestInterruption()
        self.wait()

    def run(self) -> None:
        """Answer until nothing waits; runs in the thread."""
        with cnn.one_blas_thread(), np.errstate(all="ignore"):
            while (waiting := self._next()) is not None:
                number, question = waiting
                try:
                    for answer in self._answer(question):
                        self._arrived.emit(number, answer)
                        if self.isInterruptionRequested():
                            break
                except Exception as error:
                    self._arrived.emit(number, error)

    def _next(self) -> tuple[int, Question] | None:
        with self._lock:
            question, self._waiting = self._waiting, None
            self._is_working = question is not None
            return None if question is None else (self._round, question)

    def _pass_on(self, number: int, answer: object) -> None:
        if number != self._round:
            return
        if isinstance(answer, Exception):
            self.failed.emit(answer)
        else:
            self.answered.emit(answer)
