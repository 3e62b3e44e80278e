"""Training in the whole program, and closing it in the middle."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import (
    QLabel,
    QMessageBox,
    QTabWidget,
)

import cnn
from digitpad import screenshot
from digitpad.app import App
from digitpad.reading.state import ReadingState
from digitpad.training.run import StopReason, TrainingResult
from digitpad.training.trainer import State
from tests.digitpad.hand import (
    Wait,
    action,
    click,
    draw_seven,
    find,
    start_training,
    turn_to,
    wait,
)


def batch(app: App) -> cnn.BatchDone | None:
    return None if app.trainer.run is None else app.trainer.run.batch


def test_training_moves_the_prediction_and_the_kernels(
    app: App, count_paints: Callable[..., object], wait_until: Wait
) -> None:
    draw_seven(app)
    wait_until(lambda: app.recognition.state.prediction)
    start_training(app, wait_until)
    app.window.findChild(QTabWidget, "tabs").setCurrentIndex(0)
    maps = count_paints(find(app, "featureMaps"))
    heard: list[ReadingState] = []
    app.recognition.changed.connect(heard.append)
    wait_until(lambda: len(heard) >= 3 and maps.count >= 3)  # type: ignore[attr-defined]
    first, last = heard[0].prediction, heard[-1].prediction
    assert first is not None
    assert last is not None
    assert not np.array_equal(first.probabilities, last.probabilities)
    click_stop = action(app, "stopAction")
    click_stop.trigger()
    wait_until(lambda: not app.trainer.is_active)


def test_a_network_reads_before_it_has_learned_anything(app: App, wait_until: Wait) -> None:
    """Shown in the status bar with its name; the previous network if it has learned nothing."""
    before = app.library.network
    turn_to(app, "trainTab")
    click(app, "startButton")
    wait_until(lambda: app.recognition.network is not before)
    assert batch(app) is None
    assert app.recognition.network.name == "lenet"
    click(app, "stopButton")
    wait_until(lambda: not app.trainer.is_active)
    assert app.recognition.network is app.library.network
    assert (app.library.network is before) == (batch(app) is None)


def test_a_picture_of_a_training_shows_one_that_has_begun(app: App) -> None:
    screenshot.train(app, 0.01)
    assert batch(app) is not None
    app.trainer.stop()


def test_drawing_continues_during_a_training(app: App, wait_until: Wait) -> None:
    start_training(app, wait_until)
    draw_seven(app)
    wait_until(lambda: app.recognition.state.prediction)
    click(app, "clearButton")
    wait_until(lambda: app.recognition.state.prediction is None)
    assert app.trainer.state is State.RUNNING


def test_a_training_from_start_to_stop(app: App, wait_until: Wait) -> None:
    start_training(app, wait_until)
    click(app, "pauseButton")
    assert app.trainer.state is State.PAUSED
    assert "Paused" in app.window.findChild(QLabel, "trainingStatus").text()
    click(app, "pauseButton")
    assert app.trainer.state is State.RUNNING
    click(app, "stopButton")
    wait_until(lambda: not app.trainer.is_active)
    assert app.library.is_modified
    assert app.window.findChild(QLabel, "trainingStatus").text().startswith("Stopped in epoch")
    assert app.recognition.network is app.library.network
    assert app.window.isWindowModified()
    assert "trained just now" in app.window.windowTitle()
    assert len(app.library.saved_networks()) == 1


def test_the_bundled_network_is_one_click_away_even_while_another_learns(
    app: App, wait_until: Wait
) -> None:
    start_training(app, wait_until)
    action(app, "bundledNetworkAction").trigger()
    assert not app.trainer.is_active
    assert app.library.is_bundled
    wait_until(lambda: app.library.saved_networks())
    wait(100)
    assert app.recognition.network is app.library.network


def test_a_failure_in_training_opens_a_dialog_and_the_program_continues(
    app: App, wait_until: Wait
) -> None:
    error = RuntimeError("the disk is on fire")
    app.trainer.finished.emit(TrainingResult(StopReason.FAILED, error=error))
    dialog = app.window.findChild(QMessageBox, "problemDialog")
    assert "the disk is on fire" in dialog.text()
    dialog.accept()
    draw_seven(app)
    wait_until(lambda: app.recognition.state.prediction)


def test_closing_the_window_in_the_middle_of_a_training_keeps_what_was_learned(
    app: App, wait_until: Wait
) -> None:
    start_training(app, wait_until)
    app.window.close()
    assert not app.trainer.is_active
    assert len(app.library.saved_networks()) == 1


QUIT_WHILE_TRAINING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs the tests may have it ignored
from pathlib import Path
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from digitpad import app

COMPRESS = Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents
QApplication.setAttribute(COMPRESS)  # as X11 does

def poll():
    window = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "mainWindow")
    if not window.findChild(QPushButton, "stopButton").isEnabled():
        window.findChild(QPushButton, "startButton").click()
    elif "epoch" in window.findChild(QLabel, "trainingStatus").text():
        HOW
        return
    QTimer.singleShot(20, poll)

QTimer.singleShot(0, poll)
status = app.run(["digitpad"])
if QApplication.testAttribute(COMPRESS):
    sys.exit("a busy window loses ink")
if any(widget.isVisible() for widget in QApplication.topLevelWidgets()):
    sys.exit("a window that is still seen may crash the process")
sys.exit(status)
"""


@pytest.mark.parametrize(
    "how",
    [
        "window.close()",
        pytest.param("QApplication.exit(0)", marks=pytest.mark.slow),
        "os.kill(os.getpid(), 2)",
        pytest.param("os.kill(os.getpid(), 1)", marks=pytest.mark.slow),
    ],
)
def test_quitting_in_the_middle_of_a_training_is_clean(tmp_path: Path, how: str) -> None:
    program = QUIT_WHILE_TRAINING.replace("HOW", how)
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        timeout=60,
        env={**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"),
             "XDG_CONFIG_HOME": str(tmp_path / "config"), "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    errors = done.stderr.decode().replace("This plugin does not support propagateSizeHints()", "")
    assert done.returncode == 0, errors
    assert not errors.strip()
    assert list((tmp_path / "data").rglob("*.npz")), "what was learned was kept"


def test_closing_before_anything_was_learned_keeps_nothing(app: App) -> None:
    action(app, "startAction").trigger()
    assert app.trainer.is_active
    app.window.close()
    assert not app.trainer.is_active
    assert app.library.saved_networks() == []


def test_a_trained_network_that_cannot_be_saved_is_saved_elsewhere(
    app: App, wait_until: Wait, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.library.folder.write_text("a file in place of the folder")
    monkeypatch.chdir(tmp_path)
    start_training(app, wait_until)
    click(app, "stopButton")
    wait_until(lambda: app.window.findChild(QMessageBox, "problemDialog"))
    dialog = app.window.findChild(QMessageBox, "problemDialog")
    assert "could not be saved" in dialog.text()
    (rescued,) = tmp_path.glob("digitpad network*.npz")
    assert f"It was saved as {rescued}." in dialog.text()
    np.testing.assert_array_equal(cnn.load_network(rescued).values, app.library.network.values)
    dialog.accept()
    message = app.window.findChild(QLabel, "trainMessage")
    assert "Saved automatically" not in message.text()
