"""The page of handwriting: how digits are written, and how their images vary."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from digitpad.models.pad import Pad
from digitpad.pages.common.fields import WholeField
from digitpad.pages.common.page import PAGE_MARGIN, Column, take_keyboard
from digitpad.pages.handwriting.augmentation import COUNT, AugmentationPreview
from digitpad.pages.handwriting.augmentation_panel import AugmentationPanel
from digitpad.pages.handwriting.augmented_view import AugmentedView
from digitpad.pages.handwriting.contact_sheet import ContactSheet
from digitpad.pages.handwriting.contact_sheet_view import ContactSheetView

SPACING = 12
PANEL_LETTERS = 38
HANDS = 9999
VIEWS = (
    ("Ways of writing", "See the ways in which people write each digit."),
    (
        "Augmentation",
        "See how images are changed at random, so that a network learns from more of them.",
    ),
)
WAYS_HINT = "Click a drawing to put it on the pad; Undo takes it back. Grey ones are no digits."
EMPTY_PAD = "The pad is empty: these are test images."


class HandwritingPage(QWidget):
    """Two views, one at a time: a contact sheet of handwriting, and images changed at random."""

    def __init__(self, pad: Pad, sheet: ContactSheet, variations: AugmentationPreview) -> None:
        super().__init__()
        self.setObjectName("handwritingTab")
        views = QStackedWidget()
        views.addWidget(WaysView(pad, sheet))
        views.addWidget(AugmentationView(variations))
        chooser = QTabBar()
        chooser.setObjectName("handwritingViews")
        chooser.setAccessibleName("What is shown of handwriting")
        chooser.setDrawBase(False)
        chooser.setExpanding(False)
        for number, (text, tip) in enumerate(VIEWS):
            chooser.addTab(text)
            chooser.setTabToolTip(number, tip)
        chooser.currentChanged.connect(views.setCurrentIndex)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN, 8)
        layout.setSpacing(SPACING)
        layout.addWidget(chooser)
        layout.addWidget(views, 1)


class WaysView(QWidget):
    """The contact sheet, and whose hand it is."""

    def __init__(self, pad: Pad, sheet: ContactSheet) -> None:
        super().__init__()
        self._sheet = sheet
        self._grid = ContactSheetView(sheet)
        self._grid.picked.connect(lambda number: pad.show_drawing(sheet.for_pad(number, pad.brush)))
        hand = WholeField()
        hand.setObjectName("handBox")
        hand.setAccessibleName("Hand")
        hand.setToolTip("Whose hand has written all this: each number is another one.")
        hand.setRange(0, HANDS)
        hand.setValue(sheet.hand)
        hand.valueChanged.connect(sheet.show_hand)
        another = QPushButton("Draw &others")
        another.setObjectName("anotherHandButton")
        another.setToolTip("Have everything written by another hand.")
        another.clicked.connect(lambda: hand.setValue((hand.value() + 1) % (HANDS + 1)))
        label = QLabel("Han&d")
        label.setBuddy(hand)
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        row.addWidget(_hint(WAYS_HINT), 1)
        for widget in (label, hand, another):
            row.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._grid, 1)
        layout.addLayout(row)

    def showEvent(self, event: QShowEvent) -> None:
        self._sheet.watch(True)
        take_keyboard(self._grid, event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._sheet.watch(False)


class AugmentationView(QWidget):
    """Changed images, and what may change."""

    def __init__(self, variations: AugmentationPreview) -> None:
        super().__init__()
        self._variations = variations
        self._summary = _hint("")
        self._summary.setObjectName("variationSummary")
        panel = AugmentationPanel(variations.augmentation)
        panel.changed.connect(variations.set_augmentation)
        again = QPushButton("Once more")
        again.setObjectName("onceMoreButton")
        again.setToolTip("Change the images once more, by other chances of the same size.")
        again.clicked.connect(variations.draw_lots)
        reset = QPushButton("Reset")
        reset.setObjectName("resetAugmentationButton")
        reset.setToolTip("Change as much as at first.")
        reset.clicked.connect(panel.reset)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(again, 1)
        buttons.addWidget(reset, 1)
        right = QVBoxLayout()
        right.setSpacing(18)
        right.addWidget(panel)
        right.addLayout(buttons)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(AugmentedView(variations), 1)
        row.addWidget(Column(right, PANEL_LETTERS))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row, 1)
        layout.addWidget(self._summary)
        variations.changed.connect(self._follow)

    def showEvent(self, event: QShowEvent) -> None:
        self._variations.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        self._variations.watch(False)

    def _follow(self) -> None:
        shown = self._variations.shown
        right = sum(not variation.is_misread for variation in shown)
        told = f"The network reads {right} of {len(shown)} as they should be."
        if self._variations.of_the_pad:
            told = f"Your digit, changed {COUNT} times. {told}"
        else:
            told = f"{EMPTY_PAD} {told}" if shown else EMPTY_PAD
        self._summary.setText(told)


def _hint(words: str) -> QLabel:
    label = QLabel(words)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    label.setWordWrap(True)
    return label
