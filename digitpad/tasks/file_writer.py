"""Files written in the background: compressing a large picture takes a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from cnn.files import write_atomically
from digitpad import errors
from digitpad.tasks.thread import Task

PATIENCE_SECONDS = 10.0
"""How long to wait for files when the program ends; a network drive may never answer."""


class FileWriter(QObject):
    """Writes files atomically, each in a thread of its own.

    Signals:
        written(object): the ``Path`` of a file that is complete.
        failed(object, object): the ``Path`` of a file that could not be written, and the exception.
    """

    written = Signal(object)
    failed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: dict[Task, Path] = {}
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.wait)

    def write(self, path: Path, content: Callable[[], bytes]) -> None:
        """Write what ``content`` returns, in the thread, to ``path``."""
        task = Task(partial(_writing, path, content), parent=self)
        task.finished.connect(lambda _: self._end(task, None))
        task.failed.connect(lambda error: self._end(task, error))
        self._tasks[task] = path
        task.start()

    def wait(self) -> None:
        """Wait until all files are written, at most ``PATIENCE_SECONDS``; report the others."""
        until = time.monotonic() + PATIENCE_SECONDS
        for task, path in list(self._tasks.items()):
            if not task.wait(until - time.monotonic()):
                del self._tasks[task]
                errors.report(f"{path.name} is not written: the disk does not answer.")

    def _end(self, task: Task, error: Exception | None) -> None:
        path = self._tasks.pop(task, None)
        if path is not None and error is None:
            self.written.emit(path)
        elif path is not None:
            self.failed.emit(path, error)


def _writing(path: Path, content: Callable[[], bytes]) -> Generator[None, None, None]:
    write_atomically(path, content())
    yield
