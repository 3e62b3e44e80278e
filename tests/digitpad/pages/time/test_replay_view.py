"""The replay: slider, player and curves, compared with the plain functions."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

import cnn
from digitpad.explanation.timeline import AnswerChange, Timeline, timeline
from digitpad.imaging.normalise import network_input
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.timing import duration, first_points, point_times
from digitpad.models.pad import Pad
from digitpad.pages.time import replay as replay_module
from digitpad.pages.time.page import TimePage
from digitpad.pages.time.timeline_view import TimelineView
from tests.digitpad.ink_samples import SEVEN, crossed_seven
from tests.digitpad.pages.time.hands import POINTS, Heard, Wait, click, find, slider


def test_everything_is_drawn_at_first_and_the_slider_goes_back(
    page: TimePage, heard: Heard, network: cnn.Network
) -> None:
    scrubber = slider(page, "replaySlider")
    assert (scrubber.maximum(), scrubber.value()) == (POINTS, POINTS)
    QTest.keyClick(scrubber, Qt.Key.Key_Left)
    QTest.keyClick(scrubber, Qt.Key.Key_Left)
    QTest.keyClick(scrubber, Qt.Key.Key_Left)
    assert page.replay.position == POINTS - 3
    assert [len(s.points) for s in page.replay.ink.strokes] == [3]
    image = network_input(first_points(crossed_seven(), POINTS - 3))
    assert heard.replayed is not None
    np.testing.assert_array_equal(heard.replayed.input, image)
    words = find(page, QLabel, "replayAnswer").text()  # type: ignore[attr-defined]
    assert f"{heard.replayed.rivals[0]}" in words
    QTest.keyClick(scrubber, Qt.Key.Key_Home)
    assert page.replay.ink.is_empty
    assert heard.replayed is None


def test_the_buttons_go_from_stroke_to_stroke(page: TimePage, heard: Heard) -> None:
    first = len(SEVEN.points)
    positions = []
    for name in ("previous", "previous", "previous", "next", "next", "next"):
        click(page, f"{name}StrokeButton")
        positions.append(page.replay.position)
    assert positions == [first, 0, 0, first, POINTS, POINTS]


def test_it_plays_to_the_end_and_can_be_stopped(
    page: TimePage, heard: Heard, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay_module, "PLAY_SECONDS", 0.15)
    seen: list[int] = []
    page.replay.changed.connect(lambda: seen.append(page.replay.position))
    click(page, "playButton")
    assert page.replay.is_playing
    wait_until(lambda: not page.replay.is_playing)
    assert page.replay.position == POINTS
    assert seen == sorted(seen)
    assert seen[0] == 1
    monkeypatch.setattr(replay_module, "PLAY_SECONDS", 100.0)
    click(page, "playButton")
    click(page, "playButton")
    assert not page.replay.is_playing
    assert page.replay.position < POINTS


def test_the_curves_are_the_growth_of_the_drawing(
    page: TimePage, heard: Heard, network: cnn.Network
) -> None:
    expected = timeline(network, crossed_seven())
    assert heard.growth is not None
    np.testing.assert_array_equal(heard.growth.times, expected.times)
    np.testing.assert_allclose(
        heard.growth.probabilities, expected.probabilities, rtol=1e-3, atol=1e-5
    )
    curves = find(page, QWidget, "penTimeCurves").listDataItems()  # type: ignore[attr-defined]
    named = find(page, TimelineView).named()
    assert named[0] == heard.growth.probabilities[-1].argmax()
    for place, label in enumerate(named, start=1):
        _, y = curves[place].getData()
        np.testing.assert_allclose(y, 100 * heard.growth.probabilities[:, label], rtol=1e-5)
    _, greys = curves[0].getData()
    assert len(greys) == (10 - len(named)) * (2 + len(heard.growth.times))


def made_up_growth() -> Timeline:
    times = np.arange(1.0, 6.0) * 40
    labels = np.array([1, 1, 7, 7, 4])
    changes = (AnswerChange(120.0, 1, 7), AnswerChange(200.0, 7, 4))
    return Timeline(times, np.eye(10)[labels], np.array([150.0, 200.0]), changes)


def test_the_last_change_is_shown_and_can_be_opened(page: TimePage, heard: Heard) -> None:
    page.replay.timeline_ready.emit(made_up_growth())
    words = find(page, QLabel, "flipsText").text()  # type: ignore[attr-defined]
    assert words == "Reads 4 from 100 % of the drawing on. Earlier changes: 1."
    click(page, "lastFlipButton")
    times = point_times(page.replay.drawing)
    assert page.replay.position == np.searchsorted(times, 200.0, side="left") + 1
    shown = find(page, TimelineView).change_times()
    assert shown == [120.0, 200.0]
    assert find(page, TimelineView).named()[:3] == [4, 1, 7]


def test_all_ink_of_a_moment_is_there_and_of_a_later_stroke_nothing(
    page: TimePage, heard: Heard, pad: Pad, wait_until: Wait
) -> None:
    dot = Stroke(((100.0, 100.0),), 22.0)
    pad.show_drawing(Drawing((dot, *crossed_seven().strokes)))
    wait_until(lambda: page.replay.points == POINTS + 1)
    for time, points in ((22.0, 1), (22.1, 3), (22.0 + duration(SEVEN), 1 + len(SEVEN.points))):
        page.replay.go_to_time(time)
        assert page.replay.position == points


def test_a_dot_is_played_to_its_end(
    page: TimePage, heard: Heard, pad: Pad, wait_until: Wait
) -> None:
    pad.show_drawing(Drawing((Stroke(((100.0, 100.0),), 22.0),)))
    wait_until(lambda: page.replay.points == 1)
    button = find(page, QPushButton, "playButton")
    click(page, "playButton")
    assert button.accessibleName() == "Pause"
    wait_until(lambda: button.accessibleName() == "Play")


def test_a_click_on_the_curves_chooses_a_moment(qt: object) -> None:
    view = TimelineView()
    view.resize(500, 240)
    view.show()
    assert QTest.qWaitForWindowExposed(view)
    view.show_timeline(made_up_growth())
    chosen: list[float] = []
    view.time_chosen.connect(chosen.append)
    plot = view.findChild(pg.PlotWidget)
    at = plot.mapFromScene(plot.getPlotItem().vb.mapViewToScene(QPointF(110.0, 50.0)))
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert chosen == [pytest.approx(110.0, abs=1.5)]
    view.close()
