"""A quiet bar that tells of failures nobody expected; the program goes on."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QSize, Qt, Signal
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

LOGGER = "digitpad"
"""Whatever is logged as an error below this name is told."""


class ErrorBar(QFrame):
    """Shows the latest error that was logged, until it is dismissed; the same sentence once.

    Errors may be logged in any thread.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("failureBar")
        self.setAccessibleName("Something went wrong")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._told: set[str] = set()
        self._details = ""
        self._sentence = QLabel()
        self._sentence.setObjectName("failureText")
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        more = QPushButton("&Details")
        more.setObjectName("failureDetailsButton")
        more.clicked.connect(self._show_details)
        dismiss = QPushButton("Dis&miss")
        dismiss.setObjectName("failureDismissButton")
        dismiss.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 8, 4)
        layout.addWidget(self._sentence, 1)
        layout.addWidget(more)
        layout.addWidget(dismiss)
        self._handler = _Handler(self)
        self._handler.said.connect(self._tell)
        logger, handler = logging.getLogger(LOGGER), self._handler.handler
        logger.addHandler(handler)
        self.destroyed.connect(lambda: logger.removeHandler(handler))
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(320, super().sizeHint().height())

    def stop(self) -> None:
        """Show no further errors."""
        logging.getLogger(LOGGER).removeHandler(self._handler.handler)

    def _tell(self, sentence: str, details: str) -> None:
        if sentence in self._told:
            return
        self._told.add(sentence)
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
            "The program keeps running. The report shows where the error occurred."
        )
        details = self._details
        box.setDetailedText(details)
        copy = box.addButton("&Copy report", QMessageBox.ButtonRole.ActionRole)
        box.addButton(QMessageBox.StandardButton.Close)
        copy.clicked.connect(lambda: QApplication.clipboard().setText(details))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


class _Handler(QObject):
    """Brings what is logged to the window's thread.

    Signals:
        said(str, str): a sentence, and the whole report.
    """

    said = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        said = self.said

        class Handler(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                try:
                    said.emit(record.getMessage(), self.format(record))
                except Exception:  # as the documentation of logging asks
                    self.handleError(record)

        self.handler = Handler(logging.ERROR)
