"""The settings of the augmentation: a switch and a slider for each kind of change."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QSlider, QWidget

from cnn.augmentation import Augmentation
from digitpad.text.numbers import exact_percent
from digitpad.text.translation import QT_TR_NOOP, tr

VALUE = "± 0.00 px"
DECIMALS = 2


@dataclass(frozen=True)
class AugmentationSetting:
    """A kind of change: ``field`` of an ``Augmentation``, from 0 to ``most`` in ``step``s.

    ``name`` and ``tip`` are to be translated.
    """

    field: str
    name: str
    most: float
    step: float
    unit: str
    tip: str

    def words(self, amount: float) -> str:
        """``amount`` with its unit."""
        if self.unit == "%":
            return f"± {exact_percent(amount)}"
        return f"± {amount:.0f}°" if self.unit == "°" else f"± {amount:.1f} {self.unit}"


AUGMENTATIONS = (
    AugmentationSetting(
        "rotation", QT_TR_NOOP("Rotation"), 45.0, 1.0, "°", QT_TR_NOOP("Turned left or right.")
    ),
    AugmentationSetting(
        "shear", QT_TR_NOOP("Shear"), 0.6, 0.01, "%", QT_TR_NOOP("Slanted: the top moves sideways.")
    ),
    AugmentationSetting(
        "scale", QT_TR_NOOP("Size"), 0.5, 0.01, "%", QT_TR_NOOP("Larger or smaller.")
    ),
    AugmentationSetting(
        "aspect",
        QT_TR_NOOP("Width"),
        0.6,
        0.01,
        "%",
        QT_TR_NOOP("Wider and flatter, or narrower and taller."),
    ),
    AugmentationSetting(
        "shift", QT_TR_NOOP("Shift"), 5.0, 0.1, "px", QT_TR_NOOP("Moved in any direction.")
    ),
    AugmentationSetting(
        "elastic",
        QT_TR_NOOP("Elastic"),
        2.0,
        0.1,
        "px",
        QT_TR_NOOP("Bent at random, like shaky handwriting."),
    ),
    AugmentationSetting(
        "thickness",
        QT_TR_NOOP("Thickness"),
        1.0,
        0.1,
        "px",
        QT_TR_NOOP("Drawn with a thicker or thinner pen."),
    ),
    AugmentationSetting(
        "blur",
        QT_TR_NOOP("Blur"),
        0.8,
        0.01,
        "%",
        QT_TR_NOOP("Blurred: ink spreads to neighbouring pixels."),
    ),
    AugmentationSetting(
        "contrast", QT_TR_NOOP("Contrast"), 0.9, 0.01, "%", QT_TR_NOOP("Paler or darker.")
    ),
)


class AugmentationPanel(QWidget):
    """A row for each of ``AUGMENTATIONS``.

    Signals:
        changed(Augmentation): the current settings.
    """

    changed = Signal(Augmentation)

    def __init__(self, augmentation: Augmentation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._start = augmentation
        self._switches: dict[str, QCheckBox] = {}
        self._sliders: dict[str, QSlider] = {}
        self._values: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, change in enumerate(AUGMENTATIONS):
            self._add(change)
            grid.addWidget(self._switches[change.field], row, 0)
            grid.addWidget(self._sliders[change.field], row, 1)
            grid.addWidget(self._values[change.field], row, 2)
        self.reset()

    def augmentation(self) -> Augmentation:
        """The current settings: 0 for what is switched off."""
        return replace(
            Augmentation(), **{change.field: self._amount(change) for change in AUGMENTATIONS}
        )

    def reset(self) -> None:
        """Restore the initial settings, as one change."""
        blocked = self.blockSignals(True)
        for change in AUGMENTATIONS:
            amount = getattr(self._start, change.field)
            self._sliders[change.field].setValue(round(amount / change.step))
            self._switches[change.field].setChecked(True)
        self.blockSignals(blocked)
        self.changed.emit(self.augmentation())

    def _add(self, change: AugmentationSetting) -> None:
        switch = QCheckBox(tr(change.name))
        switch.setObjectName(f"{change.field}Switch")
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName(f"{change.field}Slider")
        slider.setAccessibleName(tr(change.name))
        slider.setRange(0, round(change.most / change.step))
        slider.setPageStep(max(1, slider.maximum() // 10))
        value = QLabel()
        value.setMinimumWidth(value.fontMetrics().horizontalAdvance(VALUE))
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for part in (switch, slider, value):
            part.setToolTip(tr(change.tip))
            part.setAccessibleDescription(tr(change.tip))
        switch.toggled.connect(slider.setEnabled)
        switch.toggled.connect(lambda _on: self._notify(change))
        slider.valueChanged.connect(lambda _value: self._notify(change))
        self._switches[change.field] = switch
        self._sliders[change.field] = slider
        self._values[change.field] = value

    def _amount(self, change: AugmentationSetting) -> float:
        if not self._switches[change.field].isChecked():
            return 0.0
        return round(self._sliders[change.field].value() * change.step, DECIMALS)

    def _notify(self, change: AugmentationSetting) -> None:
        amount = self._amount(change)
        self._values[change.field].setText(change.words(amount) if amount else tr("off"))
        self.changed.emit(self.augmentation())
