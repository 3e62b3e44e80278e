"""Files written in the background: compressing a large picture takes a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, QObject, Signal

from cnn.errors import reason
from cnn.files import write_atomically
from digitpad import errors
from digitpad.tasks.thread import Task
from digitpad.text.translation import tr

PATIENCE_SECONDS = 10.0
"""How long to wait for files when the program ends; a network drive may never answer."""


class FileWriter(QObject):
    """Writes files atomically, each in its own thread.

    Signals:
        written(object): the ``Path`` of a file that is complete.
        failed(object, object): the ``Path`` of a file that could not be written, and the exception.
    """

    written = Signal(object)
    failed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paths: dict[Task, Path] = {}  # held by their task
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.wait)

    def write(self, path: Path, content: Callable[[], bytes]) -> None:
        """Write what ``content`` returns, in the thread, to ``path``."""
        task = Task(partial(_writing, path, content), parent=self)
        task.finished.connect(self._finish)
        task.failed.connect(self._fail)
        self._paths[task] = path
        task.start()

    def wait(self) -> None:
        """Wait until all files are written, at most ``PATIENCE_SECONDS``; report the others."""
        until = time.monotonic() + PATIENCE_SECONDS
        for task, path in list(self._paths.items()):
            has_ended = task.wait(until - time.monotonic())
            if has_ended and task.error is None:
                continue
            why = tr("the disk does not answer") if task.error is None else reason(task.error)
            errors.report(tr("{file} was not written: {reason}.", file=path.name, reason=why))
            if task.error is not None:
                errors.record(tr("A file was not written"), task.error)
            del self._paths[task]

    def _finish(self, _end: object) -> None:
        path = self._paths.pop(cast(Task, self.sender()), None)
        if path is not None:
            self.written.emit(path)

    def _fail(self, error: Exception) -> None:
        path = self._paths.pop(cast(Task, self.sender()), None)
        if path is not None:
            errors.record(tr("A file was not written"), error)
            self.failed.emit(path, error)


def _writing(path: Path, content: Callable[[], bytes]) -> Generator[None, None, None]:
    write_atomically(path, content())
    yield
