"""The answer: what is read, large, and how sure the network is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ink.box import Box
from digitpad.pages.common.answer_painter import AnswerPainter
from digitpad.reading.classes import class_name
from digitpad.reading.lines import middle
from digitpad.reading.reader import Prediction, Reading
from digitpad.text.numbers import percentage

EMPTY = "Draw a digit"
NO_DIGIT = "not a digit"


class AnswerView(QWidget):
    """Shows what the network reads; an empty pad is asked for a digit.

    Of several digits all are shown, and how sure the network is of the chosen one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("prediction")
        self.setAccessibleName("What the network reads")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._reading: Reading | None = None
        self._prediction: Prediction | None = None
        self.show_prediction(None)

    def sizeHint(self) -> QSize:
        return QSize(240, 114)

    def text(self) -> str:
        """What is shown, in words: ``3, 98.7 %``; ``2026; 6, 98.7 %`` where there are several.

        Lines are parted by a stroke, as ``12 / 34``.
        """
        if self._prediction is None:
            return EMPTY
        answer = f"{_answer(self._prediction)}, {_shares(self._prediction)}"
        return answer if self._place() is None else f"{' / '.join(self._rows())}; {answer}"

    def show_reading(self, reading: object) -> None:
        """Show all digits of a ``Reading`` as soon as one of its predictions is shown."""
        self._reading = reading if isinstance(reading, Reading) else None

    def show_prediction(self, prediction: object) -> None:
        """Show the answer of a ``Prediction``; None is an empty pad."""
        self._prediction = prediction if isinstance(prediction, Prediction) else None
        self.setAccessibleDescription(self.text())
        self.setToolTip("" if self._place() is None else "\n".join(self._rows()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        answer = AnswerPainter(painter, QRectF(self.rect()), self.palette(), self.font())
        prediction, place = self._prediction, self._place()
        if prediction is None:
            answer.invitation(EMPTY)
        elif place is not None:
            answer.several(self._rows(), place, _answer(prediction), _shares(prediction))
        elif prediction.state == "none":
            nothing = 1.0 - float(prediction.probabilities.sum())
            answer.lines("", NO_DIGIT, f"{_shares(prediction)}, {_sureness(nothing)}")
        elif prediction.state == "unsure":
            answer.lines("not sure:", _rivals(prediction), _shares(prediction))
        else:
            sureness = _sureness(float(prediction.probabilities.max()))
            answer.digit(str(prediction.label), _shares(prediction), sureness)

    def _place(self) -> int | None:
        """Which of several digits is the one whose prediction is shown."""
        if self._reading is None or len(self._reading.digits) < 2:
            return None
        predictions = [digit.prediction for digit in self._reading.digits]
        return next((i for i, each in enumerate(predictions) if each is self._prediction), None)

    def _rows(self) -> list[str]:
        """All digits, line by line: a line begins left of the digit before, or all below it."""
        rows: list[str] = []
        last: Box | None = None
        for digit in () if self._reading is None else self._reading.digits:
            box, label = digit.box, digit.prediction.label
            if last is None or middle(box) < middle(last) or box.top > last.bottom:
                rows.append("")
            rows[-1] += "?" if label is None else str(label)
            last = box
        return rows


def _answer(prediction: Prediction) -> str:
    """The digit, or what there is to say instead."""
    if prediction.state == "none":
        return NO_DIGIT
    if prediction.state == "unsure":
        return f"not sure: {_rivals(prediction)}"
    return str(prediction.label)


def _shares(prediction: Prediction) -> str:
    """How likely that is."""
    if prediction.state == "none":
        return percentage(1.0 - float(prediction.probabilities.sum()))
    first, second = (float(prediction.outputs[label]) for label in prediction.rivals)
    if prediction.state == "unsure":
        return f"{percentage(first)} or {percentage(second)}"
    return percentage(first)


def _rivals(prediction: Prediction) -> str:
    return " or ".join(map(class_name, prediction.rivals))


def _sureness(share: float) -> str:
    if share >= 0.99:
        return "very sure"
    if share >= 0.85:
        return "quite sure"
    return "not quite sure" if share >= 0.55 else "guessing"
