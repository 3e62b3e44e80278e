"""Simulates a user of the window: finds things, clicks, draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QTabWidget,
    QWidget,
)

from digitpad.app import App
from digitpad.models.recognition import Recognition

Wait = Callable[[Callable[[], object]], None]


LEFT = Qt.MouseButton.LeftButton


def wait(milliseconds: int) -> None:
    """Run the event loop; ``QTest.qWait`` would keep the interpreter's lock from all threads."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


@contextmanager
def shown(window: QWidget, width: int, height: int) -> Iterator[None]:
    """Shows ``window`` in this size, and deletes it at the end."""
    window.resize(width, height)
    window.show()
    assert QTest.qWaitForWindowExposed(window)
    yield
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def find(app: App, name: str) -> QWidget:
    widget = app.window.findChild(QWidget, name)
    assert widget is not None, name
    return widget


def action(app: App, name: str) -> QAction:
    found = app.window.findChild(QAction, name)
    assert found is not None, name
    return found


def click(app: App, name: str) -> None:
    QTest.mouseClick(find(app, name), LEFT)


def draw(app: App, *shares: tuple[float, float]) -> None:
    """A stroke; places as shares of the pad's width and height."""
    pad = find(app, "pad")
    places = [QPoint(round(x * pad.width()), round(y * pad.height())) for x, y in shares]
    QTest.mousePress(pad, LEFT, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(pad, place)
    QTest.mouseRelease(pad, LEFT, pos=places[-1])


def draw_seven(app: App) -> None:
    draw(app, (0.5, 0.1), (0.8, 0.1), (0.7, 0.35), (0.62, 0.6))


def turn_to(app: App, page: str) -> None:
    """Open the page with this object name."""
    tabs, widget = app.window.findChild(QTabWidget, "tabs"), find(app, page)
    behind = [tabs.widget(number).isAncestorOf(widget) for number in range(tabs.count())]
    tabs.setCurrentIndex(behind.index(True))


def start_training(app: App, wait_until: Wait, epochs: int = 1000) -> None:
    find(app, "epochsBox").setValue(epochs)  # type: ignore[attr-defined]
    find(app, "batchSizeBox").setValue(16)  # type: ignore[attr-defined]
    app.window.findChild(QTabWidget, "tabs").setCurrentIndex(1)
    click(app, "startButton")
    wait_until(lambda: app.trainer.run.batch is not None)


def let_read(recognition: Recognition) -> None:
    """Read the pad at once, even if it was drawn on earlier."""
    recognition.set_network(recognition.network)
    QCoreApplication.processEvents()
