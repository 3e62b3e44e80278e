"""The labels of the filters page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from digitpad.pages.common import theme


def heading(text: str) -> QLabel:
    """The heading of a picture."""
    label = QLabel(text)
    label.setFont(theme.scaled_font(label.font(), 0.9, bold=True))
    return label


def words(name: str, lines: int = 1) -> QLabel:
    """Wrapped text that never widens the page, with space for some ``lines``."""
    label = QLabel()
    label.setObjectName(name)
    label.setFont(theme.scaled_font(label.font(), 0.9))
    label.setWordWrap(True)
    label.setMinimumHeight(lines * label.fontMetrics().lineSpacing())
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
