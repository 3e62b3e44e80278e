"""The contact sheet and the changed images on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QSlider

import cnn
from cnn.augmentation import Augmentation
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.common import theme
from digitpad.pages.handwriting import contact_sheet_view
from digitpad.pages.handwriting.augmentation import COUNT, AugmentationPreview
from digitpad.pages.handwriting.augmentation_panel import AUGMENTATIONS, AugmentationPanel
from digitpad.pages.handwriting.augmented_view import AugmentedView
from digitpad.pages.handwriting.contact_sheet import KINDS, ContactSheet
from digitpad.pages.handwriting.contact_sheet_view import ContactSheetView

Wait = Callable[[Callable[[], object]], None]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def sheet(qt: object, wait_until: Wait) -> ContactSheet:
    made = ContactSheet()
    made.set_visible(True)
    wait_until(lambda: len(made.drawings) == len(KINDS))
    return made


@pytest.fixture
def view(sheet: ContactSheet) -> Iterator[ContactSheetView]:
    made = ContactSheetView(sheet)
    made.resize(820, 600)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def ink_in(image: QImage, view: ContactSheetView, number: int) -> int:
    """How many dark pixels a cell has above its name."""
    cell = view.cell(number).adjusted(6, 6, -6, -24)
    xs, ys = range(cell.left(), cell.right()), range(cell.top(), cell.bottom())
    return sum(image.pixelColor(x, y).lightness() < 128 for x in xs for y in ys)


def test_every_drawing_has_a_place_of_its_own(view: ContactSheetView) -> None:
    covered = np.zeros((600, 820), np.uint8)
    for number in range(len(KINDS)):
        cell = view.cell(number)
        assert view.rect().contains(cell)
        covered[cell.top() : cell.bottom() + 1, cell.left() : cell.right() + 1] += 1
    assert covered.max() == 1


def test_all_are_painted_a_few_at_a_time(
    view: ContactSheetView, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_until(lambda: len(view.painted) == len(KINDS))
    whole = view.grab().toImage()
    assert all(ink_in(whole, view, number) > 30 for number in range(len(KINDS)))
    monkeypatch.setattr(contact_sheet_view, "PAINT_SECONDS", -1.0)
    view.resize(800, 590)
    QApplication.processEvents()
    assert view.painted == [], "there was no time for any"


def test_a_click_picks_a_drawing(view: ContactSheetView) -> None:
    picked: list[int] = []
    view.picked.connect(picked.append)
    QTest.mouseClick(view, LEFT, pos=view.cell(33).center())
    QTest.mouseClick(view, Qt.MouseButton.RightButton, pos=view.cell(3).center())
    assert picked == [33]


def test_the_keys_pick_a_drawing(view: ContactSheetView) -> None:
    picked: list[int] = []
    view.picked.connect(picked.append)
    view.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(view, key)
    columns = view.grid()[0]
    assert picked == [1 + columns]
    assert view.accessibleDescription().startswith(KINDS[1 + columns].title)


@pytest.fixture
def panel(qt: object) -> Iterator[AugmentationPanel]:
    made = AugmentationPanel(Augmentation())
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def test_every_kind_of_change_has_a_switch_and_a_slider(panel: AugmentationPanel) -> None:
    assert {change.field for change in AUGMENTATIONS} == set(Augmentation.__dataclass_fields__)
    assert panel.augmentation() == Augmentation()
    for change in AUGMENTATIONS:
        assert panel.findChild(QSlider, f"{change.field}Slider").toolTip().endswith(".")


@pytest.mark.parametrize("change", AUGMENTATIONS, ids=lambda change: change.field)
def test_a_switch_and_a_slider_change_one_thing(panel: AugmentationPanel, change: object) -> None:
    field = change.field  # type: ignore[attr-defined]
    told: list[Augmentation] = []
    panel.changed.connect(told.append)
    panel.findChild(QCheckBox, f"{field}Switch").click()
    assert getattr(told[-1], field) == 0
    panel.findChild(QCheckBox, f"{field}Switch").click()
    slider = panel.findChild(QSlider, f"{field}Slider")
    slider.setValue(slider.maximum())
    assert getattr(told[-1], field) == change.most  # type: ignore[attr-defined]
    panel.reset()
    assert told[-1] == Augmentation()


def test_going_back_is_one_change(panel: AugmentationPanel) -> None:
    """Each takes one pass over all images."""
    for change in AUGMENTATIONS:
        panel.findChild(QSlider, f"{change.field}Slider").setValue(0)
    told: list[Augmentation] = []
    panel.changed.connect(told.append)
    panel.reset()
    assert told == [Augmentation()]


def test_what_is_misread_stands_out(
    qt: object, data: cnn.Mnist, network: cnn.Network, wait_until: Wait
) -> None:
    variations = AugmentationPreview(Recognition(Pad(), network), lambda: data.test)
    view = AugmentedView(variations)
    view.resize(560, 460)
    variations.set_visible(True)
    wait_until(lambda: variations.shown)
    image = view.grab().toImage()
    accent = theme.accent(view.palette()).rgb()
    assert {each.is_misread for each in variations.shown} == {True, False}
    for number in range(COUNT):
        box = view.picture(number)
        assert view.rect().contains(box)
        framed = image.pixelColor(box.left() - 1, box.center().y()).rgb() == accent
        assert framed == variations.shown[number].is_misread
    variations.shut_down()
