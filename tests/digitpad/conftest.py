"""Qt for tests: one application, real windows, and no warning or thread left over."""

from __future__ import annotations

import faulthandler
import logging
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QDeadlineTimer,
    QEvent,
    QEventLoop,
    QMessageLogContext,
    QObject,
    QSettings,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

import cnn
from digitpad.app import App, build
from digitpad.models.bundled_networks import BundledNetwork
from tests.digitpad.few_digits import few_digits

HARMLESS = "This plugin does not support "
"""A warning of the off-screen platform about windows that are raised, grabbed or resized."""
TIMEOUT_MS = 20_000
THREAD_SECONDS = 20


@pytest.fixture(scope="session")
def qt() -> QApplication:
    """The application; there can be only one."""
    existing = QApplication.instance()
    return existing if isinstance(existing, QApplication) else QApplication(["digitpad"])


@pytest.fixture(autouse=True)
def _no_qt_warnings() -> Iterator[None]:
    """A test fails if Qt prints a warning."""
    complaints: list[str] = []

    def listen(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        bad = kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
        if bad and not message.startswith(HARMLESS):
            complaints.append(message)

    before = qInstallMessageHandler(listen)
    yield
    qInstallMessageHandler(before)
    assert not complaints, f"Qt complained: {complaints}"


@pytest.fixture(autouse=True)
def _no_errors_in_slots(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test fails if a slot raises; the event loop would only print it."""
    errors: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: errors.append(error))
    yield
    assert not errors, f"errors that nobody caught: {errors}"


@pytest.fixture(autouse=True)
def failures() -> Iterator[list[str]]:
    """The errors that were logged; a test fails unless it expects them and clears the list."""
    told: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(record.getMessage())

    handler = Handler(logging.ERROR)
    logging.getLogger("digitpad").addHandler(handler)
    yield told
    logging.getLogger("digitpad").removeHandler(handler)
    assert not told, f"failures that nobody expected: {told}"


@pytest.fixture(autouse=True, scope="session")
def _one_blas_thread_as_in_the_program() -> Iterator[None]:
    """With two threads BLAS waits for other processes on the machine."""
    with cnn.one_blas_thread():
        yield


@pytest.fixture
def wait_until(qt: QApplication) -> Callable[[Callable[[], object]], None]:
    """Runs the event loop until a condition holds."""

    def wait(condition: Callable[[], object]) -> None:
        deadline = QDeadlineTimer(TIMEOUT_MS)
        while not condition():
            assert not deadline.hasExpired(), "waited in vain"
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            time.sleep(0.001)

    return wait


@pytest.fixture
def must_end() -> Callable[[Callable[[], object]], None]:
    """Calls a function that waits for a thread, and ends the tests if it does not return.

    Qt's waiting cannot be interrupted by a signal, and pytest-timeout does not end a test that has
    already failed.
    """

    def call(wait: Callable[[], object]) -> None:
        faulthandler.dump_traceback_later(THREAD_SECONDS, exit=True)
        wait()
        faulthandler.cancel_dump_traceback_later()

    return call


class PaintCounter(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


@pytest.fixture
def count_paints() -> Callable[[QWidget], PaintCounter]:
    """Counts the paint events of a widget, which must be shown."""
    return PaintCounter


def fresh_network(seed: int = 0) -> cnn.Network:
    return cnn.preset("lenet", np.random.default_rng(seed))


@pytest.fixture
def network() -> cnn.Network:
    """An untrained network."""
    return fresh_network()


@pytest.fixture
def data() -> cnn.Mnist:
    """A small set of pictures that can be learned."""
    return few_digits()


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """New settings, in a temporary file."""
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def unshown_app(
    qt: QApplication,
    tmp_path: Path,
    settings: QSettings,
    must_end: Callable[[Callable[[], object]], None],
) -> Iterator[App]:
    """The whole program with an untrained network and little data; its window is not shown yet."""
    bundled = [BundledNetwork("lenet", "untrained", fresh_network)]
    made = build(settings, tmp_path / "networks", bundled, few_digits)
    yield made
    must_end(made.window.close)
    made.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not made.trainer.is_active


@pytest.fixture
def app(unshown_app: App) -> App:
    """The whole program in a shown window, with an untrained network and little data."""
    window = unshown_app.window
    window.resize(1280, 800)
    window.show()
    assert QTest.qWaitForWindowExposed(window)
    return unshown_app
