"""The base of models that compute something about the reading while their page is visible."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

from digitpad.models.recognition import Recognition
from digitpad.tasks.idle import IdleJob

Request = TypeVar("Request")


class VisibleModel(QObject, Generic[Request]):
    """Updates whenever a ``Recognition`` changes, at most every ``interval_ms``.

    Pictures that change with every point of the pen would only flicker. Nothing is computed while
    the page is not visible; what takes long is computed by an ``IdleJob``.

    A subclass passes its job to ``_use``, and overrides ``_update``, called when there may be
    something new, ``_take``, which gets the job's answers, and ``_lose``, called when the job has
    failed.
    """

    def __init__(
        self, recognition: Recognition, interval_ms: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._recognition = recognition
        self._is_visible = False
        self._job: IdleJob[Request]
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(interval_ms)
        self._soon.timeout.connect(self._update)
        recognition.changed.connect(self._update_soon)

    @property
    def is_visible(self) -> bool:
        """Whether its page is visible."""
        return self._is_visible

    @property
    def is_working(self) -> bool:
        """Whether an answer is still being computed."""
        return self._job.is_working

    def set_visible(self, visible: bool) -> None:
        """Update from now on, or stop at once."""
        self._is_visible = visible
        self._soon.stop()
        if visible:
            self._update()
        else:
            self._job.cancel()

    def _use(self, job: IdleJob[Request]) -> None:
        self._job = job
        job.answered.connect(self._take)
        job.failed.connect(self._lose)

    def _update_soon(self) -> None:
        if self._is_visible and not self._soon.isActive():
            self._soon.start()

    def _update(self) -> None:
        """Compute what is shown about the current reading."""
        raise NotImplementedError

    def _take(self, answer: object) -> None:
        """Emit an answer."""
        raise NotImplementedError

    def _lose(self) -> None:
        """Emit that there is no answer: what was shown is about something else."""
        raise NotImplementedError
