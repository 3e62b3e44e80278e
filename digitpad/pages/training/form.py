"""The form for a training: what to train and how, start, pause, stop, and how far it is."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

import cnn
from digitpad.pages.common.fields import NumberField, WholeField
from digitpad.text.numbers import duration, thousands
from digitpad.training.outcome import StopReason
from digitpad.training.trainer import State, Trainer

PROGRESS_STEPS = 1000
LIMITS = cnn.TrainingSettings.LIMITS
FACTS = ("Epoch", "Batch", "Speed", "Time left")
NO_FACT = "–"
TOO_FAST = (
    "The loss grew beyond all numbers, so the training has ended: "
    "the learning rate is too high. Try a smaller one."
)
NOTHING_LEARNED = (
    "That is no better than guessing: it has learned nothing. Try another learning rate."
)
KEPT = "Its network is kept under Network, Recently trained."


class TrainingForm(QWidget):
    """The settings of a training and its progress.

    Signals:
        start_requested(str, object): the preset's name and the ``cnn.TrainingSettings``.
    """

    start_requested = Signal(str, object)

    def __init__(self, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trainer = trainer
        self._presets = _preset_box()
        defaults = cnn.TrainingSettings()
        self._epochs = _whole_box("epochsBox", "epochs", defaults.epochs)
        self._batch_size = _whole_box("batchSizeBox", "batch_size", defaults.batch_size)
        self._learning_rate = NumberField()
        self._learning_rate.setRange(*LIMITS["learning_rate"])
        self._learning_rate.setStepType(NumberField.StepType.AdaptiveDecimalStepType)
        self._learning_rate.setObjectName("learningRateBox")
        self._learning_rate.setValue(defaults.learning_rate)
        self._seed = _whole_box("seedBox", "seed", defaults.seed)
        self._start = QPushButton("&Start")
        self._pause = QPushButton("&Pause")
        self._stop = QPushButton("S&top")
        self._bar = QProgressBar()
        self._facts = {name: QLabel(NO_FACT) for name in FACTS}
        self._message = QLabel()
        self._refusals = 0
        self._numbers = (self._epochs, self._batch_size, self._learning_rate, self._seed)
        self._fields = (self._presets, *self._numbers)
        self._lay_out()
        self._connect()
        self._follow(trainer.state)

    def request_start(self) -> None:
        """Do as the Start button does; where a field holds no number of its kind, it says why."""
        if self._refusals == 0:
            self._message.clear()
        self._refusals = 0
        for field in self._numbers:
            field.interpretText()
        if self._refusals:
            return
        preset = self._presets.currentText()
        settings = replace(
            cnn.PRESETS[preset].settings,
            epochs=self._epochs.value(),
            batch_size=self._batch_size.value(),
            learning_rate=self._learning_rate.value(),
            seed=self._seed.value(),
        )
        self.start_requested.emit(preset, settings)

    def toggle_pause(self) -> None:
        """Pause, or go on after a pause."""
        if self._trainer.state is State.PAUSED:
            self._trainer.resume()
        else:
            self._trainer.pause()

    def say(self, sentence: str) -> None:
        """Show ``sentence`` below the progress."""
        self._message.setText(sentence)

    def _refuse(self, sentence: str) -> None:
        self._refusals += 1
        self.say(sentence)

    def _suit(self, preset: str) -> None:
        """Take over the steps that suit a kind of network."""
        settings = cnn.PRESETS[preset].settings
        self._batch_size.setValue(settings.batch_size)
        self._learning_rate.setValue(settings.learning_rate)

    def _connect(self) -> None:
        self._presets.currentTextChanged.connect(self._suit)
        for field in self._numbers:
            field.refused.connect(self._refuse)
        self._start.clicked.connect(self.request_start)
        self._pause.clicked.connect(self.toggle_pause)
        self._stop.clicked.connect(self._trainer.stop)
        self._trainer.state_changed.connect(self._follow)
        self._trainer.progressed.connect(self._show_progress)
        self._trainer.diverged.connect(lambda _event: self.say(TOO_FAST))
        self._trainer.ended.connect(lambda _network: self._tell_outcome())

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(self._form())
        layout.addLayout(self._buttons())
        layout.addWidget(self._bar)
        layout.addLayout(self._fact_grid())
        self._message.setObjectName("trainMessage")
        self._message.setWordWrap(True)
        layout.addWidget(self._message)
        layout.addStretch(1)

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows = (
            ("Network", self._presets, "Which kind of network learns; it starts from nothing."),
            ("Epochs", self._epochs, "How often it goes through all 50 000 training pictures."),
            ("Batch size", self._batch_size, "How many pictures it looks at for one step."),
            (
                "Learning rate",
                self._learning_rate,
                "How far each step goes; too far, it trips.",
            ),
            ("Seed", self._seed, "Where chance begins: the same seed gives the same training."),
        )
        for label, field, tip in rows:
            field.setToolTip(tip)
            field.setAccessibleName(label)
            field.setAccessibleDescription(tip)
            form.addRow(label, field)
        return form

    def _buttons(self) -> QGridLayout:
        self._start.setObjectName("startButton")
        self._start.setToolTip("Train a fresh network while you go on drawing.")
        self._start.setDefault(True)
        # a click must find what was typed still in its field
        self._start.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pause.setObjectName("pauseButton")
        self._pause.setToolTip("Let the training rest; press again to go on.")
        self._stop.setObjectName("stopButton")
        self._stop.setToolTip("End the training and keep what the network has learned so far.")
        buttons = QGridLayout()
        buttons.setSpacing(8)
        for column, button in enumerate((self._start, self._pause, self._stop)):
            button.setAccessibleName(button.text().replace("&", ""))
            button.setMinimumHeight(2 * button.fontMetrics().height() + 2)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            buttons.addWidget(button, 0, column)
        return buttons

    def _fact_grid(self) -> QGridLayout:
        self._bar.setObjectName("progressBar")
        self._bar.setAccessibleName("Training progress")
        self._bar.setRange(0, PROGRESS_STEPS)
        self._bar.setFormat("%p %")
        self._bar.setLocale(QLocale.c())  # as all numbers are written here
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(self._facts.items()):
            label = QLabel(name)
            value.setAccessibleName(name)
            grid.addWidget(label, row, 0)
            grid.addWidget(value, row, 1)
        return grid

    def _follow(self, state: State) -> None:
        self._show_progress()
        idle, paused = state is State.IDLE, state is State.PAUSED
        for field in self._fields:
            field.setEnabled(idle)
        self._start.setEnabled(idle)
        self._pause.setEnabled(paused or state is State.RUNNING)
        self._pause.setText("&Resume" if paused else "&Pause")
        self._pause.setAccessibleName("Resume" if paused else "Pause")
        self._stop.setEnabled(paused or state is State.RUNNING)

    def _tell_outcome(self) -> None:
        outcome = self._trainer.outcome
        if outcome is not None and outcome.end is not StopReason.DIVERGED:  # that was told already
            learned = "" if outcome.has_learned else f" {NOTHING_LEARNED}"
            self.say(f"{outcome.words}.{learned} {KEPT}".replace(" %", "\u00a0%"))

    def _show_progress(self) -> None:
        batch = self._trainer.batch
        self._bar.setFormat("%p %" if self._trainer.outcome is None else "ended at %p %")
        if batch is None:
            self._bar.setValue(0)
            for value in self._facts.values():
                value.setText(NO_FACT)
            return
        self._bar.setValue(round(PROGRESS_STEPS * batch.fraction))
        self._facts["Epoch"].setText(f"{batch.epoch} of {batch.epochs}")
        self._facts["Batch"].setText(f"{batch.batch} of {batch.batches}")
        speed = thousands(round(batch.images_per_second, -2))
        self._facts["Speed"].setText(f"{speed} pictures a second")
        left = duration(batch.seconds_left) if self._trainer.outcome is None else NO_FACT
        self._facts["Time left"].setText(left)


def _preset_box() -> QComboBox:
    box = QComboBox()
    box.setObjectName("presetBox")
    for name, preset in cnn.PRESETS.items():
        box.addItem(name)
        box.setItemData(box.count() - 1, preset.title, 3)
    return box


def _whole_box(name: str, setting: str, value: int) -> WholeField:
    box = WholeField()
    box.setObjectName(name)
    low, high = LIMITS[setting]
    box.setRange(int(low), int(high))
    box.setValue(value)
    return box
