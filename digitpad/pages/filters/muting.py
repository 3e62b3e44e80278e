"""The effect of turning filters off on the answers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.pages.filters import words
from digitpad.pages.filters.model import FiltersModel
from digitpad.text.translation import tr


class MutingPanel(QWidget):
    """Which filters are off; the answer and the accuracy with all filters, and now."""

    def __init__(self, filters: FiltersModel) -> None:
        super().__init__()
        self.setObjectName("mutingPanel")
        self._filters = filters
        self._which = QLabel()
        self._which.setObjectName("mutedFilters")
        self._which.setWordWrap(True)
        self._which.setMinimumHeight(2 * self._which.fontMetrics().lineSpacing())
        self._which.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._unmute = QPushButton(tr("Turn all on"))
        self._unmute.setObjectName("unmuteButton")
        self._unmute.setToolTip(tr("Turn all filters back on."))
        self._unmute.clicked.connect(filters.unmute_all)
        names = ("answerBefore", "answerNow", "accuracyBefore", "accuracyNow")
        self._cells = {name: QLabel() for name in names}
        for name, label in self._cells.items():
            label.setObjectName(name)
        self._progress = QProgressBar()
        self._progress.setObjectName("surveyProgress")
        self._progress.setAccessibleName(tr("Progress of reading the test set"))
        self._progress.setTextVisible(False)
        self._progress.setMaximumHeight(8)
        self._button = QPushButton()
        self._button.setObjectName("surveyButton")
        self._button.clicked.connect(self._cancel_or_resume)
        self._state = QLabel()
        self._state.setObjectName("surveyState")
        self._state.setWordWrap(True)
        self._state.setMinimumHeight(3 * self._state.fontMetrics().lineSpacing())
        for widget in (self._progress, self._button):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # nothing moves when it is hidden
            widget.setSizePolicy(policy)
        self._lay_out()
        filters.muted_changed.connect(self._show_muted)
        filters.prediction_changed.connect(self._show_answers)
        filters.learning_changed.connect(self._show_survey)
        filters.survey.changed.connect(self._show_survey)

    def _lay_out(self) -> None:
        table = QGridLayout()
        table.setHorizontalSpacing(12)
        table.setVerticalSpacing(4)
        columns = (tr("With all filters"), tr("Now"))
        for column, heading in enumerate(columns, start=1):
            table.addWidget(QLabel(heading), 0, column)
            table.setColumnStretch(column, 1)
        rows = (
            (tr("This ink"), tr("The network's answer for the pad.")),
            (tr("Test set"), tr("How many of MNIST's 10 000 test images are read correctly.")),
        )
        for row, (heading, tip) in enumerate(rows, start=1):
            label = QLabel(heading)
            label.setToolTip(tip)
            table.addWidget(label, row, 0)
        for place, label in enumerate(self._cells.values()):
            row, column = place // 2 + 1, place % 2 + 1
            font = label.font()
            font.setBold(column == 2)
            label.setFont(font)
            label.setAccessibleName(f"{rows[row - 1][0]}, {columns[column - 1]}")
            table.addWidget(label, row, column)
        muting = QHBoxLayout()
        muting.addWidget(self._which, 1)
        muting.addWidget(self._unmute, 0, Qt.AlignmentFlag.AlignTop)
        survey = QHBoxLayout()
        survey.addWidget(self._state, 1)
        survey.addWidget(self._button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(muting)
        layout.addLayout(table)
        layout.addWidget(self._progress)
        layout.addLayout(survey)

    def _show_muted(self) -> None:
        learning = self._filters.is_learning
        self._which.setText("" if learning else words.muted_text(self._filters.muted))
        self._unmute.setEnabled(bool(self._filters.muted))
        self._show_answers()

    def _show_answers(self) -> None:
        filters = self._filters
        self._cells["answerBefore"].setText(words.answer_text(filters.baseline))
        self._cells["answerNow"].setText(
            words.answer_text(filters.prediction) if filters.muted else "–"
        )
        self._show_survey()

    def _show_survey(self) -> None:
        survey = self._filters.survey
        self._cells["accuracyBefore"].setText(words.accuracy_text(survey.statistics))
        after = words.accuracy_text(survey.count) if self._filters.muted else "–"
        self._cells["accuracyNow"].setText(after)
        self._state.setText(words.survey_text(survey, self._filters.is_learning))
        current = survey.current
        self._progress.setMaximum(1 if current is None else current.total)
        self._progress.setValue(0 if current is None else current.images)
        self._progress.setVisible(survey.is_busy)
        self._button.setVisible(survey.is_busy or survey.is_cancelled)
        self._button.setText(tr("Cancel") if survey.is_busy else tr("Read again"))
        self._button.setToolTip(
            tr("Stop reading the test set.") if survey.is_busy else tr("Read the test set.")
        )

    def _cancel_or_resume(self) -> None:
        survey = self._filters.survey
        if survey.is_busy:
            survey.cancel()
        else:
            survey.resume()
