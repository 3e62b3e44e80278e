"""The status bar shows the current network and training."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from digitpad.app import App
from tests.digitpad.hand import Wait, action, click, start_training, turn_to


def said(app: App, name: str) -> str:
    label = app.window.findChild(QLabel, name)
    assert isinstance(label, QLabel)
    return label.text()


def test_the_end_of_a_training_is_shown_while_its_network_is_in_use(
    app: App, wait_until: Wait
) -> None:
    start_training(app, wait_until)
    click(app, "stopButton")
    wait_until(lambda: not app.trainer.is_active)
    assert said(app, "trainingStatus").startswith("Stopped in epoch")
    action(app, "bundledNetworkAction").trigger()
    assert said(app, "trainingStatus") == ""
    assert "built in" in said(app, "networkName")
    start_training(app, wait_until)
    assert said(app, "trainingStatus").startswith("Training")


def test_a_training_that_was_left_for_another_network_is_no_news(
    app: App, wait_until: Wait
) -> None:
    start_training(app, wait_until)
    action(app, "bundledNetworkAction").trigger()
    assert said(app, "trainingStatus") == ""


def test_stopping_and_pausing_are_shown_before_the_first_batch_too(
    app: App, wait_until: Wait
) -> None:
    turn_to(app, "trainTab")
    for button, words in (("pauseButton", "Paused before"), ("stopButton", "Stopping…")):
        click(app, "startButton")
        assert said(app, "trainingStatus") == "Loading the training images…"
        click(app, button)
        assert said(app, "trainingStatus").startswith(words)
        app.trainer.stop()
        wait_until(lambda: not app.trainer.is_active)
