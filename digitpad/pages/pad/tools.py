"""The tools below the pad: undo, redo, eraser, clear, and the width of the brush."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from digitpad.models.pad import BRUSH_RANGE, Pad
from digitpad.text.translation import tr


class PadTools(QWidget):
    """A row of buttons, one for each of ``actions`` (object name to action), and a brush slider."""

    def __init__(
        self, pad: Pad, actions: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._pad = pad
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("brushSlider")
        self._slider.setAccessibleName(tr("Brush width"))
        self._slider.setToolTip(tr("Width of the brush."))
        self._slider.setRange(*BRUSH_RANGE)
        self._slider.setPageStep(6)
        self._slider.setValue(pad.brush)
        self._slider.valueChanged.connect(pad.set_brush)
        pad.brush_changed.connect(self._follow)
        self._buttons = [_button(name, action) for name, action in actions.items()]
        self._measure()
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in self._buttons:
            buttons.addWidget(button)
        label = QLabel(tr("&Brush"))
        label.setBuddy(self._slider)
        brush = QHBoxLayout()
        brush.setSpacing(12)
        brush.addWidget(label)
        brush.addWidget(self._slider)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(buttons)
        layout.addLayout(brush)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._measure()
        super().changeEvent(event)

    def _measure(self) -> None:
        """Make icons a little higher than letters, and buttons twice as high."""
        line = self.fontMetrics().height()
        for button in self._buttons:
            button.setIconSize(QSize(line + 2, line + 2))
            button.setMinimumHeight(2 * line + 2)

    def _follow(self) -> None:
        self._slider.setValue(self._pad.brush)


def _button(name: str, action: QAction) -> QPushButton:
    """A push button that triggers ``action`` and mirrors its state."""
    button = QPushButton(action.iconText())
    button.setObjectName(name)
    button.setAccessibleName(action.iconText())
    button.setToolTip(action.toolTip())
    button.setCheckable(action.isCheckable())
    button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def follow() -> None:
        button.setEnabled(action.isEnabled())
        button.setIcon(action.icon())
        button.setChecked(action.isChecked())

    button.clicked.connect(action.trigger)
    action.changed.connect(follow)
    follow()
    return button
