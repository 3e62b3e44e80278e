"""A quiet bar that shows unexpected errors, while the program continues."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from cnn.errors import one_line
from digitpad.errors import LOGGER
from digitpad.text.translation import tr


class ErrorBar(QFrame):
    """Shows the latest reported error until it is dismissed; each sentence once.

    Errors may be reported in any thread. ``log_file`` is offered with the details.
    """

    def __init__(self, log_file: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("failureBar")
        self.setAccessibleName(tr("Something went wrong"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._shown: set[str] = set()
        self._log_file = log_file
        self._details = ""
        self._sentence = QLabel()
        self._sentence.setObjectName("failureText")
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        more = QPushButton(tr("&Details"))
        more.setObjectName("failureDetailsButton")
        more.clicked.connect(self._show_details)
        dismiss = QPushButton(tr("Dis&miss"))
        dismiss.setObjectName("failureDismissButton")
        dismiss.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 8, 4)
        layout.addWidget(self._sentence, 1)
        layout.addWidget(more)
        layout.addWidget(dismiss)
        self._handler = _Handler(self)
        self._handler.reported.connect(self._show)
        logger, handler = logging.getLogger(LOGGER), self._handler.handler
        logger.addHandler(handler)
        self.destroyed.connect(lambda: logger.removeHandler(handler))
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(320, super().sizeHint().height())

    def stop(self) -> None:
        """Show no further errors."""
        logging.getLogger(LOGGER).removeHandler(self._handler.handler)

    def _show(self, sentence: str, details: str) -> None:
        if sentence in self._shown:
            return
        self._shown.add(sentence)
        self._sentence.setText(one_line(sentence))
        self._details = details
        self.show()

    def _show_details(self) -> None:
        box = QMessageBox(
            QMessageBox.Icon.Warning, "digitpad", self._sentence.text(), parent=self.window()
        )
        box.setObjectName("failureDialog")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(
            tr("The program keeps running. The report shows where the error occurred.")
        )
        details = self._details
        box.setDetailedText(details)
        copy = box.addButton(tr("&Copy report"), QMessageBox.ButtonRole.ActionRole)
        if self._log_file is not None:
            url = QUrl.fromLocalFile(str(self._log_file))
            log = box.addButton(tr("&Open log"), QMessageBox.ButtonRole.ActionRole)
            log.clicked.connect(lambda: QDesktopServices.openUrl(url))
        box.addButton(QMessageBox.StandardButton.Close)
        copy.clicked.connect(lambda: QApplication.clipboard().setText(details))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


class _Handler(QObject):
    """Brings reports to the window's thread.

    Signals:
        reported(str, str): a sentence, and the whole report.
    """

    reported = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        reported = self.reported

        class Handler(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                try:
                    reported.emit(record.getMessage(), self.format(record))
                except Exception:  # as the documentation of logging asks
                    self.handleError(record)

        self.handler = Handler(logging.ERROR)
