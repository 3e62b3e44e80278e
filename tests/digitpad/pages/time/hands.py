"""Simulates a user of the time page, and records the signals of its models."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QSlider, QWidget

from digitpad.explanation.robustness import Robustness
from digitpad.explanation.timeline import Timeline
from digitpad.models.visible_model import VisibleModel
from digitpad.pages.time.page import TimePage
from digitpad.reading.reader import Prediction
from tests.digitpad.ink_samples import BAR, SEVEN

Wait = Callable[[Callable[[], object]], None]
POINTS = len(SEVEN.points) + len(BAR.points)


class Heard:
    """The latest answers of a page's models."""

    def __init__(self, page: TimePage) -> None:
        self.replayed: Prediction | None = None
        self.growth: Timeline | None = None
        self.changed: Prediction | None = None
        self.map: Robustness | None = None
        page.replay.predicted.connect(lambda found: setattr(self, "replayed", found))
        page.replay.timeline_ready.connect(lambda found: setattr(self, "growth", found))
        page.transform.predicted.connect(lambda found: setattr(self, "changed", found))
        page.transform.robustness_ready.connect(lambda found: setattr(self, "map", found))


def finish(*models: VisibleModel) -> None:
    """Run the event loop until everything is computed."""
    while any(model.is_working for model in models):
        QApplication.processEvents()


def find(page: QWidget, kind: type, name: str = "") -> QWidget:
    found = page.findChild(kind, name) if name else page.findChild(kind)
    assert found is not None
    return found


def click(page: QWidget, name: str) -> None:
    QTest.mouseClick(find(page, QPushButton, name), Qt.MouseButton.LeftButton)


def slider(page: QWidget, name: str) -> QSlider:
    found = find(page, QSlider, name)
    assert isinstance(found, QSlider)
    return found
