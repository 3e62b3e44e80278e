"""Which answer is asked about: a button for each class, or whatever the network answers."""

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

BUTTON_ROOM = 22
"""Of a button, beside its name."""


class ClassChooser(QWidget):
    """Ten buttons, an eleventh where the network knows "no digit", and a box: the answer."""

    def __init__(self, question: AttributionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("classChooser")
        self._question = question
        self._buttons = QButtonGroup(self)
        self._follow = QCheckBox("the &answer")
        self._share = QLabel()
        self._share.setObjectName("askedShare")
        self._share.setToolTip("How probable the network holds the class that is asked about.")
        self._lay_out()
        self._measure()
        self._buttons.idClicked.connect(question.choose)
        self._follow.toggled.connect(self._follow_or_stay)
        question.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(QLabel("Why (not)"))
        layout.addSpacing(6)
        for label in range(DIGITS + 1):
            button = QPushButton(class_name(label))
            button.setObjectName(f"class{label}Button")
            button.setCheckable(True)
            button.setToolTip(f"Ask what speaks for {a_class(label)}, and what against it.")
            button.setAccessibleName(f"Ask about {a_class(label)}")
            self._buttons.addButton(button, label)
            layout.addWidget(button)
        self._follow.setObjectName("followAnswerBox")
        self._follow.setToolTip("Always ask about what the network answers.")
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
        """All digits get equally wide buttons."""
        letters = self.fontMetrics()
        for label in range(DIGITS + 1):
            name = class_name(label) if label == DIGITS else "0"
            self._buttons.button(label).setFixedWidth(letters.horizontalAdvance(name) + BUTTON_ROOM)

    def _follow_or_stay(self, follow: bool) -> None:
        if follow != self._question.follows:
            self._question.choose(None if follow else self._question.label)
            self._show()  # without an answer there is nothing to stay with

    def _show(self) -> None:
        question = self._question
        for label in range(DIGITS + 1):
            self._buttons.button(label).setVisible(label < max(DIGITS, question.classes))
        asked = self._buttons.button(-1 if question.label is None else question.label)
        self._buttons.setExclusive(False)
        for button in self._buttons.buttons():
            button.setChecked(button is asked)
            _colour(button, self.palette())
        self._buttons.setExclusive(asked is not None)
        self._follow.setChecked(question.follows)
        self._share.setText(self._words())

    def _words(self) -> str:
        prediction, label = self._question.prediction, self._question.label
        if prediction is None or label is None or label >= len(prediction.outputs):
            return "Draw a digit."
        return percentage(float(prediction.outputs[label]))


def _colour(button: QAbstractButton, palette: QPalette) -> None:
    """The one that is chosen must be seen from the back of the room."""
    own, roles = QPalette(palette), QPalette.ColorRole
    if button.isChecked():
        own.setColor(roles.Button, palette.color(roles.Highlight))
        own.setColor(roles.ButtonText, palette.color(roles.HighlightedText))
    if own != button.palette():
        button.setPalette(own)
