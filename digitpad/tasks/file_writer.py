"""Files written in the background: packing a large picture takes a second."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from cnn.files import write_atomically

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 10.0
"""How long to wait for files when the program ends; a network drive may never answer."""


class FileWriter(QObject):
    """Writes files, each in a thread of its own; nobody ever finds half of one.

    Signals:
        written(str): the name of a file that is complete.
        failed(str): a sentence about one that could not be written.
    """

    written = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: set[_Job] = set()
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.wait)

    def write(self, path: Path, content: Callable[[], bytes]) -> None:
        """Put what ``content`` makes, in the thread, into the file ``path``."""
        job = _Job(path, content, self)
        job.ended.connect(self._tell)
        self._jobs.add(job)
        job.worker.start()

    def wait(self) -> None:
        """Come back when all files are written, or after ``PATIENCE_SECONDS``; then it is logged
        which are not."""
        until = time.monotonic() + PATIENCE_SECONDS
        for job in list(self._jobs):
            job.worker.join(max(until - time.monotonic(), 0.0))
            if job.worker.is_alive():
                self._jobs.discard(job)
                log.error("%s is not written: the disk does not answer.", job.path.name)

    def _tell(self, job: _Job) -> None:
        self._jobs.discard(job)
        job.deleteLater()
        if job.problem:
            self.failed.emit(job.problem)
        else:
            self.written.emit(job.path.name)


class _Job(QObject):
    """Writes a file in ``worker``, which does not keep the program from ending.

    Signals:
        ended(object): this job.
    """

    ended = Signal(object)

    def __init__(self, path: Path, content: Callable[[], bytes], parent: QObject) -> None:
        super().__init__(parent)
        self.path = path
        self.problem = ""
        self.worker = threading.Thread(target=self._run, daemon=True)
        self._content = content

    def _run(self) -> None:
        try:
            write_atomically(self.path, self._content())
        except Exception as error:
            reason = getattr(error, "strerror", None) or error
            self.problem = f"{self.path.name} cannot be written: {reason}."
        with suppress(RuntimeError):  # the program has ended meanwhile
            self.ended.emit(self)
