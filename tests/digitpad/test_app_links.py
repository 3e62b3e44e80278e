"""A click on a picture opens the page that explains it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

import cnn
from cnn.explain.graph import Place
from digitpad.app import App
from digitpad.pages.feature_maps.view import FeatureMapsView
from digitpad.pages.network.model import NetworkModel
from tests.digitpad.hand import LEFT, Wait, draw_seven, find


def look_inside(app: App) -> FeatureMapsView:
    view = find(app, "featureMaps")
    assert isinstance(view, FeatureMapsView)
    return view


def inspection(app: App) -> NetworkModel:
    return find(app, "glancePage").model  # type: ignore[attr-defined, no-any-return]


def press_kernel(app: App, layer: str, channel: int) -> None:
    """Click the kernel to the left of the first map of a filter."""
    view = look_inside(app)
    at = view.centre_of(layer, channel).toPoint()
    while (found := view.array_at(at)) is None or "kernel" not in found[0]:
        at -= QPoint(1, 0)
    QTest.mouseMove(view, at)
    QTest.mouseClick(view, LEFT, pos=at)


def test_a_number_is_followed_back(app: App, wait_until: Wait) -> None:
    draw_seven(app)
    wait_until(lambda: app.recognition.state.prediction)
    view = look_inside(app)
    at = view.centre_of("conv2", 3).toPoint()
    QTest.mouseMove(view, at)
    assert view.cursor().shape() is Qt.CursorShape.PointingHandCursor
    QTest.mouseClick(view, LEFT, pos=at)
    assert find(app, "networkView").isVisible()
    assert inspection(app).pinned == Place("conv2", 3, 4, 4)
    title = app.window.findChild(QLabel, "arithmeticTitle")
    assert title.text().startswith("conv2, map 4, row 5, column 5 = ")


def test_a_kernel_opens_its_filter(app: App) -> None:
    press_kernel(app, "conv2", 5)
    assert find(app, "filterDossier").isVisible()
    assert app.window.findChild(QLabel, "filterTitle").text() == "conv2, filter 6"


def test_what_stands_between_the_pictures_leads_nowhere(app: App) -> None:
    view = look_inside(app)
    QTest.mouseMove(view, QPoint(2, 2))
    assert view.cursor().shape() is Qt.CursorShape.ArrowCursor
    QTest.mouseClick(view, LEFT, pos=QPoint(2, 2))
    QTest.mouseClick(view, Qt.MouseButton.MiddleButton, pos=view.centre_of("conv1", 0).toPoint())
    assert view.isVisible()


@pytest.mark.parametrize("place", [Place("conv9", 0), Place("conv1", 6), Place("conv1", 0, 24, 0)])
def test_a_number_that_the_network_does_not_have_is_not_followed(app: App, place: Place) -> None:
    find(app, "glancePage").open(place)  # type: ignore[attr-defined]
    assert inspection(app).pinned is None


def test_of_another_network_too(app: App, wait_until: Wait) -> None:
    app.recognition.set_network(cnn.bundled_network("best"))
    wait_until(lambda: app.recognition.state.network.name == "best")
    view = look_inside(app)
    at = view.centre_of("relu2", 20).toPoint()
    QTest.mouseMove(view, at)
    QTest.mouseClick(view, LEFT, pos=at)
    assert inspection(app).pinned == Place("relu2", 20, 4, 4)


def press_bar(app: App, share: float, height: float = 0.4) -> None:
    """Click the bars beside the pad, this far to the right and below their top."""
    bars = find(app, "probabilities")
    at = QPoint(round(share * bars.width()), round(height * bars.height()))
    QTest.mouseClick(bars, LEFT, pos=at)


def test_a_bar_asks_why_or_why_not(app: App, wait_until: Wait) -> None:
    draw_seven(app)
    wait_until(lambda: app.recognition.state.prediction)
    press_bar(app, 0.95)
    page = find(app, "whyTab")
    assert page.isVisible()
    assert page.model.label == 9  # type: ignore[attr-defined]
    press_bar(app, 0.02)
    assert page.model.label == 0  # type: ignore[attr-defined]


def test_the_line_below_asks_why_it_is_no_digit(app: App) -> None:
    press_bar(app, 0.5, 0.98)
    assert not find(app, "whyTab").isVisible(), "this network does not know of it"
    app.recognition.set_network(cnn.bundled_network("best"))
    press_bar(app, 0.5, 0.98)
    assert find(app, "whyTab").model.label == 10  # type: ignore[attr-defined]
