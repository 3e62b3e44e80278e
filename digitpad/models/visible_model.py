"""What the models behind a page share: they follow what is read, while the page shows."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

from digitpad.models.recognition import Recognition
from digitpad.tasks.idle import IdleJob

Asked = TypeVar("Asked")


class VisibleModel(QObject, Generic[Asked]):
    """Asks again whenever a ``Recognition`` has read anew, at most every ``rest_ms``.

    Pictures that change with every point of the pen would only flicker. Nothing is computed while
    it is not active; what takes long is computed by a *job*.

    A subclass hands over its job with ``_use``, and overrides ``_follow``, called when there may be
    something new, ``_take``, which gets the job's answers, and ``_lose``, called where there is
    none because the job has failed.

    Args:
        recognition: whose predictions are followed.
        rest_ms: milliseconds between two questions, at least.
    """

    def __init__(
        self, recognition: Recognition, rest_ms: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._recognition = recognition
        self._is_active = False
        self._job: IdleJob[Asked]
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(rest_ms)
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
            self._job.forget()

    def _use(self, job: IdleJob[Asked]) -> None:
        self._job = job
        job.answered.connect(self._take)
        job.failed.connect(self._lose)

    def _follow_soon(self) -> None:
        if self._is_active and not self._soon.isActive():
            self._soon.start()

    def _follow(self) -> None:
        """See what is read now, and ask about it."""
        raise NotImplementedError

    def _take(self, answer: object) -> None:
        """Tell an answer."""
        raise NotImplementedError

    def _lose(self) -> None:
        """Tell that there is no answer: what was told before is of something else."""
        raise NotImplementedError
