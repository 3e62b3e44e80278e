"""Chooses which answer is explained: a button for each class, or always the current answer."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from digitpad.pages.why.model import AttributionModel
from digitpad.reading.classes import a_class, class_name
from digitpad.reading.verdict import DIGITS
from digitpad.text.numbers import percentage
from digitpad.text.translation import tr

BUTTON_ROOM = 22
"""Width of a button beside its name."""


class ClassChooser(QWidget):
    """Ten buttons, an eleventh if the network has the class "no digit", and a check box."""

    def __init__(self, model: AttributionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("classChooser")
        self._model = model
        self._buttons = QButtonGroup(self)
        self._follow = QCheckBox(tr("&always the current answer"))
        self._share = QLabel()
        self._share.setObjectName("askedShare")
        self._share.setToolTip(tr("Probability of the explained class."))
        self._lay_out()
        self._measure()
        self._buttons.idClicked.connect(model.choose)
        self._follow.toggled.connect(self._follow_or_stay)
        model.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(QLabel(tr("Explain")))
        layout.addSpacing(6)
        for label in range(DIGITS + 1):
            button = QPushButton(class_name(label))
            button.setObjectName(f"class{label}Button")
            button.setCheckable(True)
            button.setToolTip(
                tr("See which ink makes {digit} more or less likely.", digit=a_class(label))
            )
            button.setAccessibleName(tr("Explain {digit}", digit=a_class(label)))
            self._buttons.addButton(button, label)
            layout.addWidget(button)
        self._follow.setObjectName("followAnswerBox")
        self._follow.setToolTip(tr("Always explain the network's current answer."))
        layout.addSpacing(10)
        layout.addWidget(self._follow)
        layout.addSpacing(10)
        layout.addWidget(self._share, 1)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._show()
        if event.type() == QEvent.Type.FontChange:
            self._measure()
        super().changeEvent(event)

    def _measure(self) -> None:
        """Give all digits buttons of the same width."""
        letters = self.fontMetrics()
        for label in range(DIGITS + 1):
            name = class_name(label) if label == DIGITS else "0"
            self._buttons.button(label).setFixedWidth(letters.horizontalAdvance(name) + BUTTON_ROOM)

    def _follow_or_stay(self, follow: bool) -> None:
        if follow != self._model.follows:
            self._model.choose(None if follow else self._model.label)
            self._show()  # without an answer, the box stays checked

    def _show(self) -> None:
        model = self._model
        for label in range(DIGITS + 1):
            self._buttons.button(label).setVisible(label < max(DIGITS, model.classes))
        asked = self._buttons.button(-1 if model.label is None else model.label)
        self._buttons.setExclusive(False)
        for button in self._buttons.buttons():
            button.setChecked(button is asked)
            _colour(button, self.palette())
        self._buttons.setExclusive(asked is not None)
        self._follow.setChecked(model.follows)
        self._share.setText(self._probability())

    def _probability(self) -> str:
        prediction, label = self._model.prediction, self._model.label
        if prediction is None or label is None or label >= len(prediction.outputs):
            return tr("Draw a digit.")
        return percentage(float(prediction.outputs[label]))


def _colour(button: QAbstractButton, palette: QPalette) -> None:
    """Highlight the chosen button, so that it can be seen from the back of a room."""
    own, roles = QPalette(palette), QPalette.ColorRole
    if button.isChecked():
        own.setColor(roles.Button, palette.color(roles.Highlight))
        own.setColor(roles.ButtonText, palette.color(roles.HighlightedText))
    if own != button.palette():
        button.setPalette(own)
