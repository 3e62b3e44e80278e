"""The curves of a training: loss above, accuracy below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QSizePolicy, QVBoxLayout, QWidget

from digitpad.pages.common import theme
from digitpad.pages.common.colour import nice_limit
from digitpad.pages.common.plot import Plot
from digitpad.training.history import History, LossHistory
from digitpad.training.trainer import Trainer

REDRAW_MS = 50
HINT = "Point at a curve to read its values."
LONGEST = "Epoch 88.88: training loss 0.888. Epoch 88: validation 0.888, accuracy 88.88\u00a0%."
WRAPPED = Qt.TextFlag.TextWordWrap
FIRST_TOP = 2.5
VALIDATION_LIGHT = "#c2570c"
VALIDATION_DARK = "#f6a04a"


class CurvesView(QWidget):
    """Draws a training's history, at most every ``REDRAW_MS`` and only while it can be seen."""

    def __init__(self, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trainer = trainer
        self._loss = Plot("lossCurve", "Loss of training and validation", curves=2)
        self._accuracy = Plot("accuracyCurve", "Accuracy on the validation pictures", curves=1)
        self._loss_heading = _heading("lossHeading")
        self._accuracy_heading = _heading("accuracyHeading")
        self._reading = QLabel(HINT)
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
        self._dress()
        self._redraw()
        trainer.progressed.connect(self._schedule)
        for plot in (self._loss, self._accuracy):
            plot.on_hover(self._hover)
            cast(QAbstractScrollArea, plot.widget).viewport().installEventFilter(self)

    def showEvent(self, event: QShowEvent) -> None:
        self._redraw()

    def hideEvent(self, event: QHideEvent) -> None:
        self._redraw_soon.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A plot is left for anything else, also for a menu that saves its picture."""
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()
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
        """The reading has as many lines as it may need, so that no plot moves when it is read."""
        room = QRect(0, 0, self.width(), self.height())
        lines = self._reading.fontMetrics().boundingRect(room, WRAPPED, LONGEST)
        self._reading.setFixedHeight(lines.height())

    def _dress(self) -> None:
        palette = self.palette()
        training = theme.accent(palette)
        validation = QColor(VALIDATION_DARK if theme.is_dark(palette) else VALIDATION_LIGHT)
        self._loss.dress(palette, (training, validation), (False, True))
        self._accuracy.dress(palette, (validation,), (True,))
        key = f"{_dot(training)} training &nbsp; {_dot(validation)} validation"
        self._loss_heading.setText(f"<b>Loss</b>, how wrong it is &nbsp; {key}")
        self._accuracy_heading.setText(
            f"<b>Accuracy</b>, % read rightly &nbsp; {_dot(validation)} validation"
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
        self._loss.frame(history.epochs, 0.0, max(FIRST_TOP, nice_limit(worst)))
        lowest = min(percents, default=90.0)
        self._accuracy.frame(history.epochs, 10.0 * math.floor(min(lowest, 99.0) / 10), 100.0)
        self._read()

    def _history(self) -> History:
        return self._trainer.history or History(1, LossHistory(1, 1))

    def _hover(self, epoch: float | None) -> None:
        self._hovered = epoch
        for plot in (self._loss, self._accuracy):
            plot.mark(epoch)
        self._read()

    def _read(self) -> None:
        text = HINT if self._hovered is None else self._values_at(self._hovered)
        if text != self._reading.text():
            self._reading.setText(text)

    def _values_at(self, epoch: float) -> str:
        """The values nearest to ``epoch``, in words."""
        history = self._history()
        epochs, losses = history.training_loss.points()
        if not epochs:
            return HINT
        near = _nearest(epochs, epoch)
        words = f"Epoch {epochs[near]:.2f}: training loss {losses[near]:.3f}."
        if history.epochs_done:
            done = _nearest(history.epochs_done, epoch)
            words += (
                f" Epoch {done + 1}: validation {history.validation_loss[done]:.3f},"
                f" accuracy {100 * history.validation_accuracy[done]:.2f}\u00a0%."
            )
        return words


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
