"""The tools beside the pad: undo, redo, eraser, clear, and how wide the brush is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
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


class PadTools(QWidget):
    """A row of buttons, one for each of ``actions`` (object name to action), and a brush slider."""

    def __init__(
        self, pad: Pad, actions: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._pad = pad
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("brushSlider")
        self._slider.setAccessibleName("Brush width")
        self._slider.setToolTip("How wide the brush draws.")
        self._slider.setRange(*BRUSH_RANGE)
        self._slider.setPageStep(6)
        self._slider.setValue(pad.brush)
        self._slider.valueChanged.connect(pad.set_brush)
        pad.brush_changed.connect(self._follow)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for name, action in actions.items():
            buttons.addWidget(_button(name, action))
        label = QLabel("&Brush")
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

    def _follow(self) -> None:
        self._slider.setValue(self._pad.brush)


def _button(name: str, action: QAction) -> QPushButton:
    """A push button that does, and always looks like, ``action``."""
    button = QPushButton(action.iconText())
    button.setObjectName(name)
    button.setAccessibleName(action.iconText())
    button.setToolTip(action.toolTip())
    button.setCheckable(action.isCheckable())
    button.setIconSize(QSize(18, 18))
    button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    button.setMinimumHeight(34)

    def follow() -> None:
        button.setEnabled(action.isEnabled())
        button.setIcon(action.icon())
        button.setChecked(action.isChecked())

    button.clicked.connect(action.trigger)
    action.changed.connect(follow)
    follow()
    return button
