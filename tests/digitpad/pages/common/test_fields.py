"""Numbers typed in every way and language, and the wheel over fields."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QTabWidget,
    QToolTip,
    QWidget,
)

from digitpad.app import App
from digitpad.pages.common.fields import NumberField, WholeField
from digitpad.pages.training.form import TrainingForm
from digitpad.training.trainer import State, Trainer
from tests.digitpad.few_digits import few_digits


@pytest.fixture(params=["de_DE", "fr_FR", "en_US", "ar_EG"])
def locale(request: pytest.FixtureRequest) -> Iterator[str]:
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


@pytest.fixture
def trainer(qt: object) -> Iterator[Trainer]:
    made = Trainer(few_digits)
    yield made
    made.shut_down()


@pytest.fixture
def panel(locale: str, trainer: Trainer) -> Iterator[TrainingForm]:
    made = TrainingForm(trainer)
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made)
    yield made
    made.close()


def on_its_page(app: App) -> TrainingForm:
    app.window.show()
    assert QTest.qWaitForWindowExposed(app.window)
    app.window.findChild(QTabWidget, "tabs").setCurrentIndex(1)
    found = app.window.findChild(TrainingForm)
    assert found is not None
    return found


def field(panel: TrainingForm, name: str) -> NumberField | WholeField:
    found = panel.findChild(QAbstractSpinBox, name)
    assert isinstance(found, NumberField | WholeField)
    return found


def typed(box: NumberField | WholeField, text: str) -> None:
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)


@pytest.mark.parametrize(
    ("text", "value"), [("0.05", 0.05), ("0,05", 0.05), ("5e-2", 0.05), ("1e-3", 0.001)]
)
def test_a_rate_is_what_it_says_in_every_language(
    panel: TrainingForm, text: str, value: float
) -> None:
    box = field(panel, "learningRateBox")
    typed(box, text)
    QTest.keyClick(box, Qt.Key.Key_Tab)
    assert box.value() == pytest.approx(value)
    assert box.text() == f"{value:g}"


@pytest.mark.parametrize("text", ["50 000", "50.000", "50,000", "50000"])
def test_a_whole_number_is_what_it_says_in_every_language(panel: TrainingForm, text: str) -> None:
    box = field(panel, "seedBox")
    typed(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == 50_000
    assert box.text() == "50\u202f000"


@pytest.mark.parametrize(
    ("name", "text"),
    [("learningRateBox", "99"), ("learningRateBox", "abc"), ("epochsBox", "2.5"),
     ("epochsBox", "0"), ("epochsBox", "1e309"), ("batchSizeBox", "-"), ("seedBox", "-1")],
)  # fmt: skip
def test_what_is_no_such_number_leaves_the_value_and_says_why(
    panel: TrainingForm, trainer: Trainer, name: str, text: str
) -> None:
    box = field(panel, name)
    before = box.value()
    typed(box, text)
    panel.request_start()
    assert box.value() == before
    message = panel.findChild(QLabel, "trainMessage").text()
    assert message.startswith(f"{box.accessibleName()}: still {box.textFromValue(before)}. ")
    assert f"“{text}”" in message
    assert QToolTip.text() == message
    assert trainer.state is State.IDLE, "a training does not start with another number"
    QToolTip.hideText()


def test_what_is_still_being_typed_counts_when_a_training_starts(
    panel: TrainingForm, trainer: Trainer
) -> None:
    box = field(panel, "learningRateBox")
    typed(box, "0,02")
    panel.findChild(QPushButton, "startButton").click()
    assert trainer.run is not None
    assert trainer.run.settings.learning_rate == 0.02


def fields_of(app: App) -> list[QWidget]:
    kinds = QAbstractSpinBox, QComboBox, QAbstractSlider
    children = app.window.findChildren(QWidget)
    return [w for w in children if isinstance(w, kinds) and not isinstance(w, QScrollBar)]


def value_of(widget: QWidget) -> object:
    if isinstance(widget, QComboBox):
        return widget.currentIndex()
    return widget.value()  # type: ignore[attr-defined]


def test_the_wheel_does_not_change_fields_that_were_not_clicked(app: App) -> None:
    """On every page, and the page scrolls instead."""
    tabs = app.window.findChild(QTabWidget, "tabs")
    tried = 0
    for page in range(tabs.count()):
        tabs.setCurrentIndex(page)
        for widget in fields_of(app):
            if not widget.isVisible() or not widget.isEnabled() or widget.hasFocus():
                continue
            before = value_of(widget)
            at = widget.mapTo(app.window, widget.rect().center())
            for step in (-120, 120):
                QTest.wheelEvent(app.window.windowHandle(), QPointF(at), QPoint(0, step))
                assert value_of(widget) == before, widget.objectName()
            tried += 1
    assert tried > 15


def test_the_wheel_over_a_field_scrolls_the_page(app: App) -> None:
    app.window.resize(1200, 540)
    tabs = app.window.findChild(QTabWidget, "tabs")
    tabs.setCurrentIndex(1)
    area = tabs.currentWidget()
    assert isinstance(area, QScrollArea)
    area.widget().setMinimumHeight(2000)
    QApplication.processEvents()
    bar = area.verticalScrollBar()
    box = app.window.findChild(QAbstractSpinBox, "epochsBox")
    at = box.mapTo(app.window, box.rect().center())
    QTest.wheelEvent(app.window.windowHandle(), QPointF(at), QPoint(0, -120))
    assert bar.value() > 0


def wheel(app: App, widget: QWidget, step: int) -> None:
    at = widget.mapTo(app.window, widget.rect().center())
    QTest.wheelEvent(app.window.windowHandle(), QPointF(at), QPoint(0, step))


def test_the_wheel_changes_a_field_that_was_clicked(app: App) -> None:
    box = field(on_its_page(app), "epochsBox")
    box.setFocus()
    at = box.mapTo(app.window, box.rect().center())
    QTest.wheelEvent(app.window.windowHandle(), QPointF(at), QPoint(0, 120))
    assert box.value() == 4


def test_a_click_on_start_does_not_train_with_another_number_than_was_typed(app: App) -> None:
    panel = on_its_page(app)
    box = field(panel, "batchSizeBox")
    before = box.value()
    typed(box, "abc")
    QTest.mouseClick(panel.findChild(QPushButton, "startButton"), Qt.MouseButton.LeftButton)
    assert app.trainer.state is State.IDLE
    message = panel.findChild(QLabel, "trainMessage").text()
    assert message.startswith(f"Batch size: still {before}. ")
    QToolTip.hideText()


def test_the_wheel_passes_over_a_field_that_has_the_focus_of_a_page_that_went(
    app: App,
) -> None:
    """Qt gives the focus of a page that is hidden to the first field of the next one."""
    presets = on_its_page(app).findChild(QComboBox, "presetBox")
    presets.clearFocus()
    presets.setFocus(Qt.FocusReason.TabFocusReason)
    before = presets.currentIndex()
    wheel(app, presets, -120)
    assert presets.currentIndex() == before
    presets.setFocus(Qt.FocusReason.MouseFocusReason)
    presets.clearFocus()
    presets.setFocus(Qt.FocusReason.MouseFocusReason)
    wheel(app, presets, -120)
    assert presets.currentIndex() != before
