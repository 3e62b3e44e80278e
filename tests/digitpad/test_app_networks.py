"""Networks in the whole program: opened, saved, built in, with muted filters."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QSettings, QStandardPaths, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
)

import cnn
from digitpad.app import App, build
from digitpad.models.bundled_networks import BundledNetwork
from digitpad.pages.filters.model import Filter
from digitpad.shell import dialogs
from tests.digitpad.hand import action, find, wait


def test_a_bad_file_is_a_dialog_and_changes_nothing(app: App, tmp_path: Path) -> None:
    bad = tmp_path / "bad.npz"
    bad.write_bytes(b"nonsense")
    before = app.library.network
    app.window.open_network(bad)
    dialog = app.window.findChild(QMessageBox, "problemDialog")
    assert "bad.npz" in dialog.text()
    assert "Traceback" not in dialog.text()
    assert app.library.network is before
    dialog.accept()


@pytest.mark.parametrize(
    ("name", "dialog"),
    [("openAction", "openDialog"), ("saveAction", "saveDialog"), ("aboutAction", "aboutDialog")],
)
def test_dialogs_open_and_close(app: App, name: str, dialog: str) -> None:
    action(app, name).trigger()
    opened = find(app, dialog)
    assert opened.isVisible()
    opened.close()


def test_saving_and_opening(app: App, tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    app.window.save_network(path)
    assert "mine.npz" in app.window.windowTitle()
    other = cnn.preset("lenet", np.random.default_rng(8))
    cnn.save_network(other, tmp_path / "other.npz")
    app.window.open_network(tmp_path / "other.npz")
    np.testing.assert_array_equal(app.recognition.network.values, other.values)
    assert app.window.findChild(QLabel, "networkName").text() == "Network: lenet (other.npz)"


def test_every_bundled_network_is_on_the_menu(
    qt: QApplication,
    tmp_path: Path,
    settings: QSettings,
    must_end: Callable[[Callable[[], object]], None],
) -> None:
    bundled = [
        BundledNetwork(
            name, "for a test", partial(cnn.preset, "lenet", np.random.default_rng(seed))
        )
        for seed, name in enumerate(("best", "lenet"))
    ]
    app = build(settings, tmp_path, bundled)
    best, lenet = action(app, "bundledNetworkAction"), action(app, "lenetNetworkAction")
    assert (best.text(), lenet.text()) == ("best – for a test", "lenet – for a test")
    assert (best.isChecked(), lenet.isChecked()) == (True, False)
    lenet.trigger()
    assert (best.isChecked(), lenet.isChecked()) == (False, True)
    assert app.library.bundled_name == "lenet"
    assert (
        app.window.findChild(QPushButton, "bundledButton").text() == "Use the built-in network best"
    )
    app.library.use_trained(cnn.preset("rows", np.random.default_rng(0)))
    assert not best.isChecked()
    assert not lenet.isChecked()
    must_end(app.window.close)


def test_the_bundled_network_is_one_click_away(app: App) -> None:
    button = app.window.findChild(QPushButton, "bundledButton")
    assert button.isHidden()
    height = app.window.statusBar().height()
    app.library.use_trained(cnn.preset("rows", np.random.default_rng(0)))
    QApplication.processEvents()
    assert not button.isHidden()
    assert app.window.statusBar().height() == height
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert app.library.is_bundled
    assert button.isHidden()


def test_muted_filters_are_mentioned_on_every_page(app: App) -> None:
    label = app.window.findChild(QLabel, "mutedStatus")
    app.filters.set_muted(Filter("conv1", 0), True)
    assert label.text() == "Filters off: 1"
    app.filters.unmute_all()
    assert label.text() == ""


def test_networks_that_were_trained_lately_are_on_the_menu(app: App) -> None:
    menu = app.window.findChild(QMenu, "keptMenu")
    menu.aboutToShow.emit()
    assert [entry.isEnabled() for entry in menu.actions()] == [False]
    trained = cnn.preset("rows", np.random.default_rng(3))
    app.library.use_trained(trained)
    app.library.use_bundled()
    menu.aboutToShow.emit()
    (entry,) = menu.actions()
    assert entry.text().startswith("rows ")
    entry.trigger()
    np.testing.assert_array_equal(app.library.network.values, trained.values)


CASES = Path(__file__).parents[1] / "cases"


def test_hdf5_is_opened_without_holding_up_the_window(
    app: App, tmp_path: Path, wait_until: Callable[[Callable[[], object]], None]
) -> None:
    other = cnn.preset("gap", np.random.default_rng(0))
    cnn.save_network(other, tmp_path / "net.h5")
    app.window.open_network(tmp_path / "net.h5")
    assert app.library.network.name == "lenet", "it is still being read"
    wait_until(lambda: app.library.network.name == "gap")
    assert app.library.title == "gap (net.h5)"


@pytest.mark.parametrize("name", ["h5-segfault.h5", "h5-memory.h5", "tokenerror.npz"])
def test_a_hostile_network_is_one_sentence_in_the_window(
    app: App, wait_until: Callable[[Callable[[], object]], None], name: str
) -> None:
    before = app.library.network
    app.window.open_network(CASES / name)
    wait_until(lambda: app.window.findChildren(QMessageBox, "problemDialog"))
    (box,) = app.window.findChildren(QMessageBox, "problemDialog")
    assert box.text().startswith(f"The network cannot be opened. {CASES / name}: not a network")
    assert "\n" not in box.text()
    box.close()
    assert app.library.network is before


def test_the_name_in_a_file_does_not_choose_where_save_looks(app: App) -> None:
    app.window.open_network(CASES / "hostile_name.npz")
    app.window.findChild(QAction, "saveAction").trigger()
    dialog = app.window.findChild(QFileDialog, "saveDialog")
    usual = dialogs.usual_folder(QStandardPaths.StandardLocation.DocumentsLocation)
    assert Path(dialog.directory().absolutePath()) == usual
    assert Path(dialog.selectedFiles()[0]).parent == usual
    dialog.reject()


@pytest.mark.parametrize("later", ["a file", "a training"])
def test_a_file_that_opens_slowly_does_not_replace_what_was_chosen_later(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: str
) -> None:
    slow, fast = tmp_path / "slow.h5", tmp_path / "fast.npz"
    other = cnn.preset("gap", np.random.default_rng(0))
    slow.touch()
    cnn.save_network(other, fast)
    begun, loaded, may_end = Event(), Event(), Event()

    def load(_path: Path) -> cnn.Network:
        begun.set()
        may_end.wait(10)
        loaded.set()
        return other

    monkeypatch.setattr("digitpad.shell.main_window.load", load)
    app.window.open_network(slow)
    assert begun.wait(10)
    if later == "a file":
        app.window.open_network(fast)
    else:
        action(app, "startAction").trigger()
    may_end.set()
    assert loaded.wait(10)
    wait(100)
    assert "slow" not in app.library.title
    assert app.trainer.is_active == (later == "a training")
    assert not app.window.statusBar().currentMessage()


def test_an_unexpected_error_while_opening_is_shown_and_logged(
    app: App,
    tmp_path: Path,
    wait_until: Callable[[Callable[[], object]], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(_path: object) -> cnn.Network:
        raise AttributeError("a mistake in the program")

    monkeypatch.setattr("digitpad.models.network_library.cnn.load_network", broken)
    app.window.open_network(tmp_path / "net.h5")
    wait_until(lambda: app.window.findChild(QMessageBox, "problemDialog"))
    dialog = app.window.findChild(QMessageBox, "problemDialog")
    assert "a mistake in the program" in dialog.text()
    dialog.accept()
    assert "Traceback" in caplog.text
    assert "AttributeError: a mistake in the program" in caplog.text
