"""Files written in the background: packing a large picture takes a second."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QThread, Signal

from cnn.files import write_atomically


class Writing(QObject):
    """Writes files, each in a thread of its own; nobody ever finds half of one.

    Signals:
        written(str): the name of a file that is complete.
        failed(str): a sentence about one that could not be written.
    """

    written = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads: set[_Thread] = set()
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.wait)

    def write(self, path: Path, content: Callable[[], bytes]) -> None:
        """Put what ``content`` makes, in the thread, into the file ``path``."""
        thread = _Thread(path, content, self)
        thread.ended.connect(self._tell)
        self._threads.add(thread)
        thread.start()

    def wait(self) -> None:
        """Come back when all files are written."""
        for thread in self._threads:
            thread.wait()

    def _tell(self, thread: _Thread) -> None:
        thread.wait()  # it has nothing left to do but to end
        self._threads.discard(thread)
        thread.deleteLater()
        if thread.problem:
            self.failed.emit(thread.problem)
        else:
            self.written.emit(thread.path.name)


class _Thread(QThread):
    """Signals: ``ended(object)``, this thread."""

    ended = Signal(object)

    def __init__(self, path: Path, content: Callable[[], bytes], parent: QObject) -> None:
        super().__init__(parent)
        self.path = path
        self.problem = ""
        self._content = content

    def run(self) -> None:
        try:
            write_atomically(self.path, self._content())
        except Exception as error:
            reason = getattr(error, "strerror", None) or error
            self.problem = f"{self.path.name} cannot be written: {reason}."
        self.ended.emit(self)
