"""The curves of a training: loss above accuracy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QSizePolicy, QVBoxLayout

from digitpad.pages.common import theme
from digitpad.pages.common.colour import nice_limit
from digitpad.pages.common.page import PageWidget
from digitpad.pages.common.plot import Plot
from digitpad.text.numbers import exact_percent
from digitpad.text.translation import tr
from digitpad.training.history import History, LossHistory
from digitpad.training.trainer import Trainer

REDRAW_MS = 50
WRAPPED = Qt.TextFlag.TextWordWrap
FIRST_TOP = 2.5
VALIDATION_LIGHT = "#c2570c"
VALIDATION_DARK = "#f6a04a"


class CurvesView(PageWidget):
    """Draws the history of a training, at most every ``REDRAW_MS``, while it is visible."""

    def __init__(self, trainer: Trainer) -> None:
        super().__init__("curves")
        self._trainer = trainer
        self._loss = Plot("lossCurve", tr("Training and validation loss"), 2, tr("epochs"))
        self._accuracy = Plot(
            "accuracyCurve", tr("Accuracy on the validation images"), 1, tr("epochs")
        )
        self._loss_heading = _heading("lossHeading")
        self._accuracy_heading = _heading("accuracyHeading")
        self._reading = QLabel(_hint())
        self._reading.setObjectName("curveReading")
        self._reading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._reading.setWordWrap(True)
        self._reading.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._redraw_soon = QTimer(self)
        self._redraw_soon.setSingleShot(True)
        self._redraw_soon.setInterval(REDRAW_MS)
        self._redraw_soon.timeout.connect(self._redraw)
        self._hovered: float | None = None
        self._lay_out()
        self._apply_theme()
        self._redraw()
        trainer.progressed.connect(self._schedule)
        for plot in (self._loss, self._accuracy):
            plot.on_hover(self._hover)
            cast(QAbstractScrollArea, plot.widget).viewport().installEventFilter(self)

    def set_visible(self, visible: bool) -> None:
        if visible:
            self._redraw()
        else:
            self._redraw_soon.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hide the values when the pointer leaves a plot."""
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._apply_theme()
            self._make_room()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._loss_heading)
        layout.addWidget(self._loss.widget, 3)
        layout.addSpacing(8)
        layout.addWidget(self._accuracy_heading)
        layout.addWidget(self._accuracy.widget, 2)
        layout.addWidget(self._reading)

    def _make_room(self) -> None:
        """Reserve the lines that the values may need, so that no plot moves."""
        room = QRect(0, 0, self.width(), self.height())
        lines = self._reading.fontMetrics().boundingRect(
            room, WRAPPED, _values(88.88, 0.888, 88, 0.888, 0.888)
        )
        self._reading.setFixedHeight(lines.height())

    def _apply_theme(self) -> None:
        palette = self.palette()
        training = theme.accent(palette)
        validation = QColor(VALIDATION_DARK if theme.is_dark(palette) else VALIDATION_LIGHT)
        self._loss.apply_theme(palette, (training, validation), (False, True))
        self._accuracy.apply_theme(palette, (validation,), (True,))
        dots = {"training": _dot(training), "validation": _dot(validation)}
        self._loss_heading.setText(
            tr(
                "<b>Loss</b> (lower is better) &nbsp; {training} training &nbsp; "
                "{validation} validation",
                **dots,
            )
        )
        self._accuracy_heading.setText(
            tr("<b>Accuracy</b> (% correct) &nbsp; {validation} validation", **dots)
        )

    def _schedule(self) -> None:
        if self.isVisible() and not self._redraw_soon.isActive():
            self._redraw_soon.start()

    def _redraw(self) -> None:
        history = self._history()
        epochs, losses = history.training_loss.points()
        done, percents = history.epochs_done, [100 * a for a in history.validation_accuracy]
        self._loss.draw(0, epochs, losses)
        self._loss.draw(1, done, history.validation_loss)
        self._accuracy.draw(0, done, percents)
        worst = max([0.0, *losses, *history.validation_loss])
        self._loss.frame(0.0, history.epochs, 0.0, max(FIRST_TOP, nice_limit(worst)))
        lowest = min(percents, default=90.0)
        self._accuracy.frame(0.0, history.epochs, 10.0 * math.floor(min(lowest, 99.0) / 10), 100.0)
        self._read()

    def _history(self) -> History:
        run = self._trainer.run
        history = None if run is None else run.history
        return history or History(1, LossHistory(1, 1))

    def _hover(self, epoch: float | None) -> None:
        self._hovered = epoch
        for plot in (self._loss, self._accuracy):
            plot.mark(epoch)
        self._read()

    def _read(self) -> None:
        text = _hint() if self._hovered is None else self._values_at(self._hovered)
        if text != self._reading.text():
            self._reading.setText(text)

    def _values_at(self, epoch: float) -> str:
        """The values nearest to ``epoch``, as text."""
        history = self._history()
        epochs, losses = history.training_loss.points()
        if not epochs:
            return _hint()
        near = _nearest(epochs, epoch)
        if not history.epochs_done:
            return _training_value(epochs[near], losses[near])
        done = _nearest(history.epochs_done, epoch)
        loss, accuracy = history.validation_loss[done], history.validation_accuracy[done]
        return _values(epochs[near], losses[near], done + 1, loss, accuracy)


def _hint() -> str:
    return tr("Point at a curve to read its values.")


def _training_value(epoch: float, loss: float) -> str:
    return tr("Epoch {epoch}: training loss {loss}.", epoch=f"{epoch:.2f}", loss=f"{loss:.3f}")


def _values(epoch: float, loss: float, done: int, validation: float, accuracy: float) -> str:
    return tr(
        "Epoch {epoch}: training loss {loss}. "
        "Epoch {done}: validation loss {validation}, accuracy {accuracy}.",
        epoch=f"{epoch:.2f}",
        loss=f"{loss:.3f}",
        done=done,
        validation=f"{validation:.3f}",
        accuracy=exact_percent(accuracy, 2),
    )


def _nearest(values: Sequence[float], value: float) -> int:
    return min(range(len(values)), key=lambda i: abs(values[i] - value))


def _heading(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.RichText)
    return label


def _dot(colour: QColor) -> str:
    return f'<span style="color: {colour.name()}">●</span>'
