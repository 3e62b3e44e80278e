"""The page of the steps from ink to pixels."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from digitpad.imaging.normalise import ALL_STEPS
from digitpad.pages.common.answer_view import AnswerView
from digitpad.pages.common.page import PAGE_MARGIN
from digitpad.pages.common.probabilities_view import ProbabilitiesView
from digitpad.pages.preprocessing.model import PreprocessingModel
from digitpad.pages.preprocessing.stage_view import Stage, StageView

SPACING = 18
ANSWER_LETTERS = 33
"""So many letters wide, and half as high, is the answer."""
BARS_HEIGHT = 300
STAGES = (
    (Stage.INK, "Ink", "What you draw is kept as lines, not as pixels, until the very end."),
    (Stage.BOX, "Box", "Only the box around the ink goes on; very wide ink is pressed together."),
    (Stage.SCALED, "20 pixels", "It is made 20 pixels large, and drawn with one grey pen for all."),
    (Stage.CENTRED, "Centred", "Its centre of mass is moved to the cross. This is read."),
)
SWITCHES = (
    (
        "box",
        1,
        "Take the box",
        "Without it, the whole sheet is taken: small digits stay small, and wide ones wide.",
    ),
    (
        "rim",
        2,
        "20 pixels",
        "Without it, the ink fills all 28 pixels, which no digit of the training data does.",
    ),
    (
        "pen",
        2,
        "Always the same pen",
        "Without it, lines are as wide as your brush makes them, and black; their grey tells the"
        " network that this is a drawing, and none of the pictures of digits it has also learned.",
    ),
    (
        "centring",
        3,
        "Centre the mass",
        "Without it, the box is in the middle, and a 7 or a 9 stands lower than it should.",
    ),
)
WITH_ALL = "<b>What the network says</b>, as on the left: no step is left out."
WITHOUT = "<b>What the network says without {}</b>. On the left is what it says with all steps."
NAMES = {"box": "the box", "rim": "20 pixels", "pen": "the same pen", "centring": "centring"}


class PreprocessingPage(QWidget):
    """Four pictures on the way, a switch for each step, and what the network says in the end."""

    def __init__(self, steps: PreprocessingModel) -> None:
        super().__init__()
        self.setObjectName("inkTab")
        self._steps = steps
        self._pictures = [StageView(steps, stage) for stage, _, _ in STAGES]
        self._texts: list[QLabel] = []
        self._heading = QLabel(WITH_ALL)
        self._heading.setObjectName("inkHeading")
        self._heading.setTextFormat(Qt.TextFormat.RichText)
        self._heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._heading.setWordWrap(True)
        self._answer = AnswerView()
        self._answer.setObjectName("inkPrediction")
        self._answer.setAccessibleName("What the network says with these steps")
        self._bars = ProbabilitiesView()
        self._bars.setObjectName("inkProbabilities")
        self._bars.setMaximumHeight(BARS_HEIGHT)
        self._bars.show_network(steps.recognition.network)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN, 8)
        layout.setSpacing(SPACING)
        layout.addLayout(self._strip())
        layout.addSpacing(SPACING)
        layout.addWidget(self._heading)
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        row.addWidget(self._answer)
        row.addWidget(self._bars, 1)
        layout.addLayout(row, 10)
        layout.addStretch(1)
        steps.changed.connect(self._follow)
        steps.recognition.network_changed.connect(self._bars.show_network)
        self._measure()

    def showEvent(self, event: QShowEvent) -> None:
        self._steps.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        self._steps.watch(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - 2 * PAGE_MARGIN - (len(STAGES) - 1) * SPACING
        for picture, text in zip(self._pictures, self._texts, strict=True):
            picture.fit(room // len(STAGES))
            text.setMinimumHeight(text.heightForWidth(text.width()))  # else lines are cut

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._measure()
        super().changeEvent(event)

    def _measure(self) -> None:
        width = ANSWER_LETTERS * self.fontMetrics().averageCharWidth()
        self._answer.setFixedWidth(width)
        self._answer.setMaximumHeight(width // 2 + SPACING)

    def _strip(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACING)
        grid.setVerticalSpacing(6)
        for column, (_, title, words) in enumerate(STAGES):
            heading = QLabel(f"<b>{column + 1}. {title}</b>")
            text = QLabel(words)
            text.setWordWrap(True)
            text.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(heading, 0, column)
            grid.addWidget(self._pictures[column], 1, column)
            grid.addWidget(text, 2, column)
            self._texts.append(text)
            grid.setColumnStretch(column, 1)
        for name, column, text_, tip in SWITCHES:
            row = 4 if name == "pen" else 3
            grid.addWidget(self._switch(name, text_, tip), row, column)
        return grid

    def _switch(self, name: str, text: str, tip: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setObjectName(f"{name}Step")
        box.setChecked(getattr(self._steps.steps, name))
        box.setToolTip(tip)
        box.setAccessibleDescription(tip)
        box.toggled.connect(
            lambda on: self._steps.set_steps(replace(self._steps.steps, **{name: on}))
        )
        return box

    def _follow(self) -> None:
        missing = [words for name, words in NAMES.items() if not getattr(self._steps.steps, name)]
        all_there = self._steps.steps == ALL_STEPS
        self._heading.setText(WITH_ALL if all_there else WITHOUT.format(_listed(missing)))
        self._answer.show_prediction(self._steps.prediction)
        self._bars.show_prediction(self._steps.prediction)


def _listed(words: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
