"""Everything fits in large type, as in a presentation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QTextDocument
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton

from digitpad.app import App
from digitpad.explanation.timeline import Timeline
from digitpad.ink.samples import drawn_three
from digitpad.pages.common import theme
from digitpad.pages.common.probabilities_view import ProbabilitiesView
from digitpad.pages.preprocessing.stage_view import StageView
from digitpad.pages.time.timeline_view import TimelineView
from tests.digitpad.hand import Wait, turn_to

LARGER = 1.5

WAYS_HINT = "Click a drawing to put it on the pad"


@pytest.fixture
def enlarge(qt: QApplication) -> Iterator[Callable[[], None]]:
    """Enlarges all text, like a presentation."""
    before = qt.font()
    yield lambda: qt.setFont(theme.scaled_font(before, LARGER))
    qt.setFont(before)


def buttons_of(app: App, names: list[str]) -> list[QPushButton]:
    found = [app.window.findChild(QPushButton, name) for name in names]
    assert all(found)
    return [button for button in found if isinstance(button, QPushButton)]


def test_buttons_grow_with_their_words(app: App, enlarge: Callable[[], None]) -> None:
    names = ["undoButton", "clearButton", "class0Button", "class10Button"]
    before = [(b.iconSize().height(), b.minimumSize()) for b in buttons_of(app, names)]
    enlarge()
    QApplication.processEvents()
    for button, (icon, least) in zip(buttons_of(app, names), before, strict=True):
        assert button.fontMetrics().horizontalAdvance(button.text()) < button.width()
        if button.icon().isNull():
            assert button.minimumWidth() > least.width()
        else:
            assert button.iconSize().height() > 1.2 * icon
            assert button.minimumHeight() > 1.2 * least.height()


def test_bars_keep_room_for_their_digits(qt: QApplication) -> None:
    view = ProbabilitiesView()
    before = view.minimumHeight()
    view.setFont(theme.scaled_font(view.font(), LARGER))
    line = QFontMetrics(theme.scaled_font(view.font(), 1.2)).height()
    assert view.minimumHeight() - before > line / 3
    assert view.minimumHeight() > 2 * line + 40


def test_the_pictures_of_the_steps_are_equally_large(app: App) -> None:
    turn_to(app, "inkTab")
    app.pad.show_drawing(drawn_three())
    for width in range(1280, 1312, 3):  # on both sides of a step of 28 pixels
        app.window.resize(width, 800)
        QApplication.processEvents()
        sides = {picture.side for picture in app.window.findChildren(StageView)}
        assert len(sides) == 1
        assert sides.pop() % 28 == 0


def test_names_at_the_ends_stay_on_the_plot(qt: QApplication) -> None:
    """A class that was probable only at the first moment has its name there."""
    view = TimelineView()
    view.resize(500, 220)
    times = np.linspace(0, 200, 41)
    probabilities = np.zeros((41, 11))
    probabilities[0, 10], probabilities[1:, 3] = 1.0, 1.0
    view.show_timeline(Timeline(times, probabilities, np.array([200.0]), ()))
    view.show()
    QApplication.processEvents()
    (plot,) = view.findChildren(pg.PlotWidget)
    inside = plot.getPlotItem().vb.sceneBoundingRect()
    names = [item for item in plot.items() if isinstance(item, pg.TextItem) and item.isVisible()]
    assert {item.toPlainText() for item in names} == {"no digit", "3"}
    for item in names:
        assert inside.adjusted(-1, -1, 1, 1).contains(item.sceneBoundingRect())


@pytest.mark.parametrize(
    ("tab", "name"),
    [("trainTab", "startButton"), ("handwritingTab", "resetAugmentationButton")],
)
def test_columns_grow_with_their_letters(
    app: App, enlarge: Callable[[], None], tab: str, name: str
) -> None:
    turn_to(app, tab)
    (button,) = buttons_of(app, [name])
    before = button.parentWidget().width()
    enlarge()
    QApplication.processEvents()
    assert button.parentWidget().width() > 1.3 * before


def test_the_heading_of_the_steps_is_seen_whole(
    app: App, enlarge: Callable[[], None], wait_until: Wait
) -> None:
    turn_to(app, "inkTab")
    enlarge()
    for name in ("box", "rim", "pen", "centring"):
        app.window.findChild(QCheckBox, f"{name}Step").click()
    heading = app.window.findChild(QLabel, "inkHeading")
    line = heading.fontMetrics().height()
    wait_until(lambda: heading.height() > 1.5 * line)
    wait_until(lambda: heading.heightForWidth(heading.width()) <= heading.height())


def test_names_do_not_stand_on_one_another(qt: QApplication) -> None:
    """Two classes that were almost certain, one shortly after the other."""
    view = TimelineView()
    times = np.linspace(0, 200, 101)
    probabilities = np.zeros((101, 11))
    probabilities[:40, 7], probabilities[40:42, 10], probabilities[42:44, 1] = 0.5, 0.9, 0.9
    probabilities[44:46, 4], probabilities[46:, 3] = 0.9, 1.0
    view.show_timeline(Timeline(times, probabilities, np.array([200.0]), ()))
    view.show()
    for width in (900, 450):
        view.resize(width, 220)
        QApplication.processEvents()
        view.grab()
        (plot,) = view.findChildren(pg.PlotWidget)
        names = [i for i in plot.items() if isinstance(i, pg.TextItem) and i.isVisible()]
        places = [name.sceneBoundingRect().adjusted(1, 1, -1, -1) for name in names]
        assert len(places) == 5
        for number, place in enumerate(places):
            assert not any(place.intersects(other) for other in places[:number])


def test_what_the_curves_are_is_seen_whole(app: App, enlarge: Callable[[], None]) -> None:
    turn_to(app, "trainTab")
    enlarge()
    app.window.resize(1400, 900)
    QApplication.processEvents()
    for name in ("lossHeading", "accuracyHeading"):
        heading = app.window.findChild(QLabel, name)
        words = QTextDocument()
        words.setDefaultFont(heading.font())
        words.setDocumentMargin(0)
        words.setHtml(heading.text())
        assert words.idealWidth() <= heading.width()


def test_the_hint_beside_the_hand_is_seen_whole(
    app: App, enlarge: Callable[[], None], wait_until: Wait
) -> None:
    turn_to(app, "handwritingTab")
    enlarge()
    app.window.resize(1280, 800)
    (hint,) = [
        label for label in app.window.findChildren(QLabel) if label.text().startswith(WAYS_HINT)
    ]

    def is_seen_whole() -> bool:
        room = QRect(0, 0, hint.width(), 1000)
        lines = hint.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, hint.text())
        return lines.height() <= hint.height()

    wait_until(is_seen_whole)  # a layout settles in several turns
