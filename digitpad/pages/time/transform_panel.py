"""The sliders that transform the ink: turn, size, position and thickness."""

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
from digitpad.pages.time.transform import TransformModel
from digitpad.pages.time.words import value_text
from digitpad.text.translation import QT_TR_NOOP, tr


@dataclass(frozen=True)
class SliderSpec:
    """The slider of an attribute of a ``Transform``.

    Attributes:
        title: its label, to be translated.
        tip: its tooltip, to be translated.
        steps: its steps for one unit of the attribute.
    """

    title: str
    tip: str
    steps: int


SLIDERS = {
    "turn": SliderSpec(QT_TR_NOOP("&Turn"), QT_TR_NOOP("Turn the ink around its middle."), 1),
    "size": SliderSpec(QT_TR_NOOP("&Size"), QT_TR_NOOP("Make the ink larger or smaller."), 100),
    "right": SliderSpec(
        QT_TR_NOOP("Ri&ght"),
        QT_TR_NOOP("Move the ink left or right, in pixels of the network's input."),
        4,
    ),
    "down": SliderSpec(
        QT_TR_NOOP("D&own"),
        QT_TR_NOOP("Move the ink up or down, in pixels of the network's input."),
        4,
    ),
    "thickness": SliderSpec(
        QT_TR_NOOP("Th&ickness"), QT_TR_NOOP("Draw with a thicker or thinner pen."), 100
    ),
}


class TransformPanel(QWidget):
    """The sliders and buttons of a ``TransformModel``."""

    def __init__(self, model: TransformModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._sliders = {name: _slider(name, dial) for name, dial in SLIDERS.items()}
        self._values = {name: QLabel() for name in SLIDERS}
        self._prepared = QCheckBox(tr("Scale and centre a&gain"))
        self._prepared.setObjectName("preparedBox")
        self._prepared.setToolTip(
            tr("Scale, centre and redraw the ink, as is done with every drawing on the pad.")
        )
        self._reset = QPushButton(tr("Reset"))
        self._reset.setObjectName("resetDialsButton")
        self._reset.setToolTip(tr("Undo all changes."))
        self._put = QPushButton(tr("Put on the p&ad"))
        self._put.setObjectName("putOnPadButton")
        self._put.setToolTip(tr("Replace the digit on the pad; Undo restores it."))
        self._lay_out()
        for name, slider in self._sliders.items():
            slider.valueChanged.connect(lambda value, n=name: self._set(n, value))
        self._prepared.toggled.connect(model.set_prepared)
        self._reset.clicked.connect(lambda: model.set_transform(Transform()))
        self._put.clicked.connect(model.put_on_pad)
        model.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, (name, dial) in enumerate(SLIDERS.items()):
            label = QLabel(tr(dial.title))
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

    def _set(self, name: str, value: int) -> None:
        self._model.set(name, value / SLIDERS[name].steps)

    def _show(self) -> None:
        change = self._model.transform
        for name, slider in self._sliders.items():
            value = getattr(change, name)
            slider.blockSignals(True)
            slider.setValue(round(value * SLIDERS[name].steps))
            slider.blockSignals(False)
            self._values[name].setText(value_text(name, value))
        self._prepared.setChecked(self._model.prepared)
        has_ink, is_changed = self._model.has_ink, change != Transform()
        self._reset.setEnabled(is_changed)
        self._put.setEnabled(has_ink and is_changed)


def _slider(name: str, dial: SliderSpec) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setObjectName(f"{name}Dial")
    slider.setAccessibleName(tr(dial.title).replace("&", ""))
    slider.setToolTip(tr(dial.tip))
    low, high = RANGES[name]
    slider.setRange(round(low * dial.steps), round(high * dial.steps))
    slider.setPageStep(max(1, round((high - low) * dial.steps / 8)))
    return slider
