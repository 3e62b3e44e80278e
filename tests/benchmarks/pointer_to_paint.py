"""How long it takes from a move of the pointer to everything that follows being painted.

    python tests/benchmarks/pointer_to_paint.py [--moves 600] [--json]

Opens the real window, draws digits on it with pointer events, and measures each move until the
prediction, the bars, the network's input and all feature maps were painted: first idle, then while
a network is in training.  It uses the display if there is one, and is off-screen otherwise.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

import cnn
from digitpad import app as digitpad_app
from digitpad.painting import theme

VIEWS = ("prediction", "probabilities", "networkInput", "featureMaps")
STROKE_POINTS = 40
PAUSE_MS = 8
TARGETS = {"idle": 8.0, "training": 16.0}
PAINTED = QEvent.Type(QEvent.registerEventType())


class Stopwatch(QObject):
    """Moves the pointer, and waits for the paint of all views that follows.

    Each view's paint event is seen by an event filter; when the last one is there, a posted event
    marks the time at which Qt is through with painting.
    """

    def __init__(self, window: digitpad_app.App, moves: int) -> None:
        super().__init__()
        self._app = window
        self._pad = window.window.findChild(QWidget, "pad")
        self._views = [window.window.findChild(QWidget, name) for name in VIEWS]
        self._waiting: set[QObject] | None = None
        self._moves = moves
        self._step = 0
        self._started = 0.0
        self.times: list[float] = []
        window.recognition.predicted.connect(self._predicted)
        for view in self._views:
            view.installEventFilter(self)

    def run(self) -> list[float]:
        """Measure; returns milliseconds, one for each move."""
        QTimer.singleShot(300, self._move)
        QApplication.exec()
        return self.times

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._waiting is not None:
            self._waiting.discard(watched)
            if not self._waiting:
                self._waiting = None
                high = Qt.EventPriority.HighEventPriority.value
                QCoreApplication.postEvent(self, QEvent(PAINTED), high)
        return False

    def customEvent(self, event: QEvent) -> None:
        self.times.append(1000.0 * (time.perf_counter() - self._started))
        if len(self.times) < self._moves:
            QTimer.singleShot(PAUSE_MS, self._move)
        else:
            QTest.mouseRelease(self._pad, Qt.MouseButton.LeftButton)
            QApplication.exit()

    def _predicted(self) -> None:
        if self._started and self._waiting is None and len(self.times) < self._step:
            self._waiting = set(self._views)

    def _move(self) -> None:
        turn = self._step % STROKE_POINTS
        if turn == 0:
            QTest.mouseRelease(self._pad, Qt.MouseButton.LeftButton)
            self._app.pad.clear()
            QTest.mousePress(self._pad, Qt.MouseButton.LeftButton, pos=self._place(0))
        self._step += 1
        self._started = time.perf_counter()
        QTest.mouseMove(self._pad, self._place(turn + 1))

    def _place(self, turn: int) -> QPoint:
        """A point on a 3 that stands off the centre."""
        share = turn / STROKE_POINTS
        upper = share < 0.5
        angle = math.radians(-150 + 240 * share * 2 if upper else -90 + 240 * (share - 0.5) * 2)
        radius, middle = (0.15, 0.35) if upper else (0.17, 0.67)
        side = min(self._pad.width(), self._pad.height())
        x = 0.45 + radius * math.cos(angle)
        y = middle + radius * math.sin(angle)
        return QPoint(round(x * side), round(y * side))


def summary(times: list[float]) -> dict[str, float]:
    """Median, 95th percentile and worst, in milliseconds."""
    ordered = sorted(times[10:])
    return {
        "p50_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 2),
        "worst_ms": round(ordered[-1], 2),
    }


def measure(moves: int, width: int, height: int) -> dict[str, object]:
    """Open the window, measure idle and in training, and close it."""
    qt = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(qt, QApplication)
    theme.dress(qt)
    digitpad_app.tune_interpreter()
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        app = digitpad_app.build(settings, Path(folder))
        app.window.resize(width, height)
        app.window.show()
        QTest.qWaitForWindowExposed(app.window)
        result: dict[str, object] = {
            "platform": qt.platformName(),
            "window": [app.window.width(), app.window.height()],
            "pixel_ratio": app.window.devicePixelRatioF(),
        }
        result["idle"] = summary(Stopwatch(app, moves).run())
        fresh = cnn.preset("lenet", np.random.default_rng(0))
        app.trainer.start(fresh, cnn.TrainingSettings(epochs=1000))
        while app.trainer.batch is None:
            QTest.qWait(20)
        result["training"] = summary(Stopwatch(app, moves).run())
        result["training_images_per_second"] = round(app.trainer.batch.images_per_second)
        app.shut_down()
        app.window.close()
    return result


def main() -> int:
    """Print the figures; exit status 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=600)
    parser.add_argument("--size", default="1280x800", help="of the window, default %(default)s")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    options = parser.parse_args()
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    width, height = map(int, options.size.split("x"))
    result = measure(options.moves, width, height)
    missed = [name for name, most in TARGETS.items() if result[name]["p95_ms"] > most]
    if options.json:
        print(json.dumps(result))
        return 1 if missed else 0
    for name, most in TARGETS.items():
        figures = ", ".join(f"{key[:-3]} {value} ms" for key, value in result[name].items())
        print(f"{name:>8}: {figures}   (p95 at most {most:g} ms)")
    print(
        f"{result['platform']}, {options.size} at {result['pixel_ratio']}x, "
        f"training {result['training_images_per_second']} images/s"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
