"""The lines of ``cnn/plain.py`` that compute the current number."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontDatabase, QFontInfo, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QWidget

from cnn.explain.plain_lines import PlainLines
from digitpad.pages.common import theme
from digitpad.text.translation import tr

MOST_LINES = 3
SMALL = 0.9
LEAST_LETTERS = 8
TIGHT = 0.95  # letters do not shrink evenly


class PlainLinesView(QWidget):
    """Code that can be selected and copied, with room for the longest, so that nothing moves."""

    def __init__(self) -> None:
        super().__init__()
        self._caption = QLabel()
        self._code = QPlainTextEdit()
        self._code.setObjectName("plainLines")
        self._code.setAccessibleName(tr("The lines of code that compute this number"))
        self._code.setReadOnly(True)
        self._code.setFrameShape(QFrame.Shape.NoFrame)
        self._code.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._code.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._code.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._code.document().setDocumentMargin(0)
        self._code.viewport().setAutoFillBackground(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._caption, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._code, 1)
        self._apply_theme()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._apply_theme()
        super().changeEvent(event)

    def show_lines(self, lines: PlainLines | None) -> None:
        """Show these lines; None shows nothing."""
        text = "" if lines is None else lines.text
        if text == self._code.toPlainText():
            return
        self._code.setPlainText(text)
        self._caption.setText(
            tr("cnn/plain.py, line {number}:", number=lines.first) if lines else ""
        )
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Write the code smaller if a line would be cut off."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        usual = QFontInfo(theme.scaled_font(self.font(), SMALL)).pixelSize()
        font.setPixelSize(usual)
        lines = self._code.toPlainText().splitlines()
        widest = max((QFontMetrics(font).horizontalAdvance(line) for line in lines), default=0)
        if widest > self._code.viewport().width() > 0:
            share = self._code.viewport().width() / widest
            font.setPixelSize(max(int(TIGHT * share * usual), LEAST_LETTERS))
        self._code.setFont(font)

    def _apply_theme(self) -> None:
        self._fit()
        self._code.setFixedHeight(MOST_LINES * self._code.fontMetrics().lineSpacing() + 2)
        self._caption.setFont(theme.scaled_font(self.font(), SMALL))
