"""The dials that change the ink: turn, size, place and thickness."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from digitpad.explanation.robustness import RANGES
from digitpad.imaging.transform import Transform
from digitpad.pages.time import words
from digitpad.pages.time.transform import TransformModel


@dataclass(frozen=True)
class SliderSpec:
    """How an attribute of a ``Transform`` is set.

    Attributes:
        title: before the slider.
        tip: what it does.
        steps: of the slider, to a unit of the attribute.
    """

    title: str
    tip: str
    steps: int


SLIDERS = {
    "turn": SliderSpec("&Turn", "Turn the ink about its middle.", 1),
    "size": SliderSpec("&Size", "Make the ink larger or smaller.", 100),
    "right": SliderSpec(
        "&Right", "Move the ink to the side, in pixels of the network's picture.", 4
    ),
    "down": SliderSpec("D&own", "Move the ink up or down, in pixels of the network's picture.", 4),
    "thickness": SliderSpec("Th&ickness", "Draw with a thicker or a thinner pen.", 100),
}


class TransformPanel(QWidget):
    """A slider for each attribute of the ``Transform`` of a ``TransformModel``, and what to do with it."""

    def __init__(self, variation: TransformModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._variation = variation
        self._sliders = {name: _slider(name, dial) for name, dial in SLIDERS.items()}
        self._values = {name: QLabel() for name in SLIDERS}
        self._prepared = QCheckBox("&Prepare it again")
        self._prepared.setObjectName("preparedBox")
        self._prepared.setToolTip(
            "Scale, centre and redraw the changed ink, as the pad does with every drawing."
        )
        self._reset = QPushButton("Reset")
        self._reset.setObjectName("resetDialsButton")
        self._reset.setToolTip("Take all changes back.")
        self._put = QPushButton("Put on the p&ad")
        self._put.setObjectName("putOnPadButton")
        self._put.setToolTip("Draw the changed ink on the pad; undo brings the old one back.")
        self._lay_out()
        for name, slider in self._sliders.items():
            slider.valueChanged.connect(lambda value, n=name: self._turn(n, value))
        self._prepared.toggled.connect(variation.set_prepared)
        self._reset.clicked.connect(lambda: variation.set_change(Transform()))
        self._put.clicked.connect(variation.put_on_pad)
        variation.changed.connect(self._follow)
        self._follow()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, (name, dial) in enumerate(SLIDERS.items()):
            label = QLabel(dial.title)
            label.setBuddy(self._sliders[name])
            value = self._values[name]
            value.setMinimumWidth(value.fontMetrics().horizontalAdvance("−60.00 °"))
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label, row, 0)
            grid.addWidget(self._sliders[name], row, 1)
            grid.addWidget(value, row, 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._reset)
        buttons.addWidget(self._put, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(grid)
        layout.addWidget(self._prepared)
        layout.addLayout(buttons)

    def _turn(self, name: str, value: int) -> None:
        self._variation.set(name, value / SLIDERS[name].steps)

    def _follow(self) -> None:
        change = self._variation.change
        for name, slider in self._sliders.items():
            value = getattr(change, name)
            slider.blockSignals(True)
            slider.setValue(round(value * SLIDERS[name].steps))
            slider.blockSignals(False)
            self._values[name].setText(words.value_in_words(name, value))
        self._prepared.setChecked(self._variation.prepared)
        has_ink, is_changed = self._variation.has_ink, change != Transform()
        self._reset.setEnabled(is_changed)
        self._put.setEnabled(has_ink and is_changed)


def _slider(name: str, dial: SliderSpec) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setObjectName(f"{name}SliderSpec")
    slider.setAccessibleName(dial.title.replace("&", ""))
    slider.setToolTip(dial.tip)
    low, high = RANGES[name]
    slider.setRange(round(low * dial.steps), round(high * dial.steps))
    slider.setPageStep(max(1, round((high - low) * dial.steps / 8)))
    return slider
