"""Number fields that accept every common way to type a number, and ignore a passing wheel."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QScrollBar,
    QSpinBox,
    QToolTip,
    QWidget,
)

from cnn.errors import one_line
from digitpad.text.numbers import thousands
from digitpad.text.translation import tr
from digitpad.text.typed_numbers import typed_number

DECIMALS = 10


class WholeField(QSpinBox):
    """A field for a whole number.

    Signals:
        refused(str): a sentence: the typed text is not valid, and the value was not changed.
    """

    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setKeyboardTracking(False)  # an incomplete number is not a value

    def textFromValue(self, value: int) -> str:
        return thousands(value)

    def valueFromText(self, text: str) -> int:
        number = typed_number(text, whole=True)
        return self.value() if number is None else round(number)

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        number = typed_number(text, whole=True)
        fits = number is not None and number.is_integer()
        return _state(self, number if fits else None), text, place

    def fixup(self, text: str) -> str:
        limits = tr(
            "a whole number from {low} to {high}",
            low=thousands(self.minimum()),
            high=thousands(self.maximum()),
        )
        self.refused.emit(_refused(self, text, limits, self.textFromValue(self.value())))
        return text


class NumberField(QDoubleSpinBox):
    """A field for a number, shown without trailing zeros; see ``WholeField``."""

    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setDecimals(DECIMALS)
        self.setKeyboardTracking(False)

    def textFromValue(self, value: float) -> str:
        return _shown(value)

    def valueFromText(self, text: str) -> float:
        number = typed_number(text)
        return self.value() if number is None else number

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        return _state(self, typed_number(text)), text, place

    def fixup(self, text: str) -> str:
        limits = tr(
            "a number from {low} to {high}",
            low=_shown(self.minimum()),
            high=_shown(self.maximum()),
        )
        self.refused.emit(_refused(self, text, limits, self.textFromValue(self.value())))
        return text


def ignore_passing_wheel(window: QWidget) -> None:
    """Let the wheel scroll the page over fields in ``window`` that were not clicked."""
    guard = _WheelGuard(window)
    kinds = QAbstractSpinBox, QComboBox, QAbstractSlider
    for field in window.findChildren(QWidget):
        if isinstance(field, kinds) and not isinstance(field, QScrollBar):
            if field.focusPolicy() == Qt.FocusPolicy.WheelFocus:
                field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.installEventFilter(guard)


class _WheelGuard(QObject):
    """Keeps the wheel from all fields except one that the user has focused on purpose.

    A page that is opened also gives the focus to its first field, as if Tab had been pressed.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted: QObject | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent):
            self._note(watched, event)
        elif event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress):
            self._wanted = watched
        elif isinstance(event, QWheelEvent) and self._wanted is not watched:
            event.ignore()  # so that the page gets it
            return True
        return False

    def _note(self, field: QObject, event: QFocusEvent) -> None:
        passing = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        back = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if event.reason() in back:
            return
        if event.gotFocus() and event.reason() not in passing:
            self._wanted = field
        elif event.lostFocus() and self._wanted is field:
            self._wanted = None


def _state(field: QSpinBox | QDoubleSpinBox, number: float | None) -> QValidator.State:
    if number is not None and field.minimum() <= number <= field.maximum():
        return QValidator.State.Acceptable
    return QValidator.State.Intermediate


def _shown(value: float) -> str:
    return str(np.format_float_positional(value, precision=DECIMALS, trim="-"))


def _refused(field: WholeField | NumberField, text: str, limits: str, value: str) -> str:
    """Show at the field why its value was not changed; returns the sentence."""
    sentence = tr(
        "{field}: still {value}. “{text}” is not {limits}.",
        field=field.accessibleName() or tr("The field"),
        value=value,
        text=one_line(text, 40),
        limits=limits,
    )
    QToolTip.showText(field.mapToGlobal(field.rect().bottomLeft()), sentence, field)
    return sentence
