"""A simulated user of the window, with a stopwatch: shared by the benchmarks of the window."""

from __future__ import annotations

import argparse
import math
import os
import random
import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QObject,
    QPoint,
    Qt,
    QTimer,
    SignalInstance,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QTabWidget, QWidget

import cnn
from cnn.explain.graph import Place
from digitpad.app import App
from digitpad.training.run import Run

BEAT_MS = 5
STROKE_POINTS = 40
PAUSE_MS = 8
PATIENCE_S = 2.0
DOSSIER_S = 60.0
PAINTED = QEvent.Type(QEvent.registerEventType())
LEFT = Qt.MouseButton.LeftButton


def wait(milliseconds: int) -> None:
    """Run the event loop; ``QTest.qWait`` would keep the interpreter's lock from all threads."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def asked(what: str, moves: int) -> argparse.Namespace:
    """The command line options of a benchmark of the window; without a display it runs
    off-screen."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--moves", type=int, default=moves)
    parser.add_argument("--size", default="1280x800", help="of the window, default %(default)s")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return parser.parse_args()


class Heartbeat(QObject):
    """Beats every ``BEAT_MS``, and records the longest time between two beats."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._last = self._worst = 0.0

    def start(self) -> None:
        """Start again."""
        self._last, self._worst = time.perf_counter(), 0.0
        self._timer.start()

    def stop(self) -> float:
        """The longest time between two beats since the start, in milliseconds."""
        self._beat()
        self._timer.stop()
        return 1000.0 * self._worst

    def _beat(self) -> None:
        now = time.perf_counter()
        self._worst, self._last = max(self._worst, now - self._last), now


class Stopwatch(QObject):
    """Measures the time from an action until all of some widgets have been painted after it.

    After the last paint event, a posted event marks the end of painting. If something else must
    happen first, paint events count only after the signal ``told``.
    """

    def __init__(self, widgets: Sequence[QWidget], told: SignalInstance | None = None) -> None:
        super().__init__()
        self._widgets = widgets
        self._needs_telling = told is not None
        self._waiting: set[QObject] = set()
        self._is_told = False
        self._loop = QEventLoop()
        self._end = 0.0
        for widget in widgets:
            widget.installEventFilter(self)
        if told is not None:
            told.connect(self._tell)

    def time(self, act: Callable[[], None]) -> float | None:
        """Milliseconds; None if it did not happen in time."""
        self._waiting, self._is_told, self._end = set(self._widgets), not self._needs_telling, 0.0
        start = time.perf_counter()
        act()
        while not self._end and time.perf_counter() - start < PATIENCE_S:
            self._loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        return 1000.0 * (self._end - start) if self._end else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._is_told and self._waiting:
            self._waiting.discard(watched)
            if not self._waiting:
                high = Qt.EventPriority.HighEventPriority.value
                QCoreApplication.postEvent(self, QEvent(PAINTED), high)
        return False

    def customEvent(self, event: QEvent) -> None:
        self._end = time.perf_counter()

    def _tell(self) -> None:
        self._is_told = True


class Visitor:
    """Draws, points and opens pages with mouse events.

    The result is None if the window lacks the page.
    """

    def __init__(self, app: App) -> None:
        self.heartbeat = Heartbeat()
        self._app = app
        self._window = app.window
        self._tabs = self._window.findChild(QTabWidget, "tabs")
        self._pad = self._window.findChild(QWidget, "pad")
        self._step = 0
        self._random = random.Random(0)

    def draw(self, names: Sequence[str], moves: int) -> list[float]:
        """Milliseconds of each move of the pen until all of these widgets were painted."""
        watch = Stopwatch([self._surface(name) for name in names], self._app.recognition.changed)
        return self._timed(watch, [self._move] * moves)

    def draw_at_glance(self, moves: int) -> list[float] | None:
        """Milliseconds of each move of the pen until the whole network was painted."""
        return None if self._page_of("networkView") is None else self.draw(["networkView"], moves)

    def point_at_numbers(self, moves: int) -> list[float] | None:
        """Milliseconds of each move to another number until its arithmetic was painted."""
        page = self._page_of("networkView")
        if page is None or self._window.findChild(QWidget, "arithmetic") is None:
            return None
        for _ in range(STROKE_POINTS):
            self._move()
            wait(PAUSE_MS)
        QTest.mouseRelease(self._pad, LEFT, pos=self._place(STROKE_POINTS))
        self._step = 0  # the pen is up: the next move starts a new stroke
        view = self._surface("networkView")
        watch = Stopwatch([view, self._surface("sheet")])
        places = self._numbers(page, moves)
        return self._timed(watch, [partial(QTest.mouseMove, view, at) for at in places])

    def draw_and_ask_why(self, moves: int) -> list[float] | None:
        """Milliseconds of each move until the saliency picture was painted."""
        page = self._page_of("saliency")
        if page is None:
            return None
        watch = Stopwatch([self._surface("saliency")], page.model.explained)
        return self._timed(watch, [self._move] * moves)

    def open_dossier(self) -> float | None:
        """Seconds from opening the filters until the test set is read, while the pen draws."""
        start = time.perf_counter()
        if self._page_of("surveyProgress") is None:
            return None
        progress = self._window.findChild(QWidget, "surveyProgress")
        began = False
        while time.perf_counter() - start < DOSSIER_S:
            if began and not progress.isVisible():
                return time.perf_counter() - start
            began = began or progress.isVisible()
            self._move()
            wait(PAUSE_MS)
        return None

    def do_everything(self, moves: int, turn_every: int) -> None:
        """Draw and switch pages during a training."""
        fresh = cnn.preset("lenet", np.random.default_rng(0))
        self._app.trainer.start(Run(fresh, cnn.TrainingSettings(epochs=1000)))
        for move in range(moves):
            if move % turn_every == 0:
                self._tabs.setCurrentIndex((move // turn_every) % self._tabs.count())
            self._move()
            wait(PAUSE_MS)

    def _timed(self, watch: Stopwatch, acts: Sequence[Callable[[], None]]) -> list[float]:
        times = []
        for act in acts:
            took = watch.time(act)
            times.append(1000.0 * PATIENCE_S if took is None else took)
            wait(PAUSE_MS)
        return times

    def _page_of(self, name: str) -> QWidget | None:
        """Opens and returns the page that contains the widget of this name; None if there is
        none."""
        widget = self._window.findChild(QWidget, name)
        for number in range(self._tabs.count()):
            page = self._tabs.widget(number)
            if widget is not None and page.isAncestorOf(widget):
                self._tabs.setCurrentIndex(number)
                return page.widget() if isinstance(page, QScrollArea) else page
        return None

    def _surface(self, name: str) -> QWidget:
        """The widget that is painted."""
        widget = self._window.findChild(QWidget, name)
        return widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget

    def _numbers(self, page: QWidget, count: int) -> list[QPoint]:
        """Places of visible numbers of all layers; no two successive ones are equal."""
        view = self._window.findChild(QWidget, "networkView")
        room = view.viewport().rect()
        nodes = page.model.nodes
        found: list[QPoint] = []
        while len(found) < count:
            node = nodes[self._random.choice(list(nodes))]
            place = Place(node.name, *(self._random.randrange(size) for size in node.volume))
            at = view.rectangle_of(place).center().toPoint()
            if room.contains(at) and at not in found[-1:]:
                found.append(at)
        return found

    def _move(self) -> None:
        """Move the pen a bit further; after a stroke it starts again."""
        turn = self._step % STROKE_POINTS
        if turn == 0:
            QTest.mouseRelease(self._pad, LEFT, pos=self._place(STROKE_POINTS))
            self._app.pad.clear()
            QTest.mousePress(self._pad, LEFT, pos=self._place(0))
        self._step += 1
        QTest.mouseMove(self._pad, self._place(turn + 1))

    def _place(self, turn: int) -> QPoint:
        """A point on a 3 that is off the centre."""
        share = turn / STROKE_POINTS
        upper = share < 0.5
        angle = math.radians(-150 + 240 * share * 2 if upper else -90 + 240 * (share - 0.5) * 2)
        radius, middle = (0.15, 0.35) if upper else (0.17, 0.67)
        side = min(self._pad.width(), self._pad.height())
        x = 0.45 + radius * math.cos(angle)
        y = middle + radius * math.sin(angle)
        return QPoint(round(x * side), round(y * side))
