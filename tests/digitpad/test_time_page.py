"""The page "Time and change": moved with real events, held against the plain functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QSlider, QWidget

import cnn
from digitpad.growth import Flip, Growth, growth
from digitpad.ink import Drawing, Stroke
from digitpad.models import replay as replay_module
from digitpad.models import variation as variation_module
from digitpad.models.follower import Follower
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.time import TimePage
from digitpad.pen_time import duration, first_points
from digitpad.placed_ink import PlacedInk
from digitpad.preprocessing import network_input
from digitpad.recogniser import Prediction
from digitpad.stability import PAIRS, Stability, stability
from digitpad.transformation import Change, changed_input, transformed
from digitpad.widgets.pen_time_view import PenTimeView
from digitpad.widgets.stability_view import StabilityView
from tests.digitpad.hand import wait
from tests.digitpad.ink_samples import BAR, SEVEN, crossed_seven

Wait = Callable[[Callable[[], object]], None]
POINTS = len(SEVEN.points) + len(BAR.points)


class Heard:
    """The latest answers of a page's models."""

    def __init__(self, page: TimePage) -> None:
        self.replayed: Prediction | None = None
        self.growth: Growth | None = None
        self.changed: Prediction | None = None
        self.map: Stability | None = None
        page.replay.predicted.connect(lambda found: setattr(self, "replayed", found))
        page.replay.grown.connect(lambda found: setattr(self, "growth", found))
        page.variation.predicted.connect(lambda found: setattr(self, "changed", found))
        page.variation.mapped.connect(lambda found: setattr(self, "map", found))


@pytest.fixture(autouse=True)
def _as_the_program_does() -> Iterator[None]:
    """With two threads BLAS waits for whoever else is busy on the machine."""
    with cnn.one_blas_thread():
        yield


@pytest.fixture
def pad(qt: object) -> Pad:
    made = Pad()
    made.show_drawing(crossed_seven())
    return made


@pytest.fixture
def recognition(pad: Pad, network: cnn.Network) -> Recognition:
    return Recognition(pad, network, parent=pad)


@pytest.fixture
def page(pad: Pad, recognition: Recognition) -> Iterator[TimePage]:
    recognition._read()
    made = TimePage(pad, recognition, lambda: pad.drawing)
    made.resize(810, 640)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


@pytest.fixture
def heard(page: TimePage) -> Heard:
    """With everything answered once."""
    made = Heard(page)
    page.hide()
    page.show()
    finish(page.replay, page.variation)
    assert made.growth is not None
    assert made.map is not None
    return made


def finish(*models: Follower) -> None:
    """Do what is left to do, at once."""
    for model in models:
        while model._job.is_working:
            model._job._work()


def find(page: QWidget, kind: type, name: str) -> QWidget:
    found = page.findChild(kind, name)
    assert found is not None
    return found


def click(page: QWidget, name: str) -> None:
    QTest.mouseClick(find(page, QPushButton, name), Qt.MouseButton.LeftButton)


def slider(page: QWidget, name: str) -> QSlider:
    found = find(page, QSlider, name)
    assert isinstance(found, QSlider)
    return found


def test_everything_is_drawn_at_first_and_the_scrubber_goes_back(
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
    expected = growth(network, crossed_seven())
    assert heard.growth is not None
    np.testing.assert_array_equal(heard.growth.times, expected.times)
    np.testing.assert_allclose(
        heard.growth.probabilities, expected.probabilities, rtol=1e-3, atol=1e-5
    )
    curves = find(page, QWidget, "penTimeCurves").listDataItems()  # type: ignore[attr-defined]
    named = page._curves.named()
    assert named[0] == heard.growth.probabilities[-1].argmax()
    for place, label in enumerate(named, start=1):
        _, y = curves[place].getData()
        np.testing.assert_allclose(y, 100 * heard.growth.probabilities[:, label], rtol=1e-5)
    _, greys = curves[0].getData()
    assert len(greys) == (10 - len(named)) * (2 + len(heard.growth.times))


def made_up_growth() -> Growth:
    times = np.arange(1.0, 6.0) * 40
    labels = np.array([1, 1, 7, 7, 4])
    flips = (Flip(120.0, 1, 7), Flip(200.0, 7, 4))
    return Growth(times, np.eye(10)[labels], np.array([150.0, 200.0]), flips)


def test_the_moment_of_the_last_change_is_told_and_can_be_gone_to(
    page: TimePage, heard: Heard
) -> None:
    page.replay.grown.emit(made_up_growth())
    words = find(page, QLabel, "flipsText").text()  # type: ignore[attr-defined]
    assert words == "4 since 100 % of the pen's way; changed 2 times."
    click(page, "lastFlipButton")
    assert page.replay.position == np.searchsorted(page.replay._times, 200.0, side="left") + 1
    shown = [line.value() for line in page._curves._flips if line.isVisible()]
    assert shown == [120.0, 200.0]
    assert page._curves.named()[:3] == [4, 1, 7]


def test_all_ink_of_a_moment_is_there_and_of_a_later_stroke_nothing(
    page: TimePage, heard: Heard, pad: Pad, wait_until: Wait
) -> None:
    dot = Stroke(((200.0, 250.0),), 22.0)
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
    view = PenTimeView()
    view.resize(500, 240)
    view.show()
    assert QTest.qWaitForWindowExposed(view)
    view.show_growth(made_up_growth())
    chosen: list[float] = []
    view.time_chosen.connect(chosen.append)
    plot = view._pg
    at = plot.mapFromScene(plot.getPlotItem().vb.mapViewToScene(QPointF(110.0, 50.0)))
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert chosen == [pytest.approx(110.0, abs=1.5)]
    view.close()


def test_a_dial_changes_the_ink(page: TimePage, heard: Heard, network: cnn.Network) -> None:
    dial = slider(page, "turnDial")
    dial.setValue(25)
    ink = PlacedInk.of(crossed_seven())
    assert heard.changed is not None
    np.testing.assert_array_equal(heard.changed.input, changed_input(ink, Change(turn=25)))
    slider(page, "downDial").setValue(-6)  # quarters of a pixel
    slider(page, "thicknessDial").setValue(150)
    change = Change(turn=25, down=-1.5, thickness=1.5)
    assert page.variation.change == change
    np.testing.assert_array_equal(heard.changed.input, changed_input(ink, change))
    box = find(page, QCheckBox, "preparedBox")
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    np.testing.assert_array_equal(heard.changed.input, changed_input(ink, change, prepared=True))
    click(page, "resetDialsButton")
    assert page.variation.change == Change()
    assert dial.value() == 0


def test_the_map_follows_the_dials(
    page: TimePage, heard: Heard, network: cnn.Network, wait_until: Wait
) -> None:
    ink = PlacedInk.of(crossed_seven())
    heard.map = None
    slider(page, "turnDial").setValue(30)  # runs along the map: it stays the same
    slider(page, "downDial").setValue(8)
    wait_until(lambda: heard.map is not None)
    expected = stability(network, ink, Change(down=2), PAIRS[0])
    assert heard.map is not None
    np.testing.assert_array_equal(heard.map.labels, expected.labels)
    np.testing.assert_allclose(heard.map.probabilities, expected.probabilities, rtol=1e-3)
    axes = find(page, QComboBox, "axesBox")
    QTest.keyClick(axes, Qt.Key.Key_Down)
    wait_until(lambda: heard.map is not None and heard.map.axes == PAIRS[1])
    turned = stability(network, ink, Change(turn=30), PAIRS[1])
    np.testing.assert_array_equal(heard.map.labels, turned.labels)


def test_a_cell_of_the_map_sets_the_dials(page: TimePage, heard: Heard) -> None:
    view = find(page, QWidget, "stability")
    assert isinstance(view, StabilityView)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view._box(2, 6).center())
    assert page.variation.change == Change(turn=30, size=0.8)
    assert slider(page, "turnDial").value() == 30
    assert slider(page, "sizeDial").value() == 80
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert page.variation.change == Change(turn=45, size=0.7)
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Right)
    assert page.variation.change == Change(turn=60, size=0.7)
    assert heard.map is not None
    assert f"{heard.map.labels[1, 8]}, " in view.accessibleDescription()


def test_cells_with_the_usual_answer_look_different_from_others(qt: object) -> None:
    view = StabilityView()
    view.resize(view.sizeHint())
    labels = np.full((9, 9), 7)
    labels[0, 8] = 2
    values = np.linspace(-4, 4, 9)
    view.show_stability(Stability(PAIRS[1], values, values, labels, np.ones((9, 9))))
    view.show_change(Change(), usual=7)
    image = view.grab().toImage()
    usual = image.pixelColor(view._box(3, 0).topLeft() + QPoint(2, 2))
    other = image.pixelColor(view._box(0, 8).topLeft() + QPoint(2, 2))
    assert usual.red() > usual.blue() + 60
    assert other.blue() > other.red() + 60


def test_the_changed_ink_is_put_on_the_pad_in_one_step_that_can_be_undone(
    page: TimePage, heard: Heard, pad: Pad, wait_until: Wait
) -> None:
    button = find(page, QPushButton, "putOnPadButton")
    assert not button.isEnabled()
    other = Stroke(((10.0, 270.0), (20.0, 270.0)), 6.0)
    before = Drawing((*crossed_seven().strokes, other))
    page.variation._source = page.replay._source = crossed_seven  # of two digits this one is chosen
    pad.show_drawing(before)
    slider(page, "turnDial").setValue(50)
    click(page, "putOnPadButton")
    kept, seven, bar = pad.drawing.strokes
    assert kept is other
    turned = transformed(PlacedInk.of(crossed_seven()), Change(turn=50))
    assert np.ptp(seven.array, axis=0) == pytest.approx(np.ptp(turned.strokes[0].array, axis=0))
    assert bar.brush == BAR.brush
    assert page.variation.change == Change()
    pad.undo()
    assert pad.drawing == before


def test_a_new_drawing_is_shown_whole(
    page: TimePage, heard: Heard, pad: Pad, wait_until: Wait
) -> None:
    page.replay.go_to(2)
    pad.begin((200, 200))
    pad.extend((220, 240))
    pad.end()
    wait_until(lambda: page.replay.points == POINTS + 2)
    assert page.replay.position == POINTS + 2
    wait_until(lambda: heard.growth is not None and len(heard.growth.stroke_ends) == 3)
    pad.clear()
    wait_until(lambda: heard.growth is None and heard.map is None)
    assert page.replay.points == 0
    assert heard.changed is None
    assert not find(page, QPushButton, "playButton").isEnabled()
    assert not page.grab().isNull()


def test_a_new_network_leaves_the_scrubber_where_it_is(
    page: TimePage, heard: Heard, recognition: Recognition, wait_until: Wait
) -> None:
    page.replay.go_to(3)
    before = heard.growth
    recognition.set_network(cnn.preset("lenet", np.random.default_rng(9)))
    wait_until(lambda: heard.growth is not before)
    assert page.replay.position == 3


def test_nothing_is_computed_while_the_page_is_hidden(
    page: TimePage, heard: Heard, pad: Pad, recognition: Recognition,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    page.replay.play()
    page.hide()
    assert not page.replay.is_playing
    calls: list[str] = []
    for module, name in (
        (replay_module, "growing"), (replay_module, "recognise"),
        (variation_module, "trying"), (variation_module, "recognise_input"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, lambda *_, n=name: calls.append(n))
    pad.show_drawing(Drawing((BAR,)))
    recognition._read()
    page.variation.set("turn", 20)
    wait(150)
    assert not page.replay._job.is_working
    assert not page.variation._job.is_working
    assert not calls
