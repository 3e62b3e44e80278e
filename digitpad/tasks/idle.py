"""Work in pieces, done when the event loop has nothing better to do; only the newest counts."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator
from typing import Generic, TypeVar

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from cnn.errors import reason

Question = TypeVar("Question")
Work = Generator[object, None, object]

SLICE_SECONDS = 0.003
log = logging.getLogger(__name__)


class IdleJob(QObject, Generic[Question]):
    """Answers one question after the other; of those that wait, only the newest.

    It works for a few milliseconds at a time, between the events. Where these are over, an answer
    is told the next time, as showing it takes a while too. A question that is being answered is
    answered to its end, so that answers come even while somebody draws without a pause.

    Args:
        answer: called with a question, does its work in pieces; whatever it yields or returns,
            but for None, is an answer.
        what: what is done, as "The explanation", for the sentence that tells of a failure.

    Signals:
        answered(object): an answer.
        failed(object): the exception that ended the answering of a question.
    """

    answered = Signal(object)
    failed = Signal(object)

    def __init__(
        self, answer: Callable[[Question], Work], what: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._answer = answer
        self._what = what
        self._pieces: Work | None = None
        self._waiting: Question | None = None
        self._found: object = None
        self._rests = False
        self._tick = QTimer(self)
        self._tick.setInterval(0)
        self._tick.timeout.connect(self._work)

    @property
    def is_working(self) -> bool:
        """Whether there is anything left to do."""
        return any(each is not None for each in (self._pieces, self._waiting, self._found))

    def ask(self, question: Question) -> None:
        """Answer ``question`` as soon as the one being answered is done."""
        self._waiting = question
        if not self._rests:
            self._tick.start()

    def rest(self) -> None:
        """Leave things as they are until ``go_on``; what is asked meanwhile waits."""
        self._rests = True
        self._tick.stop()

    def go_on(self) -> None:
        """Work again after a rest."""
        self._rests = False
        if self.is_working:
            self._tick.start()

    def forget(self) -> None:
        """Let nothing be answered any more of what was asked so far."""
        self._waiting = self._pieces = self._found = None
        self._tick.stop()

    def _work(self) -> None:
        end = time.perf_counter() + SLICE_SECONDS
        if self._found is not None or self._finds_before(end):
            found, self._found = self._found, None
            self.answered.emit(found)
        if self._rests or not self.is_working:
            self._tick.stop()

    def _finds_before(self, end: float) -> bool:
        """Work until then; whether an answer was found before."""
        with np.errstate(all="ignore"):
            while self.is_working and self._found is None:
                self._step()
                if time.perf_counter() >= end:
                    return False
        return self._found is not None

    def _step(self) -> None:
        """Do a piece."""
        try:
            if self._pieces is None:
                question, self._waiting = self._waiting, None
                assert question is not None
                self._pieces = self._answer(question)
            self._found = next(self._pieces)
        except StopIteration as end:
            self._pieces = None
            self._found = end.value
        except Exception as error:
            self._pieces = None
            log.error("%s could not be computed: %s", self._what, reason(error), exc_info=error)
            self.failed.emit(error)
