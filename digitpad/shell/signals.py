"""Ends the program on Ctrl-C, ``kill``, and the closing of the terminal, as if it were closed."""

from __future__ import annotations

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication

from digitpad.tasks.ending_signals import ending_signals


class QuitOnSignals(QObject):
    """Wakes the event loop when a signal arrives; otherwise Python handles it only later."""

    def __init__(self, qt: QApplication) -> None:
        super().__init__(qt)
        self._qt = qt
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._quit)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for number in ending_signals():
            signal.signal(number, lambda _number, _frame: None)

    def _quit(self) -> None:
        self._reader.recv(64)
        self._qt.quit()
