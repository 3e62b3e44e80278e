"""The form and the curves of a training."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QWidget,
)

import cnn
from digitpad.pages.common import theme
from digitpad.pages.training.curves_view import CurvesView
from digitpad.pages.training.form import TrainingForm
from digitpad.training.run import Run
from digitpad.training.trainer import State, Trainer
from tests.digitpad.few_digits import few_digits
from tests.digitpad.hand import wait

Wait = Callable[[Callable[[], object]], None]
HINT = "Point at a curve to read its values."
LONGEST = "Epoch 88.88: training loss 0.888. Epoch 88: validation loss 0.888, accuracy 88.80 %."


@pytest.fixture
def trainer(qt: object, must_end: Callable[[Callable[[], object]], None]) -> Iterator[Trainer]:
    made = Trainer(few_digits)
    yield made
    must_end(made.shut_down)


@pytest.fixture
def panel(trainer: Trainer) -> Iterator[TrainingForm]:
    made = TrainingForm(trainer)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


@pytest.fixture
def curves(trainer: Trainer) -> Iterator[CurvesView]:
    made = CurvesView(trainer)
    made.resize(600, 500)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def type_into(box: QWidget, text: str) -> None:
    box.setFocus()
    box.selectAll()  # type: ignore[attr-defined]
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Tab)


@pytest.mark.parametrize(
    ("name", "setting"),
    [("epochsBox", "epochs"), ("batchSizeBox", "batch_size"), ("seedBox", "seed")],
)
def test_whole_numbers_outside_their_range_cannot_be_entered(
    panel: TrainingForm, name: str, setting: str
) -> None:
    box = panel.findChild(QSpinBox, name)
    low, high = cnn.TrainingSettings.LIMITS[setting]
    assert (box.minimum(), box.maximum()) == (low, high)
    type_into(box, "99999999999")
    assert low <= box.value() <= high


def test_the_learning_rate_is_written_as_people_do(panel: TrainingForm) -> None:
    box = panel.findChild(QDoubleSpinBox, "learningRateBox")
    box.setValue(0.05)
    assert box.text() in ("0.05", "0,05")
    box.setValue(0.00002)
    assert 0 < box.value() <= 0.00002
    box.setValue(1000.0)
    assert box.value() == 10.0


def test_start_trains_with_what_was_entered(panel: TrainingForm, trainer: Trainer) -> None:
    type_into(panel.findChild(QSpinBox, "epochsBox"), "7")
    type_into(panel.findChild(QSpinBox, "seedBox"), "3")
    QTest.mouseClick(panel.findChild(QPushButton, "startButton"), Qt.MouseButton.LeftButton)
    assert trainer.run is not None
    assert trainer.run.network.name == "lenet"
    assert (trainer.run.settings.epochs, trainer.run.settings.seed) == (7, 3)


def test_a_preset_brings_the_settings_that_suit_it(panel: TrainingForm, trainer: Trainer) -> None:
    box = panel.findChild(QComboBox, "presetBox")
    box.setFocus()
    QTest.keyClicks(box, "rows")
    QTest.mouseClick(panel.findChild(QPushButton, "startButton"), Qt.MouseButton.LeftButton)
    suited = cnn.PRESETS["rows"].settings
    assert suited.optimiser != cnn.TrainingSettings().optimiser
    assert trainer.run is not None
    assert trainer.run.network.name == "rows"
    assert trainer.run.settings == suited


def test_the_buttons_offer_what_is_possible(
    panel: TrainingForm, trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    names = ("startButton", "pauseButton", "stopButton")
    start, pause, stop = (panel.findChild(QPushButton, name) for name in names)

    def offered() -> tuple[bool, bool, bool]:
        return start.isEnabled(), pause.isEnabled(), stop.isEnabled()

    assert offered() == (True, False, False)
    trainer.start(Run(network, cnn.TrainingSettings(epochs=1000, batch_size=16)))
    assert offered() == (False, True, True)
    wait_until(lambda: trainer.run is not None and trainer.run.batch)
    QTest.mouseClick(pause, Qt.MouseButton.LeftButton)
    assert trainer.state is State.PAUSED
    assert pause.text() == "&Resume"
    QTest.mouseClick(pause, Qt.MouseButton.LeftButton)
    assert trainer.state is State.RUNNING
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    wait_until(lambda: trainer.state is State.IDLE)
    assert offered() == (True, False, False)


def test_progress_is_shown_and_nothing_moves_sideways(
    panel: TrainingForm, trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    width = panel.sizeHint().width()
    trainer.start(Run(network, cnn.TrainingSettings(epochs=2, batch_size=16)))
    wait_until(lambda: trainer.state is State.IDLE)
    bar = panel.findChild(QProgressBar, "progressBar")
    assert bar.value() == bar.maximum()
    texts = [label.text() for label in panel.findChildren(QLabel)]
    assert "2 of 2" in texts
    assert "32 of 32" in texts
    assert panel.sizeHint().width() <= width + 40
    message = panel.findChild(QLabel, "trainMessage")
    assert message.text().startswith("Finished 2 of 2 epochs")
    assert "–" in texts, "there is no time left to tell"


def test_a_training_that_has_begun_has_not_ended_yet(
    panel: TrainingForm, trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    bar = panel.findChild(QProgressBar, "progressBar")
    trainer.start(Run(network, cnn.TrainingSettings(epochs=1, batch_size=16)))
    wait_until(lambda: trainer.state is State.IDLE)
    assert bar.text() == "Done"
    trainer.start(Run(network, cnn.TrainingSettings(epochs=1, batch_size=16)))
    assert bar.text() == "0 %"


def test_the_network_saved_after_an_error_is_mentioned(
    panel: TrainingForm, trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    trainer.start(Run(network, cnn.TrainingSettings(epochs=1000, batch_size=16)))
    wait_until(lambda: trainer.run is not None and trainer.run.batch)
    (process,) = multiprocessing.active_children()
    process.kill()
    wait_until(lambda: trainer.state is State.IDLE)
    panel.show_saved()
    message = panel.findChild(QLabel, "trainMessage").text()
    assert message.startswith("Stopped in epoch")
    assert message.endswith("Saved automatically: Network\u00a0▸\u00a0Recently\u00a0trained.")


def test_the_curves_show_a_training(
    curves: CurvesView, trainer: Trainer, network: cnn.Network, wait_until: Wait
) -> None:
    before = curves.grab().toImage()
    trainer.start(Run(network, cnn.TrainingSettings(epochs=2, batch_size=16)))
    wait_until(lambda: trainer.state is State.IDLE)
    wait(120)
    assert curves.grab().toImage() != before
    reading = curves.findChild(QLabel, "curveReading")
    assert reading.text() == HINT
    plot = curves.findChild(QWidget, "lossCurve")
    QTest.mouseMove(plot.viewport(), QPoint(plot.width() // 2, plot.height() // 2))
    assert reading.text().startswith("Epoch ")
    assert "training loss" in reading.text()
    assert "accuracy" in reading.text()
    QApplication.sendEvent(plot.viewport(), QEvent(QEvent.Type.Leave))  # for the menu on the plot
    assert reading.text() == HINT


@pytest.mark.parametrize(("width", "size"), [(571, 1.0), (280, 1.0), (571, 1.5)])
def test_the_values_at_the_pointer_are_seen_whole(
    curves: CurvesView, width: int, size: float
) -> None:
    """In one line at 1280x800; in a presentation in as many as necessary."""
    curves.setFont(theme.scaled_font(curves.font(), size))
    curves.resize(width, 500)
    QApplication.processEvents()
    reading = curves.findChild(QLabel, "curveReading")
    reading.setText(LONGEST)
    assert 0 < reading.heightForWidth(reading.width()) <= reading.height()
    if (width, size) == (571, 1.0):
        assert reading.height() < 1.5 * reading.fontMetrics().height()


def test_hidden_curves_are_not_drawn(
    curves: CurvesView,
    trainer: Trainer,
    network: cnn.Network,
    wait_until: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[object] = []
    monkeypatch.setattr(CurvesView, "_redraw", lambda self: drawn.append(self))
    curves.hide()
    trainer.start(Run(network, cnn.TrainingSettings(epochs=1, batch_size=16)))
    wait_until(lambda: trainer.state is State.IDLE)
    wait(120)
    assert not drawn
    curves.show()
    QApplication.processEvents()
    assert drawn
