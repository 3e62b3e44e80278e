"""The answer, large, and how sure the network is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ink.box import Box
from digitpad.pages.common.answer_painter import AnswerPainter
from digitpad.reading.classes import class_name
from digitpad.reading.lines import middle
from digitpad.reading.reader import Prediction
from digitpad.reading.state import ReadingState
from digitpad.text.numbers import percentage
from digitpad.text.translation import tr


class AnswerView(QWidget):
    """Shows what the network reads, and invites to draw on an empty pad.

    Of several digits, it shows all, and how sure the network is of the chosen one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("prediction")
        self.setAccessibleName(tr("What the network reads"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._state: ReadingState | None = None
        self._prediction: Prediction | None = None
        self.show_prediction(None)

    def sizeHint(self) -> QSize:
        return QSize(240, 114)

    def text(self) -> str:
        """What is shown: "3, 98.7 %", or "2026; 6, 98.7 %" if there are several digits; lines are
        separated by a slash, as "12 / 34".
        """
        if self._prediction is None:
            return _invitation()
        answer = f"{_answer(self._prediction)}, {_shares(self._prediction)}"
        rows = self._rows()
        return f"{' / '.join(rows)}; {answer}" if rows else answer

    def show_state(self, state: ReadingState) -> None:
        """Show all digits, and the answer for the chosen one."""
        self._state, self._prediction = state, state.prediction
        self._update()

    def show_prediction(self, prediction: Prediction | None) -> None:
        """Show a single answer; None is an empty pad."""
        self._state, self._prediction = None, prediction
        self._update()

    def _update(self) -> None:
        self.setAccessibleDescription(self.text())
        self.setToolTip("\n".join(self._rows()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        answer = AnswerPainter(painter, QRectF(self.rect()), self.palette(), self.font())
        prediction, rows = self._prediction, self._rows()
        if prediction is None:
            answer.invitation(_invitation())
        elif rows and self._state is not None and self._state.chosen is not None:
            chosen = self._state.chosen
            answer.several(rows, chosen, _answer(prediction), _shares(prediction))
        elif prediction.state == "none":
            nothing = 1.0 - float(prediction.probabilities.sum())
            answer.lines("", tr("not a digit"), f"{_shares(prediction)}, {_sureness(nothing)}")
        elif prediction.state == "unsure":
            answer.lines(tr("not sure:"), _rivals(prediction), _shares(prediction))
        else:
            sureness = _sureness(float(prediction.probabilities.max()))
            answer.digit(str(prediction.label), _shares(prediction), sureness)

    def _rows(self) -> list[str]:
        """The digits of each line; empty for a single digit. A new line starts at a digit to the
        left of the previous one, or below it."""
        reading = None if self._state is None else self._state.reading
        rows: list[str] = []
        last: Box | None = None
        if reading is None or len(reading.digits) < 2:
            return rows
        for digit in reading.digits:
            box, label = digit.box, digit.prediction.label
            if last is None or middle(box) < middle(last) or box.top > last.bottom:
                rows.append("")
            rows[-1] += "?" if label is None else str(label)
            last = box
        return rows


def _invitation() -> str:
    return tr("Draw a digit")


def _answer(prediction: Prediction) -> str:
    """The digit, or the text in its place."""
    if prediction.state == "none":
        return tr("not a digit")
    if prediction.state == "unsure":
        return tr("not sure: {digits}", digits=_rivals(prediction))
    return str(prediction.label)


def _shares(prediction: Prediction) -> str:
    """Its probability."""
    if prediction.state == "none":
        return percentage(1.0 - float(prediction.probabilities.sum()))
    first, second = (float(prediction.outputs[label]) for label in prediction.rivals)
    if prediction.state == "unsure":
        return tr("{first} or {second}", first=percentage(first), second=percentage(second))
    return percentage(first)


def _rivals(prediction: Prediction) -> str:
    first, second = map(class_name, prediction.rivals)
    return tr("{first} or {second}", first=first, second=second)


def _sureness(share: float) -> str:
    if share >= 0.99:
        return tr("very sure")
    if share >= 0.85:
        return tr("quite sure")
    return tr("not quite sure") if share >= 0.55 else tr("guessing")
