"""The filters page, with a simulated user."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QScrollArea,
    QTabWidget,
    QWidget,
)

import cnn
from cnn.explain.patches import patch
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.common.array_view import ArrayView
from digitpad.pages.filters import maximisation
from digitpad.pages.filters.kernels_view import KernelsView
from digitpad.pages.filters.model import Filter, FiltersModel
from digitpad.pages.filters.page import FiltersPage
from digitpad.pages.filters.patches_view import PatchesView
from digitpad.pages.filters.weights_view import WeightsView
from digitpad.training.run import Run
from digitpad.training.trainer import Trainer
from tests.digitpad.few_digits import few_digits

Wait = Callable[[Callable[[], object]], None]
SEVEN = Drawing((Stroke(((60, 60), (200, 60), (120, 230)), 24.0),))
IN_A_BLOCK: list[cnn.layers.Config] = [
    {
        "kind": "residual",
        "layers": [{"kind": "conv", "out_channels": 1, "kernel_size": 3, "padding": 1}],
    },
    {"kind": "flatten"},
    {"kind": "dense", "out_features": 10},
]


@dataclass(frozen=True, eq=False)
class Desk:
    """The page behind a tab, and what it shows."""

    pad: Pad
    recognition: Recognition
    trainer: Trainer
    filters: FiltersModel
    tabs: QTabWidget
    page: FiltersPage

    def text(self, name: str) -> str:
        label = self.page.findChild(QLabel, name)
        assert isinstance(label, QLabel)
        return label.text()

    def button(self, name: str) -> QAbstractButton:
        button = self.page.findChild(QAbstractButton, name)
        assert isinstance(button, QAbstractButton)
        return button

    def click(self, name: str) -> None:
        QTest.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    @property
    def kernels(self) -> KernelsView:
        view = self.page.findChild(KernelsView)
        assert isinstance(view, KernelsView)
        return view

    @property
    def studied(self) -> bool:
        survey = self.filters.survey
        return (
            survey.statistics is not None and survey.statistics.is_complete and not survey.is_busy
        )


@pytest.fixture
def desk(
    qt: object,
    network: cnn.Network,
    data: cnn.Mnist,
    must_end: Callable[[Callable[[], object]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:
    monkeypatch.setattr(maximisation, "PAUSE_SECONDS", 0.0)
    pad = Pad()
    recognition = Recognition(pad, network)
    trainer = Trainer(few_digits)
    filters = FiltersModel(recognition, trainer, lambda: data.training)
    filters.network_override_requested.connect(recognition.set_network)
    trainer.network_changed.connect(recognition.set_network)
    tabs = QTabWidget()
    page = FiltersPage(filters)
    tabs.addTab(QLabel("another page"), "Other")
    tabs.addTab(page, "Filters")
    tabs.setCurrentIndex(1)
    tabs.resize(794, 680)
    tabs.show()
    assert QTest.qWaitForWindowExposed(tabs)
    yield Desk(pad, recognition, trainer, filters, tabs, page)
    must_end(filters.shut_down)
    must_end(trainer.shut_down)
    tabs.close()
    for made in (tabs, filters, trainer, recognition, pad):
        made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def draw(desk: Desk, wait_until: Wait) -> None:
    desk.pad.show_drawing(SEVEN)
    wait_until(lambda: desk.filters.prediction)


def test_it_works_only_while_it_is_seen(desk: Desk, wait_until: Wait) -> None:
    desk.tabs.setCurrentIndex(0)
    desk.recognition.set_network(desk.recognition.network.copy())
    answer = desk.text("answerBefore")
    draw(desk, wait_until)
    assert not desk.filters.survey.is_busy
    assert desk.text("answerBefore") == answer == "–"
    desk.tabs.setCurrentIndex(1)
    assert desk.filters.survey.is_busy
    assert desk.text("answerBefore") != "–"
    desk.tabs.setCurrentIndex(0)
    assert not desk.filters.survey.is_busy
    desk.tabs.setCurrentIndex(1)
    wait_until(lambda: desk.studied)


def test_pictures_that_are_to_come_say_so(desk: Desk, wait_until: Wait) -> None:
    desk.filters.survey.cancel()
    patches = desk.page.findChild(PatchesView)
    assert isinstance(patches, PatchesView)
    assert patches.accessibleDescription() == "nothing yet"
    empty = patches.grab().toImage()
    desk.filters.survey.resume()
    wait_until(lambda: desk.studied)
    assert patches.accessibleDescription() != "nothing yet"
    assert patches.grab().toImage() != empty


def test_the_details_of_another_filter_are_shown_at_once(
    desk: Desk, wait_until: Wait, network: cnn.Network, data: cnn.Mnist
) -> None:
    draw(desk, wait_until)
    wait_until(lambda: desk.studied)
    combo = desk.page.findChild(QComboBox, "filterLayers")
    assert isinstance(combo, QComboBox)
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert desk.text("filterTitle") == "conv2, filter 1"
    QTest.keyClick(desk.kernels, Qt.Key.Key_Right)
    assert desk.text("filterTitle") == "conv2, filter 2"
    weights = desk.page.findChild(WeightsView)
    assert isinstance(weights, WeightsView)
    assert len(weights.order()) == 6
    live = desk.page.findChild(ArrayView, "liveMap")
    assert isinstance(live, ArrayView)
    assert desk.filters.prediction is not None
    np.testing.assert_array_equal(live.values(), desk.filters.prediction.trace["conv2"][1])
    statistics = desk.filters.statistics
    assert statistics is not None
    patches = desk.page.findChild(PatchesView)
    assert isinstance(patches, PatchesView)
    best = statistics.best[0]
    assert len(patches.words()) == 9
    label = data.training.labels[best.image]
    assert patches.words()[0].startswith(f"test image {best.image + 1}, digit {label}:")
    assert desk.filters.layer is not None
    picture = data.training.inputs()[best.image]
    expected = patch(network, desk.filters.layer, best.row, best.column, picture)[0]
    np.testing.assert_array_equal(patches.patches()[0], expected)
    share = f"{100 * statistics.active_places:.0f} % of positions"
    assert share in desk.text("histogramWords")


def test_space_mutes_and_both_answers_are_shown(desk: Desk, wait_until: Wait) -> None:
    draw(desk, wait_until)
    wait_until(lambda: desk.studied)
    before = desk.text("answerBefore")
    accuracy = desk.text("accuracyBefore")
    assert desk.text("answerNow") == "–"
    QTest.keyClick(desk.kernels, Qt.Key.Key_Space)
    QTest.keyClick(desk.kernels, Qt.Key.Key_Right)
    desk.click("muteBox")
    assert desk.filters.muted == {Filter("conv1", 0), Filter("conv1", 1)}
    assert desk.text("mutedFilters") == "Off: conv1 filters 1, 2"
    assert desk.button("muteBox").isChecked()
    wait_until(lambda: desk.studied and desk.filters.survey.count)
    wait_until(lambda: not desk.filters.survey.is_busy)
    assert desk.text("answerBefore") == before
    shown = desk.filters.prediction
    assert shown is not None
    assert desk.text("answerNow").startswith(f"{shown.label} (")
    assert desk.text("accuracyBefore") == accuracy
    assert desk.text("accuracyNow").endswith(" %")
    desk.click("unmuteButton")
    assert not desk.filters.muted
    assert not desk.button("muteBox").isChecked()
    assert desk.text("answerNow") == desk.text("accuracyNow") == "–"


def test_a_muted_filters_map_is_shown_as_it_would_be(desk: Desk, wait_until: Wait) -> None:
    draw(desk, wait_until)
    live = desk.page.findChild(ArrayView, "liveMap")
    assert isinstance(live, ArrayView)
    before = live.values().copy()
    assert before.any()
    desk.click("muteBox")
    wait_until(
        lambda: desk.filters.prediction and not desk.filters.prediction.trace["relu1"][0].any()
    )
    np.testing.assert_array_equal(live.values(), before)
    assert desk.text("mapWords") == "if turned on"


def test_a_training_is_mentioned_and_stops_the_work(desk: Desk, wait_until: Wait) -> None:
    draw(desk, wait_until)
    wait_until(lambda: desk.studied)
    settings = cnn.TrainingSettings(epochs=1000, batch_size=16)
    desk.trainer.start(Run(desk.recognition.network, settings))
    before = desk.kernels.kernels().copy()
    wait_until(lambda: not np.array_equal(desk.kernels.kernels(), before))
    assert "Pause training" in desk.text("surveyState")
    assert not desk.button("muteBox").isEnabled()
    assert not desk.filters.survey.is_busy
    QTest.keyClick(desk.kernels, Qt.Key.Key_Space)
    assert not desk.filters.muted
    desk.trainer.stop()
    wait_until(lambda: not desk.trainer.is_active)
    assert desk.button("muteBox").isEnabled()
    wait_until(lambda: desk.studied)
    assert desk.text("surveyState") == ""


def test_reading_the_test_set_can_be_cancelled_and_taken_up(desk: Desk, wait_until: Wait) -> None:
    desk.filters.survey.look_at(desk.recognition.network)
    assert desk.button("surveyButton").text() == "Cancel"
    desk.click("surveyButton")
    assert not desk.filters.survey.is_busy
    assert "Cancelled" in desk.text("surveyState")
    desk.click("surveyButton")
    wait_until(lambda: desk.studied)
    assert not desk.button("surveyButton").isVisible()


def test_a_small_bias_is_not_rounded_to_0(desk: Desk, network: cnn.Network) -> None:
    bias = network.layers[0].parameters[1].value
    for value, told in ((-0.0041, "−0.004"), (-3.02, "−3.020"), (0.0, "0")):
        bias[0] = value
        desk.recognition.set_network(network.copy())
        assert desk.text("weightWords") == f"Weights; bias {told}"


def test_other_networks_are_shown_too(desk: Desk) -> None:
    desk.filters.survey.set_visible(False)
    desk.recognition.set_network(cnn.preset("residual", np.random.default_rng(0)))
    combo = desk.page.findChild(QComboBox, "filterLayers")
    assert isinstance(combo, QComboBox)
    names = [combo.itemText(i).split(":")[0] for i in range(combo.count())]
    assert names[:3] == ["conv1", "residual1.conv1", "residual1.conv2"]
    desk.filters.choose_layer(len(names) - 1)
    assert desk.text("filterTitle") == f"{names[-1]}, filter 1"
    desk.recognition.set_network(cnn.preset("rows", np.random.default_rng(0)))
    assert desk.page.findChild(QLabel, "noFilters").isVisible()  # type: ignore[union-attr]
    desk.recognition.set_network(cnn.preset("wide9", np.random.default_rng(0)))
    assert desk.text("filterTitle") == "conv1, filter 1"
    assert desk.kernels.isVisible()


@pytest.mark.parametrize("name", ["lenet", "best", "residual"])
def test_nothing_is_cut_off_in_a_small_window(desk: Desk, name: str) -> None:
    desk.filters.survey.set_visible(False)
    desk.recognition.set_network(cnn.preset(name, np.random.default_rng(0)))
    desk.filters.choose_layer(5)
    QApplication.processEvents()
    QApplication.processEvents()
    assert desk.page.minimumSizeHint().width() <= 794
    assert desk.page.minimumSizeHint().height() <= 600
    page = desk.page.rect()
    for widget in desk.page.findChildren(QWidget):
        if widget.isVisible() and not inside_scroll_area(widget):
            box = widget.rect().translated(widget.mapTo(desk.page, widget.rect().topLeft()))
            assert page.contains(box), widget.objectName()
        if isinstance(widget, QAbstractButton) and widget.isVisible():
            assert widget.width() >= widget.minimumSizeHint().width(), widget.objectName()


def inside_scroll_area(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea | KernelsView):
            return True
        parent = parent.parentWidget()
    return False


def test_everything_can_be_reached_and_is_explained(desk: Desk) -> None:
    for name in ("muteBox", "unmuteButton", "surveyButton", "dreamButton"):
        button = desk.button(name)
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert button.toolTip().endswith(".")
    views = [*desk.page.findChildren(ArrayView), desk.kernels]
    views += [desk.page.findChild(kind) for kind in (PatchesView, WeightsView)]
    for view in views:
        assert isinstance(view, QWidget)
        assert view.accessibleName()


def test_a_choice_that_another_network_does_not_have_is_given_up(
    desk: Desk, wait_until: Wait
) -> None:
    """Statistics of the old network's filters are not used for the new one's."""
    rng = np.random.default_rng(3)
    wait_until(lambda: desk.studied)
    desk.filters.choose_layer(1)
    for other in (cnn.preset("wide9", rng), cnn.Network(IN_A_BLOCK, rng)):
        desk.filters.choose(5)
        desk.recognition.set_network(other)
        assert desk.filters.chosen == Filter(desk.filters.layers[0].name, 0)
        assert desk.text("filterTitle") == f"{desk.filters.layers[0].name}, filter 1"
        assert desk.kernels.currentIndex().row() == 0
        wait_until(lambda: desk.studied)
