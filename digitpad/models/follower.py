"""What the models behind a page share: they follow what is read, while the page shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

import cnn
from digitpad.models.latest_job import LatestJob
from digitpad.models.recognition import Recognition

REST_MS = 40

Asked = TypeVar("Asked")


class Follower(QObject, Generic[Asked]):
    """Asks again whenever a ``Recognition`` has read anew, at most every ``REST_MS``.

    Pictures that change with every point of the pen would only flicker. Nothing is computed while
    it is not active; what takes long is computed in a thread.

    A subclass overrides ``_follow``, called when there may be something new, and ``_answers``,
    which runs in the thread; what that yields comes back to ``_take``.
    """

    def __init__(self, recognition: Recognition, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recognition = recognition
        self._is_active = False
        self._twin: tuple[cnn.Network, cnn.Network] | None = None
        self._job: LatestJob[Asked] = LatestJob(self._answers, self)
        self._job.answered.connect(self._take)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(REST_MS)
        self._soon.timeout.connect(self._follow)
        recognition.predicted.connect(self._follow_soon)

    @property
    def is_active(self) -> bool:
        """Whether it follows what is read."""
        return self._is_active

    def set_active(self, active: bool) -> None:
        """Follow from now on, or let it be and stop at once."""
        self._is_active = active
        self._soon.stop()
        if active:
            self._follow()
        else:
            self._job.stop()

    def _follow_soon(self) -> None:
        if self._is_active and not self._soon.isActive():
            self._soon.start()

    def _follow(self) -> None:
        """See what is read now, and ask about it."""
        raise NotImplementedError

    def _answers(self, asked: Asked) -> Iterator[object]:
        """In the thread: the answers to a question."""
        raise NotImplementedError

    def _take(self, answer: object) -> None:
        """Back in the thread of everybody else: tell an answer."""
        raise NotImplementedError

    def _copy_of(self, network: cnn.Network) -> cnn.Network:
        """In the thread: a network serves one thread at a time, so this one has a copy."""
        if self._twin is None or self._twin[0] is not network:
            self._twin = (network, network.copy())
        return self._twin[1]
