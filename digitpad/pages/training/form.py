"""The form of a training: settings, buttons, progress."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLocale, Qt
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
from digitpad.pages.training.preset_titles import PRESET_TITLES
from digitpad.text.numbers import duration, thousands
from digitpad.text.translation import tr
from digitpad.training.result_text import result_text
from digitpad.training.run import Run, StopReason, TrainingResult
from digitpad.training.trainer import State, Trainer

PROGRESS_STEPS = 1000
LIMITS = cnn.TrainingSettings.LIMITS
DASH = "–"


class TrainingForm(QWidget):
    """The settings of a training, its buttons and its progress."""

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
        self._start = QPushButton(tr("&Start"))
        self._pause = QPushButton(tr("&Pause"))
        self._stop = QPushButton(tr("S&top"))
        self._bar = QProgressBar()
        self._epoch, self._batch, self._speed, self._left = (QLabel(DASH) for _ in range(4))
        self._message = QLabel()
        self._refusals = 0
        self._numbers = (self._epochs, self._batch_size, self._learning_rate, self._seed)
        self._fields = (self._presets, *self._numbers)
        self._lay_out()
        self._connect()
        self._follow(trainer.state)

    def request_start(self) -> None:
        """Start a training; a field without a valid number says so instead."""
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
        self._trainer.start(Run.of_preset(preset, settings))

    def toggle_pause(self) -> None:
        """Pause, or continue after a pause."""
        if self._trainer.state is State.PAUSED:
            self._trainer.resume()
        else:
            self._trainer.pause()

    def _refuse(self, sentence: str) -> None:
        self._refusals += 1
        self._message.setText(sentence)

    def _suggest(self, preset: str) -> None:
        """Fill in the batch size and the learning rate that suit a preset."""
        settings = cnn.PRESETS[preset].settings
        self._batch_size.setValue(settings.batch_size)
        self._learning_rate.setValue(settings.learning_rate)

    def _connect(self) -> None:
        self._presets.currentTextChanged.connect(self._suggest)
        for field in self._numbers:
            field.refused.connect(self._refuse)
        self._start.clicked.connect(self.request_start)
        self._pause.clicked.connect(self.toggle_pause)
        self._stop.clicked.connect(self._trainer.stop)
        self._trainer.state_changed.connect(self._follow)
        self._trainer.progressed.connect(self._show_progress)
        self._trainer.finished.connect(self._show_result)

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
            (
                tr("Network"),
                self._presets,
                tr("The network to train. It starts with random weights."),
            ),
            (
                tr("Epochs"),
                self._epochs,
                tr("How many times it goes through all 50 000 training images."),
            ),
            (tr("Batch size"), self._batch_size, tr("Number of images for each learning step.")),
            (
                tr("Learning rate"),
                self._learning_rate,
                tr("Size of each learning step. Too large, and training fails."),
            ),
            (
                tr("Seed"),
                self._seed,
                tr("Starts the random numbers. Same seed, same training."),
            ),
        )
        for label, field, tip in rows:
            field.setToolTip(tip)
            field.setAccessibleName(label)
            field.setAccessibleDescription(tip)
            form.addRow(label, field)
        return form

    def _buttons(self) -> QGridLayout:
        self._start.setObjectName("startButton")
        self._start.setToolTip(tr("Train a new network while you keep drawing."))
        self._start.setDefault(True)
        # a click must not take the focus from a field before its number is read
        self._start.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pause.setObjectName("pauseButton")
        self._pause.setToolTip(tr("Pause; press again to resume."))
        self._stop.setObjectName("stopButton")
        self._stop.setToolTip(tr("Stop the training and keep the network."))
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
        self._bar.setAccessibleName(tr("Training progress"))
        self._bar.setRange(0, PROGRESS_STEPS)
        self._bar.setFormat("%p %")
        self._bar.setLocale(QLocale.c())  # like all numbers in the window
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        rows = (
            (tr("Epoch"), self._epoch),
            (tr("Batch"), self._batch),
            (tr("Speed"), self._speed),
            (tr("Time left"), self._left),
        )
        for row, (name, value) in enumerate(rows):
            value.setAccessibleName(name)
            grid.addWidget(QLabel(name), row, 0)
            grid.addWidget(value, row, 1)
        return grid

    def _follow(self, state: State) -> None:
        self._show_progress()
        idle, paused = state is State.IDLE, state is State.PAUSED
        for field in self._fields:
            field.setEnabled(idle)
        self._start.setEnabled(idle)
        self._pause.setEnabled(paused or state is State.RUNNING)
        self._pause.setText(tr("&Resume") if paused else tr("&Pause"))
        self._pause.setAccessibleName(self._pause.text().replace("&", ""))
        self._stop.setEnabled(paused or state is State.RUNNING)

    def _show_result(self, result: TrainingResult) -> None:
        if result.reason is StopReason.DIVERGED:
            self._message.setText(
                tr("The loss became infinite: the learning rate is too high. Try a smaller one.")
            )
        elif result.network is not None and result.reason is not StopReason.ABANDONED:
            sentences = [tr("{result}.", result=result_text(result))]
            if not result.has_learned:
                sentences.append(
                    tr(
                        "That is no better than guessing: it has learned nothing. "
                        "Try another learning rate."
                    )
                )
            self._message.setText(" ".join(sentences))

    def show_saved(self) -> None:
        """Add to the result that its network was saved."""
        saved = tr("Saved automatically: Network\u00a0▸\u00a0Recently\u00a0trained.")
        self._message.setText(f"{self._message.text()} {saved}".strip())

    def _show_progress(self) -> None:
        run = self._trainer.run
        batch = None if run is None else run.batch
        is_over = run is not None and not self._trainer.is_active
        if batch is None:
            self._bar.setFormat("%p %")
            self._bar.setValue(0)
            for value in (self._epoch, self._batch, self._speed, self._left):
                value.setText(DASH)
            return
        if not is_over:
            self._bar.setFormat("%p %")
        else:
            self._bar.setFormat(tr("Done") if batch.fraction >= 1 else tr("Stopped at %p %"))
        self._bar.setValue(int(PROGRESS_STEPS * batch.fraction))
        self._epoch.setText(tr("{number} of {count}", number=batch.epoch, count=batch.epochs))
        self._batch.setText(tr("{number} of {count}", number=batch.batch, count=batch.batches))
        speed = thousands(round(batch.images_per_second, -2))
        self._speed.setText(tr("{speed} images per second", speed=speed))
        self._left.setText(DASH if is_over else duration(batch.seconds_left))


def _preset_box() -> QComboBox:
    box = QComboBox()
    box.setObjectName("presetBox")
    for name in cnn.PRESETS:
        box.addItem(name)
        tip = tr(PRESET_TITLES[name])
        box.setItemData(box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
    return box


def _whole_box(name: str, setting: str, value: int) -> WholeField:
    box = WholeField()
    box.setObjectName(name)
    low, high = LIMITS[setting]
    box.setRange(int(low), int(high))
    box.setValue(value)
    return box
