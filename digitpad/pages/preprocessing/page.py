"""The page of the steps from ink to pixels."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
)

from digitpad.pages.common.answer_view import AnswerView
from digitpad.pages.common.page import PAGE_MARGIN, PageWidget
from digitpad.pages.common.probabilities_view import ProbabilitiesView
from digitpad.pages.preprocessing.model import PreprocessingModel
from digitpad.pages.preprocessing.stage_view import Stage, StageView
from digitpad.text.translation import QT_TR_NOOP, tr

SPACING = 18
ANSWER_LETTERS = 33
"""Width of the answer in letters; it is half as high."""
BARS_HEIGHT = 300
STAGES = (
    (
        Stage.INK,
        QT_TR_NOOP("1. Ink"),
        QT_TR_NOOP("Your drawing is kept as lines, not as pixels, until the very end."),
    ),
    (
        Stage.BOX,
        QT_TR_NOOP("2. Box"),
        QT_TR_NOOP("Only the box around the ink is used; very wide ink is squeezed."),
    ),
    (
        Stage.SCALED,
        QT_TR_NOOP("3. 20 pixels"),
        QT_TR_NOOP("Scaled to 20 pixels and redrawn with one standard pen."),
    ),
    (
        Stage.CENTRED,
        QT_TR_NOOP("4. Centred"),
        QT_TR_NOOP("The centre of mass is moved to the cross. The network reads this."),
    ),
)
SWITCHES = (
    (
        "box",
        1,
        QT_TR_NOOP("Use the box"),
        QT_TR_NOOP("Without it, the whole pad is used: small digits stay small, wide ones wide."),
    ),
    (
        "rim",
        2,
        QT_TR_NOOP("20 pixels"),
        QT_TR_NOOP(
            "Without it, the ink fills all 28 pixels, as no digit in the training data does."
        ),
    ),
    (
        "pen",
        2,
        QT_TR_NOOP("Standard pen"),
        QT_TR_NOOP(
            "Without it, lines are as wide as your brush, and black. The standard pen's grey tells "
            "the network that this is a drawing, and not one of the black images of MNIST."
        ),
    ),
    (
        "centring",
        3,
        QT_TR_NOOP("Centre the mass"),
        QT_TR_NOOP(
            "Without it, the box is in the middle, and a 7 or a 9 is lower than it should be."
        ),
    ),
)


class PreprocessingPage(PageWidget):
    """Four pictures of the preprocessing, a switch for each step, and the network's answer."""

    def __init__(self, steps: PreprocessingModel) -> None:
        super().__init__("inkTab")
        self._steps = steps
        self._pictures = [StageView(steps, stage) for stage, _, _ in STAGES]
        self._texts: list[QLabel] = []
        self._heading = QLabel()
        self._heading.setObjectName("inkHeading")
        self._heading.setTextFormat(Qt.TextFormat.RichText)
        self._heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._heading.setWordWrap(True)
        self._answer = AnswerView()
        self._answer.setObjectName("inkPrediction")
        self._answer.setAccessibleName(tr("The network's answer with these steps"))
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
        steps.changed.connect(self._show)
        steps.recognition.network_changed.connect(self._bars.show_network)
        self._measure()
        self._show()

    def set_visible(self, visible: bool) -> None:
        self._steps.set_visible(visible)

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
            heading = QLabel(f"<b>{tr(title)}</b>")
            text = QLabel(tr(words))
            text.setWordWrap(True)
            text.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(heading, 0, column)
            grid.addWidget(self._pictures[column], 1, column)
            grid.addWidget(text, 2, column)
            self._texts.append(text)
            grid.setColumnStretch(column, 1)
        for name, column, text_, tip in SWITCHES:
            row = 4 if name == "pen" else 3
            grid.addWidget(self._switch(name, tr(text_), tr(tip)), row, column)
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

    def _show(self) -> None:
        steps = self._steps.steps
        without = ", ".join(tr(text) for name, _, text, _ in SWITCHES if not getattr(steps, name))
        if without:
            self._heading.setText(
                tr(
                    "<b>The network's answer</b> without: {steps}. "
                    "On the left is its answer with all steps.",
                    steps=without,
                )
            )
        else:
            self._heading.setText(
                tr("<b>The network's answer</b>, as on the left: no step is left out.")
            )
        self._answer.show_prediction(self._steps.prediction)
        self._bars.show_prediction(self._steps.prediction)
